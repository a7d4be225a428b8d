//! Roles: what their holders may do, to what; and the two questions that an administrator asks of them.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    access::{Grants, Permit, Principal, Resource, RoleError, Target},
    app::App,
    http::extract::{Body, Caller, Params, Segments},
    model::{
        Action, Allowed, AllowedList, ContainerRef, HostId, Problem, ProblemCode, RoleDefinition,
        RoleList, RoleName, RoleSpec, UserName,
    },
};

/// The built-in roles from least to most, then the others by name.
#[utoipa::path(get, path = "/roles", operation_id = "roles_list", tag = "roles",
    responses((status = 200, body = RoleList), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Json<RoleList>, Problem> {
    look(&app, &caller.principal).await?;
    let roles = app.gate.roles().list();
    let roles = roles.iter().map(|role| role.as_ref().clone()).collect();
    Ok(Json(RoleList { roles }))
}

/// Makes a role, or changes it for everybody who has it; what is held open ends, so that it is decided anew.
#[utoipa::path(put, path = "/roles/{role}", operation_id = "role_save", tag = "roles",
    params(("role" = String, Path)),
    request_body = RoleSpec,
    responses((status = 200, body = RoleDefinition), (status = "default", body = Problem)))]
pub(crate) async fn save(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<RoleName>,
    Body(spec): Body<RoleSpec>,
) -> Result<Json<RoleDefinition>, Problem> {
    let Segments(name) = path;
    let said = serde_json::json!(spec);
    let permit = permit(&app, &caller.principal, &name, Some(said)).await?;
    let saving = async {
        let roles = app.gate.roles();
        let new = roles.check(name.clone(), spec.clone())?;
        covered(&app, &caller.principal, roles.get(&name).as_deref())?;
        covered(&app, &caller.principal, Some(&new))?;
        Ok::<_, Problem>(roles.save(name, spec).await?)
    };
    let role = permit.record(saving).await?;
    app.auth.sessions.hang_up_all();
    Ok(Json(role.as_ref().clone()))
}

/// Removes a role; whoever has it may do nothing by it from now on.
#[utoipa::path(delete, path = "/roles/{role}", operation_id = "role_remove", tag = "roles",
    params(("role" = String, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn remove(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Segments<RoleName>,
) -> Result<StatusCode, Problem> {
    let Segments(name) = path;
    let permit = permit(&app, &caller.principal, &name, None).await?;
    let removing = async {
        let roles = app.gate.roles();
        covered(&app, &caller.principal, roles.get(&name).as_deref())?;
        Ok::<_, Problem>(roles.remove(&name).await?)
    };
    permit.record(removing).await?;
    app.auth.sessions.hang_up_all();
    Ok(StatusCode::NO_CONTENT)
}

/// What `answers` asks for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    /// What this account may do; absent: everybody.
    #[param(value_type = Option<String>)]
    account: Option<UserName>,
    /// Who may do this; absent: everything.
    #[param(inline)]
    action: Option<Action>,
    /// On this host.
    #[param(value_type = Option<String>)]
    host: Option<HostId>,
    /// To this container of it.
    #[param(value_type = Option<String>)]
    container: Option<ContainerRef>,
}

/// "What may NAME do?" and "who may do X on Y?", as the gate would decide now; disabled accounts may nothing.
#[utoipa::path(get, path = "/roles/answers", operation_id = "roles_answers", tag = "roles",
    params(Question),
    responses((status = 200, body = AllowedList), (status = "default", body = Problem)))]
pub(crate) async fn answers(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(question): Params<Question>,
) -> Result<Json<AllowedList>, Problem> {
    look(&app, &caller.principal).await?;
    let target = target(&app, &question).await?;
    let mut users = app.auth.accounts.list().await?;
    users.retain(|user| {
        !user.disabled
            && question
                .account
                .as_ref()
                .is_none_or(|name| *name == user.name)
    });
    let actions: Vec<Action> = match question.action {
        Some(action) => vec![action],
        None => Action::ALL.to_vec(),
    };
    let mut allowed = Vec::new();
    for user in users {
        let roles = user.roles.clone();
        let principal = Principal::standing(user.name.as_str(), roles, String::new());
        let grants = app.gate.grants(&principal);
        for action in &actions {
            if let Some(role) = decide(&grants, *action, target.as_ref()) {
                allowed.push(Allowed {
                    account: user.name.clone(),
                    action: *action,
                    role,
                });
            }
        }
    }
    Ok(Json(AllowedList { allowed }))
}

/// The role that allows it, to the target, or to anything where there is none.
fn decide(grants: &Grants, action: Action, target: Option<&Target>) -> Option<RoleName> {
    if let Some(target) = target {
        return Some(grants.decide(action, target).ok()?.name.clone());
    }
    let mut roles = grants.roles.iter();
    let role = roles.find(|role| role.actions.contains(&action))?;
    Some(role.name.clone())
}

async fn target(app: &App, question: &Question) -> Result<Option<Target>, Problem> {
    let not_found = |detail: String| Problem::new(ProblemCode::NotFound, detail);
    let Some(id) = &question.host else {
        return match &question.container {
            None => Ok(None),
            Some(_) => Err(Problem::new(
                ProblemCode::InvalidRequest,
                "a container is asked about with its host",
            )),
        };
    };
    let host = app.hosts.get(id);
    let host = host.ok_or_else(|| not_found(format!("there is no host {id}")))?;
    let Some(container) = &question.container else {
        return Ok(Some(Target {
            resource: Resource::Containers,
            ..Target::host(id)
        }));
    };
    let identity = host.engine().identify(container).await?;
    let identity =
        identity.ok_or_else(|| not_found(format!("there is no container {container}")))?;
    Ok(Some(Target::container(id, identity)))
}

async fn look(app: &App, principal: &Principal) -> Result<(), Problem> {
    let target = Target::console();
    Ok(app
        .gate
        .look(principal, Action::AccountView, &target)
        .await?)
}

async fn permit(
    app: &App,
    principal: &Principal,
    name: &RoleName,
    said: Option<serde_json::Value>,
) -> Result<Permit, Problem> {
    let target = Target {
        parameters: said,
        ..Target::of_console(name.as_str())
    };
    Ok(app
        .gate
        .check(principal, Action::RoleChange, &target)
        .await?)
}

/// Nobody makes or takes away what allows more than they may do themselves.
fn covered(app: &App, asker: &Principal, role: Option<&RoleDefinition>) -> Result<(), Problem> {
    match role {
        Some(role) if !app.gate.grants(asker).covers(role) => Err(Problem::new(
            ProblemCode::Denied,
            format!("{} allows more than you may do yourself", role.name),
        )
        .remedy("ask an administrator")),
        Some(_) | None => Ok(()),
    }
}

impl From<RoleError> for Problem {
    fn from(error: RoleError) -> Self {
        let detail = error.to_string();
        match error {
            RoleError::Unfit(_) => Self::new(ProblemCode::InvalidRequest, detail),
            RoleError::NotFound(_) => Self::new(ProblemCode::NotFound, detail),
            RoleError::Store(error) => error.into(),
        }
    }
}
