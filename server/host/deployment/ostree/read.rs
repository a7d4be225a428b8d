//! A host's deployments as ostree tells them, in our words: its list, the commits' own words, the boot entries and
//! what the last check found.

use std::collections::BTreeMap;

use crate::{
    host::remotes,
    model::{Deployment, Deployments, Origin, RemoteVerification, Signatures, Update},
};

use super::{
    BACKEND, HostError,
    abilities::{self, Branch, Found},
    commit::Commit,
    staged,
    status::Listed,
    tool::Tool,
};
use crate::host::deployment::boot_entries;

/// Everything of it.
pub(super) async fn deployments(tool: &Tool) -> Result<Deployments, HostError> {
    let (_, found) = look(tool).await?;
    let abilities = abilities::of(&found);
    let Found {
        deployments,
        update,
        branch: _,
        whole: _,
    } = found;
    Ok(Deployments {
        backend: BACKEND.to_owned(),
        family: None,
        abilities,
        reboot_to_apply: deployments.iter().any(|one| one.next_boot && !one.booted),
        deployments,
        update,
        busy: None,
    })
}

/// The list as it is, and what can be made of it.
pub(super) async fn look(tool: &Tool) -> Result<(Vec<Listed>, Found), HostError> {
    let (listed, arguments, remotes) = tokio::join!(
        tool.status(),
        boot_entries::arguments(&tool.transport),
        remotes::configured(&tool.transport),
    );
    let listed = listed?;
    let remotes = match remotes {
        Ok(remotes) => remotes,
        Err(error) => {
            // Then nothing is said of signatures.
            tracing::debug!(%error, "the remotes cannot be read");
            Vec::new()
        }
    };
    let verified: BTreeMap<&str, RemoteVerification> = remotes
        .iter()
        .map(|remote| (remote.name.as_str(), remote.verification))
        .collect();
    let mut deployments = Vec::new();
    for one in &listed {
        let remote = one.refspec.as_deref().and_then(remote_of);
        let verification = match remote {
            Some(remote) => verified.get(remote).copied(),
            // A branch of this host itself.
            None => one.refspec.as_ref().map(|_| RemoteVerification::None),
        };
        let keys = remote.filter(|_| verification == Some(RemoteVerification::Gpg));
        let commit = match tool.commit(&one.checksum, keys).await? {
            None if keys.is_some() => tool.commit(&one.checksum, None).await?,
            commit => commit,
        };
        deployments.push(deployment(one, commit.unwrap_or_default(), verification));
    }
    mark(&mut deployments);
    hand_out(&mut deployments, arguments);
    staged::arguments(tool, &mut deployments).await?;
    let found = offer(tool, deployments, &listed).await?;
    Ok((listed, found))
}

/// "remote:branch" has a remote.
pub(super) fn remote_of(refspec: &str) -> Option<&str> {
    refspec.split_once(':').map(|(remote, _)| remote)
}

fn deployment(
    listed: &Listed,
    commit: Commit,
    verification: Option<RemoteVerification>,
) -> Deployment {
    let origin = match &listed.refspec {
        Some(refspec) => Origin::Ostree {
            refspec: refspec.clone(),
        },
        None => Origin::Unknown,
    };
    let signatures = verification.map(|verification| match verification {
        RemoteVerification::None => Signatures::NotChecked,
        RemoteVerification::Gpg => Signatures::Checked {
            signatures: commit.signatures,
        },
    });
    Deployment {
        id: listed.id(),
        stateroot: listed.stateroot.clone(),
        version: listed.version.clone().or(commit.version),
        origin,
        checksum: listed.checksum.clone(),
        timestamp: commit.timestamp,
        booted: listed.booted,
        staged: listed.staged,
        rollback: false,
        pinned: listed.pinned,
        next_boot: false,
        locked: listed.locked,
        layered_packages: Vec::new(),
        removed_packages: Vec::new(),
        replaced_packages: Vec::new(),
        kernel_arguments: None,
        signatures,
        unlocked: listed.unlocked.clone(),
        live: false,
        end_of_life: None,
        further: listed.further.clone(),
    }
}

/// What follows from the order.
fn mark(deployments: &mut [Deployment]) {
    if let Some(first) = deployments.iter_mut().find(|one| !one.locked) {
        first.next_boot = true;
    }
    let booted = deployments.iter().position(|one| one.booted);
    if let Some(behind) = booted.and_then(|place| deployments.get_mut(place + 1)) {
        behind.rollback = true;
    }
}

/// The boot entries are in the deployments' order; where there are not as many, nobody knows whose they are.
fn hand_out(deployments: &mut [Deployment], arguments: Option<Vec<Vec<String>>>) {
    let written = deployments.iter_mut().filter(|one| !one.staged);
    let written: Vec<_> = written.collect();
    let arguments = arguments.filter(|all| all.len() == written.len());
    for (deployment, arguments) in written.into_iter().zip(arguments.into_iter().flatten()) {
        deployment.kernel_arguments = Some(arguments);
    }
}

/// The branch that is followed, and whether it has something newer.
async fn offer(
    tool: &Tool,
    deployments: Vec<Deployment>,
    listed: &[Listed],
) -> Result<Found, HostError> {
    let at = deployments.iter().position(|one| one.booted).unwrap_or(0);
    let refspec = listed.get(at).and_then(|one| one.refspec.clone());
    let branch = match refspec {
        None => Branch::None,
        Some(refspec) => match refspec.split_once(':') {
            Some((remote, branch)) => Branch::Remote {
                remote: remote.to_owned(),
                branch: branch.to_owned(),
            },
            None => Branch::Local { branch: refspec },
        },
    };
    let (mut update, mut whole) = (None, false);
    if let (Some(refspec), Some(present)) = (branch.refspec(), deployments.get(at))
        && let Some(checksum) = tool.tip(&refspec).await?
        && checksum != present.checksum
        && let Some(commit) = tool.commit(&checksum, None).await?
        // After the deployment of an older version, its branch names that one.
        && commit.timestamp > present.timestamp
    {
        whole = tool.is_whole(&checksum).await;
        update = Some(Update {
            version: commit.version,
            timestamp: commit.timestamp,
            packages: None,
            advisories: 0,
            severity: None,
            staged: deployments
                .iter()
                .take(at)
                .any(|one| one.checksum == checksum),
            checksum,
        });
    }
    Ok(Found {
        deployments,
        update,
        branch,
        whole,
    })
}
