//! A host's deployments: the list, what is between two of them, and every change of them, which is an operation.

use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::HostPath;
use crate::{
    host::Side,
    http::extract::{Asked, Body, Params, Seen},
    model::{
        Action, ChangeRequest, DeploymentId, Deployments, Difference, Drift, FoundPackages,
        Operation, PackageName, Problem, ProblemCode,
    },
};

/// What is booted, staged, pinned and behind it, and the update on offer.
#[utoipa::path(get, path = "/hosts/{host}/deployments", operation_id = "deployments_list", tag = "deployments",
    params(HostPath),
    responses((status = 200, body = Deployments), (status = "default", body = Problem)))]
pub(crate) async fn list(Seen(host): Seen) -> Result<Json<Deployments>, Problem> {
    Ok(Json(host.deployments().await?))
}

/// Begins a change; joins the same one under way. It never restarts the host unless the request says so.
#[utoipa::path(post, path = "/hosts/{host}/deployments/changes", operation_id = "deployments_change", tag = "deployments",
    params(HostPath), request_body = ChangeRequest,
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn change(
    asked: Asked,
    Body(request): Body<ChangeRequest>,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let ChangeRequest {
        change,
        reboot,
        keep_present,
    } = request;
    if let Some(fault) = change.fault() {
        return Err(Problem::new(ProblemCode::InvalidRequest, fault));
    }
    if keep_present {
        let verdicts = &asked.app.verdicts;
        verdicts.pin_present(&asked.principal, &asked.host).await?;
    }
    let permit = match change.target() {
        Some(target) => asked.permit(change.action(), target).await?,
        None => asked.permit_host(change.action()).await?,
    };
    let restart = match reboot {
        false => None,
        true => match asked.permit_host(Action::HostReboot).await {
            Ok(restart) => Some(restart),
            Err(refusal) => {
                let why = "nothing was done: restarting the host was refused";
                permit.settle(Some(&why)).await;
                return Err(refusal);
            }
        },
    };
    let operation = asked.host.change(permit, change, restart).await?;
    Ok((StatusCode::ACCEPTED, Json(operation)))
}

/// Between which two.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Between {
    /// The earlier one's id.
    #[param(value_type = String)]
    from: DeploymentId,
    /// The later one's id; absent for the update on offer.
    #[param(value_type = Option<String>)]
    to: Option<DeploymentId>,
}

/// What one deployment, or the update on offer, has otherwise than another.
#[utoipa::path(get, path = "/hosts/{host}/deployments/difference", operation_id = "deployments_difference", tag = "deployments",
    params(HostPath, Between),
    responses((status = 200, body = Difference), (status = "default", body = Problem)))]
pub(crate) async fn difference(
    Seen(host): Seen,
    Params(Between { from, to }): Params<Between>,
) -> Result<Json<Difference>, Problem> {
    let later = to.map_or(Side::Update, Side::Deployment);
    Ok(Json(host.difference(from, later).await?))
}

/// What differs beneath `/etc` from what the booted image brought.
#[utoipa::path(get, path = "/hosts/{host}/deployments/drift", operation_id = "deployments_drift", tag = "deployments",
    params(HostPath),
    responses((status = 200, body = Drift), (status = "default", body = Problem)))]
pub(crate) async fn drift(Seen(host): Seen) -> Result<Json<Drift>, Problem> {
    Ok(Json(host.drift().await?))
}

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PackageTerm {
    /// A part of the name.
    #[param(value_type = String)]
    term: PackageName,
}

/// Packages that could be layered.
#[utoipa::path(get, path = "/hosts/{host}/packages", operation_id = "packages_search", tag = "deployments",
    params(HostPath, PackageTerm),
    responses((status = 200, body = FoundPackages), (status = "default", body = Problem)))]
pub(crate) async fn packages(
    asked: Asked,
    Params(PackageTerm { term }): Params<PackageTerm>,
) -> Result<Json<FoundPackages>, Problem> {
    asked.look(Action::PackageSearch, term.as_str()).await?;
    Ok(Json(asked.host.search_packages(term).await?))
}
