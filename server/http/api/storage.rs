//! What takes the disk's space and what of it can go; and what happened on the engine.

use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{HostPath, asked_by};
use crate::{
    http::extract::{Asked, Body, Params},
    model::{
        Action, ContainerRef, Operation, Problem, ProblemCode, PrunePreview, PruneRequest, Storage,
        Timeline,
    },
};

/// The query of a timeline.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimelineQuery {
    /// Only of this container: its name or id.
    pub container: Option<ContainerRef>,
}

/// `system df`, and what is large. May take some seconds.
#[utoipa::path(get, path = "/hosts/{host}/storage", operation_id = "storage_show", tag = "storage",
    params(HostPath),
    responses((status = 200, body = Storage), (status = "default", body = Problem)))]
pub(crate) async fn show(asked: Asked) -> Result<Json<Storage>, Problem> {
    asked.look(Action::HostView, "").await?;
    Ok(Json(asked.host.engine().storage().await?))
}

/// What pruning would remove, of every kind.
#[utoipa::path(get, path = "/hosts/{host}/prune", operation_id = "prune_preview", tag = "storage",
    params(HostPath),
    responses((status = 200, body = PrunePreview), (status = "default", body = Problem)))]
pub(crate) async fn preview(asked: Asked) -> Result<Json<PrunePreview>, Problem> {
    asked.look(Action::HostView, "").await?;
    Ok(Json(asked.host.engine().prune_preview().await?))
}

/// Removes what nothing uses, of these kinds.
#[utoipa::path(post, path = "/hosts/{host}/prune", operation_id = "prune", tag = "storage",
    params(HostPath),
    request_body = PruneRequest,
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn prune(
    asked: Asked,
    Body(body): Body<PruneRequest>,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let permit = asked.permit(Action::Prune, "").await?;
    if body.kinds.is_empty() {
        let why = "nothing to prune was named: give at least one of `kinds`";
        permit.settle(Some(&why)).await;
        return Err(Problem::new(ProblemCode::InvalidRequest, why));
    }
    let operation = asked.host.engine().prune(permit, &body.kinds).await?;
    Ok((StatusCode::ACCEPTED, Json(operation)))
}

/// What happened to containers, images, volumes and networks, and why.
#[utoipa::path(get, path = "/hosts/{host}/timeline", operation_id = "timeline_show", tag = "storage",
    params(HostPath, TimelineQuery),
    responses((status = 200, body = Timeline), (status = "default", body = Problem)))]
pub(crate) async fn timeline(
    asked: Asked,
    Params(options): Params<TimelineQuery>,
) -> Result<Json<Timeline>, Problem> {
    let container = match options.container {
        Some(container) => Some(
            asked
                .look_container(Action::ContainerView, container)
                .await?,
        ),
        None => {
            asked.look(Action::HostView, "").await?;
            None
        }
    };
    let mut entries = asked.host.engine().timeline(container.as_ref());
    let oldest = entries.last().map(|entry| entry.at);
    if let Some(oldest) = oldest {
        let since = oldest - asked_by::LONGEST;
        let lines = asked.audit_since(since).await?;
        asked_by::sign(&mut entries, &lines);
    }
    Ok(Json(Timeline { entries }))
}
