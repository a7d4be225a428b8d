//! Making a container again with other settings or from a newer image. The old one stays until the new one runs, and is
//! healthy if it has a check; else it is put back.

mod swap;

use std::sync::Arc;

use crate::{
    access::Permit,
    host::{
        HostError,
        operations::{Cancel, Running, Task},
    },
    model::{
        ContainerRef, ContainerSpec, EngineFeature, Operation, OperationKind, PullPolicy,
        RecreateRequest, RegistryCredentials,
    },
};

use super::{
    ContainerEngine,
    create::{possible, say, with_grace},
    detail,
    origin::{Dialect, Origin, plan},
    pod, steps,
};
use swap::Swap;

/// Digits of an id that tell two containers apart for a person.
const SHORT: usize = 6;

/// Characters of the longest name.
const LONGEST_NAME: usize = 255;

impl ContainerEngine {
    /// What it was made with. The permit is for its secrets.
    pub async fn spec(
        &self,
        permit: Permit,
        container: &ContainerRef,
    ) -> Result<ContainerSpec, HostError> {
        let reading = async {
            let origin = self.origin(container).await?;
            let mut spec = told(&origin)?;
            spec.pod = self.pod_of(&origin).await?;
            Ok(spec)
        };
        permit.record(reading).await
    }

    /// Makes it again. Can be cancelled until the old one is touched.
    pub async fn recreate(
        &self,
        permit: Permit,
        container: &ContainerRef,
        request: RecreateRequest,
        credentials: Option<RegistryCredentials>,
    ) -> Result<Operation, HostError> {
        let asked = async {
            if let Some(spec) = &request.spec {
                possible(spec)?;
            }
            let origin = self.origin(container).await?;
            may_be_replaced(&origin)?;
            self.is_not_infra(&origin).await?;
            Ok(origin)
        };
        let origin = match asked.await {
            Ok(origin) => origin,
            Err(error) => {
                permit.settle(Some(&error)).await;
                return Err(error);
            }
        };
        let task = Task {
            kind: OperationKind::ContainerRecreate,
            target: Some(origin.name().to_owned()),
            cancel: Cancel::Possible,
        };
        let engine = self.clone();
        let work = |running: Arc<Running>| async move {
            engine
                .replace(running, origin, request.spec, credentials)
                .await
        };
        self.operations.run(task, permit, work).await
    }

    async fn replace(
        &self,
        running: Arc<Running>,
        origin: Origin,
        wanted: Option<ContainerSpec>,
        credentials: Option<RegistryCredentials>,
    ) -> Result<String, HostError> {
        let mut before = told(&origin)?;
        let lost = self.lost(&origin).await?;
        before.pod = self.pod_of(&origin).await?;
        let is_update = wanted.is_none();
        let after = wanted.unwrap_or_else(|| ContainerSpec {
            pull: PullPolicy::Always,
            start: origin.is_running(),
            ..before.clone()
        });
        self.fetch(&running, &after.image, after.pull, credentials)
            .await?;
        let name = match &after.name {
            Some(name) => name.to_string(),
            None => origin.name().to_owned(),
        };
        if is_update {
            let newest = self.image_id(&after.image).await?;
            if newest.as_deref() == Some(origin.image_id()) {
                return Ok(format!(
                    "{name} runs the newest {} already; nothing was changed",
                    after.image
                ));
            }
        }
        let mut plan = plan(&origin, &before, &after);
        let client = self.engines.current().await?;
        with_grace(&mut plan.body, &client.engine);
        if let Some(old) = self.pod(before.pod.as_ref()).await? {
            old.leave(&mut plan.body);
        }
        let pod = self.pod(after.pod.as_ref()).await?;
        if let Some(pod) = &pod {
            // What cannot be asked for is told while the old one is untouched.
            pod::request(&name, Some(&name), &plan.body, pod)?;
        }
        say(&running, format!("Replacing {name}"));
        // Half of what follows would leave the user without a container.
        running.commit();
        let swap = Swap {
            engines: Arc::clone(&self.engines),
            parked: parked(origin.name(), origin.id()),
            checks_on_demand: client.engine.has(EngineFeature::HealthRun),
            start: after.start,
            running,
            origin,
            plan,
            pod,
            name: name.clone(),
        };
        let left = self.operations.complete(swap.run()).await?;
        let from = if is_update {
            format!(" from the newest {}", after.image)
        } else {
            String::new()
        };
        let without = match &lost[..] {
            [] => String::new(),
            lost => format!(
                "; without {}, which the engine does not tell",
                lost.join(", ")
            ),
        };
        Ok(format!("{name} was made again{from}{without}{left}"))
    }

    /// What the new one is made without.
    async fn lost(&self, origin: &Origin) -> Result<Vec<String>, HostError> {
        let id: ContainerRef = origin.id().parse().map_err(|_| HostError::Failed {
            backend: super::BACKEND,
            reason: format!("it tells the container `{}` without an id", origin.name()),
        })?;
        Ok(detail::lost(&self.engines.inspected(&id).await?.config))
    }

    /// The container as it stands, and its image.
    async fn origin(&self, container: &ContainerRef) -> Result<Origin, HostError> {
        let what = format!("container `{container}`");
        let path = format!("/containers/{container}/json");
        let found = steps::description(&self.engines, &what, path).await?;
        let image = found["Image"].as_str().unwrap_or_default();
        let image = match steps::image(&self.engines, image).await {
            Ok(image) => image,
            // It was removed by force, and the container lives on.
            Err(HostError::NotFound { .. }) => serde_json::Value::Null,
            Err(error) => return Err(error),
        };
        let client = self.engines.current().await?;
        let dialect = if client.engine.has(EngineFeature::Libpod) {
            Dialect::Libpod
        } else {
            Dialect::Docker
        };
        Ok(Origin::new(found, &image, dialect))
    }
}

/// Refuses what could not be put back, and what has its settings elsewhere.
fn may_be_replaced(origin: &Origin) -> Result<(), HostError> {
    let name = origin.name();
    let (reason, remedy) = if let Some(unit) = origin.unit() {
        (
            format!(
                "{name} is made by the systemd unit `{unit}`, which would make it again as before"
            ),
            "edit the unit's file on the host (for Quadlet below /etc/containers/systemd), then restart the unit",
        )
    } else if origin.is_removed_when_ended() {
        (
            format!("{name} is removed as soon as it stops, so it could not be put back"),
            "create a new container with these settings under another name, then stop this one",
        )
    } else if origin.is_paused() {
        (
            format!("{name} is paused"),
            "resume it first, so that it can be stopped",
        )
    } else {
        return Ok(());
    };
    Err(HostError::Blocked {
        reason,
        remedy: remedy.to_owned(),
    })
}

fn told(origin: &Origin) -> Result<ContainerSpec, HostError> {
    let mut spec = origin
        .spec()
        .map_err(|reason| HostError::Conflict { reason })?;
    spec.start = origin.is_running();
    Ok(spec)
}

/// What the old one is called meanwhile.
fn parked(name: &str, id: &str) -> String {
    let end = format!("-old-{}", id.get(..SHORT).unwrap_or(id));
    let room = LONGEST_NAME - end.len();
    format!("{}{end}", name.get(..room).unwrap_or(name))
}
