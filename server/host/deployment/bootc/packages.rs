//! What two deployments on the disk have of packages: their databases are read with the host's `rpm`, and compared.
//! Comparing is pure.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crate::{
    host::command,
    model::{PackageDifference, PackageHow},
    transport::Transport,
};

use super::{HostError, package_group, version_order::compare};

/// A database of some thousand packages is read within a second, from a slow disk within a few.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// One package a line: name, epoch:version-release, architecture.
const FORMAT: &str = "%{NAME}\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\t%{ARCH}\n";

/// Versions by name and architecture; a kernel may be there twice.
pub(super) type Packages = BTreeMap<(String, String), BTreeSet<String>>;

/// Packages of the deployment whose tree is `root` on the host.
pub(super) async fn of(transport: &Transport, root: &str) -> Result<Packages, HostError> {
    let database = format!("--dbpath={root}/usr/share/rpm");
    let argv = [
        "rpm",
        &database,
        "--query",
        "--all",
        "--queryformat",
        FORMAT,
    ];
    let said = command::success(transport, "rpm", &argv, b"", READ_TIMEOUT).await?;
    let packages = decode(&said);
    if packages.is_empty() {
        return Err(HostError::Failed {
            backend: "rpm",
            reason: format!("{root} has no packages"),
        });
    }
    Ok(packages)
}

/// Keys are no packages, and a line that is none is left out.
fn decode(said: &str) -> Packages {
    let mut packages = Packages::new();
    for line in said.lines() {
        let mut fields = line.split('\t');
        let (Some(name), Some(version), Some(architecture)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        if name.is_empty() || name == "gpg-pubkey" {
            continue;
        }
        // Epoch 0 is what nobody writes.
        let version = version.strip_prefix("0:").unwrap_or(version);
        let key = (name.to_owned(), architecture.to_owned());
        packages.entry(key).or_default().insert(version.to_owned());
    }
    packages
}

/// By group, then name.
pub(super) fn difference(before: &Packages, after: &Packages) -> Vec<PackageDifference> {
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let none = BTreeSet::new();
    let mut all = Vec::new();
    for key in keys {
        let old = before.get(key).unwrap_or(&none);
        let new = after.get(key).unwrap_or(&none);
        let mut gone: Vec<_> = old.difference(new).cloned().collect();
        let mut came: Vec<_> = new.difference(old).cloned().collect();
        let (name, architecture) = key;
        let mut add = |how, before: Option<String>, after: Option<String>| {
            all.push(PackageDifference {
                name: name.clone(),
                how,
                group: package_group(name),
                before,
                after,
                architecture: Some(architecture.clone()),
            });
        };
        while !gone.is_empty() && !came.is_empty() {
            let (old, new) = (gone.remove(0), came.remove(0));
            let how = match compare(&old, &new) {
                Ordering::Greater => PackageHow::Downgraded,
                Ordering::Less | Ordering::Equal => PackageHow::Upgraded,
            };
            add(how, Some(old), Some(new));
        }
        gone.into_iter()
            .for_each(|old| add(PackageHow::Removed, Some(old), None));
        came.into_iter()
            .for_each(|new| add(PackageHow::Added, None, Some(new)));
    }
    all.sort_by(|a, b| (a.group, &a.name).cmp(&(b.group, &b.name)));
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::PackageGroup;

    const OLD: &str = "bash\t0:5.2.26-3.fc42\tx86_64\nkernel\t0:6.14.0-1\tx86_64\nnano\t0:8.3-1\tx86_64\ngpg-pubkey\t0:1-2\t(none)\nopenssl-libs\t1:3.2.4-1\tx86_64\n";
    const NEW: &str = "bash\t0:5.2.26-3.fc42\tx86_64\nkernel\t0:6.14.10-1\tx86_64\nzsh\t0:5.9-1\tx86_64\nopenssl-libs\t1:3.2.2-9\tx86_64\nnot a package\n";

    #[test]
    fn what_is_not_the_same_is_told_by_group() {
        let told = difference(&decode(OLD), &decode(NEW));
        let told: Vec<_> = told
            .iter()
            .map(|one| (one.name.as_str(), one.how, one.after.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("kernel", PackageHow::Upgraded, Some("6.14.10-1")),
                ("openssl-libs", PackageHow::Downgraded, Some("1:3.2.2-9")),
                ("nano", PackageHow::Removed, None),
                ("zsh", PackageHow::Added, Some("5.9-1")),
            ]
        );
        assert_eq!(package_group("kernel"), PackageGroup::Kernel);
    }

    proptest! {
        #[test]
        fn any_text_can_be_compared_with_any(before in "([a-z]{0,3}\t?[0-9.:-]{0,5}\t?\n?){0,9}", after in any::<String>()) {
            let (before, after) = (decode(&before), decode(&after));
            prop_assert!(difference(&before, &before).is_empty());
            let there = difference(&before, &after).len();
            prop_assert_eq!(there, difference(&after, &before).len());
        }
    }
}
