//! What can be asked of a plain ostree host now, verb by verb, and for the rest why not. Pure.

use crate::model::{Ability, Deployment, DeploymentVerb, Update};

/// What is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Branch {
    /// It was deployed by checksum.
    None,
    Local {
        branch: String,
    },
    Remote {
        remote: String,
        branch: String,
    },
}

impl Branch {
    pub(super) fn refspec(&self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Local { branch } => Some(branch.clone()),
            Self::Remote { remote, branch } => Some(format!("{remote}:{branch}")),
        }
    }
}

/// What was found on the host.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// In boot order.
    pub(super) deployments: Vec<Deployment>,
    pub(super) update: Option<Update>,
    /// Of what runs.
    pub(super) branch: Branch,
    /// All of the update is here, not only its metadata.
    pub(super) whole: bool,
}

impl Found {
    pub(super) fn booted(&self) -> Option<usize> {
        self.deployments.iter().position(|one| one.booted)
    }
}

/// One of each verb.
pub(super) fn of(found: &Found) -> Vec<Ability> {
    let ability = |verb| Ability {
        verb,
        why_not: why_not(found, verb).map(str::to_owned),
    };
    DeploymentVerb::ALL.into_iter().map(ability).collect()
}

/// Why it cannot be asked for, and what to do instead.
pub(super) fn why_not(found: &Found, verb: DeploymentVerb) -> Option<&'static str> {
    const NO_BRANCH: &str =
        "what runs was deployed by its checksum and follows no branch: rebase to a branch first";
    let all = &found.deployments;
    let Some(booted) = found.booted() else {
        return Some(
            "this host was not booted from one of its deployments: boot one of them first",
        );
    };
    let none = |is: fn(&Deployment) -> bool, why| (!all.iter().any(is)).then_some(why);
    match verb {
        DeploymentVerb::Check | DeploymentVerb::Download => match found.branch {
            Branch::None => Some(NO_BRANCH),
            Branch::Local { .. } => Some(
                "the branch is of this host itself, nothing is fetched for it: upgrade instead",
            ),
            Branch::Remote { .. } => None,
        },
        DeploymentVerb::Upgrade | DeploymentVerb::Deploy => match found.branch {
            Branch::None => Some(NO_BRANCH),
            Branch::Local { .. } | Branch::Remote { .. } => None,
        },
        DeploymentVerb::Finalize => match &found.update {
            Some(update) if update.staged => {
                Some("the update is staged already: restart the host to boot it")
            }
            Some(_) if found.whole => None,
            Some(_) | None => {
                Some("nothing is downloaded that waits to be staged: download the update first")
            }
        },
        DeploymentVerb::Rollback => (booted + 1 >= all.len()).then_some(
            "there is no deployment behind the booted one: deploy the version that you want",
        ),
        DeploymentVerb::Pin => none(
            |one| !one.pinned && !one.staged,
            "every deployment is pinned or staged: a staged one can be pinned after the restart",
        ),
        DeploymentVerb::Unpin => none(|one| one.pinned, "no deployment is pinned"),
        DeploymentVerb::Remove => none(
            |one| !one.pinned && !one.booted,
            "every deployment is booted or pinned: unpin one first",
        ),
        DeploymentVerb::Rebase | DeploymentVerb::CleanUp | DeploymentVerb::KernelArguments => None,
        DeploymentVerb::Reset => {
            Some("plain ostree layers no packages, so there is nothing to drop")
        }
        DeploymentVerb::Packages => Some(
            "plain ostree cannot layer packages: build them into the image, or use one that contains rpm-ostree",
        ),
        DeploymentVerb::ApplyLive => {
            Some("plain ostree cannot change the running system: restart the host instead")
        }
    }
}
