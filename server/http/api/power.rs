//! A host's power: restarting and switching off, now or at a time, and what that would interrupt.

use axum::{Json, http::StatusCode};
use jiff::Timestamp;

use super::HostPath;
use crate::{
    http::extract::{Asked, Body, Seen},
    model::{Action, Impact, Power, PowerRequest, Problem, ProblemCode},
};

/// Boots of an impact, at most.
const BOOTS: usize = 10;

/// What the host can do, what is scheduled, who is signed in and what holds the host back.
#[utoipa::path(get, path = "/hosts/{host}/power", operation_id = "power_show", tag = "power",
    params(HostPath),
    responses((status = 200, body = Power), (status = "default", body = Problem)))]
pub(crate) async fn show(Seen(host): Seen) -> Result<Json<Power>, Problem> {
    Ok(Json(host.power().await?))
}

/// Restarts the host or switches it off, now or at a time; what was scheduled before is then scheduled no more. 202:
/// without a time it goes away at once.
#[utoipa::path(post, path = "/hosts/{host}/power", operation_id = "power_ask", tag = "power",
    params(HostPath), request_body = PowerRequest,
    responses((status = 202), (status = "default", body = Problem)))]
pub(crate) async fn ask(
    asked: Asked,
    Body(request): Body<PowerRequest>,
) -> Result<StatusCode, Problem> {
    if let Some(fault) = request.fault(Timestamp::now()) {
        return Err(Problem::new(ProblemCode::InvalidRequest, fault));
    }
    let action = request.action.action();
    let permit = asked.permit(action, request.target()).await?;
    asked.host.ask_power(permit, request).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Takes back what is scheduled.
#[utoipa::path(delete, path = "/hosts/{host}/power", operation_id = "power_cancel", tag = "power",
    params(HostPath),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn cancel(asked: Asked) -> Result<StatusCode, Problem> {
    let permit = asked.permit(Action::HostReboot, "cancel").await?;
    asked.host.cancel_power(permit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a restart would interrupt, and what of it does not come back by itself. A part that cannot be had says why.
#[utoipa::path(get, path = "/hosts/{host}/power/impact", operation_id = "power_impact", tag = "power",
    params(HostPath),
    responses((status = 200, body = Impact), (status = "default", body = Problem)))]
pub(crate) async fn impact(asked: Asked) -> Result<Json<Impact>, Problem> {
    asked.look_host(Action::HostView).await?;
    let mut impact = asked.host.impact().await;
    let now = impact.boots.first().map(|boot| boot.boot_id.clone());
    let earlier = asked.app.store.past_boots(asked.host.id().clone()).await?;
    let earlier = earlier.into_iter();
    let earlier = earlier.filter(|boot| Some(&boot.boot_id) != now.as_ref());
    impact.boots.extend(earlier);
    impact.boots.truncate(BOOTS);
    Ok(Json(impact))
}
