//! Freezing a container to disk and bringing it back, where the engine and CRIU on its host can. Podman has endpoints
//! of its own for that; Docker has them while its experimental features are on.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use hyper::Method;

use crate::{
    access::Permit,
    host::{
        HostError,
        operations::{Cancel, Task},
    },
    model::{ContainerRef, Engine, EngineFeature, Operation, OperationKind},
};

use super::{
    ContainerEngine, Engines,
    features::{self, Criu},
    what,
};

/// How long the memory of a container may take to be written or read.
const FREEZE_TIMEOUT: Duration = Duration::from_mins(10);

/// Docker's name for the one checkpoint that we keep of a container.
const CHECKPOINT: &str = "atomdeck";

/// Which of both.
#[derive(Debug, Clone, Copy)]
enum Way {
    Checkpoint,
    Restore,
}

impl ContainerEngine {
    /// Freezes it to disk and stops it.
    pub async fn checkpoint(
        &self,
        permit: Permit,
        container: &ContainerRef,
    ) -> Result<Operation, HostError> {
        self.freeze(permit, container, Way::Checkpoint).await
    }

    /// Brings it back to where its checkpoint left it.
    pub async fn restore(
        &self,
        permit: Permit,
        container: &ContainerRef,
    ) -> Result<Operation, HostError> {
        self.freeze(permit, container, Way::Restore).await
    }

    async fn freeze(
        &self,
        permit: Permit,
        container: &ContainerRef,
        way: Way,
    ) -> Result<Operation, HostError> {
        let engine = match self.engines.freezer().await {
            Ok(engine) => engine,
            Err(error) => {
                permit.settle(Some(&error)).await;
                return Err(error);
            }
        };
        let task = Task {
            kind: match way {
                Way::Checkpoint => OperationKind::ContainerCheckpoint,
                Way::Restore => OperationKind::ContainerRestore,
            },
            target: Some(container.to_string()),
            cancel: Cancel::Impossible,
        };
        let (engines, container) = (Arc::clone(&self.engines), container.clone());
        let work = move |_| async move {
            let libpod = engine.has(EngineFeature::Libpod);
            match (way, libpod) {
                (Way::Checkpoint, true) => engines.freeze_podman(&container, "checkpoint").await,
                (Way::Restore, true) => engines.freeze_podman(&container, "restore").await,
                (Way::Checkpoint, false) => engines.freeze_docker(&container).await,
                (Way::Restore, false) => engines.thaw_docker(&container).await,
            }?;
            Ok(match way {
                Way::Checkpoint => format!("{} is frozen to disk", what(&container)),
                Way::Restore => format!("{} runs again from its checkpoint", what(&container)),
            })
        };
        self.operations.run(task, permit, work).await
    }
}

impl Engines {
    /// The engine, if it can; somebody may have installed what was missing a moment ago.
    async fn freezer(&self) -> Result<Engine, HostError> {
        let mut client = self.current().await?;
        if !client.engine.has(EngineFeature::Checkpoint) {
            client = self.probe().await?;
        }
        let engine = client.engine.clone();
        if engine.has(EngineFeature::Checkpoint) {
            return Ok(engine);
        }
        if let Criu::Fails(words) = features::criu(&self.transport).await {
            return Err(HostError::NotAvailable {
                reason: format!("CRIU on this host cannot freeze containers: {words}"),
                remedy: "update CRIU or the kernel of the host until `criu check` succeeds there"
                    .to_owned(),
            });
        }
        let (reason, remedy) = if engine.has(EngineFeature::Libpod) {
            (
                "Podman freezes containers of the system only, and with CRIU, which this host does \
                 not have",
                "install the package `criu` on the host, and manage the system's Podman rather \
                 than a user's",
            )
        } else {
            (
                "Docker freezes containers only where CRIU is installed and its experimental \
                 features are on",
                "install the package `criu` on the host, set `\"experimental\": true` in \
                 /etc/docker/daemon.json, and restart Docker",
            )
        };
        Err(HostError::NotAvailable {
            reason: reason.to_owned(),
            remedy: remedy.to_owned(),
        })
    }

    async fn freeze_podman(&self, container: &ContainerRef, word: &str) -> Result<(), HostError> {
        let path = format!("/libpod/containers/{container}/{word}");
        self.freezing(container, (Method::POST, &path), Bytes::new())
            .await
    }

    async fn freeze_docker(&self, container: &ContainerRef) -> Result<(), HostError> {
        let path = format!("/containers/{container}/checkpoints");
        let body = serde_json::json!({ "CheckpointID": CHECKPOINT, "Exit": true }).to_string();
        let body = Bytes::from(body);
        let frozen = self
            .freezing(container, (Method::POST, &path), body.clone())
            .await;
        // One of before is in its way.
        if let Err(HostError::Conflict { reason }) = &frozen
            && reason.contains("already exists")
        {
            self.drop_checkpoint(container).await?;
            return self.freezing(container, (Method::POST, &path), body).await;
        }
        frozen
    }

    async fn thaw_docker(&self, container: &ContainerRef) -> Result<(), HostError> {
        let path = format!("/containers/{container}/start?checkpoint={CHECKPOINT}");
        self.freezing(container, (Method::POST, &path), Bytes::new())
            .await?;
        self.drop_checkpoint(container).await
    }

    async fn drop_checkpoint(&self, container: &ContainerRef) -> Result<(), HostError> {
        let path = format!("/containers/{container}/checkpoints/{CHECKPOINT}");
        self.freezing(container, (Method::DELETE, &path), Bytes::new())
            .await
    }

    async fn freezing(
        &self,
        container: &ContainerRef,
        asked: (Method, &str),
        body: Bytes,
    ) -> Result<(), HostError> {
        self.tell(&what(container), asked, body, FREEZE_TIMEOUT)
            .await?;
        Ok(())
    }
}
