//! A host's operations: running and recent ones. Progress flows, so it is a channel.

use axum::Json;

use crate::{
    http::extract::{Asked, Seen, Segments},
    model::{Action, Operation, OperationId, OperationList, Problem, ProblemCode},
};

/// Running and recent operations, newest first.
#[utoipa::path(get, path = "/hosts/{host}/operations", operation_id = "operations_list", tag = "operations",
    params(("host" = String, Path, description = "host id; this machine is `local`")),
    responses((status = 200, body = OperationList), (status = "default", body = Problem)))]
pub(crate) async fn list(Seen(host): Seen) -> Result<Json<OperationList>, Problem> {
    let operations = host.operations().list();
    Ok(Json(OperationList { operations }))
}

/// One operation as it stands.
#[utoipa::path(get, path = "/hosts/{host}/operations/{id}", operation_id = "operation_show", tag = "operations",
    params(("host" = String, Path, description = "host id; this machine is `local`"),
           ("id" = String, Path)),
    responses((status = 200, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn show(
    Seen(host): Seen,
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
    let operation = host
        .operations()
        .watch(&id)
        .ok_or_else(gone)?
        .borrow()
        .clone();
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
