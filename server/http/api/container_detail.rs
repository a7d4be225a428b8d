//! What is known of one container: details, environment, raw description, processes, changed files, log file.

use axum::{
    Json,
    body::Body,
    http::header::{self, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

use super::ContainerPath;
use crate::{
    access::Permit,
    host::{HostError, LogFile, LogTimes},
    http::extract::{Asked, Params, Segments},
    model::{
        Action, ContainerDetail, ContainerRef, ContainerSpec, Environment, FileChanges, Problem,
        ProcessTable,
    },
};

/// The query of a log file.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogFileOptions {
    #[param(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    #[param(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// With the time in front of each line.
    #[serde(default)]
    pub timestamps: bool,
}

/// One container in full; values that may be secrets are left out.
#[utoipa::path(get, path = "/hosts/{host}/containers/{container}", operation_id = "container_show", tag = "containers",
    params(ContainerPath),
    responses((status = 200, body = ContainerDetail), (status = "default", body = Problem)))]
pub(crate) async fn show(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
) -> Result<Json<ContainerDetail>, Problem> {
    let Segments((_, container)) = path;
    let container = asked
        .look_container(Action::ContainerView, container)
        .await?;
    Ok(Json(asked.host.engine().show(&container).await?))
}

/// Its environment with all values. Recorded.
#[utoipa::path(get, path = "/hosts/{host}/containers/{container}/environment", operation_id = "container_environment", tag = "containers",
    params(ContainerPath),
    responses((status = 200, body = Environment), (status = "default", body = Problem)))]
pub(crate) async fn environment(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
) -> Result<Json<Environment>, Problem> {
    let Segments((_, container)) = path;
    let (permit, container) = asked
        .permit_container(Action::ContainerSecrets, container)
        .await?;
    let engine = asked.host.engine();
    Ok(Json(engine.environment(permit, &container).await?))
}

/// What the engine says of it, as it says it. Recorded.
#[utoipa::path(get, path = "/hosts/{host}/containers/{container}/inspect", operation_id = "container_inspect", tag = "containers",
    params(ContainerPath),
    responses((status = 200, body = Object), (status = "default", body = Problem)))]
pub(crate) async fn inspect(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
) -> Result<Response, Problem> {
    let Segments((_, container)) = path;
    let (permit, container) = asked
        .permit_container(Action::ContainerSecrets, container)
        .await?;
    let document = asked.host.engine().inspect(permit, &container).await?;
    Ok(([(CONTENT_TYPE, "application/json")], document).into_response())
}

/// What runs in it.
#[utoipa::path(get, path = "/hosts/{host}/containers/{container}/processes", operation_id = "container_processes", tag = "containers",
    params(ContainerPath),
    responses((status = 200, body = ProcessTable), (status = "default", body = Problem)))]
pub(crate) async fn processes(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
) -> Result<Json<ProcessTable>, Problem> {
    let Segments((_, container)) = path;
    let container = asked
        .look_container(Action::ContainerInspect, container)
        .await?;
    Ok(Json(asked.host.engine().processes(&container).await?))
}

/// Files that differ from its image.
#[utoipa::path(get, path = "/hosts/{host}/containers/{container}/changes", operation_id = "container_changes", tag = "containers",
    params(ContainerPath),
    responses((status = 200, body = FileChanges), (status = "default", body = Problem)))]
pub(crate) async fn changes(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
) -> Result<Json<FileChanges>, Problem> {
    let Segments((_, container)) = path;
    let container = asked
        .look_container(Action::ContainerInspect, container)
        .await?;
    Ok(Json(asked.host.engine().changes(&container).await?))
}

/// What it was made with, to make another one, or itself again. Recorded: it has all secrets.
#[utoipa::path(get, path = "/hosts/{host}/containers/{container}/spec", operation_id = "container_spec", tag = "containers",
    params(ContainerPath),
    responses((status = 200, body = ContainerSpec), (status = "default", body = Problem)))]
pub(crate) async fn spec(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
) -> Result<Json<ContainerSpec>, Problem> {
    let Segments((_, container)) = path;
    let (permit, container) = asked
        .permit_container(Action::ContainerSecrets, container)
        .await?;
    Ok(Json(asked.host.engine().spec(permit, &container).await?))
}

/// Its log as a file of text. Recorded.
#[utoipa::path(get, path = "/hosts/{host}/containers/{container}/log", operation_id = "container_log", tag = "containers",
    params(ContainerPath, LogFileOptions),
    responses((status = 200, content_type = "text/plain", body = String), (status = "default", body = Problem)))]
pub(crate) async fn log(
    asked: Asked,
    path: Segments<(String, ContainerRef)>,
    Params(options): Params<LogFileOptions>,
) -> Result<Response, Problem> {
    let Segments((_, container)) = path;
    let (permit, container) = asked
        .permit_container(Action::ContainerLogs, container)
        .await?;
    let file = LogFile {
        since: options.since,
        until: options.until,
        times: if options.timestamps {
            LogTimes::Shown
        } else {
            LogTimes::Left
        },
    };
    let pieces = match asked.host.engine().log_file(&container, file).await {
        Ok(pieces) => pieces,
        Err(error) => {
            permit.settle(Some(&error)).await;
            return Err(error.into());
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{container}.log\""),
        ),
    ];
    Ok((headers, Body::from_stream(settling(pieces, permit))).into_response())
}

/// The same, and the permit settled at its end. A browser that leaves drops it: unknown outcome.
fn settling(
    pieces: BoxStream<'static, Result<Bytes, HostError>>,
    permit: Permit,
) -> impl Stream<Item = Result<Bytes, HostError>> {
    stream::unfold(Some((pieces, permit)), |state| async move {
        let (mut pieces, permit) = state?;
        match pieces.next().await {
            Some(Ok(piece)) => Some((Ok(piece), Some((pieces, permit)))),
            Some(Err(error)) => {
                permit.settle(Some(&error)).await;
                Some((Err(error), None))
            }
            None => {
                permit.settle(None::<&HostError>).await;
                None
            }
        }
    })
}
