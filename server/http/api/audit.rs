//! The audit log, newest first.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde::Deserialize;

use crate::{
    access::Target,
    app::App,
    http::extract::{Caller, Params},
    model::{Action, AuditPage, Problem},
    store::AuditFilter,
};

/// Which page.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Only lines older than this id: `next_before` of the page before.
    before: Option<i64>,
    /// At most so many lines, 1 to 100.
    limit: Option<u32>,
}

/// A page of the audit log.
#[utoipa::path(get, path = "/audit", operation_id = "audit_list", tag = "audit",
    params(AuditQuery),
    responses((status = 200, body = AuditPage), (status = "default", body = Problem)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(query): Params<AuditQuery>,
) -> Result<Json<AuditPage>, Problem> {
    app.gate
        .look(&caller.principal, Action::AuditView, &Target::console())
        .await?;
    let filter = AuditFilter {
        before: query.before,
        limit: query.limit,
    };
    Ok(Json(app.store.audit_page(filter).await?))
}
