//! rpm-ostree's dictionaries turned into our words. Pure: a dictionary of any shape gives a value or
//! an error, never a panic. The keys are those that the daemon was seen to send, and those of its source.

mod packages;
mod signatures;

use std::collections::BTreeMap;

use serde_json::Value;
use zbus::Variant;

use super::{
    BACKEND,
    bus::Properties,
    difference::{advisories, counts},
    fields::{self, Fields, string},
};
use crate::model::{Deployment, Deployments, Origin, Update};

pub(super) use packages::Nevra;
pub(super) use signatures::signature;

/// Keys of a deployment that are shown by themselves, follow from others, or only say how it was built.
const KNOWN: [&str; 36] = [
    "id",
    "osname",
    "checksum",
    "serial",
    "timestamp",
    "version",
    "booted",
    "staged",
    "pinned",
    "unlocked",
    "origin",
    "container-image-reference",
    "container-image-reference-digest",
    "gpg-enabled",
    "signatures",
    "finalization-locked",
    "live-replaced",
    "endoflife",
    "requested-packages",
    "requested-local-packages",
    "requested-local-fileoverride-packages",
    "requested-base-removals",
    "requested-base-local-replacements",
    "requested-base-remote-replacements",
    "packages",
    "base-removals",
    "base-local-replacements",
    "base-remote-replacements",
    "base-checksum",
    "base-version",
    "base-timestamp",
    "base-commit-meta",
    "layered-commit-meta",
    "pending-base-checksum",
    "pending-base-version",
    "pending-base-timestamp",
];

/// Keys that are not known and are kept.
const MOST_FURTHER: usize = 20;

/// What the answer lacks.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("its answer has no {0} that can be understood")]
pub(super) struct Undecodable(&'static str);

/// All properties of `…Sysroot`, and of the booted `…OS` where something is booted.
pub(super) fn deployments(
    sysroot: &Properties,
    os: Option<&Properties>,
) -> Result<Deployments, Undecodable> {
    let listed: Vec<Fields<'_>> = match sysroot.get("Deployments").map(|value| &**value) {
        Some(value @ Variant::Array(_)) => {
            fields::parts(value).iter().filter_map(Fields::of).collect()
        }
        Some(_) | None => return Err(Undecodable("Deployments")),
    };
    let mut all = listed
        .iter()
        .map(deployment)
        .collect::<Result<Vec<_>, _>>()?;
    let booted = all.iter().position(|deployment| deployment.booted);
    if let Some(behind) = booted.and_then(|index| all.get_mut(index + 1)) {
        behind.rollback = true;
    }
    let busy = sysroot.get("ActiveTransaction");
    let busy = busy.and_then(|parts| string(fields::parts(parts).first()?));
    let cached = os.and_then(|os| os.get("CachedUpdate"));
    let cached = cached.and_then(|value| Fields::of(value));
    let mut all = Deployments {
        backend: BACKEND.to_owned(),
        family: None,
        abilities: Vec::new(),
        update: cached.and_then(|fields| update(&fields, &listed)),
        reboot_to_apply: false,
        busy: busy.filter(|method| !method.is_empty()),
        deployments: all,
    };
    order(&mut all);
    Ok(all)
}

/// What the next boot starts: the first in boot order that no lock holds back.
fn order(all: &mut Deployments) {
    let first = all.deployments.iter().position(|one| !one.locked);
    for (index, deployment) in all.deployments.iter_mut().enumerate() {
        deployment.next_boot = Some(index) == first;
    }
    let booted = all.deployments.iter().position(|one| one.booted);
    all.reboot_to_apply = booted.is_some_and(|booted| first.is_some_and(|first| first < booted));
}

/// Marks the staged deployment as locked: newer versions say so in a file of ostree's only.
pub(super) fn lock_staged(all: &mut Deployments) {
    for deployment in all.deployments.iter_mut().filter(|one| one.staged) {
        deployment.locked = true;
    }
    order(all);
}

/// Whether `/run/ostree/staged-deployment` says that the staged deployment is locked. It is a GVariant `a{sv}`; the
/// key begins at a multiple of eight bytes, and its value, of type `b`, at the next.
pub(super) fn says_locked(staged: &[u8]) -> bool {
    const LOCKED: &[u8] = b"locked\0\0\x01\0b";
    staged.windows(LOCKED.len()).any(|bytes| bytes == LOCKED)
}

