//! A host's containers: the list, and what can be done to one without more words. Logs flow, so they are a
//! channel.

use axum::{Json, http::StatusCode};

use super::{ContainerPath, HostPath};
use crate::{
    http::extract::{Asked, Params, SeenContainers, Segments},
    model::{Action, ContainerList, ContainerRef, ContainerVerb, Problem, VerbOptions},
};

/// All containers, stopped ones included, and the engine that runs them.
#[utoipa::path(get, path = "/hosts/{host}/containers", operation_id = "containers_list", tag = "containers",
    params(HostPath),
    responses((status = 200, body = ContainerList), (status = "default", body = Problem)))]
pub(crate) async fn list(seen: SeenContainers) -> Result<Json<ContainerList>, Problem> {
    let mut list = seen.asked.host.engine().containers().await?;
    list.containers.retain(|one| seen.has(one));
    Ok(Json(list))
}

/// Does it and answers when the engine has: 204.
#[utoipa::path(post, path = "/hosts/{host}/containers/{container}/{verb}", operation_id = "container_act", tag = "containers",
    params(ContainerPath, ("verb" = ContainerVerb, Path), VerbOptions),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn act(
    asked: Asked,
    path: Segments<(String, ContainerRef, ContainerVerb)>,
    Params(options): Params<VerbOptions>,
) -> Result<StatusCode, Problem> {
    let Segments((_, container, verb)) = path;
    let action = match verb {
        ContainerVerb::Start => Action::ContainerStart,
        ContainerVerb::Stop => Action::ContainerStop,
        ContainerVerb::Restart => Action::ContainerRestart,
        ContainerVerb::Kill => Action::ContainerKill,
        ContainerVerb::Pause | ContainerVerb::Unpause => Action::ContainerPause,
        ContainerVerb::Healthcheck => Action::ContainerHealthcheck,
    };
    let VerbOptions {
        timeout,
        ref signal,
        ref reason,
    } = options;
    let said = serde_json::json!({ "timeout": timeout, "signal": signal });
    let given = timeout.is_some() || signal.is_some();
    let (permit, container) = asked
        .permit_container_saying(action, container, |target| {
            let target = target.because(reason.clone());
            if given { target.with(said) } else { target }
        })
        .await?;
    asked
        .host
        .engine()
        .act(permit, &container, verb, options)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
