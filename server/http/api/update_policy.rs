//! What updates a host by itself, and when.

use axum::Json;

use super::HostPath;
use crate::{
    http::extract::{Asked, Body, Seen},
    model::{Action, Problem, ProblemCode, UpdatePolicy, UpdatePolicyRequest},
};

/// The agents that are there, and what each is set to.
#[utoipa::path(get, path = "/hosts/{host}/update-policy", operation_id = "update_policy_show", tag = "update-policy",
    params(HostPath),
    responses((status = 200, body = UpdatePolicy), (status = "default", body = Problem)))]
pub(crate) async fn show(Seen(host): Seen) -> Result<Json<UpdatePolicy>, Problem> {
    Ok(Json(host.update_policy().await?))
}

/// Sets one agent.
#[utoipa::path(put, path = "/hosts/{host}/update-policy", operation_id = "update_policy_set", tag = "update-policy",
    params(HostPath), request_body = UpdatePolicyRequest,
    responses((status = 200, body = UpdatePolicy), (status = "default", body = Problem)))]
pub(crate) async fn set(
    asked: Asked,
    Body(request): Body<UpdatePolicyRequest>,
) -> Result<Json<UpdatePolicy>, Problem> {
    if let Some(fault) = request.fault() {
        return Err(Problem::new(ProblemCode::InvalidRequest, fault));
    }
    let permit = asked.permit(Action::UpdatePolicy, request.target()).await?;
    asked.host.set_update_policy(permit, request).await?;
    Ok(Json(asked.host.update_policy().await?))
}
