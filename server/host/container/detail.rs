//! One container in full: what the engine tells of it, what runs in it, what it changed in its files.

mod decode;
mod lost;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use hyper::Method;

use crate::{
    access::Permit,
    host::HostError,
    model::{ContainerDetail, ContainerRef, EngineFeature, Environment, FileChanges, ProcessTable},
};

use super::{
    Client, ContainerEngine, Engines, READ_TIMEOUT, Repeat, RequestError,
    inspect::{self, Inspected},
    request, secrets, what,
};

pub(super) use decode::{limits, restart_policy};
pub(super) use lost::lost;

/// How long the engine may take to compare a container's files with its image's.
const COMPARE_TIMEOUT: Duration = Duration::from_secs(25);

/// Bytes of a description: health checks alone may write 20 KiB.
const DESCRIPTION_LIMIT: usize = 4 * 1024 * 1024;

/// Bytes of a table of processes.
const PROCESSES_LIMIT: usize = 8 * 1024 * 1024;

/// Bytes of a list of changed files: some 300,000 of them.
const CHANGES_LIMIT: usize = 32 * 1024 * 1024;

impl ContainerEngine {
    /// One container in full; values that may be secrets are left out.
    pub async fn show(&self, container: &ContainerRef) -> Result<ContainerDetail, HostError> {
        let found = self.engines.inspected(container).await?;
        let row = self.engines.one(&found.id, container).await?;
        Ok(decode::detail(found, row))
    }

    /// Its environment with all values.
    pub async fn environment(
        &self,
        permit: Permit,
        container: &ContainerRef,
    ) -> Result<Environment, HostError> {
        let reading = async {
            let found = self.engines.inspected(container).await?;
            Ok(Environment {
                variables: secrets::plain(&found.config.env),
            })
        };
        permit.record(reading).await
    }

    /// What the engine says of it, as it says it: a JSON document, Podman's own where it has one.
    pub async fn inspect(
        &self,
        permit: Permit,
        container: &ContainerRef,
    ) -> Result<Bytes, HostError> {
        permit.record(self.engines.raw(container)).await
    }

    /// What runs in it.
    pub async fn processes(&self, container: &ContainerRef) -> Result<ProcessTable, HostError> {
        let path = |libpod| match libpod {
            true => format!("/libpod/containers/{container}/top?stream=false"),
            false => format!("/containers/{container}/top"),
        };
        let limits = (READ_TIMEOUT, PROCESSES_LIMIT);
        let answer = self.engines.about(container, path, limits).await?;
        if answer.is_empty() {
            // Podman's own answer for one that does not run: success, and nothing.
            return Err(HostError::Blocked {
                reason: format!("{} does not run", what(container)),
                remedy: "start it first".to_owned(),
            });
        }
        decode::processes(&answer).map_err(|error| not_understood(&error))
    }

    /// Files that differ from its image's, by path.
    pub async fn changes(&self, container: &ContainerRef) -> Result<FileChanges, HostError> {
        let path = |libpod| match libpod {
            true => format!("/libpod/containers/{container}/changes"),
            false => format!("/containers/{container}/changes"),
        };
        let limits = (COMPARE_TIMEOUT, CHANGES_LIMIT);
        let answer = self.engines.about(container, path, limits).await?;
        decode::changes(&answer).map_err(|error| not_understood(&error))
    }
}

impl Engines {
    /// The engine's own description of it, a JSON document.
    pub(super) async fn raw(&self, container: &ContainerRef) -> Result<Bytes, HostError> {
        let path = |libpod| match libpod {
            true => format!("/libpod/containers/{container}/json"),
            false => format!("/containers/{container}/json"),
        };
        let limits = (READ_TIMEOUT, DESCRIPTION_LIMIT);
        self.about(container, path, limits).await
    }

    /// The same, read.
    pub(super) async fn inspected(&self, container: &ContainerRef) -> Result<Inspected, HostError> {
        let answer = self.raw(container).await?;
        inspect::decode(&answer).map_err(|error| not_understood(&error))
    }

    /// Asks about one container; the path may be of Podman's own endpoints.
    async fn about(
        &self,
        container: &ContainerRef,
        path: impl Fn(bool) -> String,
        (time, bytes): (Duration, usize),
    ) -> Result<Bytes, HostError> {
        let (transport, path) = (&self.transport, &path);
        let ask = move |client: Arc<Client>| async move {
            let engine = &client.engine;
            let path = path(engine.has(EngineFeature::Libpod));
            let get = (Method::GET, path.as_str());
            request::ask(transport, engine, get, Bytes::new(), bytes).await
        };
        self.call(&what(container), Repeat::Yes, time, ask).await
    }
}

fn not_understood(error: &serde_json::Error) -> HostError {
    HostError::Failed {
        backend: super::BACKEND,
        reason: RequestError::Answer(error.to_string()).to_string(),
    }
}
