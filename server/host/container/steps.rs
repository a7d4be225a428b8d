//! Single requests of which making a container is put together: ours, as bollard would drop the fields that it does
//! not know, and refuse whole descriptions for one state of Podman's.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use hyper::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    host::{HostError, operations::Running},
    model::NetworkSpec,
};

use super::{Client, Engines, READ_TIMEOUT, Repeat, request, spec};

/// How long the engine may take to create, connect, start or remove: Podman copies an image's files for volumes.
const MAKE_TIMEOUT: Duration = Duration::from_secs(120);

/// The engines' own grace period before they kill.
const DEFAULT_GRACE: Duration = Duration::from_secs(10);

/// A container may ask for any grace; nobody waits for longer than this.
const LONGEST_GRACE: Duration = Duration::from_secs(600);

/// Bytes of an answer that describes one thing.
const DESCRIPTION_LIMIT: usize = 4 * 1024 * 1024;

/// The answer to a create request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Created {
    id: String,
    #[serde(default)]
    warnings: Option<Vec<String>>,
}

/// A request of ours, answered with JSON or nothing.
pub(super) async fn ask(
    engines: &Engines,
    what: &str,
    (method, path): (Method, String),
    body: &Value,
    limit: Duration,
) -> Result<Bytes, HostError> {
    let repeat = if method == Method::GET {
        Repeat::Yes
    } else {
        Repeat::No
    };
    let body = if body.is_null() {
        Bytes::new()
    } else {
        Bytes::from(body.to_string())
    };
    let (method, path, body) = (&method, path.as_str(), &body);
    let ask = move |client: Arc<Client>| async move {
        let call = (method.clone(), path);
        let transport = &engines.transport;
        request::ask(
            transport,
            &client.engine,
            call,
            body.clone(),
            DESCRIPTION_LIMIT,
        )
        .await
    };
    engines.call(what, repeat, limit, ask).await
}

/// What the engine says of something, as it says it.
pub(super) async fn description(
    engines: &Engines,
    what: &str,
    path: String,
) -> Result<Value, HostError> {
    let call = (Method::GET, path);
    let answer = ask(engines, what, call, &Value::Null, READ_TIMEOUT).await?;
    understood(&answer)
}

/// An image's description.
pub(super) async fn image(engines: &Engines, reference: &str) -> Result<Value, HostError> {
    let what = format!("image `{reference}`");
    description(engines, &what, format!("/images/{reference}/json")).await
}

/// The create request; its answer is the id. What the engine warns of goes to the log.
pub(super) async fn create(
    engines: &Engines,
    running: &Running,
    label: &str,
    name: Option<&str>,
    body: &Value,
) -> Result<String, HostError> {
    let query = name.map_or_else(String::new, |name| request::query(&[("name", name)]));
    create_at(
        engines,
        running,
        label,
        format!("/containers/create{query}"),
        body,
    )
    .await
}

/// The same by Podman's own endpoint, which knows of pods; the name is in `body`.
pub(super) async fn create_in_pod(
    engines: &Engines,
    running: &Running,
    label: &str,
    body: &Value,
) -> Result<String, HostError> {
    let path = "/libpod/containers/create".to_owned();
    create_at(engines, running, label, path, body).await
}

async fn create_at(
    engines: &Engines,
    running: &Running,
    label: &str,
    path: String,
    body: &Value,
) -> Result<String, HostError> {
    let call = (Method::POST, path);
    let what = format!("container `{label}`");
    let answer = ask(engines, &what, call, body, MAKE_TIMEOUT).await?;
    let created: Created = understood(&answer)?;
    for warning in created.warnings.iter().flatten() {
        running.log(warning);
    }
    Ok(created.id)
}

/// Attaches it to a further network.
pub(super) async fn connect(
    engines: &Engines,
    id: &str,
    network: &NetworkSpec,
) -> Result<(), HostError> {
    let endpoint = spec::endpoint(network);
    attach(engines, id, network.network.as_str(), &endpoint).await
}

/// The same, with the endpoint's settings as the engine writes them.
pub(super) async fn attach(
    engines: &Engines,
    id: &str,
    network: &str,
    endpoint: &Value,
) -> Result<(), HostError> {
    let body = json!({ "Container": id, "EndpointConfig": endpoint });
    let call = (Method::POST, format!("/networks/{network}/connect"));
    let what = format!("network `{network}`");
    ask(engines, &what, call, &body, MAKE_TIMEOUT)
        .await
        .map(drop)
}

