//! Changes as arguments of `bootc`. Pure. Never `--apply`: restarting the host is a request of its own.

use crate::model::{CleanUp, DeploymentChange, RebaseTarget, Revision, Verification};

use super::{
    BACKEND, HostError,
    abilities::{WhyNot, why_not},
    decode::{REGISTRY, Reference, Signature, Status},
};

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arguments {
    pub(super) subcommand: &'static str,
    pub(super) work: Work,
    pub(super) rest: Vec<String>,
}

/// What a run is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// It changes nothing, and can end at any time.
    Asks,
    /// It fetches, saying how far it is, and then deploys: from there on it must not end half-way.
    Fetches,
    /// It is short, and must not end half-way.
    Writes,
}

impl Arguments {
    fn new(subcommand: &'static str, work: Work, rest: &[&str]) -> Self {
        Self {
            subcommand,
            work,
            rest: rest.iter().map(|word| (*word).to_owned()).collect(),
        }
    }
}

/// The arguments for a change, or why it cannot be asked for.
pub(super) fn arguments(
    change: &DeploymentChange,
    status: &Status,
) -> Result<Arguments, HostError> {
    if let Some(why) = why_not(change.verb(), status) {
        return Err(why.error());
    }
    match change {
        DeploymentChange::Check => Ok(Arguments::new("upgrade", Work::Asks, &["--check"])),
        DeploymentChange::Download => Ok(Arguments::new(
            "upgrade",
            Work::Fetches,
            &["--download-only"],
        )),
        DeploymentChange::Upgrade => Ok(Arguments::new("upgrade", Work::Fetches, &[])),
        DeploymentChange::Finalize => Ok(Arguments::new(
            "upgrade",
            Work::Writes,
            &["--from-downloaded"],
        )),
        DeploymentChange::Rollback => Ok(Arguments::new("rollback", Work::Writes, &[])),
        DeploymentChange::CleanUp { what } => clean_up(what),
        DeploymentChange::Deploy { revision } => deploy(revision, status),
        DeploymentChange::Rebase { to } => rebase(to),
        DeploymentChange::Pin { .. }
        | DeploymentChange::Unpin { .. }
        | DeploymentChange::Remove { .. }
        | DeploymentChange::Reset
        | DeploymentChange::Packages(_)
        | DeploymentChange::KernelArguments(_)
        | DeploymentChange::ApplyLive => Err(super::not_offered(
            BACKEND,
            "do this",
            "use the tools of the host's image",
        )),
    }
}

/// `bootc rollback` takes a queued rollback back: that is what is pending.
fn clean_up(what: &[CleanUp]) -> Result<Arguments, HostError> {
    if what == [CleanUp::Pending] {
        return Ok(Arguments::new("rollback", Work::Writes, &[]));
    }
    let only = WhyNot::Never(
        "clean up more than a queued rollback",
        "ask for `pending` only; it removes by itself what is left over",
    );
    Err(only.error())
}

/// The same image by another tag, or by a digest without its `sha256:`.
fn deploy(revision: &Revision, status: &Status) -> Result<Arguments, HostError> {
    let Some(source) = &status.source else {
        return Err(WhyNot::Now("this host follows no image: rebase it to one first").error());
    };
    let text = revision.as_str();
    let name = without_tag(&source.image);
    let is_digest = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let target = if is_digest {
        format!("{name}@sha256:{text}")
    } else {
        format!("{name}:{text}")
    };
    let image = Reference {
        image: target,
        ..source.clone()
    };
    Ok(switch(&image))
}

fn without_tag(image: &str) -> &str {
    let name = image.split_once('@').map_or(image, |(name, _)| name);
    // A colon before the last slash is a port's.
    match name.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        Some(_) | None => name,
    }
}

fn rebase(to: &RebaseTarget) -> Result<Arguments, HostError> {
    let (transport, image, verification) = match to {
        RebaseTarget::Ostree { .. } => {
            let never = WhyNot::Never("follow an ostree branch", "rebase to an image instead");
            return Err(never.error());
        }
        RebaseTarget::Registry {
            image,
            verification,
        } => (REGISTRY, image.as_str(), verification),
        RebaseTarget::ContainersStorage {
            image,
            verification,
        } => ("containers-storage", image.as_str(), verification),
        RebaseTarget::Oci { path, verification } => ("oci", path.as_str(), verification),
        RebaseTarget::OciArchive { path, verification } => {
            ("oci-archive", path.as_str(), verification)
        }
    };
    let signature = match verification {
        Verification::Policy => Some(Signature::Policy),
        Verification::None => None,
        Verification::Remote { .. } => {
            let never = WhyNot::Never(
                "check an image by the keys of an ostree remote",
                "let the host's /etc/containers/policy.json say who signs it",
            );
            return Err(never.error());
        }
    };
    Ok(switch(&Reference {
        image: image.to_owned(),
        transport: transport.to_owned(),
        signature,
    }))
}

fn switch(to: &Reference) -> Arguments {
    let mut rest = vec!["--transport", to.transport.as_str()];
    if to.signature == Some(Signature::Policy) {
        rest.push("--enforce-container-sigpolicy");
    }
    rest.extend(["--", to.image.as_str()]);
    Arguments::new("switch", Work::Fetches, &rest)
}

#[cfg(test)]
mod tests;
