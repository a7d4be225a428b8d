//! bootc's slots as deployments in boot order, and the update that its last check found. Pure.

use serde_json::Value;

use crate::model::{Deployment, Deployments, Origin, Update};

use super::{
    BACKEND,
    abilities::abilities,
    decode::{Entry, Image, Signature, Status},
};

pub(super) fn deployments(status: &Status) -> Deployments {
    let mut all = in_boot_order(status);
    if let Some(first) = all.first_mut() {
        first.next_boot = true;
    }
    let booted = all.iter().position(|deployment| deployment.booted);
    Deployments {
        backend: BACKEND.to_owned(),
        family: None,
        abilities: abilities(status),
        update: update(status),
        reboot_to_apply: booted.is_some_and(|index| index > 0),
        busy: None,
        deployments: all,
    }
}

/// What is staged becomes the first at shutdown, unless it is locked; a queued rollback is before the booted one
/// already.
fn in_boot_order(status: &Status) -> Vec<Deployment> {
    let staged = status.staged.as_ref().map(|entry| Deployment {
        staged: true,
        locked: entry.download_only,
        ..deployment(entry, "staged")
    });
    let booted = status.booted.as_ref().map(|entry| {
        let mut booted = Deployment {
            booted: true,
            unlocked: status.overlay.clone(),
            ..deployment(entry, "booted")
        };
        let of_host = status.further.iter();
        let of_host = of_host.map(|(name, value)| (format!("status.{name}"), value.clone()));
        booted.further.extend(of_host);
        booted
    });
    let rollback = status.rollback.as_ref().map(|entry| Deployment {
        rollback: !status.rollback_queued,
        ..deployment(entry, "rollback")
    });
    let kept = if status.rollback_queued {
        [rollback, booted]
    } else {
        [booted, rollback]
    };
    let mut all: Vec<_> = kept.into_iter().flatten().collect();
    if let Some(staged) = staged {
        let place = usize::from(staged.locked).min(all.len());
        all.insert(place, staged);
    }
    let others = status.other.iter().enumerate();
    all.extend(others.map(|(index, entry)| deployment(entry, &format!("other-{index}"))));
    all
}

fn deployment(entry: &Entry, slot: &str) -> Deployment {
    let image = entry.image.as_ref();
    let ostree = entry.ostree.as_ref();
    let stateroot = ostree.and_then(|ostree| ostree.stateroot.clone());
    let id = ostree.and_then(|ostree| {
        let (stateroot, serial) = (ostree.stateroot.as_ref()?, ostree.serial?);
        Some(format!("{stateroot}-{}.{serial}", ostree.checksum))
    });
    let mut further = entry.further.clone();
    if entry.incompatible {
        further.insert("incompatible".to_owned(), Value::Bool(true));
    }
    Deployment {
        id: id.unwrap_or_else(|| slot.to_owned()),
        stateroot: stateroot.unwrap_or_default(),
        version: image.and_then(|image| image.version.clone()),
        origin: match image {
            Some(image) => Origin::Container {
                image: image.reference.in_words(),
                digest: image.digest.clone(),
            },
            None => Origin::Unknown,
        },
        checksum: ostree.map_or_else(String::new, |ostree| ostree.checksum.clone()),
        timestamp: image.and_then(|image| image.timestamp),
        booted: false,
        staged: false,
        rollback: false,
        pinned: entry.pinned,
        next_boot: false,
        locked: false,
        layered_packages: Vec::new(),
        removed_packages: Vec::new(),
        replaced_packages: Vec::new(),
        kernel_arguments: None,
        signatures: image
            .and_then(|image| image.reference.signature.as_ref())
            .map(Signature::in_words),
        unlocked: None,
        live: false,
        end_of_life: None,
        further,
    }
}

/// What the last check found, or what is staged of the image that is followed; nothing where that runs already: bootc
/// keeps what it found until the next check.
fn update(status: &Status) -> Option<Update> {
    let booted = status.booted.as_ref()?;
    let runs = booted.image.as_ref()?;
    let is_news = |image: &&Image| image.digest.is_some() && image.digest != runs.digest;
    let staged = status.staged.as_ref();
    let staged_image = staged
        .and_then(|entry| entry.image.as_ref())
        .filter(|image| image.reference.image == runs.reference.image)
        .filter(is_news);
    let found = booted.cached_update.as_ref().filter(is_news);
    let offered = found.or(staged_image)?;
    let same = staged_image.filter(|image| image.digest == offered.digest);
    let version = offered.version.clone();
    Some(Update {
        version: version.or_else(|| same.and_then(|image| image.version.clone())),
        checksum: offered.digest.clone().unwrap_or_default(),
        timestamp: offered.timestamp,
        packages: None,
        advisories: 0,
        severity: None,
        staged: same.is_some() && staged.is_some_and(|entry| !entry.download_only),
    })
}
