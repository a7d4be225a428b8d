//! What `ostree admin status` prints, decoded. Pure: a line that is not understood is kept or passed over, and never
//! costs the rest. ostree 2022.7 to 2025.x.

use std::collections::BTreeMap;

use serde_json::Value;

/// Lines of one deployment that we have no word for, at most, and bytes of each.
const FURTHER: usize = 16;
const LINE: usize = 512;

/// One deployment as it is listed, in boot order; its index there is what other commands take.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) stateroot: String,
    /// 64 hexadecimal digits.
    pub(super) checksum: String,
    /// Tells deployments of the same commit apart.
    pub(super) serial: u32,
    pub(super) booted: bool,
    pub(super) staged: bool,
    pub(super) locked: bool,
    pub(super) pinned: bool,
    pub(super) version: Option<String>,
    /// Absent where it was deployed without a branch, or by another tool.
    pub(super) refspec: Option<String>,
    pub(super) unlocked: Option<String>,
    /// What else it says, by its names.
    pub(super) further: BTreeMap<String, Value>,
}

impl Listed {
    /// As `Deployment::id`.
    pub(super) fn id(&self) -> String {
        format!("{}-{}", self.stateroot, self.name())
    }

    /// Its folder's name.
    pub(super) fn name(&self) -> String {
        format!("{}.{}", self.checksum, self.serial)
    }
}

/// All deployments that the text lists.
pub(super) fn decode(text: &str) -> Vec<Listed> {
    let mut all: Vec<Listed> = Vec::new();
    for line in text.lines() {
        if let Some(listed) = head(line) {
            all.push(listed);
        } else if let Some(listed) = all.last_mut() {
            property(line, listed);
        }
    }
    all
}

/// "* labos e0a4….0 (pending)"; the words in brackets are many in newer versions.
fn head(line: &str) -> Option<Listed> {
    let rest = line.strip_prefix("* ");
    let booted = rest.is_some();
    let rest = rest.or_else(|| line.strip_prefix("  "))?;
    if rest.starts_with(' ') {
        return None;
    }
    let mut words = rest.splitn(3, ' ');
    let stateroot = words.next().filter(|word| !word.is_empty())?;
    let (checksum, serial) = words.next()?.split_once('.')?;
    let marks = words.next().unwrap_or_default();
    let locked = marks.contains("locked");
    is_checksum(checksum).then_some(())?;
    Some(Listed {
        stateroot: stateroot.to_owned(),
        checksum: checksum.to_owned(),
        serial: serial.parse().ok()?,
        booted,
        // Only a staged one can be locked, and that mark may stand in the other's place.
        staged: locked || marks.contains("staged"),
        locked,
        ..Listed::default()
    })
}

/// "    Version: 2.0".
fn property(line: &str, listed: &mut Listed) {
    let Some((key, value)) = line.trim().split_once(": ") else {
        return;
    };
    let value = value.trim();
    match key {
        "Version" => listed.version = Some(value.to_owned()),
        "origin refspec" => listed.refspec = Some(value.to_owned()),
        "Unlocked" => listed.unlocked = Some(value.to_owned()),
        "Pinned" => listed.pinned = value == "yes",
        // It cannot read what rpm-ostree writes; and signatures are asked of each commit.
        "origin" | "GPG" => {}
        key if listed.further.len() < FURTHER && line.len() <= LINE => {
            listed.further.insert(key.to_owned(), Value::from(value));
        }
        _ => {}
    }
}

/// Is it a commit's: 64 hexadecimal digits in lower case?
pub(super) fn is_checksum(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 64 && text.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    macro_rules! recorded {
        ($name:literal) => {
            decode(include_str!(concat!(
                "../../../../tests/fixtures/ostree/",
                $name,
                ".status.txt"
            )))
        };
    }

    #[test]
    fn a_staged_deployment_stands_before_the_booted_one() {
        let all = recorded!("02-staged-3.0");
        let marks: Vec<_> = all.iter().map(|one| (one.staged, one.booted)).collect();
        assert_eq!(marks, [(true, false), (false, true), (false, false)]);
        let versions: Vec<_> = all
            .iter()
            .filter_map(|one| one.version.as_deref())
            .collect();
        assert_eq!(versions, ["3.0", "2.0", "1.0"]);
        assert_eq!(all[1].refspec.as_deref(), Some("lab:lab/x86_64/host"));
        assert!(all[0].id().starts_with("labos-48d3"), "{}", all[0].id());
        assert!(all[0].id().ends_with("231e.0"), "{}", all[0].id());
    }

    #[test]
    fn what_was_rolled_back_to_is_not_staged() {
        let all = recorded!("04-rolled-back");
        assert_eq!(all.len(), 2);
        assert!(!all[0].staged && !all[0].booted && all[1].booted);
    }

    #[test]
    fn an_origin_that_ostree_cannot_read_is_none() {
        let all = recorded!("06-layered-staged");
        assert_eq!(all[0].refspec, None);
        assert_eq!(all[0].further, BTreeMap::new());
        assert!(all[1].refspec.is_some());
    }

    #[test]
    fn pinned_and_unlocked_are_told() {
        let all = recorded!("12-pinned-unlocked");
        assert!(all[0].pinned && !all[1].pinned);
        assert_eq!(all[0].unlocked.as_deref(), Some("development"));
    }

    #[test]
    fn words_of_newer_versions_are_kept() {
        let sum = "0123456789abcdef".repeat(4);
        let all = decode(&format!(
            "  os {sum}.3 (staged) (finalization locked) (soft-reboot)\n    Version: 9\n    Mood: calm: very\n\
             odd line\n* os {sum}.2\n"
        ));
        assert_eq!(all.len(), 2);
        assert!(all[0].staged && all[0].locked);
        assert_eq!(all[0].serial, 3);
        assert_eq!(all[0].further["Mood"], "calm: very");
        assert!(!all[1].locked);
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            drop(decode(&text));
        }

        #[test]
        fn a_text_that_is_cut_off_is_taken(at in 0usize..700) {
            let text = include_str!("../../../../tests/fixtures/ostree/12-pinned-unlocked.status.txt");
            let text = text.get(..at).unwrap_or(text);
            prop_assert!(decode(text).len() <= 2);
        }
    }
}
