//! rpm-ostree's dictionaries turned into our words. Pure: a dictionary of any shape gives a value or
//! an error, never a panic. The keys are those that the daemon was seen to send.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a D-Bus type other than the one that is documented counts as absent"
)]

use std::collections::BTreeMap;

use jiff::Timestamp;
use zbus::{Dict, Variant};

use crate::model::{Deployment, Deployments, Origin, PackageCounts, Update};

use super::rpm_ostree_dbus::Properties;

pub(super) const BACKEND: &str = "rpm-ostree";

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
        Some(Variant::Array(listed)) => listed.inner().iter().filter_map(Fields::of).collect(),
        _ => return Err(Undecodable("Deployments")),
    };
    let mut all = listed
        .iter()
        .map(deployment)
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(first) = all.first_mut() {
        first.next_boot = true;
    }
    let booted = all.iter().position(|deployment| deployment.booted);
    if let Some(behind) = booted.and_then(|index| all.get_mut(index + 1)) {
        behind.rollback = true;
    }
    let busy = match sysroot.get("ActiveTransaction").map(|value| &**value) {
        Some(Variant::Structure(parts)) => parts.fields().first().and_then(string),
        _ => None,
    };
    let cached = os.and_then(|os| os.get("CachedUpdate"));
    let cached = cached.and_then(|value| Fields::of(value));
    Ok(Deployments {
        backend: BACKEND.to_owned(),
        family: None,
        abilities: Vec::new(),
        update: cached.and_then(|fields| update(&fields, &listed)),
        reboot_to_apply: booted.is_some_and(|index| index > 0),
        busy: busy.filter(|method| !method.is_empty()),
        deployments: all,
    })
}

/// The object path of the booted OS; `None` where nothing is booted.
pub(super) fn booted_path(sysroot: &Properties) -> Option<String> {
    match sysroot.get("Booted").map(|value| &**value) {
        Some(Variant::ObjectPath(path)) if path.as_str() != "/" => Some(path.to_string()),
        _ => None,
    }
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
    let mut layered_packages = fields.strings("requested-packages");
    layered_packages.extend(fields.strings("requested-local-packages"));
    Ok(Deployment {
        id: fields.string("id").ok_or(Undecodable("id"))?,
        stateroot: fields.string("osname").ok_or(Undecodable("osname"))?,
        version: fields.string("version"),
        origin,
        checksum: fields.string("checksum").ok_or(Undecodable("checksum"))?,
        timestamp: fields.time("timestamp"),
        booted: fields.is("booted"),
        staged: fields.is("staged"),
        rollback: false,
        pinned: fields.is("pinned"),
        next_boot: false,
        locked: fields.is("finalization-locked"),
        layered_packages,
        removed_packages: fields.strings("requested-base-removals"),
        replaced_packages: Vec::new(),
        kernel_arguments: None,
        signatures: None,
        live: false,
        end_of_life: fields.string("endoflife"),
        further: BTreeMap::new(),
        unlocked: fields.string("unlocked").filter(|word| word != "none"),
    })
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
    let staged = with_it.iter().any(|deployment| deployment.is("staged"));
    Some(Update {
        version: fields.string("version"),
        timestamp: fields.time("timestamp"),
        packages: fields.dict("rpm-diff").map(|diff| PackageCounts {
            added: diff.length("added"),
            removed: diff.length("removed"),
            upgraded: diff.length("upgraded"),
            downgraded: diff.length("downgraded"),
        }),
        advisories: fields.length("advisories"),
        severity: None,
        staged,
        checksum,
    })
}

fn is_checksum(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn string(value: &Variant<'_>) -> Option<String> {
    match value {
        Variant::Str(text) => Some(text.to_string()),
        Variant::Variant(inner) => string(inner),
        _ => None,
    }
}

/// An `a{sv}` by its keys.
struct Fields<'a>(&'a Dict<'a, 'a>);

impl<'a> Fields<'a> {
    fn of(value: &'a Variant<'a>) -> Option<Self> {
        match value {
            Variant::Dict(fields) => Some(Self(fields)),
            _ => None,
        }
    }

    fn get(&self, name: &str) -> Option<&'a Variant<'a>> {
        let (_, value) = self
            .0
            .iter()
            .find(|(key, _)| matches!(key, Variant::Str(key) if key.as_str() == name))?;
        Some(match value {
            Variant::Variant(inner) => inner,
            plain => plain,
        })
    }

    /// Empty strings count as absent.
    fn string(&self, name: &str) -> Option<String> {
        string(self.get(name)?).filter(|text| !text.is_empty())
    }

    fn strings(&self, name: &str) -> Vec<String> {
        match self.get(name) {
            Some(Variant::Array(values)) => values.inner().iter().filter_map(string).collect(),
            _ => Vec::new(),
        }
    }

    fn is(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Variant::Bool(true)))
    }

    /// Seconds since the epoch; 0 stands for "not known".
    fn time(&self, name: &str) -> Option<Timestamp> {
        match self.get(name) {
            Some(Variant::U64(seconds)) if *seconds > 0 => {
                Timestamp::from_second(i64::try_from(*seconds).ok()?).ok()
            }
            _ => None,
        }
    }

    fn dict(&self, name: &str) -> Option<Fields<'a>> {
        self.get(name).and_then(Fields::of)
    }

    fn length(&self, name: &str) -> usize {
        match self.get(name) {
            Some(Variant::Array(values)) => values.len(),
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests;
