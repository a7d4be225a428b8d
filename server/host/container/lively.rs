//! The containers that run, with what says whether they come back: their restart policies.

use futures_util::{StreamExt, stream};

use crate::{
    host::HostError,
    model::{Container, ContainerState, Engine, RestartPolicyKind},
};

use super::{Engines, detail};

/// Containers that are asked about side by side.
const ASKED_AT_ONCE: usize = 8;

/// A container that runs.
#[derive(Debug)]
pub(in crate::host) struct Lively {
    pub(in crate::host) container: Container,
    pub(in crate::host) policy: RestartPolicyKind,
    /// The engine removes it as soon as it ends.
    pub(in crate::host) is_removed_when_ended: bool,
}

impl Engines {
    /// Those that run, by name; one that ends meanwhile is left out.
    pub(in crate::host) async fn lively(&self) -> Result<(Engine, Vec<Lively>), HostError> {
        let list = self.list().await?;
        let running = list.containers.into_iter().filter(|one| runs(one.state));
        let described = stream::iter(running).map(|container| async move {
            let Ok(reference) = container.id.parse() else {
                return Ok(None);
            };
            match self.inspected(&reference).await {
                Ok(found) => Ok(Some(Lively {
                    policy: detail::restart_policy(&found.host_config).kind,
                    is_removed_when_ended: found.host_config.auto_remove,
                    container,
                })),
                Err(HostError::NotFound { .. }) => Ok(None),
                Err(error) => Err(error),
            }
        });
        let described: Vec<Result<_, HostError>> =
            described.buffered(ASKED_AT_ONCE).collect().await;
        let all: Result<Vec<_>, HostError> = described.into_iter().collect();
        Ok((list.engine, all?.into_iter().flatten().collect()))
    }
}

fn runs(state: ContainerState) -> bool {
    match state {
        ContainerState::Running | ContainerState::Paused | ContainerState::Restarting => true,
        ContainerState::Created
        | ContainerState::Removing
        | ContainerState::Exited
        | ContainerState::Dead
        | ContainerState::Unknown => false,
    }
}
