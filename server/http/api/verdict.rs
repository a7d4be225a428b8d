//! What became of a host's boot: the verdict, what somebody makes of it, and the rule that does so by itself.

use axum::Json;

use super::HostPath;
use crate::{
    http::extract::{Asked, Body},
    model::{Action, Problem, ProblemCode, Verdict, VerdictDecision, VerdictRuleRequest},
};

/// This boot against the one before, looked at now.
#[utoipa::path(get, path = "/hosts/{host}/verdict", operation_id = "verdict_show", tag = "verdict",
    params(HostPath),
    responses((status = 200, body = Verdict), (status = "default", body = Problem)))]
pub(crate) async fn show(asked: Asked) -> Result<Json<Verdict>, Problem> {
    asked.look_host(Action::HostView).await?;
    Ok(Json(asked.app.verdicts.verdict(&asked.host).await?))
}

/// Keeps what runs, or lets the one before boot next. It never restarts the host unless the request says so.
#[utoipa::path(post, path = "/hosts/{host}/verdict", operation_id = "verdict_decide", tag = "verdict",
    params(HostPath), request_body = VerdictDecision,
    responses((status = 200, body = Verdict), (status = "default", body = Problem)))]
pub(crate) async fn decide(
    asked: Asked,
    Body(decision): Body<VerdictDecision>,
) -> Result<Json<Verdict>, Problem> {
    let Asked {
        app,
        principal,
        host,
    } = &asked;
    app.verdicts.decide(principal, host, &decision).await?;
    Ok(Json(app.verdicts.verdict(host).await?))
}

/// Sets the rule; it has the rights of who sets it, for as long as they have them.
#[utoipa::path(put, path = "/hosts/{host}/verdict/rule", operation_id = "verdict_rule", tag = "verdict",
    params(HostPath), request_body = VerdictRuleRequest,
    responses((status = 200, body = Verdict), (status = "default", body = Problem)))]
pub(crate) async fn rule(
    asked: Asked,
    Body(request): Body<VerdictRuleRequest>,
) -> Result<Json<Verdict>, Problem> {
    if let Some(fault) = request.fault() {
        return Err(Problem::new(ProblemCode::InvalidRequest, fault));
    }
    let permit = asked
        .permit(Action::VerdictRule, request.rule.as_str())
        .await?;
    let verdicts = &asked.app.verdicts;
    let set = verdicts.set_rule(&asked.principal, &asked.host, request);
    permit.record(set).await?;
    Ok(Json(verdicts.verdict(&asked.host).await?))
}
