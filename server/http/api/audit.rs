//! The audit log, newest first: page by page, or the whole of it as a file.

use std::sync::Arc;

use axum::{
    Json,
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    access::Target,
    app::App,
    http::extract::{Caller, Params},
    model::{Action, AuditEntry, AuditPage, HostId, Outcome, Problem},
    store::{AuditFilter, Store, StoreError},
};

/// Characters of a text that is searched for, at most.
const TEXT: usize = 200;

/// Which lines.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Only lines older than this id: `next_before` of the page before.
    before: Option<i64>,
    /// At most so many lines, 1 to 100; the file has them all.
    limit: Option<u32>,
    /// Asked by this account.
    principal: Option<String>,
    action: Option<Action>,
    outcome: Option<Outcome>,
    #[param(value_type = Option<String>)]
    host: Option<HostId>,
    /// Somewhere in account, address, target or detail; its first 200 characters count.
    text: Option<String>,
    #[param(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// Of the file; the page is always JSON.
    #[param(inline)]
    format: Option<AuditFormat>,
}

/// What a file of the audit log is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuditFormat {
    /// A JSON object a line.
    #[default]
    Jsonl,
    /// A table, with a first line of names.
    Csv,
}

impl From<AuditQuery> for AuditFilter {
    fn from(query: AuditQuery) -> Self {
        let text = query.text.filter(|text| !text.is_empty());
        Self {
            before: query.before,
            limit: query.limit,
            principal: query.principal,
            action: query.action,
            outcome: query.outcome,
            host: query.host,
            text: text.map(|text| text.chars().take(TEXT).collect()),
            since: query.since,
            until: query.until,
        }
    }
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
    Ok(Json(app.store.audit_page(query.into()).await?))
}

/// All lines that the query asks for, as a file.
#[utoipa::path(get, path = "/audit/export", operation_id = "audit_export", tag = "audit",
    params(AuditQuery),
    responses((status = 200, body = String, content_type = "application/jsonl"), (status = "default", body = Problem)))]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    caller: Caller,
    Params(query): Params<AuditQuery>,
) -> Result<Response, Problem> {
    app.gate
        .look(&caller.principal, Action::AuditView, &Target::console())
        .await?;
    let format = query.format.unwrap_or_default();
    let (kind, name) = match format {
        AuditFormat::Jsonl => ("application/jsonl", "audit.jsonl"),
        AuditFormat::Csv => ("text/csv; charset=utf-8", "audit.csv"),
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    let head = match format {
        AuditFormat::Jsonl => Ok(Vec::new()),
        AuditFormat::Csv => row(&COLUMNS),
    };
    let pages = pages(app.store.clone(), query.into());
    let body = stream::iter([head.map(Bytes::from)])
        .chain(pages.map(move |page| Ok(Bytes::from(written(&page?, format)?))));
    Ok((headers, Body::from_stream(body)).into_response())
}

/// Page after page, until the oldest; whoever reads slowly is waited for.
fn pages(
    store: Store,
    filter: AuditFilter,
) -> impl Stream<Item = Result<Vec<AuditEntry>, std::io::Error>> {
    let filter = AuditFilter {
        limit: None,
        ..filter
    };
    stream::try_unfold(Some(filter), move |filter| {
        let store = store.clone();
        async move {
            let Some(filter) = filter else {
                return Ok::<_, StoreError>(None);
            };
            let AuditPage {
                entries,
                next_before,
            } = store.audit_page(filter.clone()).await?;
            let next = next_before.map(|before| AuditFilter {
                before: Some(before),
                ..filter
            });
            Ok(Some((entries, next)))
        }
    })
    .map_err(std::io::Error::other)
}

const COLUMNS: [&str; 13] = [
    "id",
    "at",
    "principal",
    "address",
    "action",
    "host",
    "target",
    "outcome",
    "detail",
    "duration_ms",
    "rule",
    "reason",
    "parameters",
];

fn written(entries: &[AuditEntry], format: AuditFormat) -> Result<Vec<u8>, std::io::Error> {
    let mut text = Vec::new();
    for entry in entries {
        match format {
            AuditFormat::Jsonl => {
                serde_json::to_writer(&mut text, entry)?;
                text.push(b'\n');
            }
            AuditFormat::Csv => text.extend(row(&[
                &entry.id.to_string(),
                &entry.at.to_string(),
                &plain(&entry.principal),
                &entry.address,
                entry.action.as_str(),
                entry.host.as_deref().unwrap_or_default(),
                &plain(entry.target.as_deref().unwrap_or_default()),
                entry.outcome.as_str(),
                &plain(entry.detail.as_deref().unwrap_or_default()),
                &entry
                    .duration_ms
                    .map(|ms| ms.to_string())
                    .unwrap_or_default(),
                entry.rule.as_deref().unwrap_or_default(),
                &plain(entry.reason.as_deref().unwrap_or_default()),
                &plain(entry.parameters.as_deref().unwrap_or_default()),
            ])?),
        }
    }
    Ok(text)
}

fn row(cells: &[&str]) -> Result<Vec<u8>, std::io::Error> {
    let mut row = csv::Writer::from_writer(Vec::new());
    row.write_record(cells)?;
    row.into_inner().map_err(|error| error.into_error())
}

/// Spreadsheets would compute what begins like a formula.
fn plain(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{cell}");
    }
    cell.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_and_never_a_formula() {
        let entry = AuditEntry {
            id: 7,
            at: "2026-11-26T01:00:00Z".parse().expect("a time"),
            principal: "ada".to_owned(),
            address: "-".to_owned(),
            action: Action::ContainerRestart,
            host: Some("local".to_owned()),
            target: Some("=1+1".to_owned()),
            rule: Some("shop".to_owned()),
            reason: Some("@ticket 42".to_owned()),
            parameters: None,
            outcome: Outcome::Failed,
            detail: Some("no \"web\", sorry\nat all".to_owned()),
            duration_ms: None,
        };
        let csv = written(std::slice::from_ref(&entry), AuditFormat::Csv).expect("written");
        let expected = "7,2026-11-26T01:00:00Z,ada,-,container_restart,local,'=1+1,failed,\
                        \"no \"\"web\"\", sorry\nat all\",,shop,'@ticket 42,\n";
        assert_eq!(String::from_utf8_lossy(&csv), expected);
        let jsonl = written(std::slice::from_ref(&entry), AuditFormat::Jsonl).expect("written");
        let read: AuditEntry = serde_json::from_slice(&jsonl).expect("JSON");
        assert_eq!(read, entry);
    }
}
