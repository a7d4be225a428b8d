//! What differs beneath `/etc` from what the booted image brought, whichever backend deployed it: ostree compares.

use std::time::Duration;

use jiff::Timestamp;

use super::{Host, HostError, command, deployment};
use crate::model::{Drift, DriftHow, DriftedFile};

/// Files that are told, at most.
const FILES: usize = 500;

/// Comparing reads all of `/etc`.
const TIMEOUT: Duration = Duration::from_secs(60);

impl Host {
    /// The drift of what runs.
    pub async fn drift(&self) -> Result<Drift, HostError> {
        let transport = &self.setup.transport;
        if !deployment::booted_from_ostree(transport).await {
            return Err(HostError::NotAvailable {
                reason: "this host was not booted from an image, so its /etc has nothing to be compared with".to_owned(),
                remedy: "ask the package manager instead, e.g. `rpm --verify --all`".to_owned(),
            });
        }
        let argv = ["ostree", "admin", "config-diff"];
        let told = command::success(transport, "ostree", &argv, b"", TIMEOUT).await?;
        Ok(decode(&told, Timestamp::now()))
    }
}

/// Decodes "M    ssh/sshd_config". A line of another kind is passed over.
fn decode(text: &str, read_at: Timestamp) -> Drift {
    let mut files: Vec<_> = text.lines().filter_map(file).collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let truncated = files.len() > FILES;
    files.truncate(FILES);
    Drift {
        files,
        truncated,
        read_at,
    }
}

fn file(line: &str) -> Option<DriftedFile> {
    let (mark, path) = line.split_once("    ")?;
    let how = match mark {
        "A" => DriftHow::Added,
        "D" => DriftHow::Removed,
        "M" => DriftHow::Modified,
        _ => return None,
    };
    // Beneath `/etc`; some versions say so.
    let path = path.trim_start_matches('/');
    let path = path.strip_prefix("etc/").unwrap_or(path);
    (!path.is_empty()).then(|| DriftedFile {
        path: format!("/etc/{path}"),
        how,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn files_are_told_by_path_and_other_lines_passed_over() {
        let text =
            "M    ssh/sshd_config\nD    b.conf\nA    new dir/x\nerror: x\nZ    what\nA    \n";
        let drift = decode(text, Timestamp::UNIX_EPOCH);
        let told: Vec<_> = drift
            .files
            .iter()
            .map(|one| (one.path.as_str(), one.how))
            .collect();
        assert_eq!(
            told,
            [
                ("/etc/b.conf", DriftHow::Removed),
                ("/etc/new dir/x", DriftHow::Added),
                ("/etc/ssh/sshd_config", DriftHow::Modified),
            ]
        );
        assert!(!drift.truncated);
    }

    #[test]
    fn a_host_that_was_changed_all_over_is_cut_short() {
        let text: String = (0..=FILES).map(|n| format!("A    file{n}\n")).collect();
        let drift = decode(&text, Timestamp::UNIX_EPOCH);
        assert_eq!((drift.files.len(), drift.truncated), (FILES, true));
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            prop_assert!(decode(&text, Timestamp::UNIX_EPOCH).files.len() <= FILES);
        }
    }
}
