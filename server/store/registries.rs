//! The registries table: credentials that are used for every pull from a registry and told to nobody.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::params;

use crate::model::{Registry, RegistryCredentials, RegistryName};

use super::{Store, StoreError, users::time};

impl Store {
    /// Keeps credentials, in place of those there were.
    pub async fn registry_save(
        &self,
        name: RegistryName,
        credentials: RegistryCredentials,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let vault = self.vault.clone();
        self.call(move |db| {
            let RegistryCredentials { username, password } = credentials;
            let sealed = vault.seal(&password, &context(name.as_str(), &username))?;
            db.execute(
                "INSERT OR REPLACE INTO registries (name, username, password, saved_at)
                 VALUES (?, ?, ?, ?)",
                params![name.as_str(), username, sealed, time(at)],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets credentials; `false` if there were none.
    pub async fn registry_remove(&self, name: RegistryName) -> Result<bool, StoreError> {
        self.call(move |db| {
            let gone = db.execute("DELETE FROM registries WHERE name = ?", [name.as_str()])?;
            Ok(gone > 0)
        })
        .await
    }

    /// Whose credentials are kept, by name.
    pub async fn registries(&self) -> Result<Vec<Registry>, StoreError> {
        self.call(|db| {
            db.prepare_cached("SELECT name, username, saved_at FROM registries ORDER BY name")?
                .query_and_then([], |row| {
                    Ok(Registry {
                        name: registry(row.get(0)?)?,
                        username: row.get(1)?,
                        saved_at: super::timestamp(row.get(2)?)?,
                    })
                })?
                .collect()
        })
        .await
    }

    /// All credentials that are kept. One that cannot be opened fails all: it has to be saved again.
    pub async fn registry_credentials(
        &self,
    ) -> Result<HashMap<RegistryName, RegistryCredentials>, StoreError> {
        let vault = self.vault.clone();
        self.call(move |db| {
            db.prepare_cached("SELECT name, username, password FROM registries")?
                .query_and_then([], |row| {
                    let (name, username): (String, String) = (row.get(0)?, row.get(1)?);
                    let sealed: Vec<u8> = row.get(2)?;
                    let password = vault.open(&sealed, &context(&name, &username))?;
                    Ok((registry(name)?, RegistryCredentials { username, password }))
                })?
                .collect()
        })
        .await
    }
}

/// What a password is for: neither can be exchanged in the database.
fn context(name: &str, username: &str) -> String {
    format!("{name}\n{username}")
}

fn registry(value: String) -> Result<RegistryName, StoreError> {
    value.parse().map_err(|_| StoreError::Corrupt {
        value,
        expected: "a registry",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn credentials_are_kept_encrypted_and_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("atomdeck.db");
        let store = Store::open(&path).expect("a database");
        let name: RegistryName = "quay.io".parse().expect("a registry");
        let of = |password: &str| RegistryCredentials {
            username: "ada".to_owned(),
            password: password.to_owned(),
        };
        for password in ["first-password", "second-password"] {
            let saved = store.registry_save(name.clone(), of(password), Timestamp::UNIX_EPOCH);
            saved.await.expect("saved");
        }
        drop(store);
        let store = Store::open(&path).expect("the same");
        let kept = store.registries().await.expect("a list");
        assert_eq!(kept.len(), 1);
        assert_eq!((&kept[0].name, kept[0].username.as_str()), (&name, "ada"));
        let opened = store.registry_credentials().await.expect("opened");
        assert_eq!(opened.get(&name), Some(&of("second-password")));
        for file in std::fs::read_dir(folder.path()).expect("a folder") {
            let bytes = std::fs::read(file.expect("a file").path()).expect("readable");
            assert!(!bytes.windows(8).any(|bytes| bytes == b"d-passwo"));
        }
        assert!(store.registry_remove(name.clone()).await.expect("removed"));
        assert!(!store.registry_remove(name).await.expect("gone already"));
    }
}
