//! A host's volumes.

use axum::{Json, http::StatusCode};

use super::HostPath;
use crate::{
    http::extract::{Asked, Body, Segments},
    model::{Action, Problem, ResourceName, Volume, VolumeList, VolumeSpec},
};

/// All volumes and what uses them.
#[utoipa::path(get, path = "/hosts/{host}/volumes", operation_id = "volumes_list", tag = "volumes",
    params(HostPath),
    responses((status = 200, body = VolumeList), (status = "default", body = Problem)))]
pub(crate) async fn list(asked: Asked) -> Result<Json<VolumeList>, Problem> {
    asked.look(Action::HostView, "").await?;
    let volumes = asked.host.engine().volumes().await?;
    Ok(Json(VolumeList { volumes }))
}

/// Makes a volume of the `local` driver.
#[utoipa::path(post, path = "/hosts/{host}/volumes", operation_id = "volume_create", tag = "volumes",
    params(HostPath),
    request_body = VolumeSpec,
    responses((status = 201, body = Volume), (status = "default", body = Problem)))]
pub(crate) async fn create(
    asked: Asked,
    Body(body): Body<VolumeSpec>,
) -> Result<(StatusCode, Json<Volume>), Problem> {
    let permit = asked
        .permit(Action::VolumeCreate, body.name.as_str())
        .await?;
    let volume = asked.host.engine().create_volume(permit, body).await?;
    Ok((StatusCode::CREATED, Json(volume)))
}

/// Removes a volume and its data.
#[utoipa::path(delete, path = "/hosts/{host}/volumes/{volume}", operation_id = "volume_remove", tag = "volumes",
    params(HostPath, ("volume" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn remove(
    asked: Asked,
    path: Segments<(String, ResourceName)>,
) -> Result<StatusCode, Problem> {
    let Segments((_, volume)) = path;
    let permit = asked.permit(Action::VolumeRemove, volume.as_str()).await?;
    asked.host.engine().remove_volume(permit, &volume).await?;
    Ok(StatusCode::NO_CONTENT)
}
