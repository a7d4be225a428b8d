//! What a bootc host can be asked for now, why not the rest, and what to do instead. Pure.

use crate::model::{Ability, DeploymentVerb};

use super::{
    BACKEND, HostError,
    decode::{REGISTRY, Signature, Status},
};

/// Why something cannot be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WhyNot {
    /// bootc has no word for it: what it cannot do, and what to do instead.
    Never(&'static str, &'static str),
    /// As things stand.
    Now(&'static str),
}

impl WhyNot {
    fn in_words(self) -> String {
        match self {
            Self::Never(what, instead) => format!("{BACKEND} cannot {what}: {instead}"),
            Self::Now(why) => why.to_owned(),
        }
    }

    pub(super) fn error(self) -> HostError {
        match self {
            Self::Never(what, instead) => super::not_offered(BACKEND, what, instead),
            Self::Now(why) => HostError::Conflict {
                reason: why.to_owned(),
            },
        }
    }
}

pub(super) fn abilities(status: &Status) -> Vec<Ability> {
    DeploymentVerb::ALL
        .into_iter()
        .map(|verb| Ability {
            verb,
            why_not: why_not(verb, status).map(WhyNot::in_words),
        })
        .collect()
}

/// `None` where it can.
pub(super) fn why_not(verb: DeploymentVerb, status: &Status) -> Option<WhyNot> {
    match verb {
        DeploymentVerb::Check | DeploymentVerb::Upgrade => of_updates(status),
        DeploymentVerb::Download => of_updates(status).or_else(|| too_old(status)),
        DeploymentVerb::Finalize => of_host(status).or_else(|| match &status.staged {
            None => Some(WhyNot::Now("nothing is downloaded: download the update first")),
            Some(staged) if !staged.download_only => Some(WhyNot::Now(
                "what is staged boots next already: restart the host to apply it",
            )),
            Some(_) => too_old(status),
        }),
        DeploymentVerb::Rollback => of_host(status).or_else(|| of_rollback(status)),
        DeploymentVerb::Deploy => of_updates(status).or_else(|| of_versions(status)),
        DeploymentVerb::Rebase => of_host(status),
        DeploymentVerb::CleanUp => of_host(status).or_else(|| {
            (!status.rollback_queued).then_some(WhyNot::Now(
                "bootc removes by itself what is left over; what is staged goes with the next upgrade, or with `ostree admin undeploy 0` on the host",
            ))
        }),
        DeploymentVerb::Pin => Some(WhyNot::Never(
            "pin deployments",
            "use `ostree admin pin` on the host",
        )),
        DeploymentVerb::Unpin => Some(WhyNot::Never(
            "unpin deployments",
            "use `ostree admin pin --unpin` on the host",
        )),
        DeploymentVerb::Remove => Some(WhyNot::Never(
            "remove single deployments",
            "it keeps the booted one, the staged one and the one before, and removes older ones by itself",
        )),
        DeploymentVerb::Reset => Some(WhyNot::Never(
            "reset a deployment",
            "nothing is layered on its images; rebase to another image instead",
        )),
        DeploymentVerb::Packages => Some(WhyNot::Never(
            "layer packages",
            "build them into the image, and upgrade",
        )),
        DeploymentVerb::KernelArguments => Some(WhyNot::Never(
            "change kernel arguments",
            "build them into the image as a file in /usr/lib/bootc/kargs.d, and upgrade",
        )),
        DeploymentVerb::ApplyLive => Some(WhyNot::Never(
            "take an update into the running system",
            "restart the host to apply it",
        )),
    }
}

/// What stands in the way of every change.
fn of_host(status: &Status) -> Option<WhyNot> {
    if status.read_only {
        return Some(WhyNot::Now(
            "this host runs from a medium that cannot be written to: install it on a disk first",
        ));
    }
    match &status.booted {
        None => Some(WhyNot::Now(
            "this host was not booted from one of its deployments: restart it into one",
        )),
        Some(booted) if booted.incompatible => Some(WhyNot::Now(
            "packages are layered on what runs, and bootc leaves such a deployment alone: run `rpm-ostree reset` on the host, and restart it",
        )),
        Some(_) => None,
    }
}

fn of_updates(status: &Status) -> Option<WhyNot> {
    of_host(status).or_else(|| {
        let nowhere = status.source.is_none();
        nowhere.then_some(WhyNot::Now(
            "this host follows no image: rebase it to one first",
        ))
    })
}

fn too_old(status: &Status) -> Option<WhyNot> {
    (!status.knows_download_only).then_some(WhyNot::Now(
        "the bootc of this host is older than 1.12 and cannot download without staging: upgrade, and restart when it suits",
    ))
}

fn of_rollback(status: &Status) -> Option<WhyNot> {
    match &status.rollback {
        None => Some(WhyNot::Now("there is nothing to roll back to")),
        Some(_) if status.rollback_queued => Some(WhyNot::Now(
            "the rollback boots next already: restart the host to apply it",
        )),
        Some(entry) if entry.image.is_none() => Some(WhyNot::Now(
            "what is behind the booted one was not made from an image: choose it in the boot menu",
        )),
        Some(_) => None,
    }
}

/// Another version of the image is another tag or digest at its registry.
fn of_versions(status: &Status) -> Option<WhyNot> {
    let source = status.source.as_ref()?;
    if source.transport != REGISTRY {
        return Some(WhyNot::Now(
            "this host's image comes from no registry, which alone has other versions of it: rebase instead",
        ));
    }
    matches!(source.signature, Some(Signature::Remote(_))).then_some(WhyNot::Now(
        "this host's image is checked by the keys of an ostree remote, and bootc cannot say that of another one: rebase instead",
    ))
}
