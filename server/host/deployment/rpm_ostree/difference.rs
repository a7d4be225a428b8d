//! What is between two deployments or before an update: packages by what they matter for, advisories with the CVEs
//! that they name. Pure; `compare` asks for what is decoded here.

use zbus::Variant;

use super::{
    bus::DifferenceRow,
    fields::{Fields, number, parts, string},
};
use crate::{
    host::deployment::package_group::package_group,
    model::{
        Advisory, AdvisoryReference, AdvisorySeverity, PackageCounts, PackageDifference, PackageHow,
    },
};

/// Packages that are listed; an image has fewer.
const MOST_PACKAGES: usize = 10_000;

/// Advisories that are listed, and references of each.
const MOST_ADVISORIES: usize = 1000;
const MOST_REFERENCES: usize = 100;

/// `rpm-diff` in numbers.
pub(super) fn counts(diff: &Fields<'_>) -> PackageCounts {
    PackageCounts {
        added: diff.list("added").len(),
        removed: diff.list("removed").len(),
        upgraded: diff.list("upgraded").len(),
        downgraded: diff.list("downgraded").len(),
    }
}

/// `rpm-diff`: `upgraded` and `downgraded` are `a(us(ss)(ss))` of type, name, version and architecture before and
/// after; `added` and `removed` are `a(usss)` of type, name, version and architecture.
pub(super) fn cached_packages(diff: &Fields<'_>) -> Vec<PackageDifference> {
    let changed = |key, how| {
        diff.list(key).iter().filter_map(move |row| {
            let [_, name, before, after, ..] = parts(row) else {
                return None;
            };
            let (before, after) = (parts(before), parts(after));
            Some(package(
                string(name)?,
                how,
                before.first().and_then(string),
                after.first().and_then(string),
                after.get(1).and_then(string),
            ))
        })
    };
    let single = |key, how| {
        diff.list(key).iter().filter_map(move |row| {
            let [_, name, version, architecture, ..] = parts(row) else {
                return None;
            };
            let (before, after) = match how {
                PackageHow::Removed => (string(version), None),
                PackageHow::Added | PackageHow::Upgraded | PackageHow::Downgraded => {
                    (None, string(version))
                }
            };
            let architecture = string(architecture);
            Some(package(string(name)?, how, before, after, architecture))
        })
    };
    let all = changed("upgraded", PackageHow::Upgraded)
        .chain(changed("downgraded", PackageHow::Downgraded))
        .chain(single("added", PackageHow::Added))
        .chain(single("removed", PackageHow::Removed));
    sorted(all)
}

/// What `GetDeploymentsRpmDiff` and its like answer; a word that is not known is left out.
pub(super) fn packages(rows: &[DifferenceRow]) -> Vec<PackageDifference> {
    let all = rows.iter().filter_map(|(name, how, sides)| {
        let side = |key: &str, place: usize| {
            let package = parts(sides.get(key)?);
            package.get(place).and_then(string)
        };
        let (before, after) = (side("PreviousPackage", 1), side("NewPackage", 1));
        let how = match how {
            0 => PackageHow::Added,
            1 => PackageHow::Removed,
            2 => PackageHow::Upgraded,
            3 => PackageHow::Downgraded,
            _ => return None,
        };
        let architecture = side("NewPackage", 2).or_else(|| side("PreviousPackage", 2));
        Some(package(name.clone(), how, before, after, architecture))
    });
    sorted(all)
}

/// `advisories`, `a(suuasa{sv})`: id, kind, severity, packages, and `cve_references a(ss)` of address and title.
pub(super) fn advisories(update: &Fields<'_>) -> Vec<Advisory> {
    let rows = update.list("advisories").iter();
    let mut all: Vec<_> = rows.filter_map(advisory).take(MOST_ADVISORIES).collect();
    all.sort_by(|one, other| {
        let order = other.severity.cmp(&one.severity);
        order.then_with(|| one.id.cmp(&other.id))
    });
    all
}

fn advisory(row: &Variant<'_>) -> Option<Advisory> {
    let [id, _kind, severity, packages, details, ..] = parts(row) else {
        return None;
    };
    let severity = match number(severity)? {
        1 => AdvisorySeverity::Low,
        2 => AdvisorySeverity::Moderate,
        3 => AdvisorySeverity::Important,
        4 => AdvisorySeverity::Critical,
        _ => AdvisorySeverity::None,
    };
    let references = Fields::of(details).map(|details| details.list("cve_references"));
    let references = references.unwrap_or_default().iter().filter_map(reference);
    Some(Advisory {
        id: string(id)?,
        severity,
        packages: parts(packages).iter().filter_map(string).collect(),
        references: references.take(MOST_REFERENCES).collect(),
    })
}

/// A link that a page may show; others are left out.
fn reference(pair: &Variant<'_>) -> Option<AdvisoryReference> {
    let [url, title] = parts(pair) else {
        return None;
    };
    let url = string(url)?;
    let is_link = url.starts_with("https://") || url.starts_with("http://");
    is_link.then_some(AdvisoryReference {
        title: string(title)?,
        url,
    })
}

fn package(
    name: String,
    how: PackageHow,
    before: Option<String>,
    after: Option<String>,
    architecture: Option<String>,
) -> PackageDifference {
    PackageDifference {
        group: package_group(&name),
        name,
        how,
        before,
        after,
        architecture,
    }
}

fn sorted(all: impl Iterator<Item = PackageDifference>) -> Vec<PackageDifference> {
    let mut all: Vec<_> = all.take(MOST_PACKAGES).collect();
    all.sort_by(|one, other| (one.group, &one.name).cmp(&(other.group, &other.name)));
    all
}

#[cfg(test)]
mod tests;
