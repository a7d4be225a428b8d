//! What one deployment, or the update on offer, has otherwise than another: packages where the commits have a list
//! of them, and kernel arguments.

use std::{cmp::Ordering, collections::BTreeMap};

use crate::model::{Deployment, DeploymentId, Difference, PackageDifference, PackageHow};

use super::{
    HostError, Side,
    packages::{self, Packages},
    read,
    tool::Tool,
};
use crate::host::deployment::{package_group::package_group, version_order};

pub(super) async fn between(
    tool: &Tool,
    earlier: DeploymentId,
    later: Side,
) -> Result<Difference, HostError> {
    let (_, found) = read::look(tool).await?;
    let deployment = |id: &DeploymentId| {
        let one = found.deployments.iter().find(|one| one.id == id.as_str());
        one.ok_or_else(|| HostError::NotFound {
            what: format!("deployment {id}"),
        })
    };
    let one = deployment(&earlier)?;
    let (checksum, other) = match &later {
        Side::Deployment(id) => deployment(id).map(|other| (&other.checksum, Some(other)))?,
        Side::Update => match &found.update {
            Some(update) => (&update.checksum, None),
            None => {
                return Err(HostError::NotFound {
                    what: "update on offer; check for one".to_owned(),
                });
            }
        },
    };
    let mut difference = other.map_or_else(Difference::default, |other| arguments(one, other));
    if other.is_none() && !found.whole {
        let note = "only the description of the update is here: download it to see its packages";
        difference.note = Some(note.to_owned());
        return Ok(difference);
    }
    let before = packages::of(tool, &one.checksum, Some(one)).await?;
    let after = packages::of(tool, checksum, other).await?;
    match (before, after) {
        (Ok(before), Ok(after)) => difference.packages = Some(compare(&before, &after)),
        (Err(why), _) | (_, Err(why)) => difference.note = Some(why),
    }
    Ok(difference)
}

/// Of the kernel; an update takes those of what runs.
fn arguments(one: &Deployment, other: &Deployment) -> Difference {
    let (Some(before), Some(after)) = (&one.kernel_arguments, &other.kernel_arguments) else {
        return Difference::default();
    };
    let without = |these: &[String], those: &[String]| {
        let these = these.iter().filter(|argument| !those.contains(argument));
        these.cloned().collect()
    };
    Difference {
        kernel_arguments_added: without(after, before),
        kernel_arguments_removed: without(before, after),
        ..Difference::default()
    }
}

fn compare(before: &Packages, after: &Packages) -> Vec<PackageDifference> {
    let names: BTreeMap<_, ()> = before
        .keys()
        .chain(after.keys())
        .map(|key| (key, ()))
        .collect();
    let mut all: Vec<_> = names
        .into_keys()
        .filter_map(|key| {
            let (before, after) = (before.get(key), after.get(key));
            let how = match (before, after) {
                (None, _) => PackageHow::Added,
                (_, None) => PackageHow::Removed,
                (Some(before), Some(after)) => match version_order::compare(before, after) {
                    Ordering::Less => PackageHow::Upgraded,
                    Ordering::Greater => PackageHow::Downgraded,
                    Ordering::Equal => return None,
                },
            };
            let (name, architecture) = key;
            Some(PackageDifference {
                name: name.clone(),
                how,
                group: package_group(name),
                before: before.cloned(),
                after: after.cloned(),
                architecture: Some(architecture.clone()).filter(|text| !text.is_empty()),
            })
        })
        .collect();
    // By name already.
    all.sort_by_key(|one| one.group);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PackageGroup;

    fn list(packages: &[(&str, &str)]) -> Packages {
        let key = |name: &str| (name.to_owned(), "amd64".to_owned());
        let all = packages
            .iter()
            .map(|(name, version)| (key(name), (*version).to_owned()));
        all.collect()
    }

    #[test]
    fn each_package_is_told_once_and_what_matters_first() {
        let before = list(&[
            ("bash", "5.2-1"),
            ("vim", "9.1"),
            ("podman", "5.4"),
            ("same", "1"),
        ]);
        let after = list(&[
            ("bash", "5.1-9"),
            ("zsh", "5.9"),
            ("podman", "5.10"),
            ("same", "1"),
        ]);
        let found = compare(&before, &after);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.name.as_str(), one.how))
            .collect();
        assert_eq!(
            told,
            [
                ("podman", PackageHow::Upgraded),
                ("bash", PackageHow::Downgraded),
                ("vim", PackageHow::Removed),
                ("zsh", PackageHow::Added),
            ]
        );
        assert_eq!(found[0].group, PackageGroup::Engine);
        assert_eq!(found[0].before.as_deref(), Some("5.4"));
        assert_eq!(found[3].architecture.as_deref(), Some("amd64"));
    }
}
