//! `ostree admin config-diff` of the demo host: its `/etc` really compared with the image's, `/usr/etc`.

use std::{collections::BTreeSet, fs, io, path::Path};

/// Folders in folders.
const DEPTH: usize = 16;

pub(super) fn compare(root: &Path) -> io::Result<String> {
    let mut lines = BTreeSet::new();
    walk(&root.join("usr/etc"), &root.join("etc"), "", 0, &mut lines)?;
    Ok(lines
        .iter()
        .map(|(path, mark)| format!("{mark}    {path}\n"))
        .collect())
}

/// Both sides of one folder; a side that is not there has nothing in it.
fn walk(
    image: &Path,
    now: &Path,
    prefix: &str,
    depth: usize,
    lines: &mut BTreeSet<(String, char)>,
) -> io::Result<()> {
    let (before, after) = (names(image)?, names(now)?);
    for name in before.union(&after) {
        let path = format!("{prefix}{name}");
        let (image, now) = (image.join(name), now.join(name));
        let mark = match (before.contains(name), after.contains(name)) {
            (true, false) => Some('D'),
            (false, true) => Some('A'),
            (true | false, _) if content(&image) != content(&now) => Some('M'),
            (true | false, _) => None,
        };
        if let Some(mark) = mark {
            lines.insert((path.clone(), mark));
        }
        if (is_folder(&image) || is_folder(&now)) && depth < DEPTH {
            walk(&image, &now, &format!("{path}/"), depth + 1, lines)?;
        }
    }
    Ok(())
}

/// What a link says, or what is in a file; nothing of a folder.
fn content(path: &Path) -> Option<Vec<u8>> {
    match fs::read_link(path) {
        Ok(target) => Some(target.into_os_string().into_encoded_bytes()),
        Err(_) => fs::read(path).ok(),
    }
}

/// Links are not followed: they may lead out of the demo's folder.
fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

fn names(folder: &Path) -> io::Result<BTreeSet<String>> {
    match fs::read_dir(folder) {
        Ok(entries) => {
            let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
            names.collect()
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(error),
    }
}
