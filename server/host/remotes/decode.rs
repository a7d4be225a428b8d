//! Files of remotes (key files in GLib's form) and `ostree remote gpg-list-keys`, decoded. Pure.

use crate::model::{Remote, RemoteKey, RemoteVerification};

/// Remotes and keys, at most.
const MOST: usize = 500;

/// The `[remote "name"]` groups of a file.
pub(super) fn remotes(text: &str, file: &str) -> Vec<Remote> {
    let mut all: Vec<Remote> = Vec::new();
    let mut is_remote = false;
    for line in text.lines().map(str::trim) {
        if let Some(group) = line.strip_prefix('[') {
            let name = group
                .strip_prefix("remote \"")
                .and_then(|rest| rest.strip_suffix("\"]"))
                .filter(|name| !name.is_empty());
            is_remote = name.is_some() && all.len() < MOST;
            if let Some(name) = name.filter(|_| is_remote) {
                all.push(Remote {
                    name: name.to_owned(),
                    url: None,
                    // Where nothing is said, ostree verifies.
                    verification: RemoteVerification::Gpg,
                    keys: None,
                    file: file.to_owned(),
                });
            }
            continue;
        }
        let (Some(remote), Some((key, value))) = (all.last_mut(), line.split_once('=')) else {
            continue;
        };
        match (is_remote, key.trim()) {
            (true, "url" | "metalink") => remote.url = Some(without_password(value.trim())),
            (true, "gpg-verify") if matches!(value.trim(), "false" | "0") => {
                remote.verification = RemoteVerification::None;
            }
            _ => {}
        }
    }
    all
}

/// Whoever may look at the host need not know how it signs in elsewhere.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find('/').unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}://{}", &rest[at + 1..]),
        None => url.to_owned(),
    }
}

/// The primary keys of the list.
pub(super) fn keys(text: &str) -> Vec<RemoteKey> {
    let mut all: Vec<RemoteKey> = Vec::new();
    for line in text.lines() {
        if let Some(fingerprint) = line.strip_prefix("Key: ") {
            if all.len() == MOST {
                break;
            }
            all.push(RemoteKey {
                fingerprint: fingerprint.trim().to_owned(),
                users: Vec::new(),
            });
        } else if let (Some(key), Some(user)) = (all.last_mut(), line.strip_prefix("  UID: "))
            && key.users.len() < MOST
        {
            key.users.push(user.trim().to_owned());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CONFIG: &str = "[core]\nrepo_version=1\nurl=of nothing\n\n[remote \"lab\"]\nurl=file:///var/remote\n\
                          gpg-verify=false\n\n# x\n[remote \"web\"]\nurl = https://ada:secret@example.org/a@b\n\
                          [other]\ngpg-verify=false\n[remote \"\"]\nurl=x\n";

    #[test]
    fn each_remote_has_its_address_without_a_password() {
        let all = remotes(CONFIG, "/f");
        let told: Vec<_> = all
            .iter()
            .map(|one| (one.name.as_str(), one.url.as_deref(), one.verification))
            .collect();
        assert_eq!(
            told,
            [
                ("lab", Some("file:///var/remote"), RemoteVerification::None),
                (
                    "web",
                    Some("https://example.org/a@b"),
                    RemoteVerification::Gpg
                ),
            ]
        );
        assert_eq!(all[0].file, "/f");
    }

    #[test]
    fn keys_have_their_users_and_subkeys_are_none() {
        let text = "Key: 0988D1E82B3D5FDD02392661F630E815D204F0F3\n  Created: Thu Nov 26 01:32:02 2026\n  \
                    UID: Test OS <test@example.org>\n  Direct update URL: https://example.org/x\n  Subkey: D35A\n    \
                    Created: Thu Nov 26 01:32:02 2026\n";
        let all = keys(text);
        assert_eq!(all.len(), 1);
        assert!(all[0].fingerprint.ends_with("F0F3"));
        assert_eq!(all[0].users, ["Test OS <test@example.org>"]);
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>(), group in "\\[remote \"\\PC*") {
            drop((remotes(&text, "/f"), remotes(&group, "/f"), keys(&text)));
            drop(without_password(&text));
        }
    }
}
