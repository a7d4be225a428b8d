//! Groups of containers: the pods of Podman and the projects of Compose, started and stopped as a whole.

use axum::{Json, http::StatusCode};

use super::HostPath;
use crate::{
    http::extract::{Asked, Segments},
    model::{Action, GroupKind, GroupVerb, Operation, Problem},
};

/// Does it to every container of the group, in the order of their dependencies; each is recorded.
#[utoipa::path(post, path = "/hosts/{host}/groups/{kind}/{name}/{verb}", operation_id = "group_act", tag = "groups",
    params(HostPath, ("kind" = GroupKind, Path), ("name" = String, Path), ("verb" = GroupVerb, Path)),
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn act(
    asked: Asked,
    path: Segments<(String, GroupKind, String, GroupVerb)>,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let Segments((_, kind, name, verb)) = path;
    let _ = (kind, verb);
    let _permit = asked.permit(Action::ContainerRestart, name).await?;
    super::not_yet()
}
