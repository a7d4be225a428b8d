//! Containers in pods: Podman's own endpoints know of these, the common API does not.

use crate::{
    host::HostError,
    model::{EngineFeature, ResourceName},
};

use super::{ContainerEngine, origin::Origin, steps};

impl ContainerEngine {
    /// The name of the pod that it is in.
    pub(super) async fn pod_of(&self, origin: &Origin) -> Result<Option<ResourceName>, HostError> {
        let client = self.engines.current().await?;
        if !client.engine.has(EngineFeature::Libpod) {
            return Ok(None);
        }
        let what = format!("container `{}`", origin.name());
        let path = format!("/libpod/containers/{}/json", origin.id());
        let found = steps::description(&self.engines, &what, path).await?;
        let Some(pod) = found["Pod"].as_str().filter(|pod| !pod.is_empty()) else {
            return Ok(None);
        };
        let path = format!("/libpod/pods/{pod}/json");
        let found = steps::description(&self.engines, &format!("pod {pod:.12}"), path).await?;
        let name = found["Name"].as_str().unwrap_or(pod);
        Ok(name.parse().ok())
    }
}
