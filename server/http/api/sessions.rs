//! Sessions: one's own, and everybody's for those who may see accounts.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    access::Target,
    app::App,
    http::extract::{Caller, Params, Segments},
    model::{Action, Problem, SessionList, TokenList},
};

/// Whose.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Whose {
    /// Everybody's; otherwise one's own.
    #[serde(default)]
    pub all: bool,
}

/// Sessions, the last used first.
#[utoipa::path(get, path = "/sessions", operation_id = "sessions_list", tag = "session",
    params(Whose),
    responses((status = 200, body = SessionList), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(whose): Params<Whose>,
) -> Result<Json<SessionList>, Problem> {
    let of = of(&app, &caller, &whose).await?;
    let sessions = app.auth.sessions.list(of, caller.session.key).await?;
    Ok(Json(SessionList { sessions }))
}

/// Ends a session and its channels, at once.
#[utoipa::path(delete, path = "/sessions/{session}", operation_id = "session_revoke", tag = "session",
    params(("session" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<String>,
) -> Result<StatusCode, Problem> {
    let Segments(id) = path;
    let own = &caller.session.user.name;
    app.auth.revoke(&caller.principal, own, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// API tokens, the newest first.
#[utoipa::path(get, path = "/tokens", operation_id = "tokens_list", tag = "tokens",
    params(Whose),
    responses((status = 200, body = TokenList), (status = "default", body = Problem)))]
pub(crate) async fn tokens(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(whose): Params<Whose>,
) -> Result<Json<TokenList>, Problem> {
    let of = of(&app, &caller, &whose).await?;
    let tokens = app.store.tokens(of).await?;
    Ok(Json(TokenList { tokens }))
}

async fn of(
    app: &App,
    caller: &Caller,
    whose: &Whose,
) -> Result<Option<crate::model::UserName>, Problem> {
    if !whose.all {
        return Ok(Some(caller.session.user.name.clone()));
    }
    app.gate
        .look(&caller.principal, Action::AccountView, &Target::console())
        .await?;
    Ok(None)
}
