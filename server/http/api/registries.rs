//! Credentials for registries, kept encrypted; their passwords are never told.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};

use crate::{
    access::Target,
    app::App,
    http::extract::{Body, Caller, Segments},
    model::{Action, Problem, RegistryCredentials, RegistryList, RegistryName},
};

/// The registries whose credentials are kept, by name.
#[utoipa::path(get, path = "/registries", operation_id = "registries_list", tag = "registries",
    responses((status = 200, body = RegistryList), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<RegistryList>, Problem> {
    let target = Target::console();
    app.gate
        .look(&caller.principal, Action::RegistryCredentials, &target)
        .await?;
    super::not_yet()
}

/// Keeps credentials, in place of those there were.
#[utoipa::path(put, path = "/registries/{registry}", operation_id = "registry_save", tag = "registries",
    params(("registry" = String, Path)),
    request_body = RegistryCredentials,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn save(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<RegistryName>,
    Body(credentials): Body<RegistryCredentials>,
) -> Result<StatusCode, Problem> {
    let Segments(registry) = path;
    let _ = (app, caller, registry, credentials);
    super::not_yet()
}

/// Forgets credentials.
#[utoipa::path(delete, path = "/registries/{registry}", operation_id = "registry_forget", tag = "registries",
    params(("registry" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn forget(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<RegistryName>,
) -> Result<StatusCode, Problem> {
    let Segments(registry) = path;
    let _ = (app, caller, registry);
    super::not_yet()
}
