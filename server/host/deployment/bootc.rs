//! bootc, by its program: what is there is its `status` as JSON, every change is one run of it. Nothing here restarts
//! the host.

mod abilities;
mod arguments;
mod boot_entry;
mod decode;
mod deployments;
mod failure;
mod packages;
mod progress;
mod run;

use std::time::Duration;

use futures_util::{
    FutureExt,
    future::{BoxFuture, ready},
};

use crate::{
    model::{
        Deployment, DeploymentChange, DeploymentId, DeploymentVerb, Deployments, Difference,
        FoundPackages, Origin, PackageName,
    },
    transport::Transport,
};

use super::{
    Cancel, Change, DeploymentBackend, HostError, Side, Step, choice::BootcSays, not_offered,
    package_group::package_group, version_order,
};
use crate::host::command;
use decode::Status;
use deployments::deployments;

/// As in `Deployments::backend`.
const BACKEND: &str = "bootc";

/// The program's name.
const PROGRAM: &str = "bootc";

/// How long it may take to say what is there: it reads the disk only.
const STATUS_TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(super) struct Bootc {
    transport: Transport,
}

impl Bootc {
    pub(super) fn new(transport: Transport) -> Self {
        Self { transport }
    }
}

impl DeploymentBackend for Bootc {
    fn name(&self) -> &'static str {
        BACKEND
    }

    fn deployments(&self) -> BoxFuture<'_, Result<Deployments, HostError>> {
        list(&self.transport).boxed()
    }

    fn begin(
        &self,
        change: DeploymentChange,
        _by: &str,
    ) -> BoxFuture<'static, Result<Change, HostError>> {
        begin(self.transport.clone(), change).boxed()
    }

    fn difference(
        &self,
        earlier: DeploymentId,
        later: Side,
    ) -> BoxFuture<'_, Result<Difference, HostError>> {
        difference(&self.transport, earlier, later).boxed()
    }

    fn search(&self, _term: PackageName) -> BoxFuture<'_, Result<FoundPackages, HostError>> {
        let error = not_offered(
            BACKEND,
            "layer packages",
            "build them into the image, and upgrade",
        );
        ready(Err(error)).boxed()
    }
}

/// What bootc says of what runs, for the choice of a backend. That it cannot be asked is an answer.
pub(super) async fn says(transport: &Transport) -> BootcSays {
    match status(transport).await {
        Ok(status) => what_runs(&status),
        Err(error) => {
            tracing::debug!(%error, "bootc cannot be asked what runs");
            BootcSays::Unknown
        }
    }
}

fn what_runs(status: &Status) -> BootcSays {
    match &status.booted {
        Some(booted) if booted.incompatible => BootcSays::Layered,
        Some(booted) if booted.image.is_some() => BootcSays::Image,
        Some(_) | None => BootcSays::Other,
    }
}

async fn list(transport: &Transport) -> Result<Deployments, HostError> {
    let mut all = deployments(&status(transport).await?);
    boot_entry::add_arguments(transport, &mut all.deployments).await;
    Ok(all)
}

/// Version 1 of the format where it is known; before that there was one only.
async fn status(transport: &Transport) -> Result<Status, HostError> {
    const VERSION: &str = "--format-version";
    let plain = [PROGRAM, "status", "--json"];
    let asked = [PROGRAM, "status", "--json", "--format-version=1"];
    let mut said = command::output(transport, BACKEND, &asked, b"", STATUS_TIMEOUT).await?;
    if said.code != Some(0) && failure::is_unknown_option(&said.stderr, VERSION) {
        said = command::output(transport, BACKEND, &plain, b"", STATUS_TIMEOUT).await?;
    }
    if said.code != Some(0) {
        return Err(failure::failure(&said.reason()));
    }
    decode::status(&said.stdout).map_err(|error| HostError::Failed {
        backend: BACKEND,
        reason: error.to_string(),
    })
}

async fn begin(transport: Transport, change: DeploymentChange) -> Result<Change, HostError> {
    let before = status(&transport).await?;
    let arguments = arguments::arguments(&change, &before)?;
    let verb = change.verb();
    let host = transport.clone();
    let outcome = async move {
        match status(&host).await {
            Ok(after) => Step::Outcome(outcome(verb, &deployments(&after))),
            // The change itself ended well.
            Err(error) => Step::Said(format!("What came of it cannot be read: {error}")),
        }
    };
    run::run(&transport, arguments, outcome)
}

