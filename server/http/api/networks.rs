//! A host's networks, and which containers are attached.

use axum::{Json, http::StatusCode};

use super::HostPath;
use crate::{
    http::extract::{Asked, Body, Segments},
    model::{
        Action, ConnectRequest, DisconnectRequest, Network, NetworkCreate, NetworkList, Problem,
        ResourceName,
    },
};

/// All networks and what uses them.
#[utoipa::path(get, path = "/hosts/{host}/networks", operation_id = "networks_list", tag = "networks",
    params(HostPath),
    responses((status = 200, body = NetworkList), (status = "default", body = Problem)))]
pub(crate) async fn list(asked: Asked) -> Result<Json<NetworkList>, Problem> {
    asked.look(Action::HostView, "").await?;
    let networks = asked.host.engine().networks().await?;
    Ok(Json(NetworkList { networks }))
}

/// Makes a bridge.
#[utoipa::path(post, path = "/hosts/{host}/networks", operation_id = "network_create", tag = "networks",
    params(HostPath),
    request_body = NetworkCreate,
    responses((status = 201, body = Network), (status = "default", body = Problem)))]
pub(crate) async fn create(
    asked: Asked,
    Body(body): Body<NetworkCreate>,
) -> Result<(StatusCode, Json<Network>), Problem> {
    let permit = asked
        .permit(Action::NetworkCreate, body.name.as_str())
        .await?;
    let network = asked.host.engine().create_network(permit, body).await?;
    Ok((StatusCode::CREATED, Json(network)))
}

/// Removes a network.
#[utoipa::path(delete, path = "/hosts/{host}/networks/{network}", operation_id = "network_remove", tag = "networks",
    params(HostPath, ("network" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn remove(
    asked: Asked,
    path: Segments<(String, ResourceName)>,
) -> Result<StatusCode, Problem> {
    let Segments((_, network)) = path;
    let permit = asked
        .permit(Action::NetworkRemove, network.as_str())
        .await?;
    asked.host.engine().remove_network(permit, &network).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Attaches a container.
#[utoipa::path(post, path = "/hosts/{host}/networks/{network}/connect", operation_id = "network_connect", tag = "networks",
    params(HostPath, ("network" = String, Path)),
    request_body = ConnectRequest,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn connect(
    asked: Asked,
    path: Segments<(String, ResourceName)>,
    Body(body): Body<ConnectRequest>,
) -> Result<StatusCode, Problem> {
    let Segments((_, network)) = path;
    let permit = asked
        .permit(Action::NetworkConnect, network.as_str())
        .await?;
    let engine = asked.host.engine();
    engine.connect_network(permit, &network, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Detaches a container.
#[utoipa::path(post, path = "/hosts/{host}/networks/{network}/disconnect", operation_id = "network_disconnect", tag = "networks",
    params(HostPath, ("network" = String, Path)),
    request_body = DisconnectRequest,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn disconnect(
    asked: Asked,
    path: Segments<(String, ResourceName)>,
    Body(body): Body<DisconnectRequest>,
) -> Result<StatusCode, Problem> {
    let Segments((_, network)) = path;
    let permit = asked
        .permit(Action::NetworkConnect, network.as_str())
        .await?;
    let engine = asked.host.engine();
    engine.disconnect_network(permit, &network, body).await?;
    Ok(StatusCode::NO_CONTENT)
}
