//! A host's containers: the list, and what can be done to one without more words. Logs flow, so they are a
//! channel.

use axum::{Json, http::StatusCode};

use super::{ContainerPath, HostPath};
use crate::{
    http::extract::{Asked, Params, Seen, Segments},
    model::{Action, ContainerList, ContainerRef, ContainerVerb, Problem, VerbOptions},
};

/// All containers, stopped ones included, and the engine that runs them.
#[utoipa::path(get, path = "/hosts/{host}/containers", operation_id = "containers_list", tag = "containers",
    params(HostPath),
    responses((status = 200, body = ContainerList), (status = "default", body = Problem)))]
pub(crate) async fn list(Seen(host): Seen) -> Result<Json<ContainerList>, Problem> {
    Ok(Json(host.engine().containers().await?))
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
    let permit = asked.permit(action, container.as_str()).await?;
    asked
        .host
        .engine()
        .act(permit, &container, verb, options)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