/// What came of a change that ended well, as the status then says.
fn outcome(verb: DeploymentVerb, after: &Deployments) -> String {
    let named = |deployment: &Deployment| match &deployment.version {
        Some(version) => format!("Version {version}"),
        None => "What was fetched".to_owned(),
    };
    if verb == DeploymentVerb::Check {
        return match &after.update {
            Some(update) => match &update.version {
                Some(version) => format!("Version {version} is on offer."),
                None => "An update is on offer.".to_owned(),
            },
            None => "There is no update.".to_owned(),
        };
    }
    if verb == DeploymentVerb::Download
        && let Some(locked) = after.deployments.iter().find(|one| one.locked)
    {
        let what = named(locked);
        return format!("{what} is downloaded; it does not boot before it is finalized.");
    }
    match after.deployments.first() {
        Some(next) if after.reboot_to_apply => format!("{} boots next.", named(next)),
        Some(_) | None if verb == DeploymentVerb::CleanUp => "What runs boots next.".to_owned(),
        Some(_) | None => "Nothing changed: what runs is the newest.".to_owned(),
    }
}

async fn difference(
    transport: &Transport,
    earlier: DeploymentId,
    later: Side,
) -> Result<Difference, HostError> {
    let all = list(transport).await?;
    let find = |id: &DeploymentId| {
        let found = all.deployments.iter().find(|one| one.id == id.as_str());
        found.ok_or_else(|| HostError::NotFound {
            what: format!("deployment {id}"),
        })
    };
    let earlier = find(&earlier)?;
    let later = match &later {
        Side::Deployment(id) => find(id)?,
        Side::Update => {
            let Some(update) = &all.update else {
                return Err(HostError::NotFound {
                    what: "update on offer".to_owned(),
                });
            };
            let has_it = |one: &&Deployment| has_digest(one, &update.checksum);
            match all.deployments.iter().find(has_it) {
                Some(deployment) => deployment,
                None => return Ok(unknown(NOT_FETCHED)),
            }
        }
    };
    let mut difference = compare_packages(transport, earlier, later).await;
    if let (Some(before), Some(after)) = (&earlier.kernel_arguments, &later.kernel_arguments) {
        difference.kernel_arguments_added = without(after, before);
        difference.kernel_arguments_removed = without(before, after);
    }
    Ok(difference)
}

const NOT_FETCHED: &str =
    "bootc knows the packages of an image when it is on this host: download it, then compare";

async fn compare_packages(
    transport: &Transport,
    earlier: &Deployment,
    later: &Deployment,
) -> Difference {
    let (Some(before), Some(after)) = (tree(earlier), tree(later)) else {
        return unknown("the packages cannot be read: bootc does not say where these images lie");
    };
    let (before, after) = tokio::join!(
        packages::of(transport, &before),
        packages::of(transport, &after)
    );
    match (before, after) {
        (Ok(before), Ok(after)) => Difference {
            packages: Some(packages::difference(&before, &after)),
            ..Difference::default()
        },
        (Err(error), _) | (_, Err(error)) => {
            unknown(&format!("the packages cannot be read: {}", error.advice()))
        }
    }
}

/// Where its files lie on the host; `None` for what ostree does not keep.
fn tree(deployment: &Deployment) -> Option<String> {
    let name = deployment.id.strip_prefix(&deployment.stateroot)?;
    let name = name.strip_prefix('-')?;
    let is_safe = !deployment.stateroot.is_empty() && !deployment.id.contains('/');
    is_safe.then(|| format!("/ostree/deploy/{}/deploy/{name}", deployment.stateroot))
}

fn has_digest(deployment: &Deployment, wanted: &str) -> bool {
    match &deployment.origin {
        Origin::Container { digest, .. } => digest.as_deref() == Some(wanted),
        Origin::Ostree { .. } | Origin::Unknown => false,
    }
}

fn without(list: &[String], other: &[String]) -> Vec<String> {
    let only_here = |word: &&String| !other.contains(word);
    list.iter().filter(only_here).cloned().collect()
}

fn unknown(note: &str) -> Difference {
    Difference {
        note: Some(note.to_owned()),
        ..Difference::default()
    }
}
