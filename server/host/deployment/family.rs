//! Which distribution a host is, and how that releases, by its os-release file and what runs. Pure. A distribution
//! that is not in the list below is told as none: better no sentence than a wrong one.

use crate::model::{Deployments, Family, Origin};

/// The variables of os-release(5) that tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::host) struct Release {
    pub(in crate::host) id: Option<String>,
    pub(in crate::host) variant_id: Option<String>,
    pub(in crate::host) version_id: Option<String>,
}

/// How Fedora releases.
const FEDORA: &str =
    "A new Fedora comes every six months, and each is kept for about thirteen months.";

const COREOS_STABLE: &str = "Releases come every two weeks, after they were in testing for two weeks; only the newest is kept, and hosts are expected to follow.";

const COREOS_TESTING: &str =
    "Releases come every two weeks, and become stable two weeks later; only the newest is kept.";

const COREOS_NEXT: &str = "Releases come every two weeks and show what the other streams will be, such as the next Fedora; only the newest is kept.";

const STREAM: &str = "Updates come all the time, ahead of the next minor RHEL; each Stream is kept for about five years.";

const RHEL: &str =
    "A minor release comes every six months, and each major one is kept for ten years.";

const UNIVERSAL_BLUE: &str =
    "Images are built every day on the current Fedora, and follow its releases every six months.";

/// `None` where it is of none that is known.
pub(in crate::host) fn family(release: &Release, all: &Deployments) -> Option<Family> {
    let booted = all.deployments.iter().find(|deployment| deployment.booted);
    let origin = booted.map_or(&Origin::Unknown, |deployment| &deployment.origin);
    let words = |text: &Option<String>| text.clone().unwrap_or_default().to_ascii_lowercase();
    let (id, variant) = (words(&release.id), words(&release.variant_id));
    let version = release.version_id.clone();
    let is_bootc = all.backend == "bootc" || matches!(origin, Origin::Container { .. });
    let told = |name: &str, stream: Option<String>, cycle: &str| {
        Some(Family {
            name: name.to_owned(),
            stream,
            release_cycle: cycle.to_owned(),
        })
    };
    match (id.as_str(), variant.as_str()) {
        ("fedora" | "bazzite" | "bluefin" | "aurora", _) if universal_blue(origin).is_some() => {
            told(universal_blue(origin)?, version, UNIVERSAL_BLUE)
        }
        ("fedora", "coreos") => coreos(origin),
        ("fedora", "silverblue") => told("Fedora Silverblue", version, FEDORA),
        ("fedora", "kinoite") => told("Fedora Kinoite", version, FEDORA),
        ("fedora", "sway-atomic" | "sericea") => told("Fedora Sway Atomic", version, FEDORA),
        ("fedora", "budgie-atomic" | "onyx") => told("Fedora Budgie Atomic", version, FEDORA),
        ("fedora", "cosmic-atomic") => told("Fedora COSMIC Atomic", version, FEDORA),
        ("fedora", "iot") => told("Fedora IoT", version, FEDORA),
        ("fedora", _) if is_bootc => told("Fedora bootc", version, FEDORA),
        ("centos", _) if is_bootc => told("CentOS Stream bootc", version, STREAM),
        // An edge host follows a branch, an image mode host an image.
        ("rhel", _) if is_bootc => told("RHEL image mode", version, RHEL),
        ("rhel", _) if matches!(origin, Origin::Ostree { .. }) => {
            told("RHEL for Edge", version, RHEL)
        }
        _ => None,
    }
}

/// The stream is the last part of the branch, or the image's tag.
fn coreos(origin: &Origin) -> Option<Family> {
    let last = match origin {
        Origin::Ostree { refspec } => refspec.rsplit('/').next(),
        Origin::Container { image, .. } => tag(image),
        Origin::Unknown => None,
    };
    let (stream, cycle) = match last {
        Some("testing") => (Some("testing"), COREOS_TESTING),
        Some("next") => (Some("next"), COREOS_NEXT),
        Some("stable") => (Some("stable"), COREOS_STABLE),
        // A stream of somebody's own goes at its own pace, mostly that of stable.
        Some(_) | None => (None, COREOS_STABLE),
    };
    Some(Family {
        name: "Fedora CoreOS".to_owned(),
        stream: stream.map(str::to_owned),
        release_cycle: cycle.to_owned(),
    })
}

/// Its images are all at one place.
fn universal_blue(origin: &Origin) -> Option<&'static str> {
    let image = match origin {
        Origin::Container { image, .. } => image,
        Origin::Ostree { .. } | Origin::Unknown => return None,
    };
    let (_, rest) = image.split_once("ghcr.io/ublue-os/")?;
    let names = [
        ("bazzite", "Bazzite"),
        ("bluefin", "Bluefin"),
        ("aurora", "Aurora"),
        ("ucore", "uCore"),
    ];
    let known = names.iter().find(|(start, _)| rest.starts_with(start));
    Some(known.map_or("Universal Blue", |(_, name)| name))
}

fn tag(image: &str) -> Option<&str> {
    let name = image.split_once('@').map_or(image, |(name, _)| name);
    match name.rsplit_once(':') {
        Some((_, tag)) if !tag.contains('/') => Some(tag),
        Some(_) | None => None,
    }
}

#[cfg(test)]
mod tests;
