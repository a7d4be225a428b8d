//! Signing in, saying who one is, signing out.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{
    access::Principal,
    app::App,
    auth::{AuthError, Session, SignInStep},
    http::{
        cookie,
        extract::{Body, Caller, From, principal},
    },
    model::{
        NewProof, OwnPassword, Problem, RoleDefinition, SignIn, SignInAnswers, SignInAsks, Whoami,
    },
};

/// Who one is and what one may do.
#[utoipa::path(get, path = "/session", operation_id = "session_show", tag = "session",
    responses((status = 200, body = Whoami), (status = "default", body = Problem)))]
pub(crate) async fn show(State(app): State<Arc<App>>, caller: Caller) -> Json<Whoami> {
    Json(whoami(&app, &caller.principal, caller.session))
}

/// Signs in with name and password; the answer sets the session cookie, or asks for more.
#[utoipa::path(post, path = "/session", operation_id = "session_sign_in", tag = "session",
    request_body = SignIn,
    responses((status = 200, body = Whoami), (status = 202, body = SignInAsks),
        (status = "default", body = Problem)))]
pub(crate) async fn sign_in(
    State(app): State<Arc<App>>,
    From(place): From,
    Body(body): Body<SignIn>,
) -> Result<Response, AuthError> {
    let step = app.auth.sign_in(&body.name, body.password, place).await?;
    Ok(stepped(&app, step))
}

/// Asks for a passkey, which signs in alone; `POST /session/answers` takes it.
#[utoipa::path(post, path = "/session/passkey", operation_id = "session_passkey", tag = "session",
    responses((status = 202, body = SignInAsks), (status = "default", body = Problem)))]
pub(crate) async fn ask_passkey(
    State(app): State<Arc<App>>,
    From(place): From,
) -> Result<(StatusCode, Json<SignInAsks>), AuthError> {
    let asks = app.auth.sign_in_with_passkey(&place)?;
    Ok((StatusCode::ACCEPTED, Json(asks)))
}

/// Answers what a sign-in asked, which goes on.
#[utoipa::path(post, path = "/session/answers", operation_id = "session_answer", tag = "session",
    request_body = SignInAnswers,
    responses((status = 200, body = Whoami), (status = 202, body = SignInAsks),
        (status = "default", body = Problem)))]
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    From(place): From,
    Body(body): Body<SignInAnswers>,
) -> Result<Response, AuthError> {
    let step = app.auth.answer(body, place).await?;
    Ok(stepped(&app, step))
}

fn stepped(app: &App, step: SignInStep) -> Response {
    match step {
        SignInStep::SignedIn { secret, session } => {
            let set = [(header::SET_COOKIE, cookie::set(&secret))];
            let principal = principal(&session, String::new());
            (set, Json(whoami(app, &principal, session))).into_response()
        }
        SignInStep::Asks(asks) => (StatusCode::ACCEPTED, Json(asks)).into_response(),
    }
}

/// What is said to somebody signed in of themselves.
fn whoami(app: &App, principal: &Principal, session: Session) -> Whoami {
    let grants = app.gate.grants(principal);
    let limits = |role: &Arc<RoleDefinition>| role.limits.reason;
    Whoami {
        permissions: grants.permissions(),
        scoped: grants.is_scoped(),
        reason_required: !grants.roles.is_empty() && grants.roles.iter().all(limits),
        roles: session.user.roles,
        name: session.user.name,
        source: session.user.source,
        must_change_password: session.user.must_change_password,
        second_factor: session.user.second_factor,
        expires_at: session.expires_at,
        idle_at: session.idle_at,
    }
}

/// Ends the session and its channels.
#[utoipa::path(delete, path = "/session", operation_id = "session_sign_out", tag = "session",
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn sign_out(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<(StatusCode, SetCookie), AuthError> {
    app.auth
        .sign_out(&caller.principal, caller.session.key)
        .await?;
    let clear = [(header::SET_COOKIE, cookie::clear())];
    Ok((StatusCode::NO_CONTENT, clear))
}

/// Proves again who one is, for the riskiest actions of the next 10 minutes.
#[utoipa::path(post, path = "/session/proof", operation_id = "session_prove", tag = "session",
    request_body = NewProof,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn prove(
    State(app): State<Arc<App>>,
    caller: Caller,
    From(place): From,
    Body(proof): Body<NewProof>,
) -> Result<StatusCode, Problem> {
    let session = caller.own_session()?;
    app.auth.prove(session, proof, place).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for one of one's own passkeys, for `POST /session/proof`.
#[utoipa::path(post, path = "/session/proof/passkey", operation_id = "session_proof_passkey", tag = "session",
    responses((status = 202, body = SignInAsks), (status = "default", body = Problem)))]
pub(crate) async fn ask_proof(
    State(app): State<Arc<App>>,
    caller: Caller,
    From(place): From,
) -> Result<(StatusCode, Json<SignInAsks>), Problem> {
    let session = caller.own_session()?;
    let asks = app.auth.ask_proof(session, &place).await?;
    Ok((StatusCode::ACCEPTED, Json(asks)))
}

/// Changes one's own password; one's other sessions end.
#[utoipa::path(put, path = "/session/password", operation_id = "session_password", tag = "session",
    request_body = OwnPassword,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn set_password(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(body): Body<OwnPassword>,
) -> Result<StatusCode, Problem> {
    let session = caller.own_session()?;
    let OwnPassword { current, password } = body;
    let (name, kept) = (&session.user.name, session.key.bytes());
    app.auth
        .accounts
        .set_own_password(&caller.principal, name, (current, password), kept)
        .await?;
    app.auth.sessions.sweep().await?;
    Ok(StatusCode::NO_CONTENT)
}

type SetCookie = [(HeaderName, HeaderValue); 1];
