//! `GET /healthz`: whether the server can work, for supervisors and load balancers.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::{app::App, model::Problem};

/// 200 if the database answers, else 503.
pub(super) async fn show(State(app): State<Arc<App>>) -> Result<Json<Value>, Problem> {
    app.store.user_any().await?;
    Ok(Json(json!({ "status": "ok" })))
}