pub(super) async fn start(engines: &Engines, label: &str, id: &str) -> Result<(), HostError> {
    let call = (Method::POST, format!("/containers/{id}/start"));
    let what = format!("container `{label}`");
    let started = ask(engines, &what, call, &Value::Null, MAKE_TIMEOUT);
    started.await.map(drop)
}

/// Stops it, and waits for as long as it may take to.
pub(super) async fn stop(
    engines: &Engines,
    label: &str,
    id: &str,
    grace: Option<i64>,
) -> Result<(), HostError> {
    let grace = match grace.map(u64::try_from) {
        None => DEFAULT_GRACE,
        Some(Ok(seconds)) => Duration::from_secs(seconds).min(LONGEST_GRACE),
        // It waits for ever.
        Some(Err(_)) => LONGEST_GRACE,
    };
    let call = (Method::POST, format!("/containers/{id}/stop"));
    let what = format!("container `{label}`");
    let stopped = ask(engines, &what, call, &Value::Null, grace + MAKE_TIMEOUT);
    stopped.await.map(drop)
}

pub(super) async fn rename(
    engines: &Engines,
    label: &str,
    id: &str,
    name: &str,
) -> Result<(), HostError> {
    let query = request::query(&[("name", name)]);
    let call = (Method::POST, format!("/containers/{id}/rename{query}"));
    let what = format!("container `{label}`");
    let renamed = ask(engines, &what, call, &Value::Null, MAKE_TIMEOUT);
    renamed.await.map(drop)
}

/// Removes it even if it runs, and none of its volumes. That it is gone already is as good.
pub(super) async fn remove(engines: &Engines, label: &str, id: &str) -> Result<(), HostError> {
    let call = (Method::DELETE, format!("/containers/{id}?force=true"));
    let what = format!("container `{label}`");
    match ask(engines, &what, call, &Value::Null, MAKE_TIMEOUT).await {
        Ok(_) | Err(HostError::NotFound { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

pub(super) async fn remove_volume(engines: &Engines, name: &str) -> Result<(), HostError> {
    let call = (Method::DELETE, format!("/volumes/{name}"));
    let what = format!("volume `{name}`");
    match ask(engines, &what, call, &Value::Null, MAKE_TIMEOUT).await {
        Ok(_) | Err(HostError::NotFound { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The volumes that a container has.
pub(super) async fn volumes(engines: &Engines, id: &str) -> Result<Vec<String>, HostError> {
    let what = format!("container {id:.12}");
    let found = description(engines, &what, format!("/containers/{id}/json")).await?;
    Ok(volumes_of(&found))
}

/// The same, of its description.
pub(super) fn volumes_of(container: &Value) -> Vec<String> {
    let mounts = container["Mounts"].as_array().into_iter().flatten();
    let names = mounts.filter_map(|mount| mount["Name"].as_str());
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Has its health check run now; what comes of it, its description says.
pub(super) async fn run_health_check(
    engines: &Engines,
    label: &str,
    id: &str,
    limit: Duration,
) -> Result<(), HostError> {
    let call = (Method::GET, format!("/libpod/containers/{id}/healthcheck"));
    let what = format!("container `{label}`");
    match ask(engines, &what, call, &Value::Null, limit).await {
        // It ended meanwhile, and its description says how.
        Ok(_) | Err(HostError::Conflict { .. } | HostError::Blocked { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Its name, which the engine made up; its id where it is gone again.
pub(super) async fn name(engines: &Engines, id: &str) -> String {
    let what = format!("container {id:.12}");
    match description(engines, &what, format!("/containers/{id}/json")).await {
        Ok(found) => {
            let name = found["Name"].as_str().unwrap_or(id);
            name.trim_start_matches('/').to_owned()
        }
        Err(error) => {
            tracing::debug!(container.id = id, %error, "a new container's name is not known");
            what
        }
    }
}

/// Removes what was just made, with the volumes that were made for it.
pub(super) async fn discard(engines: &Engines, id: &str) -> Result<(), HostError> {
    let path = format!("/containers/{id}?force=true&v=true");
    let call = (Method::DELETE, path);
    let what = format!("container {id:.12}");
    let removed = ask(engines, &what, call, &Value::Null, MAKE_TIMEOUT);
    removed.await.map(drop)
}

pub(super) fn understood<T: for<'a> Deserialize<'a>>(answer: &[u8]) -> Result<T, HostError> {
    serde_json::from_slice(answer).map_err(|error| HostError::Failed {
        backend: super::BACKEND,
        reason: format!("its answer cannot be understood: {error}"),
    })
}
