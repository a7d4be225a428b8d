//! The demo host's packages as rpm-ostree tells them: what two deployments have otherwise, what one has otherwise
//! than its image, and what the repositories offer.

use std::collections::{BTreeMap, HashMap};

use zbus::{OwnedVariant, Variant};

use super::values::{Dict, dict};
use crate::demo::{
    scenario::{Offered, Scenario},
    world::{Deployment, Image},
};

/// A row of `upgraded` or `downgraded`, `(us(ss)(ss))`: type (0 base, 1 layered), name, version and
/// architecture before and after.
type Changed = (u32, String, (String, String), (String, String));
/// A row of `added` or `removed`, `(usss)`.
type Single = (u32, String, String, String);
/// `(sstsss)`: in full, name, epoch, version, release, architecture.
type Nevra = (String, String, u64, String, String, String);
/// A row of `GetDeploymentsRpmDiff`.
pub(super) type Row = (String, u32, HashMap<String, OwnedVariant>);

/// Version and architecture by name.
type Packages = BTreeMap<String, (String, String)>;

/// Which way packages went from one image to another: versions of one only grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// The words of `how`.
const ADDED: u32 = 0;
const REMOVED: u32 = 1;
const UPGRADED: u32 = 2;
const DOWNGRADED: u32 = 3;

fn of_image(scenario: &Scenario, image: &Image) -> Packages {
    let packages = scenario.packages.iter().filter_map(|package| {
        let evr = package.evr.get(image.index).filter(|evr| !evr.is_empty())?;
        Some((package.name.clone(), (evr.clone(), package.arch.clone())))
    });
    packages.collect()
}

fn of_deployment(scenario: &Scenario, one: &Deployment) -> Packages {
    let mut all = of_image(scenario, &one.image);
    let changes = &one.changes;
    all.retain(|name, _| !changes.removed.contains(name));
    for replaced in &changes.replaced {
        if let Some((evr, _)) = all.get_mut(&replaced.name) {
            evr.clone_from(&replaced.evr);
        }
    }
    let layered = scenario
        .offered
        .iter()
        .filter(|one| changes.layered.contains(&one.name));
    all.extend(layered.map(|one| (one.name.clone(), (one.evr.clone(), one.arch.clone()))));
    all
}

/// `rpm-diff`, of two images.
pub(super) fn rpm_diff<'a>(scenario: &Scenario, old: &Image, new: &Image) -> Variant<'a> {
    let mut upgraded: Vec<Changed> = Vec::new();
    let mut downgraded: Vec<Changed> = Vec::new();
    let mut added: Vec<Single> = Vec::new();
    let mut removed: Vec<Single> = Vec::new();
    let (before, after) = (of_image(scenario, old), of_image(scenario, new));
    let way = if old.index <= new.index {
        Way::Up
    } else {
        Way::Down
    };
    for (name, how, old, new) in differences(&before, &after, way) {
        match (old, new) {
            (Some(old), Some(new)) if how == UPGRADED => upgraded.push((0, name, old, new)),
            (Some(old), Some(new)) => downgraded.push((0, name, old, new)),
            (None, Some((evr, arch))) => added.push((0, name, evr, arch)),
            (Some((evr, arch)), None) => removed.push((0, name, evr, arch)),
            (None, None) => {}
        }
    }
    HashMap::from([
        ("upgraded", Variant::from(upgraded)),
        ("downgraded", downgraded.into()),
        ("added", added.into()),
        ("removed", removed.into()),
    ])
    .into()
}

/// From one deployment to another.
pub(super) fn between(scenario: &Scenario, old: &Deployment, new: &Deployment) -> Vec<Row> {
    let replaces_less = old.changes.replaced.len() > new.changes.replaced.len();
    let is_same_image = old.image == new.image;
    let way = if old.image.index > new.image.index || (is_same_image && replaces_less) {
        Way::Down
    } else {
        Way::Up
    };
    let (old, new) = (of_deployment(scenario, old), of_deployment(scenario, new));
    rows(&old, &new, way)
}

/// From a deployment to what its branch has.
pub(super) fn to_image(scenario: &Scenario, old: &Deployment, new: &Image) -> Vec<Row> {
    let way = if old.image.index <= new.index {
        Way::Up
    } else {
        Way::Down
    };
    rows(
        &of_image(scenario, &old.image),
        &of_image(scenario, new),
        way,
    )
}

