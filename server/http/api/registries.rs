//! Credentials for registries, kept encrypted; their passwords are never told.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};

use crate::{
    access::{Permit, Target},
    app::App,
    http::extract::{Body, Caller, Segments},
    model::{Action, Problem, ProblemCode, RegistryCredentials, RegistryList, RegistryName},
};

/// Bytes of a user name, at most.
const USERNAME_LIMIT: usize = 256;

/// Bytes of a password, at most: some are tokens.
const PASSWORD_LIMIT: usize = 16 * 1024;

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
    Ok(Json(RegistryList {
        registries: app.store.registries().await?,
    }))
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
    let registry = registry.canonical();
    let permit = permit(&app, &caller, &registry).await?;
    let saving = async {
        acceptable(&credentials)?;
        let at = jiff::Timestamp::now();
        let saved = app.store.registry_save(registry, credentials, at);
        Ok::<_, Problem>(saved.await?)
    };
    permit.record(saving).await?;
    Ok(StatusCode::NO_CONTENT)
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
    let registry = registry.canonical();
    let permit = permit(&app, &caller, &registry).await?;
    let forgetting = async {
        if app.store.registry_remove(registry.clone()).await? {
            return Ok(StatusCode::NO_CONTENT);
        }
        Err(Problem::new(
            ProblemCode::NotFound,
            format!("no credentials are kept for {registry}"),
        ))
    };
    permit.record(forgetting).await
}

async fn permit(app: &App, caller: &Caller, registry: &RegistryName) -> Result<Permit, Problem> {
    let target = Target::of_console(registry.as_str());
    let principal = &caller.principal;
    let permit = app
        .gate
        .check(principal, Action::RegistryCredentials, &target);
    Ok(permit.await?)
}

fn acceptable(credentials: &RegistryCredentials) -> Result<(), Problem> {
    let RegistryCredentials { username, password } = credentials;
    let refuse = |detail: String| Err(Problem::new(ProblemCode::InvalidRequest, detail));
    if !(1..=USERNAME_LIMIT).contains(&username.len()) || username.contains([':', '\n', '\r']) {
        return refuse(format!(
            "the user name must be 1 to {USERNAME_LIMIT} bytes long, without a colon and line ends"
        ));
    }
    if !(1..=PASSWORD_LIMIT).contains(&password.len()) {
        return refuse(format!(
            "the password must be 1 to {PASSWORD_LIMIT} bytes long"
        ));
    }
    Ok(())
}
