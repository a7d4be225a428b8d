//! Folders and changes of files, beneath the root like everything of [`Local`]: the folder is opened by
//! the kernel's rules, and what happens in it happens by its descriptor.

use std::{
    fs::File,
    io::{self, Write},
};

use rustix::{
    fd::OwnedFd,
    fs::{AtFlags, Dir, Mode, OFlags, fsync, mkdirat, openat, renameat, unlinkat},
    io::Errno,
};

use super::{Local, TransportError};

/// Folders that are made for a new file, at most.
const DEPTH: usize = 16;

/// What a file is called until it is whole.
const UNFINISHED: &str = ".atomdeck-unfinished";

pub(super) async fn list(
    local: &Local,
    host_path: &str,
    limit: usize,
) -> Result<Vec<String>, TransportError> {
    let path = host_path.to_owned();
    off(local, host_path, move |local| {
        let failed = |errno: Errno| TransportError::of(&path, errno.into());
        let folder = folder(local, &path)?;
        let mut names = Vec::new();
        for entry in Dir::read_from(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            // What is not UTF-8 is nothing that the console could name.
            let Ok(name) = entry.file_name().to_str() else {
                continue;
            };
            if name == "." || name == ".." {
                continue;
            }
            if names.len() == limit {
                return Err(TransportError::TooLarge {
                    what: path.clone(),
                    limit,
                });
            }
            names.push(name.to_owned());
        }
        names.sort_unstable();
        Ok(names)
    })
    .await
}

pub(super) async fn replace(
    local: &Local,
    host_path: &str,
    bytes: &[u8],
) -> Result<(), TransportError> {
    let (path, bytes) = (host_path.to_owned(), bytes.to_owned());
    off(local, host_path, move |local| {
        let failed = |error: io::Error| TransportError::of(&path, error);
        let (parent, name) = split(&path)?;
        let folder = made(local, parent)?;
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(0o644);
        let unfinished = openat(&folder, UNFINISHED, flags, mode).map_err(|e| failed(e.into()))?;
        let written = (|| {
            let mut file = File::from(unfinished);
            file.write_all(&bytes)?;
            file.sync_all()?;
            renameat(&folder, UNFINISHED, &folder, name)?;
            Ok(fsync(&folder)?)
        })();
        written.map_err(|error: io::Error| {
            // It may have got its name already.
            let _gone = unlinkat(&folder, UNFINISHED, AtFlags::empty());
            failed(error)
        })
    })
    .await
}

pub(super) async fn remove(local: &Local, host_path: &str) -> Result<(), TransportError> {
    let path = host_path.to_owned();
    off(local, host_path, move |local| {
        let (parent, name) = split(&path)?;
        let removed = folder(local, parent).map(|folder| unlinkat(folder, name, AtFlags::empty()));
        match removed {
            Ok(Ok(()) | Err(Errno::NOENT)) | Err(TransportError::NotFound { .. }) => Ok(()),
            Ok(Err(errno)) => Err(TransportError::of(&path, errno.into())),
            Err(error) => Err(error),
        }
    })
    .await
}

fn split(path: &str) -> Result<(&str, &str), TransportError> {
    match path.rsplit_once('/') {
        Some((parent, name)) if !parent.is_empty() && !name.is_empty() && name != ".." => {
            Ok((parent, name))
        }
        Some(_) | None => Err(TransportError::Unsuitable {
            what: path.to_owned(),
            problem: "is not the path of a file in a folder",
        }),
    }
}

fn folder(local: &Local, path: &str) -> Result<OwnedFd, TransportError> {
    local.open(path, OFlags::RDONLY | OFlags::DIRECTORY)
}

/// Opens a folder, and makes it and those above it where they are not there.
fn made(local: &Local, path: &str) -> Result<OwnedFd, TransportError> {
    let mut missing = Vec::new();
    let mut rest = path;
    let mut opened = loop {
        match folder(local, if rest.is_empty() { "/" } else { rest }) {
            Ok(opened) => break opened,
            Err(TransportError::NotFound { .. }) if missing.len() < DEPTH => {
                let (parent, name) = rest.rsplit_once('/').unwrap_or(("", rest));
                missing.push(name);
                rest = parent;
            }
            Err(error) => return Err(error),
        }
    };
    for name in missing.iter().rev() {
        let failed = |errno: Errno| TransportError::of(path, errno.into());
        match mkdirat(&opened, *name, Mode::from_raw_mode(0o755)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(errno) => return Err(failed(errno)),
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        opened = openat(&opened, *name, flags, Mode::empty()).map_err(failed)?;
    }
    Ok(opened)
}

/// Does it on a thread that may wait.
async fn off<T: Send + 'static>(
    local: &Local,
    what: &str,
    work: impl FnOnce(&Local) -> Result<T, TransportError> + Send + 'static,
) -> Result<T, TransportError> {
    let local = local.clone();
    let done = tokio::task::spawn_blocking(move || work(&local)).await;
    done.map_err(|error| TransportError::of(what, io::Error::other(error)))?
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::super::Transport;
    use super::*;

    fn tree() -> (tempfile::TempDir, Transport) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().to_owned();
        (folder, Transport::Local(Local { root }))
    }

    #[tokio::test]
    async fn a_file_is_replaced_listed_and_removed() {
        let (folder, transport) = tree();
        let path = "/etc/zincati/config.d/90-console.toml";
        for text in ["first", "second"] {
            transport.replace(path, text.as_bytes()).await.expect(text);
            assert_eq!(transport.read(path, 10).await.expect(text), text.as_bytes());
        }
        let names = transport.list("/etc/zincati/config.d", 10).await;
        assert_eq!(names.expect("a folder"), ["90-console.toml"]);
        let error = transport.list("/etc", 0).await.expect_err("one");
        assert!(matches!(error, TransportError::TooLarge { limit: 0, .. }));
        transport.remove(path).await.expect("removed");
        transport.remove(path).await.expect("not there");
        transport
            .remove("/no/such/folder")
            .await
            .expect("not there");
        assert!(!folder.path().join(&path[1..]).exists());
    }

    #[tokio::test]
    async fn nothing_outside_the_root_is_touched() {
        let (folder, transport) = tree();
        let outside = tempfile::tempdir().expect("a folder outside");
        std::fs::write(outside.path().join("kept"), "kept").expect("a file");
        symlink(outside.path(), folder.path().join("out")).expect("a link");
        symlink(outside.path().join("kept"), folder.path().join("link")).expect("a link");
        assert!(transport.list("/out", 10).await.is_err());
        assert!(transport.remove("/out/kept").await.is_ok());
        std::fs::create_dir(folder.path().join("etc")).expect("a folder");
        symlink(outside.path().join("kept"), folder.path().join("etc/a")).expect("a link");
        transport
            .replace("/etc/a", b"new")
            .await
            .expect("in its place");
        let kept = std::fs::read_to_string(outside.path().join("kept"));
        assert_eq!(kept.expect("still there"), "kept");
        for path in ["/", "a", "/a", "/etc/.."] {
            let error = transport.replace(path, b"").await.expect_err(path);
            assert!(
                matches!(error, TransportError::Unsuitable { .. }),
                "{error}"
            );
        }
    }
}
