//! What `ostree show` and `ostree log` print of commits, decoded. Pure; what is not understood is passed over.

use jiff::Timestamp;

use crate::model::{Signature, SignatureState};

use super::status::is_checksum;

/// One commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) checksum: String,
    pub(super) timestamp: Option<Timestamp>,
    pub(super) version: Option<String>,
    /// Those that were checked, which is only done where a remote's keys were named.
    pub(super) signatures: Vec<Signature>,
}

/// The commits of the text, the newest first.
pub(super) fn decode(text: &str) -> Vec<Commit> {
    let mut all: Vec<Commit> = Vec::new();
    for line in text.lines() {
        if let Some(checksum) = line.strip_prefix("commit ").filter(|sum| is_checksum(sum)) {
            all.push(Commit {
                checksum: checksum.to_owned(),
                ..Commit::default()
            });
        } else if let Some(commit) = all.last_mut() {
            detail(line, commit);
        }
    }
    all
}

fn detail(line: &str, commit: &mut Commit) {
    if let Some(date) = line.strip_prefix("Date:") {
        commit.timestamp = Timestamp::strptime("%Y-%m-%d %H:%M:%S %z", date.trim()).ok();
    } else if let Some(version) = line.strip_prefix("Version:") {
        commit.version = Some(version.trim().to_owned());
    } else if let Some(told) = line
        .strip_prefix("  ")
        .filter(|told| !told.starts_with(' '))
    {
        // The commit's own words are further to the right.
        signature(told, commit);
    }
}

/// A line of GPG's verdict. It tells no fingerprint, only the key's id, which is the end of it; and its times are in
/// the host's own time zone, which it does not name.
fn signature(told: &str, commit: &mut Commit) {
    if told.starts_with("Signature made ") {
        if let Some((_, id)) = told.rsplit_once(" key ID ") {
            commit.signatures.push(Signature {
                // Until a line says better.
                state: SignatureState::Invalid,
                fingerprint: id.trim().to_owned(),
                user: None,
                timestamp: None,
            });
        }
        return;
    }
    let Some(signature) = commit.signatures.last_mut() else {
        return;
    };
    if let Some((_, user)) = told.split_once(" signature from ") {
        signature.user = Some(user.trim().trim_matches('"').to_owned());
    }
    if told.starts_with("Good signature") {
        signature.state = SignatureState::Valid;
    } else if told.contains("public key not found") {
        signature.state = SignatureState::KeyMissing;
    } else if told.starts_with("Signature expired") || told.starts_with("Expired signature") {
        signature.state = SignatureState::SignatureExpired;
    } else if told.starts_with("Key expired") || told.starts_with("Primary key expired") {
        signature.state = SignatureState::KeyExpired;
    } else if told.to_ascii_lowercase().contains("key revoked") {
        signature.state = SignatureState::KeyRevoked;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LOG: &str = include_str!("../../../../tests/fixtures/ostree/log.txt");
    const SIGNED: &str = include_str!("../../../../tests/fixtures/ostree/show-signed.txt");

    #[test]
    fn a_log_is_read_and_a_commits_own_words_are_not_taken_for_it() {
        let all = decode(LOG);
        let versions: Vec<_> = all
            .iter()
            .filter_map(|one| one.version.as_deref())
            .collect();
        assert_eq!(versions, ["3.0", "2.0"]);
        let made = all[1].timestamp.expect("a time");
        assert_eq!(made.to_string(), "2026-01-02T10:00:00Z");
        assert!(all.iter().all(|one| one.signatures.is_empty()));
    }

    #[test]
    fn each_signature_has_its_verdict() {
        let all = decode(SIGNED);
        let [commit] = all.as_slice() else {
            panic!("one commit: {all:?}");
        };
        let states: Vec<_> = commit.signatures.iter().map(|one| one.state).collect();
        assert_eq!(states, [SignatureState::Valid, SignatureState::KeyMissing]);
        assert_eq!(commit.signatures[0].fingerprint, "F630E815D204F0F3");
        let user = commit.signatures[0].user.as_deref();
        assert_eq!(user, Some("Test OS <test@example.org>"));
        assert_eq!(commit.signatures[1].user, None);
    }

    #[test]
    fn a_verdict_that_nobody_knows_is_no_good_one() {
        let told = "  Signature made today using RSA key ID AB\n  BAD signature from \"x\"\n  Key expired now\n";
        let text = format!("commit {}\n{told}", "a".repeat(64));
        assert_eq!(
            decode(&text)[0].signatures[0].state,
            SignatureState::KeyExpired
        );
        let text = text.replace("Key expired", "Something else");
        assert_eq!(
            decode(&text)[0].signatures[0].state,
            SignatureState::Invalid
        );
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            drop(decode(&text));
        }

        #[test]
        fn a_text_that_is_cut_off_is_taken(at in 0usize..900) {
            prop_assert!(decode(SIGNED.get(..at).unwrap_or(SIGNED)).len() <= 1);
        }
    }
}
