//! The demo host's deployments and update as rpm-ostree's D-Bus dictionaries: the keys and types that a
//! host with one layered package was recorded to send.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use zbus::{
    Connection, OwnedVariant, Variant, fdo,
    object_server::{Interface, SignalEmitter},
};

use crate::demo::{
    scenario::Scenario,
    world::{Deployment, Image, Snapshot, digest},
};

/// `a{sv}`.
pub(super) type Dict = BTreeMap<String, OwnedVariant>;
/// A row of `upgraded` or `downgraded`, `(us(ss)(ss))`: type (0 base, 1 layered), name, version and
/// architecture before and after.
type Changed = (u32, String, (String, String), (String, String));
/// A row of `added` or `removed`, `(usss)`.
type Single = (u32, String, String, String);

/// A row of `Deployments`.
pub(super) fn deployment(scenario: &Scenario, now: &Snapshot, one: &Deployment) -> Dict {
    let image = &*one.image;
    let mut dict = dict([
        ("id", id(scenario, one).into()),
        ("osname", scenario.stateroot.clone().into()),
        ("checksum", image.checksum.clone().into()),
        ("serial", one.serial.into()),
        ("version", image.version.clone().into()),
        ("timestamp", seconds(image).into()),
        ("base-checksum", image.base.clone().into()),
        ("base-version", image.version.clone().into()),
        ("base-timestamp", seconds(image).into()),
        ("booted", one.booted.into()),
        ("staged", one.staged.into()),
        ("pinned", one.pinned.into()),
        ("unlocked", "none".into()),
        ("origin", scenario.refspec().into()),
        ("gpg-enabled", false.into()),
        ("regenerate-initramfs", false.into()),
        ("requested-packages", vec![scenario.layered.clone()].into()),
        ("packages", vec![scenario.layered.clone()].into()),
        ("requested-local-packages", strings()),
        ("requested-local-fileoverride-packages", strings()),
        ("requested-base-removals", strings()),
        ("requested-base-local-replacements", strings()),
        ("base-removals", Vec::<Variant<'_>>::new().into()),
        (
            "base-local-replacements",
            Vec::<(Variant<'_>, Variant<'_>)>::new().into(),
        ),
        (
            "base-remote-replacements",
            HashMap::<String, Variant<'_>>::new().into(),
        ),
        ("base-commit-meta", base_meta(scenario, image)),
        ("layered-commit-meta", layered_meta(image)),
    ]);
    // The ref, as last pulled, is not what this deployment was made from.
    if *now.pulled != *image {
        dict.extend(self::dict([
            ("pending-base-checksum", now.pulled.base.clone().into()),
            ("pending-base-version", now.pulled.version.clone().into()),
            ("pending-base-timestamp", seconds(&now.pulled).into()),
        ]));
    }
    dict
}

/// `CachedUpdate`: empty until a check has found one.
pub(super) fn cached_update(scenario: &Scenario, now: &Snapshot) -> Dict {
    let (Some(booted), true) = (now.booted(), now.update_known) else {
        return Dict::new();
    };
    let update = &*now.pulled;
    let mut dict = dict([
        ("osname", scenario.stateroot.clone().into()),
        ("checksum", update.base.clone().into()),
        ("version", update.version.clone().into()),
        ("timestamp", seconds(update).into()),
        ("origin", scenario.refspec().into()),
        ("gpg-enabled", false.into()),
        ("ref-has-new-commit", true.into()),
        ("update-sha256", booted.image.checksum.clone().into()),
        ("rpm-diff", rpm_diff(scenario, &booted.image, update)),
        ("advisories", advisories(scenario)),
    ]);
    if let Some(deployed) = now.deployments.iter().find(|one| *one.image == *update) {
        dict.extend(self::dict([("deployment", id(scenario, deployed).into())]));
    }
    dict
}

/// Turns values into a dictionary of owned ones.
pub(super) fn dict<const N: usize>(entries: [(&str, Variant<'_>); N]) -> Dict {
    let owned = entries.into_iter().filter_map(|(key, value)| {
        // Only a file descriptor could fail to be copied.
        let value = value.try_into_owned().ok()?;
        Some((key.to_owned(), value))
    });
    owned.collect()
}

/// `PropertiesChanged` of an interface, with values.
pub(super) async fn properties_changed<I: Interface>(
    connection: &Connection,
    path: &str,
    changed: &Dict,
) -> zbus::Result<()> {
    let changed = changed
        .iter()
        .map(|(name, value)| Ok((name.as_str(), Variant::try_from(value)?)));
    let changed = changed.collect::<zbus::Result<_>>()?;
    let emitter = SignalEmitter::new(connection, path)?;
    fdo::Properties::properties_changed(&emitter, I::name(), changed, Cow::Borrowed(&[])).await
}

/// rpm-ostree's id of a deployment.
fn id(scenario: &Scenario, one: &Deployment) -> String {
    format!(
        "{}-{}.{}",
        scenario.stateroot, one.image.checksum, one.serial
    )
}

fn seconds(image: &Image) -> u64 {
    image.built.as_second().unsigned_abs()
}

fn strings<'a>() -> Variant<'a> {
    Vec::<String>::new().into()
}

fn base_meta<'a>(scenario: &Scenario, image: &Image) -> Variant<'a> {
    HashMap::from([
        ("ostree.linux", Variant::from(image.kernel.clone())),
        ("version", image.version.clone().into()),
        ("ostree.bootable", true.into()),
        ("ostree.ref-binding", vec![scenario.branch.clone()].into()),
    ])
    .into()
}

fn layered_meta<'a>(image: &Image) -> Variant<'a> {
    let repository = HashMap::from([
        ("id", Variant::from("updates")),
        ("timestamp", seconds(image).into()),
    ]);
    // As long as a SHA-512.
    let state = digest(&image.base) + &digest(&image.checksum);
    HashMap::from([
        ("rpmostree.clientlayer", Variant::from(true)),
        ("rpmostree.clientlayer_version", 6_u32.into()),
        ("rpmostree.state-sha512", state.into()),
        ("rpmostree.rpmmd-repos", vec![repository].into()),
        ("version", image.version.clone().into()),
        ("ostree.linux", image.kernel.clone().into()),
        ("ostree.bootable", true.into()),
    ])
    .into()
}

fn rpm_diff<'a>(scenario: &Scenario, old: &Image, new: &Image) -> Variant<'a> {
    let mut upgraded: Vec<Changed> = Vec::new();
    let mut downgraded: Vec<Changed> = Vec::new();
    let mut added: Vec<Single> = Vec::new();
    let mut removed: Vec<Single> = Vec::new();
    for package in &scenario.packages {
        let evr = |image: &Image| package.evr.get(image.index).cloned().unwrap_or_default();
        let (before, after) = (evr(old), evr(new));
        let (name, arch) = (package.name.clone(), package.arch.clone());
        match (before.is_empty(), after.is_empty()) {
            (true, true) => {}
            (true, false) => added.push((0, name, after, arch)),
            (false, true) => removed.push((0, name, before, arch)),
            (false, false) if before == after => {}
            (false, false) => {
                let row = (0, name, (before, arch.clone()), (after, arch));
                // Versions of one package only grow from one image to the next.
                if old.index < new.index {
                    upgraded.push(row);
                } else {
                    downgraded.push(row);
                }
            }
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

/// `a(suuasa{sv})`: id, kind (1 security), severity, packages, references.
fn advisories<'a>(scenario: &Scenario) -> Variant<'a> {
    let rows = scenario.advisories.iter().map(|advisory| {
        let link = format!("https://bugzilla.example/{}", advisory.cve);
        let title = format!("{} {}", advisory.cve, advisory.title);
        let references = HashMap::from([(
            "cve_references".to_owned(),
            Variant::from(vec![(link, title)]),
        )]);
        let (id, packages) = (advisory.id.clone(), advisory.packages.clone());
        (id, 1_u32, advisory.severity, packages, references)
    });
    rows.collect::<Vec<_>>().into()
}
