//! The state directory: made for its owner only, and used by one server at a time.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

const DATABASE: &str = "atomdeck.db";
const LOCK: &str = "atomdeck.lock";

/// The database's path in the state directory; both are made if they are not there.
pub(super) fn database(folder: &Path) -> anyhow::Result<PathBuf> {
    let make = || -> io::Result<PathBuf> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        let database = folder.join(DATABASE);
        private(&database)?;
        Ok(database)
    };
    make().with_context(|| {
        format!(
            "cannot write to the state directory {} (give another one with --state-dir)",
            folder.display()
        )
    })
}

/// Claims the state directory for this process, as long as the file lives.
pub(super) fn claim(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join(LOCK);
    let file = private(&path).with_context(|| format!("cannot write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "another atomdeck serves from the state directory {}; stop it, or give another one with \
             --state-dir",
            folder.display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

/// What there is, for `doctor`, which changes nothing.
pub(super) fn look(folder: &Path) -> String {
    match fs::metadata(folder.join(DATABASE)) {
        Ok(database) => format!("{}, database of {} bytes", folder.display(), database.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            format!(
                "{}, no database yet; made at the first start",
                folder.display()
            )
        }
        Err(error) => format!("{}: {error}", folder.display()),
    }
}

fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
}
