//! Hosts: the list, one in detail, restarting it.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};

use crate::{
    access::Target,
    app::App,
    http::extract::{Caller, Named, Seen},
    model::{Action, HostDetail, HostSummary, Problem},
};

/// The hosts of this console, by id.
#[utoipa::path(get, path = "/hosts", operation_id = "hosts_list", tag = "hosts",
    responses((status = 200, body = Vec<HostSummary>), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<HostSummary>>, Problem> {
    app.gate
        .look(&caller.principal, Action::HostView, &Target::console())
        .await?;
    let summaries = app.hosts.values().map(|host| host.summary());
    Ok(Json(futures_util::future::join_all(summaries).await))
}

/// What one host is, offers and lacks.
#[utoipa::path(get, path = "/hosts/{host}", operation_id = "host_show", tag = "hosts",
    params(("host" = String, Path, description = "host id; this machine is `local`")),
    responses((status = 200, body = HostDetail), (status = "default", body = Problem)))]
pub(crate) async fn show(Seen(host): Seen) -> Result<Json<HostDetail>, Problem> {
    Ok(Json(host.detail().await))
}

/// Restarts the host, which applies a staged deployment. 202: it will go away and return.
#[utoipa::path(post, path = "/hosts/{host}/reboot", operation_id = "host_reboot", tag = "hosts",
    params(("host" = String, Path, description = "host id; this machine is `local`")),
    responses((status = 202), (status = "default", body = Problem)))]
pub(crate) async fn reboot(
    State(app): State<Arc<App>>,
    caller: Caller,
    Named(host): Named,
) -> Result<StatusCode, Problem> {
    let target = Target::host(host.id());
    let permit = app
        .gate
        .check(&caller.principal, Action::HostReboot, &target)
        .await?;
    host.reboot(permit).await?;
    Ok(StatusCode::ACCEPTED)
}
