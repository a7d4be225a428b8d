//! Accounts: who may sign in, with which roles.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};

use crate::{
    access::Target,
    app::App,
    http::extract::{Body, Caller, Segments},
    model::{AccountChange, AccountList, Action, NewAccount, NewPassword, Problem, User, UserName},
};

/// All accounts, by name.
#[utoipa::path(get, path = "/accounts", operation_id = "accounts_list", tag = "accounts",
    responses((status = 200, body = AccountList), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<AccountList>, Problem> {
    app.gate
        .look(&caller.principal, Action::AccountView, &Target::console())
        .await?;
    let accounts = app.auth.accounts.list().await?;
    Ok(Json(AccountList { accounts }))
}

/// Adds an account of the console's own, with roles that allow no more than one may oneself.
#[utoipa::path(post, path = "/accounts", operation_id = "account_add", tag = "accounts",
    request_body = NewAccount,
    responses((status = 201, body = User), (status = "default", body = Problem)))]
pub(crate) async fn add(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(new): Body<NewAccount>,
) -> Result<(StatusCode, Json<User>), Problem> {
    let user = app.auth.accounts.add(&caller.principal, new).await?;
    Ok((StatusCode::CREATED, Json(user)))
}

/// Changes roles, or whether the account can be used; what is held open for it ends.
#[utoipa::path(patch, path = "/accounts/{account}", operation_id = "account_change", tag = "accounts",
    params(("account" = String, Path)),
    request_body = AccountChange,
    responses((status = 200, body = User), (status = "default", body = Problem)))]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<UserName>,
    Body(change): Body<AccountChange>,
) -> Result<Json<User>, Problem> {
    let Segments(name) = path;
    let user = app
        .auth
        .accounts
        .change(&caller.principal, &name, change)
        .await?;
    app.auth.sessions.hang_up(&name).await?;
    Ok(Json(user))
}

/// Gives the account another password and ends its sessions.
#[utoipa::path(put, path = "/accounts/{account}/password", operation_id = "account_password", tag = "accounts",
    params(("account" = String, Path)),
    request_body = NewPassword,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn set_password(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<UserName>,
    Body(new): Body<NewPassword>,
) -> Result<StatusCode, Problem> {
    let Segments(name) = path;
    let NewPassword {
        password,
        must_change_password,
    } = new;
    app.auth
        .accounts
        .set_password(&caller.principal, &name, password, must_change_password)
        .await?;
    app.auth.sessions.sweep().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes the account with its sessions and tokens.
#[utoipa::path(delete, path = "/accounts/{account}", operation_id = "account_remove", tag = "accounts",
    params(("account" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<UserName>,
) -> Result<StatusCode, Problem> {
    let Segments(name) = path;
    app.auth.accounts.remove(&caller.principal, &name).await?;
    app.auth.sessions.sweep().await?;
    Ok(StatusCode::NO_CONTENT)
}
