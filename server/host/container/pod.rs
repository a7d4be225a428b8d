//! Containers in pods: Podman's own endpoints know of these, the common API does not. A member is asked for in the
//! words of the common API like every container, and the request is put into Podman's own (`member.rs`).

mod member;

use serde_json::Value;

use crate::{
    host::{HostError, operations::Running},
    model::{EngineFeature, ResourceName},
};

use super::{ContainerEngine, Engines, origin::Origin, steps};

/// A pod that is there.
#[derive(Debug)]
pub(super) struct Pod {
    name: String,
    /// The container that holds what the others share; none where they share nothing.
    infra: Option<String>,
}

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

    /// Refuses a container that holds what a pod's others share: they would lose it.
    pub(super) async fn is_not_infra(&self, origin: &Origin) -> Result<(), HostError> {
        let name = self.pod_of(origin).await?;
        match self.pod(name.as_ref()).await? {
            Some(pod) if pod.infra.as_deref() == Some(origin.id()) => Err(HostError::Blocked {
                reason: format!(
                    "{} holds what the containers of the pod `{}` share",
                    origin.name(),
                    pod.name
                ),
                remedy: "make the pod anew with `podman pod` on the host".to_owned(),
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// The pod that somebody names.
    pub(super) async fn pod(&self, name: Option<&ResourceName>) -> Result<Option<Pod>, HostError> {
        let Some(name) = name else {
            return Ok(None);
        };
        let client = self.engines.current().await?;
        if !client.engine.has(EngineFeature::Libpod) {
            return Err(HostError::Blocked {
                reason: "this container engine has no pods".to_owned(),
                remedy: "leave the pod out".to_owned(),
            });
        }
        let what = format!("pod `{name}`");
        let path = format!("/libpod/pods/{name}/json");
        match steps::description(&self.engines, &what, path).await {
            Ok(found) => Ok(Some(Pod::told(name.to_string(), &found))),
            Err(HostError::NotFound { .. }) => Err(HostError::Blocked {
                reason: format!("there is no pod `{name}` on this host"),
                remedy: format!(
                    "choose another pod, or make it first: `podman pod create --name {name}` on the host"
                ),
            }),
            Err(error) => Err(error),
        }
    }
}

impl Pod {
    /// `found` is its description (`GET /libpod/pods/{name}/json`).
    fn told(name: String, found: &Value) -> Self {
        let infra = found["InfraContainerID"].as_str();
        Self {
            name,
            infra: infra.filter(|id| !id.is_empty()).map(str::to_owned),
        }
    }

    /// Takes out of the request of the common API what its container had from being in this pod.
    pub(super) fn leave(&self, body: &mut Value) {
        let Some(host) = body["HostConfig"].as_object_mut() else {
            return;
        };
        // The pod's control group, which is not the container's to choose.
        host.remove("CgroupParent");
        let Some(infra) = &self.infra else {
            return;
        };
        let shared = format!("container:{infra}");
        host.retain(|_, value| *value != shared);
    }
}

/// The create request, within a pod or without.
pub(super) async fn create(
    engines: &Engines,
    running: &Running,
    (label, name): (&str, Option<&str>),
    body: &Value,
    pod: Option<&Pod>,
) -> Result<String, HostError> {
    let Some(pod) = pod else {
        return steps::create(engines, running, label, name, body).await;
    };
    let request = request(label, name, body, pod)?;
    steps::create_in_pod(engines, running, label, &request).await
}

/// In Podman's own words; can be refused before anything is touched.
pub(super) fn request(
    label: &str,
    name: Option<&str>,
    body: &Value,
    pod: &Pod,
) -> Result<Value, HostError> {
    let mut request = member::request(body).map_err(|part| HostError::Blocked {
        reason: format!("the console cannot ask for `{part}` of {label} within a pod"),
        remedy: "make it again without that, or with `podman` on the host".to_owned(),
    })?;
    request.insert("pod".to_owned(), pod.name.as_str().into());
    if let Some(name) = name {
        request.insert("name".to_owned(), name.into());
    }
    Ok(Value::Object(request))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_leaves_a_pod_shares_nothing_with_it() {
        let found = json!({"InfraContainerID": "ab12"});
        let mut body = json!({"HostConfig": {
            "NetworkMode": "container:ab12", "UTSMode": "container:ab12", "IpcMode": "container:other",
            "CgroupParent": "/libpod_parent/x", "Memory": 1,
        }});
        Pod::told("p".to_owned(), &found).leave(&mut body);
        let left = json!({"IpcMode": "container:other", "Memory": 1});
        assert_eq!(body["HostConfig"], left);
    }
}
