//! Making containers: create, make again, copy a command line; rename, change limits, commit, remove,
//! checkpoint. What takes time is an operation.

use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{ContainerPath, HostPath};
use crate::{
    host::{ContainerEngine, Removal},
    http::extract::{Asked, Body, Params, Segments},
    model::{
        Action, CommitRequest, ContainerRef, ContainerSpec, Operation, ParsedRunCommand, Problem,
        RecreateRequest, RenameRequest, RunCommand, UpdateOutcome, UpdateRequest,
    },
};

/// The query of a removal.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RemoveOptions {
    /// Even if it runs.
    #[serde(default)]
    pub force: bool,
    /// With its anonymous volumes.
    #[serde(default)]
    pub volumes: bool,
}

/// Creates a container, after its image was pulled where need be, and starts it.
#[utoipa::path(post, path = "/hosts/{host}/containers", operation_id = "container_create", tag = "containers",
    params(HostPath),
    request_body = ContainerSpec,
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn create(
    asked: Asked,
    Body(body): Body<ContainerSpec>,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let target = match &body.name {
        Some(name) => name.as_str(),
        None => body.image.as_str(),
    };
    let permit = asked.permit(action(&body), target).await?;
    let kept = asked.app.credentials_for(&body.image).await?;
    let operation = asked.host.engine().create(permit, body, kept).await?;
    Ok((StatusCode::ACCEPTED, Json(operation)))
}

/// What it takes to create such a container.
fn action(spec: &ContainerSpec) -> Action {
    match spec.reaches_host() {
        true => Action::ContainerPrivileged,
        false => Action::ContainerCreate,
    }
}

/// Makes it again with other settings or from a newer image. The old one stays until the new one runs, and is
/// healthy if it has a check; else it is put back.
#[utoipa::path(post, path = "/hosts/{host}/containers/{container}/recreate", operation_id = "container_recreate", tag = "containers",
    params(ContainerPath),
    request_body = RecreateRequest,
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn recreate(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
    Body(body): Body<RecreateRequest>,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let Segments((_, container)) = path;
    let action = match &body.spec {
        Some(spec) => action(spec),
        // As it is already.
        None => Action::ContainerCreate,
    };
    let (permit, container) = asked.permit_container(action, container).await?;
    let engine = asked.host.engine();
    let image = match &body.spec {
        Some(spec) => Some(spec.image.clone()),
        // What is no reference has no registry.
        None => match engine.show(&container).await {
            Ok(detail) => detail.container.image.parse().ok(),
            Err(error) => {
                permit.settle(Some(&error)).await;
                return Err(error.into());
            }
        },
    };
    let kept = match &image {
        Some(image) => asked.app.credentials_for(image).await?,
        None => None,
    };
    let operation = engine.recreate(permit, &container, body, kept).await?;
    Ok((StatusCode::ACCEPTED, Json(operation)))
}

/// What a `docker run` or `podman run` line asks for; nothing is run.
#[utoipa::path(post, path = "/hosts/{host}/run-command/parse", operation_id = "run_command_parse", tag = "containers",
    params(HostPath),
    request_body = RunCommand,
    responses((status = 200, body = ParsedRunCommand), (status = "default", body = Problem)))]
pub(crate) async fn parse(
    asked: Asked,
    Body(body): Body<RunCommand>,
) -> Result<Json<ParsedRunCommand>, Problem> {
    asked.look(Action::ContainerCreate, "").await?;
    Ok(Json(ContainerEngine::parse_run_command(&body)?))
}

/// The line that would make this container, for a shell; nothing is run.
#[utoipa::path(post, path = "/hosts/{host}/run-command", operation_id = "run_command_write", tag = "containers",
    params(HostPath),
    request_body = ContainerSpec,
    responses((status = 200, body = RunCommand), (status = "default", body = Problem)))]
pub(crate) async fn command(
    asked: Asked,
    Body(body): Body<ContainerSpec>,
) -> Result<Json<RunCommand>, Problem> {
    asked
        .look(Action::ContainerCreate, body.image.as_str())
        .await?;
    Ok(Json(asked.host.engine().run_command(&body).await?))
}

/// Gives it another name.
#[utoipa::path(post, path = "/hosts/{host}/containers/{container}/rename", operation_id = "container_rename", tag = "containers",
    params(ContainerPath),
    request_body = RenameRequest,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn rename(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
    Body(body): Body<RenameRequest>,
) -> Result<StatusCode, Problem> {
    let Segments((_, container)) = path;
    let (permit, container) = asked
        .permit_container(Action::ContainerRename, container)
        .await?;
    let engine = asked.host.engine();
    engine.rename(permit, &container, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Changes limits and restart policy at once, without a restart.
#[utoipa::path(post, path = "/hosts/{host}/containers/{container}/update", operation_id = "container_update", tag = "containers",
    params(ContainerPath),
    request_body = UpdateRequest,
    responses((status = 200, body = UpdateOutcome), (status = "default", body = Problem)))]
pub(crate) async fn update(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
    Body(body): Body<UpdateRequest>,
) -> Result<Json<UpdateOutcome>, Problem> {
    let Segments((_, container)) = path;
    let (permit, container) = asked
        .permit_container(Action::ContainerUpdate, container)
        .await?;
    let engine = asked.host.engine();
    Ok(Json(engine.update(permit, &container, body).await?))
}

/// Makes an image of its files as they are.
#[utoipa::path(post, path = "/hosts/{host}/containers/{container}/commit", operation_id = "container_commit", tag = "containers",
    params(ContainerPath),
    request_body = CommitRequest,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn commit(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
    Body(body): Body<CommitRequest>,
) -> Result<StatusCode, Problem> {
    let Segments((_, container)) = path;
    let (permit, container) = asked
        .permit_container(Action::ContainerCommit, container)
        .await?;
    let engine = asked.host.engine();
    engine.commit(permit, &container, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes it.
#[utoipa::path(delete, path = "/hosts/{host}/containers/{container}", operation_id = "container_remove", tag = "containers",
    params(ContainerPath, RemoveOptions),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn remove(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
    Params(options): Params<RemoveOptions>,
) -> Result<StatusCode, Problem> {
    let Segments((_, container)) = path;
    let (permit, container) = asked
        .permit_container(Action::ContainerRemove, container)
        .await?;
    let removal = Removal {
        force: options.force,
        volumes: options.volumes,
    };
    let engine = asked.host.engine();
    engine.remove(permit, &container, removal).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Freezes it to disk and stops it (`EngineFeature::Checkpoint`).
#[utoipa::path(post, path = "/hosts/{host}/containers/{container}/checkpoint", operation_id = "container_checkpoint", tag = "containers",
    params(ContainerPath),
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn checkpoint(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let Segments((_, container)) = path;
    let (permit, container) = asked
        .permit_container(Action::ContainerCheckpoint, container)
        .await?;
    let engine = asked.host.engine();
    let operation = engine.checkpoint(permit, &container).await?;
    Ok((StatusCode::ACCEPTED, Json(operation)))
}

/// Brings it back to where its checkpoint left it.
#[utoipa::path(post, path = "/hosts/{host}/containers/{container}/restore", operation_id = "container_restore", tag = "containers",
    params(ContainerPath),
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn restore(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let Segments((_, container)) = path;
    let (permit, container) = asked
        .permit_container(Action::ContainerCheckpoint, container)
        .await?;
    let engine = asked.host.engine();
    let operation = engine.restore(permit, &container).await?;
    Ok((StatusCode::ACCEPTED, Json(operation)))
}