/// The object path of the booted OS; `None` where nothing is booted.
pub(super) fn booted_path(sysroot: &Properties) -> Option<String> {
    let booted = sysroot.get("Booted").map(|value| &**value);
    if let Some(Variant::ObjectPath(path)) = booted
        && path.as_str() != "/"
    {
        return Some(path.to_string());
    }
    None
}

/// The address of the transaction under way.
pub(super) fn active_address(sysroot: &Properties) -> Option<String> {
    let address = string(sysroot.get("ActiveTransactionPath")?);
    address.filter(|address| !address.is_empty())
}

/// The kernel's arguments in a boot configuration, without ostree's own, which differs by deployment.
pub(super) fn kernel_arguments(options: &str) -> Vec<String> {
    let arguments = options.split_ascii_whitespace();
    let ours = arguments.filter(|argument| !argument.starts_with("ostree="));
    ours.map(str::to_owned).collect()
}

fn deployment(fields: &Fields<'_>) -> Result<Deployment, Undecodable> {
    let origin = if let Some(image) = fields.string("container-image-reference") {
        Origin::Container {
            image,
            digest: fields.string("container-image-reference-digest"),
        }
    } else {
        match fields.string("origin") {
            Some(refspec) if !is_checksum(&refspec) => Origin::Ostree { refspec },
            Some(_) | None => Origin::Unknown,
        }
    };
    Ok(Deployment {
        id: fields.string("id").ok_or(Undecodable("id"))?,
        stateroot: fields.string("osname").ok_or(Undecodable("osname"))?,
        version: fields.string("version"),
        checksum: fields.string("checksum").ok_or(Undecodable("checksum"))?,
        timestamp: fields.time("timestamp"),
        booted: fields.is("booted"),
        staged: fields.is("staged"),
        rollback: false,
        pinned: fields.is("pinned"),
        next_boot: false,
        locked: fields.is("finalization-locked"),
        layered_packages: packages::layered(fields),
        removed_packages: packages::removed(fields),
        replaced_packages: packages::replaced(fields),
        kernel_arguments: None,
        signatures: signatures::of(fields, &origin),
        live: fields.string("live-replaced").is_some(),
        end_of_life: fields.string("endoflife"),
        further: further(fields),
        unlocked: fields.string("unlocked").filter(|word| word != "none"),
        origin,
    })
}

/// What is not known; an empty or false value says nothing.
fn further(fields: &Fields<'_>) -> BTreeMap<String, Value> {
    let unknown = fields
        .entries()
        .filter(|(key, _)| !KNOWN.contains(&key.as_str()));
    let told = unknown.map(|(key, value)| (key, fields::json(value)));
    let all: BTreeMap<_, _> = told.filter(|(_, value)| says_something(value)).collect();
    all.into_iter().take(MOST_FURTHER).collect()
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(set) => *set,
        Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(entries) => !entries.is_empty(),
    }
}

/// `CachedUpdate`; nothing where it is empty, or where it is what runs already: the daemon keeps it
/// after the reboot into it.
fn update(fields: &Fields<'_>, listed: &[Fields<'_>]) -> Option<Update> {
    let checksum = fields.string("checksum")?;
    // With layered packages, an update is of the base; the deployment's own commit differs.
    let has_it = |deployment: &&Fields<'_>| {
        let base = deployment.string("base-checksum");
        base.or_else(|| deployment.string("checksum")).as_ref() == Some(&checksum)
    };
    let with_it: Vec<_> = listed.iter().filter(has_it).collect();
    if with_it.iter().any(|deployment| deployment.is("booted")) {
        return None;
    }
    let advisories = advisories(fields);
    Some(Update {
        version: fields.string("version"),
        timestamp: fields.time("timestamp"),
        packages: fields.dict("rpm-diff").map(|diff| counts(&diff)),
        severity: advisories.iter().map(|advisory| advisory.severity).max(),
        advisories: advisories.len(),
        staged: with_it.iter().any(|deployment| deployment.is("staged")),
        checksum,
    })
}

fn is_checksum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests;
