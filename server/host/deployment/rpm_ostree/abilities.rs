//! What this host can be asked for now, verb by verb, and why not. Pure: decided by the deployments and by which
//! programs the host has.

use crate::model::{Ability, Deployment, DeploymentVerb, Deployments, Origin};

/// Whether the host has ostree's own program, for what rpm-ostree has no word for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OstreeProgram {
    There,
    Missing,
}

const MISSING: &str = "the program ostree is not on this host, and rpm-ostree cannot do this; use an image that contains ostree";

/// One of each verb.
pub(super) fn abilities(all: &Deployments, ostree: OstreeProgram) -> Vec<Ability> {
    let verbs = DeploymentVerb::ALL.into_iter();
    verbs
        .map(|verb| Ability {
            verb,
            why_not: why_not(verb, all, ostree),
        })
        .collect()
}

/// Nothing where it can be asked for.
pub(super) fn why_not(
    verb: DeploymentVerb,
    all: &Deployments,
    ostree: OstreeProgram,
) -> Option<String> {
    let Some(booted) = all.deployments.iter().find(|one| one.booted) else {
        return Some("this host was not booted from one of its deployments; restart it".to_owned());
    };
    let any = |is_so: &dyn Fn(&Deployment) -> bool| all.deployments.iter().any(is_so);
    let text = match verb {
        DeploymentVerb::Check | DeploymentVerb::Download | DeploymentVerb::Upgrade => {
            is_pinned_to_a_commit(all)
        }
        DeploymentVerb::Deploy => is_pinned_to_a_commit(all).or(match followed(all, booted) {
            Origin::Container { .. } => Some(
                "this host follows a container image, which has no versions to choose from; rebase to another tag or digest of it",
            ),
            Origin::Ostree { .. } | Origin::Unknown => None,
        }),
        DeploymentVerb::Finalize => {
            let nothing = "nothing was downloaded that waits for this; download the update first";
            (!any(&|one| one.staged && one.locked))
                .then_some(nothing)
                .or(needs(ostree))
        }
        DeploymentVerb::Rollback => {
            let is_first = all.deployments.first().is_some_and(|first| first.booted);
            (is_first && !any(&|one| one.rollback))
                .then_some("there is no deployment behind the booted one")
        }
        DeploymentVerb::Pin => {
            let all_are = "every deployment is pinned, or staged and can be pinned once it was booted";
            (!any(&can_be_pinned)).then_some(all_are).or(needs(ostree))
        }
        DeploymentVerb::Unpin => (!any(&|one| one.pinned))
            .then_some("no deployment is pinned")
            .or(needs(ostree)),
        DeploymentVerb::Remove => (!any(&can_be_removed))
            .then_some("every deployment is booted or pinned")
            .or(needs(ostree)),
        DeploymentVerb::Reset => (!changes(merged(all, booted))).then_some(
            "no package is layered, removed or replaced: it is the image as it is already",
        ),
        DeploymentVerb::ApplyLive => {
            let is_first = all.deployments.first().is_some_and(|first| first.booted);
            if is_first {
                Some("nothing is staged that the running system could take")
            } else if booted.unlocked.as_deref().is_some_and(|word| word != "transient") {
                Some("the running system was unlocked, and cannot take what is staged; restart the host instead")
            } else {
                None
            }
        }
        DeploymentVerb::Rebase
        | DeploymentVerb::CleanUp
        | DeploymentVerb::Packages
        | DeploymentVerb::KernelArguments => None,
    };
    text.map(str::to_owned)
}

pub(super) fn can_be_pinned(one: &Deployment) -> bool {
    !one.pinned && !one.staged
}

pub(super) fn can_be_removed(one: &Deployment) -> bool {
    !one.booted && !one.pinned
}

fn needs(ostree: OstreeProgram) -> Option<&'static str> {
    match ostree {
        OstreeProgram::There => None,
        OstreeProgram::Missing => Some(MISSING),
    }
}

/// What the next change would be made to: the daemon goes on from the one before the booted one, if there is one.
fn merged<'a>(all: &'a Deployments, booted: &'a Deployment) -> &'a Deployment {
    let first = all.deployments.first();
    first
        .filter(|first| first.stateroot == booted.stateroot)
        .unwrap_or(booted)
}

fn followed<'a>(all: &'a Deployments, booted: &'a Deployment) -> &'a Origin {
    &merged(all, booted).origin
}

fn is_pinned_to_a_commit(all: &Deployments) -> Option<&'static str> {
    let booted = all.deployments.iter().find(|one| one.booted)?;
    match followed(all, booted) {
        Origin::Unknown => {
            Some("this host follows no branch and no image: rebase to one to get updates")
        }
        Origin::Ostree { .. } | Origin::Container { .. } => None,
    }
}

fn changes(one: &Deployment) -> bool {
    !one.layered_packages.is_empty()
        || !one.removed_packages.is_empty()
        || !one.replaced_packages.is_empty()
}

#[cfg(test)]
mod tests;
