//! `ostree remote` of the demo host, on its real files. Keys are not looked into: a block of them counts as one key,
//! with a fingerprint of its text.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::Said;
use crate::demo::world::digest;

const BEGIN: &str = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
const END: &str = "-----END PGP PUBLIC KEY BLOCK-----";

pub(super) fn run(root: &Path, words: &[&str], input: &str) -> io::Result<Said> {
    let option = |wanted: &str| words.contains(&wanted);
    let names: Vec<&str> = words
        .iter()
        .filter(|word| !word.starts_with('-'))
        .copied()
        .collect();
    match names.as_slice() {
        ["add", name, url] => {
            if file_of(root, name)?.is_some() {
                return Ok(Said::error(format!(
                    "Remote configuration for \"{name}\" already exists"
                )));
            }
            let verify = if option("--no-gpg-verify") {
                "gpg-verify=false\n"
            } else {
                ""
            };
            let config = config(root);
            let text = fs::read_to_string(&config)?;
            fs::write(
                config,
                format!("{text}\n[remote \"{name}\"]\nurl={url}\n{verify}"),
            )?;
            match option("--gpg-import=/dev/stdin") {
                true => import(root, name, input),
                false => Ok(Said::default()),
            }
        }
        ["delete", name] => match file_of(root, name)? {
            Some(file) => {
                fs::write(&file, without(&fs::read_to_string(&file)?, name))?;
                match fs::remove_file(keys(root, name)) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                    Ok(()) | Err(_) => Ok(Said::default()),
                }
            }
            None if option("--if-exists") => Ok(Said::default()),
            None => Ok(unknown(name)),
        },
        ["gpg-import", name] if file_of(root, name)?.is_some() => import(root, name, input),
        ["gpg-list-keys", name] if file_of(root, name)?.is_some() => list(root, name),
        ["gpg-import" | "gpg-list-keys", name] => Ok(unknown(name)),
        _ => Ok(Said::error(format!(
            "Unknown command 'remote {}'",
            words.join(" ")
        ))),
    }
}

fn unknown(name: &str) -> Said {
    Said::error(format!("Remote \"{name}\" not found"))
}

fn config(root: &Path) -> PathBuf {
    root.join("ostree/repo/config")
}

fn keys(root: &Path, name: &str) -> PathBuf {
    root.join(format!("ostree/repo/{name}.trustedkeys.gpg"))
}

/// The file that the remote stands in.
fn file_of(root: &Path, name: &str) -> io::Result<Option<PathBuf>> {
    let head = format!("[remote \"{name}\"]");
    let mut files = vec![config(root)];
    for entry in fs::read_dir(root.join("etc/ostree/remotes.d"))? {
        files.push(entry?.path());
    }
    for file in files {
        if fs::read_to_string(&file)?.lines().any(|line| line == head) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// The text without a remote's group.
fn without(text: &str, name: &str) -> String {
    let head = format!("[remote \"{name}\"]");
    let mut is_inside = false;
    let kept = text.lines().filter(|line| {
        if line.starts_with('[') {
            is_inside = *line == head;
        }
        !is_inside
    });
    kept.flat_map(|line| [line, "\n"]).collect()
}

fn import(root: &Path, name: &str, input: &str) -> io::Result<Said> {
    let (Some(begin), Some(end)) = (input.find(BEGIN), input.rfind(END)) else {
        return Ok(Said::error("GPG: Unable to export keys: GPGME: No data"));
    };
    if end < begin {
        return Ok(Said::error("GPG: Unable to export keys: GPGME: No data"));
    }
    let key = digest(&input[begin..end])[..40].to_uppercase();
    let file = keys(root, name);
    let mut all = match fs::read_to_string(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    if !all.contains(&key) {
        all.push_str(&format!("{key}\n"));
    }
    fs::write(file, all)?;
    Ok(Said::fine(format!(
        "Imported 1 GPG key to remote \"{name}\"\n"
    )))
}

fn list(root: &Path, name: &str) -> io::Result<Said> {
    let all = match fs::read_to_string(keys(root, name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let key = |key: &str| format!("Key: {key}\n  UID: {name} of the demo <keys@example.org>\n");
    Ok(Said::fine(all.lines().map(key).collect::<String>()))
}