fn rows(old: &Packages, new: &Packages, way: Way) -> Vec<Row> {
    let all = differences(old, new, way).into_iter();
    all.map(|(name, how, old, new)| {
        let side = |key: &'static str, side: Option<(String, String)>| {
            let (evr, arch) = side?;
            Some((key, Variant::from((name.clone(), evr, arch))))
        };
        let sides = [side("PreviousPackage", old), side("NewPackage", new)];
        let sides = sides.into_iter().flatten();
        let owned = sides.flat_map(|entry| dict([entry])).collect();
        (name, how, owned)
    })
    .collect()
}

type Difference = (
    String,
    u32,
    Option<(String, String)>,
    Option<(String, String)>,
);

fn differences(old: &Packages, new: &Packages, way: Way) -> Vec<Difference> {
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let told = names.into_iter().filter_map(|name| {
        let (before, after) = (old.get(name).cloned(), new.get(name).cloned());
        let how = match (&before, &after) {
            (None, _) => ADDED,
            (_, None) => REMOVED,
            (before, after) if before == after => return None,
            _ if way == Way::Up => UPGRADED,
            _ => DOWNGRADED,
        };
        Some((name.clone(), how, before, after))
    });
    told.collect()
}

/// Packages that would be replaced or removed in the running system.
pub(super) fn replaced_or_removed(rows: &[Row]) -> (usize, usize) {
    let count = |wanted: &[u32]| {
        rows.iter()
            .filter(|(_, how, _)| wanted.contains(how))
            .count()
    };
    (count(&[UPGRADED, DOWNGRADED]), count(&[REMOVED]))
}

/// `base-removals`, `av`.
pub(super) fn removals<'a>(scenario: &Scenario, one: &Deployment) -> Variant<'a> {
    let image = of_image(scenario, &one.image);
    let removed = one.changes.removed.iter().filter_map(|name| {
        let (evr, arch) = image.get(name)?;
        Some(Variant::from(nevra(name, evr, arch)))
    });
    removed.collect::<Vec<_>>().into()
}

/// `base-remote-replacements`: by source, `a(vv)` of new and old.
pub(super) fn replacements<'a>(scenario: &Scenario, one: &Deployment) -> Variant<'a> {
    let image = of_image(scenario, &one.image);
    let mut sources: HashMap<String, Vec<(Variant<'a>, Variant<'a>)>> = HashMap::new();
    for replaced in &one.changes.replaced {
        let Some((evr, arch)) = image.get(&replaced.name) else {
            continue;
        };
        let new = nevra(&replaced.name, &replaced.evr, arch);
        let old = nevra(&replaced.name, evr, arch);
        let source = format!("repo={}", replaced.repository);
        let rows = sources.entry(source).or_default();
        rows.push((new.into(), old.into()));
    }
    let sources = sources.into_iter();
    let sources: HashMap<String, Variant<'a>> = sources
        .map(|(source, rows)| (source, Variant::from(rows)))
        .collect();
    sources.into()
}

fn nevra(name: &str, evr: &str, arch: &str) -> Nevra {
    let (epoch, rest) = evr.split_once(':').unwrap_or(("0", evr));
    let (version, release) = rest.split_once('-').unwrap_or((rest, ""));
    (
        format!("{name}-{evr}.{arch}"),
        name.to_owned(),
        epoch.parse().unwrap_or(0),
        version.to_owned(),
        release.to_owned(),
        arch.to_owned(),
    )
}

/// A row of `Search`, `GetPackages` and `WhatProvides`.
pub(super) fn offered(one: &Offered, key: &str) -> Dict {
    let (_, _, epoch, version, _, _) = nevra(&one.name, &one.evr, &one.arch);
    dict([
        ("key", key.into()),
        ("name", one.name.clone().into()),
        ("epoch", epoch.into()),
        ("version", version.into()),
        ("arch", one.arch.clone().into()),
        ("nevra", one.nevra().into()),
        ("evr", one.evr.clone().into()),
        ("summary", one.summary.clone().into()),
        ("reponame", one.repository.clone().into()),
    ])
}
