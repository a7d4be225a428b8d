//! A host's containers: the list, and start, stop, restart. Logs flow, so they are a channel.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};

use crate::{
    access::Target,
    app::App,
    http::extract::{Caller, Named, Seen, Segments},
    model::{Action, ContainerList, ContainerRef, ContainerVerb, Problem, ProblemCode},
};

/// All containers, stopped ones included, and the engine that runs them.
#[utoipa::path(get, path = "/hosts/{host}/containers", operation_id = "containers_list", tag = "containers",
    params(("host" = String, Path, description = "host id; this machine is `local`")),
    responses((status = 200, body = ContainerList), (status = "default", body = Problem)))]
pub(crate) async fn list(Seen(host): Seen) -> Result<Json<ContainerList>, Problem> {
    Ok(Json(host.containers().await?))
}

/// Does it and answers when the engine has: 204.
#[utoipa::path(post, path = "/hosts/{host}/containers/{container}/{verb}", operation_id = "container_act", tag = "containers",
    params(("host" = String, Path, description = "host id; this machine is `local`"),
           ("container" = String, Path, description = "name, id or unambiguous id prefix"),
           ("verb" = ContainerVerb, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn act(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(host): Named,
    path: Segments<(String, String, ContainerVerb)>,
) -> Result<StatusCode, Problem> {
    let Segments((_, container, verb)) = path;
    let container: ContainerRef = container
        .parse()
        .map_err(|error| Problem::new(ProblemCode::InvalidRequest, format!("{error}")))?;
    let action = match verb {
        ContainerVerb::Start => Action::ContainerStart,
        ContainerVerb::Stop => Action::ContainerStop,
        ContainerVerb::Restart => Action::ContainerRestart,
    };
    let target = Target::on(host.id(), container.as_str());
    let permit = app.gate.check(&caller.principal, action, &target).await?;
    host.container(permit, &container, verb).await?;
    Ok(StatusCode::NO_CONTENT)
}
