//! Encrypts what the database must not tell whoever reads a copy of it. The key lies in a file of its own beside the
//! database, for its owner only; it is made when the first secret is kept.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

use super::StoreError;

/// Name of the key's file.
const FILE: &str = "secrets.key";

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// The way to the key.
#[derive(Debug, Clone)]
pub(super) struct Vault {
    path: PathBuf,
}

impl Vault {
    /// Beside that database. Nothing is read or made yet.
    pub(super) fn beside(database: &Path) -> Self {
        Self {
            path: database.with_file_name(FILE),
        }
    }

    /// Encrypts `secret`, bound to `context`.
    pub(super) fn seal(&self, secret: &str, context: &str) -> Result<Vec<u8>, StoreError> {
        let key = match self.read() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.make(),
            key => key,
        };
        let key = key.map_err(|source| self.unusable(source))?;
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|error| self.unusable(error.into()))?;
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: context.as_bytes(),
        };
        let sealed = cipher(key).encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| self.unusable(io::ErrorKind::InvalidInput.into()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// What was sealed for `context`; [`StoreError::Sealed`] if it was for another, or with another key.
    pub(super) fn open(&self, sealed: &[u8], context: &str) -> Result<String, StoreError> {
        let key = self.read().map_err(|source| self.unusable(source))?;
        let foreign = || StoreError::Sealed {
            path: self.path.clone(),
        };
        let (nonce, msg) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(foreign)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| foreign())?;
        let payload = Payload {
            msg,
            aad: context.as_bytes(),
        };
        let secret = cipher(key).decrypt(&XNonce::from(nonce), payload);
        String::from_utf8(secret.map_err(|_| foreign())?).map_err(|_| foreign())
    }

    fn read(&self) -> io::Result<[u8; KEY_BYTES]> {
        let mut key = Vec::new();
        let limit = KEY_BYTES as u64 + 1;
        File::open(&self.path)?.take(limit).read_to_end(&mut key)?;
        key.try_into()
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not 32 bytes long"))
    }

    /// A new key, complete in its file or not there: another process may look at the same time.
    fn make(&self) -> io::Result<[u8; KEY_BYTES]> {
        let mut key = [0; KEY_BYTES];
        getrandom::fill(&mut key)?;
        let fresh = self
            .path
            .with_extension(format!("{}.new", std::process::id()));
        let written = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&fresh)
            .and_then(|mut file| {
                file.write_all(&key)?;
                file.sync_all()
            })
            .and_then(|()| std::fs::hard_link(&fresh, &self.path));
        std::fs::remove_file(&fresh)?;
        match written {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.read(),
            written => written.map(|()| key),
        }
    }

    fn unusable(&self, source: io::Error) -> StoreError {
        StoreError::Key {
            path: self.path.clone(),
            source,
        }
    }
}

fn cipher(key: [u8; KEY_BYTES]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(key))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_secret_is_opened_for_its_own_context_and_with_its_own_key_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Vault::beside(&folder.path().join("atomdeck.db"));
        assert!(matches!(vault.open(b"", "a"), Err(StoreError::Key { .. })));
        let sealed = vault.seal("pässword", "quay.io\nada").expect("sealed");
        assert_eq!(
            vault.open(&sealed, "quay.io\nada").expect("opened"),
            "pässword"
        );
        assert!(!sealed.windows(4).any(|bytes| bytes == b"word"));
        assert_ne!(
            vault.seal("pässword", "quay.io\nada").expect("sealed"),
            sealed
        );
        let mode = std::fs::metadata(&vault.path)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);

        let foreign = |vault: &Vault, sealed: &[u8], context: &str| {
            let opened = vault.open(sealed, context);
            assert!(
                matches!(opened, Err(StoreError::Sealed { .. })),
                "{opened:?}"
            );
        };
        foreign(&vault, &sealed, "quay.io\nbob");
        foreign(&vault, &sealed[..sealed.len() - 1], "quay.io\nada");
        foreign(&vault, &sealed[..3], "quay.io\nada");
        std::fs::remove_file(&vault.path).expect("it was there");
        vault.seal("x", "y").expect("a new key");
        foreign(&vault, &sealed, "quay.io\nada");
        std::fs::write(&vault.path, "short").expect("written");
        assert!(matches!(vault.seal("x", "y"), Err(StoreError::Key { .. })));
        let files = std::fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(files, 1);
    }
}
