//! A change of a plain ostree host, from what was asked for to its steps. What is fetched can be cancelled; then it is
//! committed, and deployments are written. ostree writes them anew beside those there are and swaps a link at the end:
//! if it is killed, the old ones stand as they did.

use tokio_util::sync::CancellationToken;

use crate::model::{DeploymentChange, DeploymentId, DeploymentVerb, RebaseTarget, Refspec};

use super::{
    BACKEND, Change, HostError,
    abilities::{self, Branch, Found},
    kernel_arguments, not_offered, read,
    status::Listed,
    steps,
    tool::Tool,
    work::{Fetch, Work},
};

/// What was asked for, checked against what is there.
pub(super) enum Plan {
    Check(Fetch),
    Download,
    Upgrade(Branch),
    Finalize(Branch),
    /// The place of what will boot next.
    Rollback(usize),
    /// A checksum, or a version of the branch.
    Deploy {
        revision: String,
        branch: Branch,
    },
    Rebase {
        refspec: String,
        fetch: Option<Fetch>,
    },
    Pin(usize),
    Unpin(usize),
    /// Their places, the last first, and whether to sweep behind them.
    Remove {
        places: Vec<usize>,
        sweep: Sweep,
    },
    /// All arguments that the deployment at this place shall have.
    KernelArguments {
        place: usize,
        arguments: Vec<String>,
    },
}

/// Whether what no deployment uses goes as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sweep {
    Yes,
    No,
}

/// Looks whether it can be done, and begins.
pub(super) async fn begin(tool: Tool, change: DeploymentChange) -> Result<Change, HostError> {
    let (listed, found) = read::look(&tool).await?;
    let plan = plan(&listed, &found, change)?;
    let cancelled = CancellationToken::new();
    let booted = found.booted().and_then(|place| listed.get(place));
    let stateroot = booted.map(|one| one.stateroot.as_str()).unwrap_or_default();
    let work = Work {
        os: format!("--os={stateroot}"),
        cancelled: cancelled.clone(),
        before: listed,
        tool,
    };
    let fetches = match &plan {
        Plan::Check(_) | Plan::Download | Plan::Deploy { .. } => true,
        Plan::Upgrade(branch) => matches!(branch, Branch::Remote { .. }),
        Plan::Rebase { fetch, .. } => fetch.is_some(),
        Plan::Finalize(_)
        | Plan::Rollback(_)
        | Plan::Pin(_)
        | Plan::Unpin(_)
        | Plan::Remove { .. }
        | Plan::KernelArguments { .. } => false,
    };
    Ok(Change {
        steps: steps::of(|steps| work.run(plan, steps)),
        cancel: fetches.then(|| -> super::Cancel {
            Box::new(move || {
                cancelled.cancel();
                Box::pin(async { Ok(()) })
            })
        }),
    })
}

