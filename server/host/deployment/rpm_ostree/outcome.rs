//! What came of a change, in a sentence: by the deployments before and after it. Pure.

use crate::model::{Deployment, DeploymentVerb, Deployments};

pub(super) fn outcome(verb: DeploymentVerb, before: &Deployments, after: &Deployments) -> String {
    match verb {
        DeploymentVerb::Check => match &after.update {
            None => "No update is on offer.".to_owned(),
            Some(update) if update.staged => {
                format!("{} is staged already.", version(update.version.as_deref()))
            }
            Some(update) => format!("{} is on offer.", version(update.version.as_deref())),
        },
        DeploymentVerb::Download | DeploymentVerb::Upgrade => {
            next(before, after).unwrap_or_else(|| match after.deployments.first() {
                Some(first) if first.locked => {
                    let name = version(first.version.as_deref());
                    format!("{name} is downloaded already, and boots once it is finalized.")
                }
                Some(_) | None => "No update is on offer.".to_owned(),
            })
        }
        DeploymentVerb::Finalize
        | DeploymentVerb::Rollback
        | DeploymentVerb::Deploy
        | DeploymentVerb::Rebase
        | DeploymentVerb::Reset
        | DeploymentVerb::Packages
        | DeploymentVerb::KernelArguments => {
            next(before, after).unwrap_or_else(|| "Nothing was to be changed.".to_owned())
        }
        DeploymentVerb::ApplyLive => {
            "The running system has taken what is staged; restart services that use it.".to_owned()
        }
        DeploymentVerb::Pin
        | DeploymentVerb::Unpin
        | DeploymentVerb::Remove
        | DeploymentVerb::CleanUp => {
            match before
                .deployments
                .len()
                .saturating_sub(after.deployments.len())
            {
                0 => "Done.".to_owned(),
                1 => "One deployment was removed.".to_owned(),
                removed => format!("{removed} deployments were removed."),
            }
        }
    }
}

/// What boots next, or waits, and did not before; nothing where that is the same.
pub(super) fn next(before: &Deployments, after: &Deployments) -> Option<String> {
    let first = after.deployments.first()?;
    let is_it = |other: &&Deployment| {
        other.id == first.id && other.locked == first.locked && other.staged == first.staged
    };
    if before.deployments.first().filter(is_it).is_some() {
        return None;
    }
    let name = version(first.version.as_deref());
    Some(if first.locked {
        format!("{name} is downloaded, and boots once it is finalized.")
    } else if first.booted {
        format!("{name}, which runs, boots next.")
    } else if first.staged {
        format!("{name} is staged: it boots next.")
    } else {
        format!("{name} boots next.")
    })
}

fn version(version: Option<&str>) -> String {
    match version {
        Some(version) => format!("Version {version}"),
        None => "A version without a name".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(versions: &[&str]) -> Deployments {
        let one = |version: &&str| {
            let (version, marks) = version.split_once(' ').unwrap_or((version, ""));
            let (booted, staged) = (marks.contains('b'), marks.contains('s'));
            let (locked, id) = (marks.contains('l'), format!("os-{version}.0"));
            serde_json::from_value(serde_json::json!({
                "id": id, "stateroot": "os", "version": version, "origin": {"kind": "unknown"},
                "checksum": "", "booted": booted, "staged": staged, "rollback": false,
                "pinned": false, "next_boot": false, "locked": locked, "layered_packages": [],
                "removed_packages": [], "replaced_packages": [], "live": false,
            }))
            .expect("a deployment")
        };
        Deployments {
            backend: String::new(),
            family: None,
            abilities: Vec::new(),
            deployments: versions.iter().map(one).collect(),
            update: None,
            reboot_to_apply: false,
            busy: None,
        }
    }

    #[test]
    fn a_change_says_what_boots_next() {
        let before = all(&["2 b", "1"]);
        for (verb, after, told) in [
            (
                DeploymentVerb::Upgrade,
                all(&["3 s", "2 b", "1"]),
                "Version 3 is staged: it boots next.",
            ),
            (
                DeploymentVerb::Upgrade,
                all(&["2 b", "1"]),
                "No update is on offer.",
            ),
            (
                DeploymentVerb::Download,
                all(&["3 sl", "2 b"]),
                "Version 3 is downloaded, and boots once it is finalized.",
            ),
            (
                DeploymentVerb::Rollback,
                all(&["1", "2 b"]),
                "Version 1 boots next.",
            ),
            (
                DeploymentVerb::CleanUp,
                all(&["2 b"]),
                "One deployment was removed.",
            ),
            (
                DeploymentVerb::Reset,
                all(&["2 b", "1"]),
                "Nothing was to be changed.",
            ),
        ] {
            assert_eq!(outcome(verb, &before, &after), told);
        }
        let unlocked = outcome(
            DeploymentVerb::Finalize,
            &all(&["3 sl", "2 b"]),
            &all(&["3 s", "2 b"]),
        );
        assert_eq!(unlocked, "Version 3 is staged: it boots next.");
    }
}
