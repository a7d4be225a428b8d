//! Changes in words, for operations and the audit log.

use std::fmt;

use super::{KernelArgumentWish, PackageWish, RebaseTarget, Verification};

impl fmt::Display for RebaseTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ostree { refspec } => write!(f, "{refspec}"),
            Self::Registry {
                image,
                verification,
            } => write!(f, "{image}{verification}"),
            Self::ContainersStorage {
                image,
                verification,
            } => write!(f, "containers-storage:{image}{verification}"),
            Self::Oci { path, verification } => write!(f, "oci:{path}{verification}"),
            Self::OciArchive { path, verification } => {
                write!(f, "oci-archive:{path}{verification}")
            }
        }
    }
}

/// Said where it is not what everybody expects.
impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy => Ok(()),
            Self::Remote { remote } => write!(f, " (signed for {remote})"),
            Self::None => f.write_str(" (signatures not checked)"),
        }
    }
}

impl fmt::Display for PackageWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = self.lists();
        let wished = lists.iter().filter(|(_, names)| !names.is_empty());
        for (index, (verb, names)) in wished.enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{verb}")?;
            names.iter().try_for_each(|name| write!(f, " {name}"))?;
        }
        Ok(())
    }
}

/// `+` what comes, `-` what goes.
impl fmt::Display for KernelArgumentWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let came = self.append.iter().map(|argument| format!("+{argument}"));
        let gone = self.delete.iter().map(|argument| format!("-{argument}"));
        let swapped = self.replace.iter();
        let swapped = swapped.map(|swap| format!("-{} +{}", swap.from, swap.to));
        let words: Vec<_> = gone.chain(swapped).chain(came).collect();
        f.write_str(&words.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ChangeRequest, DeploymentChange};

    fn read(json: &str) -> DeploymentChange {
        let request: ChangeRequest = serde_json::from_str(json).expect(json);
        assert!(!request.reboot);
        request.change
    }

    #[test]
    fn changes_are_told_in_words() {
        let table = [
            (r#"{"verb":"upgrade"}"#, None),
            (
                r#"{"verb":"packages","install":["htop","tmux"],"remove":["nano"]}"#,
                Some("install htop tmux; remove nano"),
            ),
            (
                r#"{"verb":"kernel_arguments","append":["quiet"],"replace":[{"from":"a=1","to":"a=2"}]}"#,
                Some("-a=1 +a=2 +quiet"),
            ),
            (
                r#"{"verb":"rebase","to":{"kind":"registry","image":"quay.io/fedora/fedora-bootc:42","verification":{"by":"none"}}}"#,
                Some("quay.io/fedora/fedora-bootc:42 (signatures not checked)"),
            ),
            (
                r#"{"verb":"clean_up","what":["pending","base"]}"#,
                Some("pending base"),
            ),
        ];
        for (json, words) in table {
            assert_eq!(read(json).target().as_deref(), words, "{json}");
            assert_eq!(read(json).fault(), None, "{json}");
        }
    }

    #[test]
    fn what_says_too_little_is_a_fault() {
        for json in [
            r#"{"verb":"packages"}"#,
            r#"{"verb":"kernel_arguments"}"#,
            r#"{"verb":"clean_up","what":[]}"#,
            r#"{"verb":"kernel_arguments","replace":[{"from":"a=1","to":"b=2"}]}"#,
        ] {
            assert!(read(json).fault().is_some(), "{json}");
        }
        let option = r#"{"verb":"packages","install":["--help"]}"#;
        assert!(serde_json::from_str::<ChangeRequest>(option).is_err());
    }
}
