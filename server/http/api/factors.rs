//! Second factors: one's own, and taking away somebody's who has lost them.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};

use crate::{
    app::App,
    auth::Site,
    http::extract::{Body, Caller, From, Segments},
    model::{
        AccountSource, ConfirmOneTimeCode, Factors, NewPasskey, OneTimeSecret, PasskeyOffer,
        Problem, ProblemCode, RecoveryCodes, UserName,
    },
};

/// One's own: codes of an app, recovery codes, passkeys.
#[utoipa::path(get, path = "/session/factors", operation_id = "factors_list", tag = "session",
    responses((status = 200, body = Factors), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<Factors>, Problem> {
    Ok(Json(app.auth.factors.list(own(&caller)?).await?))
}

/// A secret for an app that shows one-time codes. Nothing is kept yet.
#[utoipa::path(post, path = "/session/one-time-code", operation_id = "one_time_code_offer", tag = "session",
    responses((status = 200, body = OneTimeSecret), (status = "default", body = Problem)))]
pub(crate) async fn offer_one_time_code(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<OneTimeSecret>, Problem> {
    Ok(Json(app.auth.factors.offer_one_time_code(own(&caller)?)?))
}

/// Signing in takes a code of that secret from now on; recovery codes, if there were none.
#[utoipa::path(put, path = "/session/one-time-code", operation_id = "one_time_code_confirm", tag = "session",
    request_body = ConfirmOneTimeCode,
    responses((status = 200, body = RecoveryCodes), (status = "default", body = Problem)))]
pub(crate) async fn confirm_one_time_code(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(given): Body<ConfirmOneTimeCode>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let (factors, asker) = (&app.auth.factors, &caller.principal);
    let name = own(&caller)?;
    Ok(Json(
        factors.confirm_one_time_code(asker, name, given).await?,
    ))
}

/// Signing in takes no code any more.
#[utoipa::path(delete, path = "/session/one-time-code", operation_id = "one_time_code_remove", tag = "session",
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn remove_one_time_code(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    let (factors, asker) = (&app.auth.factors, &caller.principal);
    factors.remove_one_time_code(asker, own(&caller)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ten new recovery codes; those there were are good no more.
#[utoipa::path(post, path = "/session/recovery-codes", operation_id = "recovery_codes_renew", tag = "session",
    responses((status = 200, body = RecoveryCodes), (status = "default", body = Problem)))]
pub(crate) async fn renew_recovery_codes(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<RecoveryCodes>, Problem> {
    let (factors, asker) = (&app.auth.factors, &caller.principal);
    Ok(Json(
        factors.renew_recovery_codes(asker, own(&caller)?).await?,
    ))
}

/// What a browser needs to make a passkey for this console.
#[utoipa::path(post, path = "/session/passkeys/offers", operation_id = "passkey_offer", tag = "session",
    responses((status = 200, body = PasskeyOffer), (status = "default", body = Problem)))]
pub(crate) async fn offer_passkey(
    State(app): State<Arc<App>>,
    caller: Caller,
    From(place): From,
) -> Result<Json<PasskeyOffer>, Problem> {
    let name = own(&caller)?;
    let site = Site::of(place.origin.as_deref())?;
    Ok(Json(app.auth.factors.offer_passkey(name, site).await?))
}

/// Keeps the passkey that the browser has made; recovery codes, if there were none.
#[utoipa::path(post, path = "/session/passkeys", operation_id = "passkey_add", tag = "session",
    request_body = NewPasskey,
    responses((status = 201, body = RecoveryCodes), (status = "default", body = Problem)))]
pub(crate) async fn add_passkey(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(new): Body<NewPasskey>,
) -> Result<(StatusCode, Json<RecoveryCodes>), Problem> {
    let (factors, asker) = (&app.auth.factors, &caller.principal);
    let codes = factors.add_passkey(asker, own(&caller)?, new).await?;
    Ok((StatusCode::CREATED, Json(codes)))
}

/// The passkey proves nothing any more.
#[utoipa::path(delete, path = "/session/passkeys/{passkey}", operation_id = "passkey_remove", tag = "session",
    params(("passkey" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn remove_passkey(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<String>,
) -> Result<StatusCode, Problem> {
    let (Segments(id), factors) = (path, &app.auth.factors);
    factors
        .remove_passkey(&caller.principal, own(&caller)?, &id)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes all second factors of an account away: its holder signs in with the password alone, and adds new ones.
#[utoipa::path(delete, path = "/accounts/{account}/factors", operation_id = "account_factors_remove", tag = "accounts",
    params(("account" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn remove_all(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<UserName>,
) -> Result<StatusCode, Problem> {
    let Segments(name) = path;
    let accounts = &app.auth.accounts;
    accounts.remove_factors(&caller.principal, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account that asks, if its factors are here. A token cannot.
fn own(caller: &Caller) -> Result<&UserName, Problem> {
    let user = &caller.own_session()?.user;
    match user.source {
        AccountSource::Console => Ok(&user.name),
        AccountSource::Host | AccountSource::Provider => Err(Problem::new(
            ProblemCode::Conflict,
            "this account is not kept here, nor are its second factors; add them where it is",
        )),
    }
}
