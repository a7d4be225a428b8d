//! Making a container: its image where need be, then create, connect and start. What fails after the create
//! request is undone, so that nothing half-made stays.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    access::Permit,
    host::{
        HostError,
        operations::{Cancel, Running, Task},
    },
    model::{
        ContainerSpec, Engine, EngineFeature, ImageRef, Operation, OperationKind, ParsedRunCommand,
        Progress, PullPolicy, RegistryCredentials, RunCommand,
    },
};

use super::{
    ContainerEngine,
    pod::{self, Pod},
    pull, run_command, spec, steps,
};

/// Seconds that Podman gives a container to stop.
const PODMAN_GRACE: u32 = 10;

impl ContainerEngine {
    /// What a `docker run` or `podman run` line asks for.
    pub fn parse_run_command(command: &RunCommand) -> Result<ParsedRunCommand, HostError> {
        run_command::parse(&command.line).map_err(|reason| HostError::Invalid { reason })
    }

    /// The line that would make it, for the program of this host's engine.
    pub async fn run_command(&self, spec: &ContainerSpec) -> Result<RunCommand, HostError> {
        let client = self.engines.current().await?;
        run_command::write(spec, client.engine.kind).map_err(|reason| HostError::Invalid { reason })
    }

    /// Pulls its image by the policy, creates it, and starts it. Can be cancelled until the create request.
    pub async fn create(
        &self,
        permit: Permit,
        spec: ContainerSpec,
        credentials: Option<RegistryCredentials>,
    ) -> Result<Operation, HostError> {
        if let Err(error) = possible(&spec) {
            permit.settle(Some(&error)).await;
            return Err(error);
        }
        let task = Task {
            kind: OperationKind::ContainerCreate,
            target: Some(label(&spec)),
            cancel: Cancel::Possible,
        };
        let engine = self.clone();
        let is_named = spec.name.is_some();
        let work = |running: Arc<Running>| async move {
            let pod = engine.pod(spec.pod.as_ref()).await?;
            engine
                .fetch(&running, &spec.image, spec.pull, credentials)
                .await?;
            say(&running, format!("Creating {}", label(&spec)));
            running.commit();
            let (operations, making) = (Arc::clone(&engine.operations), Arc::clone(&running));
            let work = async move { engine.make(&making, &spec, pod).await };
            operations.complete(work).await
        };
        if is_named {
            self.operations.run(task, permit, work).await
        } else {
            // Two without a name are two containers.
            self.operations.run_apart(task, permit, work).await
        }
    }

    /// Has the image there, as the policy wants it.
    pub(super) async fn fetch(
        &self,
        running: &Running,
        image: &ImageRef,
        policy: PullPolicy,
        credentials: Option<RegistryCredentials>,
    ) -> Result<(), HostError> {
        let is_missing = match policy {
            PullPolicy::Always => true,
            PullPolicy::Missing | PullPolicy::Never => self.image_id(image).await?.is_none(),
        };
        match policy {
            PullPolicy::Never if is_missing => Err(HostError::Blocked {
                reason: format!("the image `{image}` is not on this host"),
                remedy: "pull it first, or choose a pull policy other than `never`".to_owned(),
            }),
            PullPolicy::Missing | PullPolicy::Always if is_missing => {
                pull::pull(self, running, image, credentials)
                    .await
                    .map(drop)
            }
            PullPolicy::Missing | PullPolicy::Always | PullPolicy::Never => Ok(()),
        }
    }

    /// From the create request on: in the end it is there and runs, or nothing of it is left.
    async fn make(
        &self,
        running: &Running,
        spec: &ContainerSpec,
        pod: Option<Pod>,
    ) -> Result<String, HostError> {
        let engines = &self.engines;
        let mut body = spec::body(spec);
        with_grace(&mut body, &engines.current().await?.engine);
        let name = spec.name.as_ref().map(|name| name.as_str());
        let label_and_name = (&*label(spec), name);
        let id = pod::create(engines, running, label_and_name, &body, pod.as_ref()).await?;
        let made = async {
            for network in spec.networks.iter().skip(1) {
                steps::connect(engines, &id, network).await?;
            }
            if spec.start {
                say(running, format!("Starting {}", label(spec)));
                steps::start(engines, &label(spec), &id).await?;
            }
            Ok(())
        };
        match made.await {
            Ok(()) => {
                let name = match &spec.name {
                    Some(name) => name.to_string(),
                    None => steps::name(engines, &id).await,
                };
                let end = if spec.start { " and started" } else { "" };
                Ok(format!("{name} was created{end}"))
            }
            Err(error) => Err(match steps::discard(engines, &id).await {
                // With `--rm` the engine may have been faster.
                Ok(()) | Err(HostError::NotFound { .. }) => error,
                Err(left) => HostError::Failed {
                    backend: super::BACKEND,
                    reason: format!(
                        "{error}; and what was made of it cannot be removed again ({left}): \
                         remove container {id:.12} by hand"
                    ),
                },
            }),
        }
    }
}

/// What can be known before anything is asked of the engine.
pub(super) fn possible(spec: &ContainerSpec) -> Result<(), HostError> {
    spec::check(spec).map_err(|reason| HostError::Invalid { reason })
}

/// By which it is known until it is there.
fn label(spec: &ContainerSpec) -> String {
    match &spec.name {
        Some(name) => name.to_string(),
        None => spec.image.to_string(),
    }
}

/// Podman 4's common endpoint takes an absent time to stop as none at all, and would kill at once.
pub(super) fn with_grace(body: &mut Value, engine: &Engine) {
    if engine.has(EngineFeature::Libpod) && body["StopTimeout"].is_null() {
        body["StopTimeout"] = json!(PODMAN_GRACE);
    }
}

pub(super) fn say(running: &Running, task: impl Into<String>) {
    running.progress(Progress {
        task: task.into(),
        percent: None,
        bytes: None,
        bytes_per_second: None,
        parts: Vec::new(),
    });
}
