//! Signing in, saying who one is, signing out.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};

use crate::{
    app::App,
    http::extract::Caller,
    model::{Problem, SignIn, Whoami},
};

/// Who one is and what one may do.
#[utoipa::path(get, path = "/session", operation_id = "session_show", tag = "session",
    responses((status = 200, body = Whoami), (status = "default", body = Problem)))]
pub async fn show(caller: Caller) -> Json<Whoami> {
    Json(caller.whoami)
}

/// Signs in with name and password; the answer sets the session cookie.
#[utoipa::path(post, path = "/session", operation_id = "session_sign_in", tag = "session",
    request_body = SignIn,
    responses((status = 200, body = Whoami), (status = "default", body = Problem)))]
pub async fn sign_in(
    State(app): State<Arc<App>>,
    Json(body): Json<SignIn>,
) -> Result<Json<Whoami>, Problem> {
    todo!()
}

/// Ends the session and its channels.
#[utoipa::path(delete, path = "/session", operation_id = "session_sign_out", tag = "session",
    responses((status = 204), (status = "default", body = Problem)))]
pub async fn sign_out(State(app): State<Arc<App>>, caller: Caller) -> Result<StatusCode, Problem> {
    todo!()
}
