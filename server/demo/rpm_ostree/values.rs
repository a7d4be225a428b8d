//! The demo host's deployments and update as rpm-ostree's D-Bus dictionaries: the keys and types that a
//! host with one layered package was recorded to send.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use zbus::{
    Connection, OwnedVariant, Structure, Variant, fdo,
    object_server::{Interface, SignalEmitter},
};

use super::packages;
use crate::demo::{
    scenario::Scenario,
    world::{Deployment, Image, Snapshot, digest},
};

/// `a{sv}`.
pub(super) type Dict = BTreeMap<String, OwnedVariant>;
/// A row of `Deployments`.
pub(super) fn deployment(scenario: &Scenario, now: &Snapshot, one: &Deployment) -> Dict {
    let image = &*one.image;
    let changes = &one.changes;
    let mut dict = dict([
        ("id", id(scenario, one).into()),
        ("osname", scenario.stateroot.clone().into()),
        ("checksum", one.checksum().into()),
        ("serial", one.serial.into()),
        ("version", image.version.clone().into()),
        ("timestamp", seconds(image).into()),
        ("booted", one.booted.into()),
        ("staged", one.staged.into()),
        ("pinned", one.pinned.into()),
        ("unlocked", "none".into()),
        ("regenerate-initramfs", false.into()),
        ("requested-packages", changes.layered.clone().into()),
        ("packages", changes.layered.clone().into()),
        ("requested-local-packages", strings()),
        ("requested-local-fileoverride-packages", strings()),
        ("requested-base-removals", changes.removed.clone().into()),
        ("requested-base-local-replacements", strings()),
        ("base-removals", packages::removals(scenario, one)),
        (
            "base-local-replacements",
            Vec::<(Variant<'_>, Variant<'_>)>::new().into(),
        ),
        (
            "base-remote-replacements",
            packages::replacements(scenario, one),
        ),
        ("base-commit-meta", base_meta(scenario, image)),
    ]);
    dict.extend(origin(scenario, one));
    if !changes.is_empty() {
        dict.extend(self::dict([
            ("base-checksum", image.base.clone().into()),
            ("base-version", image.version.clone().into()),
            ("base-timestamp", seconds(image).into()),
            ("layered-commit-meta", layered_meta(one)),
        ]));
    }
    if one.locked {
        dict.extend(self::dict([("finalization-locked", true.into())]));
    }
    if one.live {
        let taken = now.deployments.first().map(Deployment::checksum);
        let taken = taken.unwrap_or_default();
        dict.extend(self::dict([("live-replaced", taken.into())]));
    }
    // The ref, as last pulled, is not what this deployment was made from.
    if *now.pulled != *image && !is_container(one) {
        dict.extend(self::dict([
            ("pending-base-checksum", now.pulled.base.clone().into()),
            ("pending-base-version", now.pulled.version.clone().into()),
            ("pending-base-timestamp", seconds(&now.pulled).into()),
        ]));
    }
    dict
}

fn is_container(one: &Deployment) -> bool {
    one.origin.starts_with("ostree-")
}

/// Where it comes from, and who vouches for it.
fn origin(scenario: &Scenario, one: &Deployment) -> Dict {
    if is_container(one) {
        let digest = format!("sha256:{}", digest(&one.image.base));
        return dict([
            ("container-image-reference", one.origin.clone().into()),
            ("container-image-reference-digest", digest.into()),
        ]);
    }
    dict([
        ("origin", one.origin.clone().into()),
        ("gpg-enabled", true.into()),
        ("signatures", signatures(scenario, &one.image)),
    ])
}

/// `av`, of ostree's verdicts: valid; expired, key expired, revoked, missing; fingerprint, time, its end, algorithms
/// of key and hash, the owner, the primary key's fingerprint, the ends of both keys.
fn signatures<'a>(scenario: &Scenario, image: &Image) -> Variant<'a> {
    let key = &scenario.signing_key;
    let fields = Structure::builder()
        .add_field(true)
        .add_field(false)
        .add_field(false)
        .add_field(false)
        .add_field(false)
        .add_field(key.fingerprint.clone())
        .add_field(image.built.as_second())
        .add_field(0_i64)
        .add_field("RSA")
        .add_field("SHA256")
        .add_field(key.name.clone())
        .add_field(key.address.clone())
        .add_field(key.fingerprint.clone())
        .add_field(0_i64)
        .add_field(0_i64);
    let verdict = fields.build().expect("it has fields");
    vec![Variant::from(verdict)].into()
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
        ("gpg-enabled", true.into()),
        ("signatures", signatures(scenario, update)),
        ("ref-has-new-commit", true.into()),
        ("update-sha256", booted.checksum().into()),
        (
            "rpm-diff",
            packages::rpm_diff(scenario, &booted.image, update),
        ),
        ("advisories", advisories(scenario)),
    ]);
    if let Some(deployed) = now.deployments.iter().find(|one| *one.image == *update) {
        dict.extend(self::dict([("deployment", id(scenario, deployed).into())]));
    }
    dict
}

/// The boot entry; a staged deployment has its kernel arguments only.
pub(super) fn boot_config(scenario: &Scenario, one: &Deployment, place: usize) -> Dict {
    let mut options = one.kernel_arguments.join(" ");
    if one.staged {
        return dict([("staged", true.into()), ("options", options.into())]);
    }
    let (stateroot, image) = (&scenario.stateroot, &one.image);
    let boot = format!("ostree/{stateroot}-{}", digest(&image.kernel));
    let own = format!(
        "ostree=/ostree/boot.1/{stateroot}/{}/{}",
        digest(&image.kernel),
        one.serial
    );
    options = format!("{options} {own}");
    let title = format!("Fedora CoreOS {} (ostree:{place})", image.version);
    dict([
        ("staged", false.into()),
        ("title", title.into()),
        ("version", (place + 1).to_string().into()),
        ("options", options.into()),
        (
            "linux",
            format!("/boot/{boot}/vmlinuz-{}", image.kernel).into(),
        ),
        (
            "initrd",
            format!("/boot/{boot}/initramfs-{}.img", image.kernel).into(),
        ),
    ])
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
pub(super) fn id(scenario: &Scenario, one: &Deployment) -> String {
    format!("{}-{}.{}", scenario.stateroot, one.checksum(), one.serial)
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

fn layered_meta<'a>(one: &Deployment) -> Variant<'a> {
    let image = &*one.image;
    let repository = HashMap::from([
        ("id", Variant::from("updates")),
        ("timestamp", seconds(image).into()),
    ]);
    // As long as a SHA-512.
    let state = digest(&image.base) + &digest(&one.checksum());
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

/// `a(suuasa{sv})`: id, kind (1 security), severity, packages, references.
fn advisories<'a>(scenario: &Scenario) -> Variant<'a> {
    let rows = scenario.advisories.iter().map(|advisory| {
        let links = advisory.cves.iter().map(|cve| {
            let link = format!("https://access.redhat.com/security/cve/{}", cve.id);
            (link, format!("{} {}", cve.id, cve.title))
        });
        let references = HashMap::from([(
            "cve_references".to_owned(),
            Variant::from(links.collect::<Vec<_>>()),
        )]);
        let (id, packages) = (advisory.id.clone(), advisory.packages.clone());
        (id, 1_u32, advisory.severity, packages, references)
    });
    rows.collect::<Vec<_>>().into()
}
