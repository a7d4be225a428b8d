//! A host's operations: running and recent ones. Progress flows, so it is a channel.

use axum::Json;

use crate::{
    access::Target,
    http::extract::{Asked, SeenContainers, Segments},
    model::{Action, Operation, OperationId, OperationList, Problem, ProblemCode},
};

/// Running and recent operations, newest first.
#[utoipa::path(get, path = "/hosts/{host}/operations", operation_id = "operations_list", tag = "operations",
    params(("host" = String, Path, description = "host id; this machine is `local`")),
    responses((status = 200, body = OperationList), (status = "default", body = Problem)))]
pub(crate) async fn list(seen: SeenContainers) -> Result<Json<OperationList>, Problem> {
    let mut operations = seen.asked.host.operations().list();
    operations.retain(|one| may_see(&seen.asked, one));
    Ok(Json(OperationList { operations }))
}

/// Whoever may see the host sees all of them, others their own.
fn may_see(asked: &Asked, operation: &Operation) -> bool {
    let Asked {
        app,
        principal,
        host,
    } = asked;
    operation.started_by == principal.name
        || app
            .gate
            .may(principal, Action::HostView, &Target::host(host.id()))
}

/// One operation as it stands.
#[utoipa::path(get, path = "/hosts/{host}/operations/{id}", operation_id = "operation_show", tag = "operations",
    params(("host" = String, Path, description = "host id; this machine is `local`"),
           ("id" = String, Path)),
    responses((status = 200, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn show(
    seen: SeenContainers,
    path: Segments<(String, String)>,
) -> Result<Json<Operation>, Problem> {
    let gone = || {
        Problem::new(
            ProblemCode::NotFound,
            "there is no such operation on this host",
        )
    };
    let Segments((_, id)) = path;
    let id: OperationId = id.parse().map_err(|_| gone())?;
    let watch = seen.asked.host.operations().watch(&id).ok_or_else(gone)?;
    let operation = watch.borrow().clone();
    if !may_see(&seen.asked, &operation) {
        return Err(gone());
    }
    Ok(Json(operation))
}

/// Ends it before it is done, and answers with its last state.
#[utoipa::path(delete, path = "/hosts/{host}/operations/{id}", operation_id = "operation_cancel", tag = "operations",
    params(super::HostPath, ("id" = String, Path)),
    responses((status = 200, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn cancel(
    asked: Asked,
    path: Segments<(String, OperationId)>,
) -> Result<Json<Operation>, Problem> {
    let Segments((_, id)) = path;
    let permit = asked.permit(Action::OperationCancel, id.as_str()).await?;
    Ok(Json(asked.host.operations().cancel(permit, &id).await?))
}
