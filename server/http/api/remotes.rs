//! A host's ostree remotes and their keys.

use axum::{Json, http::StatusCode};

use super::HostPath;
use crate::{
    http::extract::{Asked, Body, Segments},
    model::{Action, NewKeys, NewRemote, Problem, Remote, RemoteList, RemoteName},
};

/// All remotes: where they lie, what they must be signed with.
#[utoipa::path(get, path = "/hosts/{host}/remotes", operation_id = "remotes_list", tag = "remotes",
    params(HostPath),
    responses((status = 200, body = RemoteList), (status = "default", body = Problem)))]
pub(crate) async fn list(asked: Asked) -> Result<Json<RemoteList>, Problem> {
    asked.look(Action::HostView, "").await?;
    let remotes = asked.host.remotes().await?;
    Ok(Json(RemoteList { remotes }))
}

/// Adds a remote, with its keys if there are some.
#[utoipa::path(post, path = "/hosts/{host}/remotes", operation_id = "remote_add", tag = "remotes",
    params(HostPath),
    request_body = NewRemote,
    responses((status = 201, body = Remote), (status = "default", body = Problem)))]
pub(crate) async fn add(
    asked: Asked,
    Body(body): Body<NewRemote>,
) -> Result<(StatusCode, Json<Remote>), Problem> {
    let permit = asked
        .permit(Action::RemoteChange, body.name.as_str())
        .await?;
    let remote = asked.host.add_remote(permit, body).await?;
    Ok((StatusCode::CREATED, Json(remote)))
}

/// Removes a remote that no deployment follows.
#[utoipa::path(delete, path = "/hosts/{host}/remotes/{remote}", operation_id = "remote_remove", tag = "remotes",
    params(HostPath, ("remote" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn remove(
    asked: Asked,
    path: Segments<(String, RemoteName)>,
) -> Result<StatusCode, Problem> {
    let Segments((_, remote)) = path;
    let permit = asked.permit(Action::RemoteChange, remote.as_str()).await?;
    asked.host.remove_remote(permit, remote).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds keys that a remote's commits may be signed with.
#[utoipa::path(post, path = "/hosts/{host}/remotes/{remote}/keys", operation_id = "remote_add_keys", tag = "remotes",
    params(HostPath, ("remote" = String, Path)),
    request_body = NewKeys,
    responses((status = 200, body = Remote), (status = "default", body = Problem)))]
pub(crate) async fn add_keys(
    asked: Asked,
    path: Segments<(String, RemoteName)>,
    Body(body): Body<NewKeys>,
) -> Result<Json<Remote>, Problem> {
    let Segments((_, remote)) = path;
    let permit = asked.permit(Action::RemoteChange, remote.as_str()).await?;
    let remote = asked.host.add_remote_keys(permit, remote, body).await?;
    Ok(Json(remote))
}
