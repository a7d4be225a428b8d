//! What rpm-ostree's service has no word for, done by `ostree admin`: pinning, removing one deployment, and
//! finalizing without the restart that the service would add at once.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use zbus::Connection;

use super::{
    Change, HostError, RpmOstree, Step,
    abilities::{can_be_pinned, can_be_removed},
    bus::{SYSROOT, SYSROOT_PATH, properties},
    compare::find,
    decode, outcome, register,
};
use crate::{
    host::command,
    model::{Deployment, DeploymentId, DeploymentVerb, Deployments},
};

const PROGRAM: &str = "ostree";

/// It writes boot entries, and waits for whoever else changes deployments.
const LIMIT: Duration = Duration::from_secs(120);

/// What is asked of the program.
#[derive(Debug)]
pub(super) enum Task {
    Pin(DeploymentId),
    Unpin(DeploymentId),
    Remove(DeploymentId),
    Finalize,
}

impl Task {
    fn verb(&self) -> DeploymentVerb {
        match self {
            Self::Pin(_) => DeploymentVerb::Pin,
            Self::Unpin(_) => DeploymentVerb::Unpin,
            Self::Remove(_) => DeploymentVerb::Remove,
            Self::Finalize => DeploymentVerb::Finalize,
        }
    }

    /// Its arguments, by the deployment's place in boot order at this moment; refused where it does not fit.
    fn arguments(&self, all: &Deployments) -> Result<Vec<String>, HostError> {
        let (words, id): (&[&str], _) = match self {
            Self::Finalize => (&["admin", "lock-finalization", "--unlock"], None),
            Self::Pin(id) => (&["admin", "pin"], Some(id)),
            Self::Unpin(id) => (&["admin", "pin", "--unpin"], Some(id)),
            Self::Remove(id) => (&["admin", "undeploy"], Some(id)),
        };
        let mut arguments: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        if let Some(id) = id {
            let deployment = find(all, id)?;
            if let Some(reason) = self.refusal(deployment) {
                return Err(HostError::Conflict { reason });
            }
            let place = all.deployments.iter().position(|one| one == deployment);
            arguments.extend(place.map(|place| place.to_string()));
        }
        Ok(arguments)
    }

    fn refusal(&self, one: &Deployment) -> Option<String> {
        let text = match self {
            Self::Pin(_) if can_be_pinned(one) => return None,
            Self::Pin(_) if one.staged => {
                "is staged: it can be pinned once it was booted, which makes it a deployment"
            }
            Self::Pin(_) => "is pinned already",
            Self::Unpin(_) if one.pinned => return None,
            Self::Unpin(_) => "is not pinned",
            Self::Remove(_) if can_be_removed(one) => return None,
            Self::Remove(_) if one.booted => "runs now: boot another one first",
            Self::Remove(_) => "is pinned: unpin it first",
            Self::Finalize => return None,
        };
        Some(format!("deployment {} {text}", one.id))
    }

    fn outcome(&self, before: &Deployments, after: &Deployments) -> String {
        match self {
            Self::Pin(_) => "It is kept until it is unpinned.".to_owned(),
            Self::Unpin(_) => "It is no longer kept: later changes may remove it.".to_owned(),
            Self::Remove(_) | Self::Finalize => outcome::outcome(self.verb(), before, after),
        }
    }
}

/// Refuses what does not fit; what does is done while the steps are asked for.
pub(super) fn begin(
    host: RpmOstree,
    system: Connection,
    task: Task,
    before: Deployments,
) -> Result<Change, HostError> {
    task.arguments(&before)?;
    let work = async move {
        let outcome = run(&host, &system, &task, &before).await?;
        Ok(Step::Outcome(outcome))
    };
    Ok(Change {
        steps: stream::once(work).boxed(),
        cancel: None,
    })
}

async fn run(
    host: &RpmOstree,
    system: &Connection,
    task: &Task,
    before: &Deployments,
) -> Result<String, HostError> {
    let daemon = register(system).await?;
    // Places change with each deployment that comes or goes.
    let sysroot = properties(system, SYSROOT_PATH, SYSROOT).await?;
    let now = decode::deployments(&sysroot, None).map_err(|error| HostError::Failed {
        backend: super::BACKEND,
        reason: error.to_string(),
    })?;
    if let Some(method) = &now.busy {
        return Err(HostError::Conflict {
            reason: format!("rpm-ostree is busy with {method}; wait for its end"),
        });
    }
    let arguments = task.arguments(&now)?;
    let argv: Vec<&str> = std::iter::once(PROGRAM)
        .chain(arguments.iter().map(String::as_str))
        .collect();
    let done = command::success(&host.transport, PROGRAM, &argv, b"", LIMIT).await;
    done.map_err(|error| too_old(task, error))?;
    if let Err(error) = daemon.reload().await {
        // It looks by itself as well, a moment later.
        tracing::debug!(%error, "rpm-ostree did not look at the deployments anew");
    }
    Ok(task.outcome(before, &host.read().await?))
}

/// ostree has the word for finalizing since 2023.
fn too_old(task: &Task, error: HostError) -> HostError {
    match (task, error) {
        (Task::Finalize, HostError::Failed { reason, .. })
            if reason.to_lowercase().contains("unknown") =>
        {
            HostError::NotAvailable {
                reason: "the host's ostree is too old to finalize without restarting at once"
                    .to_owned(),
                remedy: "run `rpm-ostree finalize-deployment --allow-missing-checksum` on the host when it may restart"
                    .to_owned(),
            }
        }
        (Task::Pin(_) | Task::Unpin(_) | Task::Remove(_) | Task::Finalize, other) => other,
    }
}

#[cfg(test)]
mod tests;