fn plan(listed: &[Listed], found: &Found, change: DeploymentChange) -> Result<Plan, HostError> {
    if let Some(why) = abilities::why_not(found, change.verb()) {
        return Err(refusal(change.verb(), why));
    }
    let booted = found.booted().unwrap_or(0);
    let place = |id: &DeploymentId| {
        let place = listed.iter().position(|one| one.id() == id.as_str());
        place.ok_or_else(|| HostError::NotFound {
            what: format!("deployment {id}"),
        })
    };
    Ok(match change {
        DeploymentChange::Check => match found.branch.clone() {
            Branch::Remote { remote, branch } => Plan::Check(Fetch { remote, branch }),
            Branch::None | Branch::Local { .. } => {
                return Err(conflict("there is no remote to ask"));
            }
        },
        DeploymentChange::Download => Plan::Download,
        DeploymentChange::Upgrade => Plan::Upgrade(found.branch.clone()),
        DeploymentChange::Finalize => Plan::Finalize(found.branch.clone()),
        DeploymentChange::Rollback => Plan::Rollback(booted + 1),
        DeploymentChange::Deploy { revision } => Plan::Deploy {
            revision: revision.to_string(),
            branch: found.branch.clone(),
        },
        DeploymentChange::Rebase { to } => rebase(&to, &found.branch)?,
        DeploymentChange::Pin { deployment } => {
            let place = place(&deployment)?;
            if listed[place].staged {
                return Err(conflict(
                    "a staged deployment can be pinned after the restart that makes it one like the others",
                ));
            }
            Plan::Pin(place)
        }
        DeploymentChange::Unpin { deployment } => Plan::Unpin(place(&deployment)?),
        DeploymentChange::Remove { deployment } => {
            let place = place(&deployment)?;
            if listed[place].booted {
                return Err(conflict(
                    "the booted deployment cannot be removed: boot another one first",
                ));
            }
            // ostree itself would do it.
            if listed[place].pinned {
                return Err(conflict(
                    "a pinned deployment is not removed: unpin it first",
                ));
            }
            let (places, sweep) = (vec![place], Sweep::No);
            Plan::Remove { places, sweep }
        }
        DeploymentChange::CleanUp { what } => {
            use crate::model::CleanUp;
            let goes = |(place, one): &(usize, &Listed)| {
                let part = if *place < booted {
                    CleanUp::Pending
                } else {
                    CleanUp::Rollback
                };
                *place != booted && !one.pinned && what.contains(&part)
            };
            let places = listed
                .iter()
                .enumerate()
                .filter(goes)
                .map(|(place, _)| place);
            // ostree keeps no metadata of repositories, so for that part there is nothing to do.
            let sweep = if what.contains(&CleanUp::Base) {
                Sweep::Yes
            } else {
                Sweep::No
            };
            let places = places.rev().collect();
            Plan::Remove { places, sweep }
        }
        DeploymentChange::KernelArguments(wish) => {
            let place = found.deployments.iter().position(|one| one.next_boot);
            let place = place.unwrap_or(booted);
            let present = found.deployments[place].kernel_arguments.as_deref();
            let present = present.ok_or_else(|| HostError::Failed {
                backend: BACKEND,
                reason: "the boot entry of what boots next cannot be read, so its kernel arguments are not known".to_owned(),
            })?;
            let arguments = kernel_arguments::changed(present, &wish)?;
            Plan::KernelArguments { place, arguments }
        }
        // Refused above.
        DeploymentChange::Reset | DeploymentChange::Packages(_) | DeploymentChange::ApplyLive => {
            return Err(not_offered(
                BACKEND,
                "change packages",
                "use an image that contains rpm-ostree",
            ));
        }
    })
}

fn rebase(to: &RebaseTarget, present: &Branch) -> Result<Plan, HostError> {
    match to {
        RebaseTarget::Ostree { refspec } => {
            let refspec: &Refspec = refspec;
            let (remote, branch) = match (refspec.as_str().split_once(':'), present) {
                (Some((remote, branch)), _) => (Some(remote), branch),
                // As ostree does: another branch of the same remote.
                (None, Branch::Remote { remote, .. }) => (Some(remote.as_str()), refspec.as_str()),
                (None, Branch::None | Branch::Local { .. }) => (None, refspec.as_str()),
            };
            Ok(match remote {
                Some(remote) => Plan::Rebase {
                    refspec: format!("{remote}:{branch}"),
                    fetch: Some(Fetch {
                        remote: remote.to_owned(),
                        branch: branch.to_owned(),
                    }),
                },
                None => Plan::Rebase {
                    refspec: branch.to_owned(),
                    fetch: None,
                },
            })
        }
        RebaseTarget::Registry { .. }
        | RebaseTarget::ContainersStorage { .. }
        | RebaseTarget::Oci { .. }
        | RebaseTarget::OciArchive { .. } => Err(not_offered(
            BACKEND,
            "boot container images",
            "rebase to a branch of a remote, or use an image that contains bootc or rpm-ostree",
        )),
    }
}

fn conflict(reason: &str) -> HostError {
    HostError::Conflict {
        reason: reason.to_owned(),
    }
}

/// What ostree has no word for is not there; what the host's state forbids may be possible later.
fn refusal(verb: DeploymentVerb, why: &str) -> HostError {
    let is_unknown = matches!(
        verb,
        DeploymentVerb::Reset | DeploymentVerb::Packages | DeploymentVerb::ApplyLive
    );
    match why.split_once(": ") {
        Some((reason, remedy)) if is_unknown => HostError::NotAvailable {
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
        },
        Some(_) | None => conflict(why),
    }
}
