//! API tokens: made, and taken back. Listed beside sessions, in `sessions.rs`.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};

use crate::{
    app::App,
    http::extract::{Body, Caller, Segments},
    model::{MadeToken, NewToken, Problem},
};

/// Makes a token for oneself; what it is, is told this once.
#[utoipa::path(post, path = "/tokens", operation_id = "token_make", tag = "tokens",
    request_body = NewToken,
    responses((status = 201, body = MadeToken), (status = "default", body = Problem)))]
pub(crate) async fn make(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(new): Body<NewToken>,
) -> Result<(StatusCode, Json<MadeToken>), Problem> {
    let owner = &caller.session.user.name;
    let made = app.auth.tokens.make(&caller.principal, owner, new).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Takes a token back: one's own, or somebody else's for those who may change accounts.
#[utoipa::path(delete, path = "/tokens/{token}", operation_id = "token_revoke", tag = "tokens",
    params(("token" = i64, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn revoke(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<i64>,
) -> Result<StatusCode, Problem> {
    let Segments(id) = path;
    let own = &caller.session.user.name;
    app.auth.tokens.revoke(&caller.principal, own, id).await?;
    app.auth.sessions.sweep().await?;
    Ok(StatusCode::NO_CONTENT)
}
