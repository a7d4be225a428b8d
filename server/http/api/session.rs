//! Signing in, saying who one is, signing out.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
};

use crate::{
    app::App,
    auth::AuthError,
    http::{
        cookie,
        extract::{Body, Caller, Peer, whoami},
    },
    model::{Problem, SignIn, Whoami},
};

/// Who one is and what one may do.
#[utoipa::path(get, path = "/session", operation_id = "session_show", tag = "session",
    responses((status = 200, body = Whoami), (status = "default", body = Problem)))]
pub(crate) async fn show(caller: Caller) -> Json<Whoami> {
    Json(caller.whoami)
}

/// Signs in with name and password; the answer sets the session cookie.
#[utoipa::path(post, path = "/session", operation_id = "session_sign_in", tag = "session",
    request_body = SignIn,
    responses((status = 200, body = Whoami), (status = "default", body = Problem)))]
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    Peer(peer): Peer,
    Body(body): Body<SignIn>,
) -> Result<(SetCookie, Json<Whoami>), AuthError> {
    let (secret, session) = app
        .auth
        .sign_in(&body.name, body.password, peer.ip())
        .await?;
    let set = [(header::SET_COOKIE, cookie::set(&secret))];
    Ok((set, Json(whoami(session))))
}

/// Ends the session and its channels.
#[utoipa::path(delete, path = "/session", operation_id = "session_sign_out", tag = "session",
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<(StatusCode, SetCookie), AuthError> {
    app.auth.sign_out(&caller.principal, caller.session).await?;
    let clear = [(header::SET_COOKIE, cookie::clear())];
    Ok((StatusCode::NO_CONTENT, clear))
}

type SetCookie = [(HeaderName, HeaderValue); 1];
