//! A host's deployments: the list, checking for an update, upgrading. Both changes are operations.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};

use crate::{
    access::Target,
    app::App,
    http::extract::{Caller, Named, Seen},
    model::{Action, Deployments, Operation, Problem},
};

/// What is booted, staged, pinned and behind it, and the update on offer.
#[utoipa::path(get, path = "/hosts/{host}/deployments", operation_id = "deployments_list", tag = "deployments",
    params(("host" = String, Path, description = "host id; this machine is `local`")),
    responses((status = 200, body = Deployments), (status = "default", body = Problem)))]
pub(crate) async fn list(Seen(host): Seen) -> Result<Json<Deployments>, Problem> {
    Ok(Json(host.deployments().await?))
}

/// Asks for news of the update; joins a check under way.
#[utoipa::path(post, path = "/hosts/{host}/deployments/check", operation_id = "deployments_check", tag = "deployments",
    params(("host" = String, Path, description = "host id; this machine is `local`")),
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn check(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(host): Named,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let target = Target::host(host.id());
    let permit = app
        .gate
        .check(&caller.principal, Action::DeploymentCheck, &target)
        .await?;
    let operation = host.check_for_update(permit).await?;
    Ok((StatusCode::ACCEPTED, Json(operation)))
}

/// Downloads and stages the newest deployment, never reboots; joins an upgrade under way.
#[utoipa::path(post, path = "/hosts/{host}/deployments/upgrade", operation_id = "deployments_upgrade", tag = "deployments",
    params(("host" = String, Path, description = "host id; this machine is `local`")),
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn upgrade(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(host): Named,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let target = Target::host(host.id());
    let permit = app
        .gate
        .check(&caller.principal, Action::DeploymentUpgrade, &target)
        .await?;
    let operation = host.upgrade(permit).await?;
    Ok((StatusCode::ACCEPTED, Json(operation)))
}
