//! Certificates that an administrator put into a folder: the last in order of their names is shown.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;

use super::{Origin, Served, TlsError, pair, read_failed};

const CERTIFICATES: [&str; 3] = ["crt", "cert", "pem"];
const KEY: &str = "key";

/// What tells that a folder's files changed: their names, times and sizes, in order.
pub(super) type Stamp = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// Where the certificate lies that is shown; none without the folder.
pub(super) fn find(folder: &Path) -> Result<Option<PathBuf>, TlsError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        entries => entries.map_err(read_failed(folder))?,
    };
    let paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()
        .map_err(read_failed(folder))?;
    let certificates = paths.into_iter().filter(|path| {
        let hidden = path
            .file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        !hidden && CERTIFICATES.iter().any(|end| ends(path, end))
    });
    // By the name first: `b.crt` comes before `b-2.crt` nowhere else.
    Ok(certificates.max_by_key(|path| (path.file_stem().map(ToOwned::to_owned), path.clone())))
}

/// With the key beside it, else with the one in the same file.
pub(super) fn read(path: &Path, now: Timestamp) -> Result<Served, TlsError> {
    let certificate = fs::read(path).map_err(read_failed(path))?;
    let beside = path.with_extension(KEY);
    let key = match fs::read(&beside) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        key => Some(key.map_err(read_failed(&beside))?),
    };
    let key = key.as_deref().unwrap_or(&certificate);
    let served = pair::served(Origin::Given, path, &certificate, key)?;
    pair::is_valid(&served, now)?;
    Ok(served.0)
}

/// What does not tell its time tells at least its name.
pub(super) fn stamp(folder: &Path) -> Stamp {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut stamp: Stamp = entries
        .map(|entry| {
            // Through links: certificates of others' tools are often links.
            let about = fs::metadata(entry.path()).ok();
            let time = about.as_ref().and_then(|about| about.modified().ok());
            (entry.path(), time, about.map_or(0, |about| about.len()))
        })
        .collect();
    stamp.sort();
    stamp
}

fn ends(path: &Path, end: &str) -> bool {
    path.extension().is_some_and(|extension| extension == end)
}
