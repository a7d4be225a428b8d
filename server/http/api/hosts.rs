//! Hosts: the list, one in detail.

use std::sync::Arc;

use axum::{Json, extract::State};

use crate::{
    access::Target,
    app::App,
    http::extract::{Caller, Seen},
    model::{Action, HostDetail, HostId, HostSummary, Problem},
};

/// The hosts of which one may see anything, by id.
#[utoipa::path(get, path = "/hosts", operation_id = "hosts_list", tag = "hosts",
    responses((status = 200, body = Vec<HostSummary>), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Vec<HostSummary>>, Problem> {
    let grants = app.gate.grants(&caller.principal);
    let seen = |id: &HostId| {
        let sees = |action, target| grants.decide(action, &target).is_ok();
        sees(Action::HostView, Target::host(id))
            || sees(Action::ContainerView, Target::containers(id))
    };
    let hosts = app.hosts.values().filter(|host| seen(host.id()));
    let summaries = hosts.map(|host| host.summary());
    Ok(Json(futures_util::future::join_all(summaries).await))
}

/// What one host is, offers and lacks.
#[utoipa::path(get, path = "/hosts/{host}", operation_id = "host_show", tag = "hosts",
    params(("host" = String, Path, description = "host id; this machine is `local`")),
    responses((status = 200, body = HostDetail), (status = "default", body = Problem)))]
pub(crate) async fn show(Seen(host): Seen) -> Result<Json<HostDetail>, Problem> {
    Ok(Json(host.detail().await))
}
