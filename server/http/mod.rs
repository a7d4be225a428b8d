//! The web: the router on one screen, and what turns requests into calls.

mod api;
mod error;
mod extract;

use std::sync::Arc;

use axum::Router;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;

/// The API's routes and their document.
fn api() -> OpenApiRouter<Arc<App>> {
    use api::{audit, containers, deployments, hosts, operations, session};
    OpenApiRouter::new()
        .routes(routes!(session::show, session::sign_in, session::sign_out))
        .routes(routes!(hosts::list))
        .routes(routes!(hosts::show))
        .routes(routes!(hosts::reboot))
        .routes(routes!(containers::list))
        .routes(routes!(containers::act))
        .routes(routes!(deployments::list))
        .routes(routes!(deployments::check))
        .routes(routes!(deployments::upgrade))
        .routes(routes!(operations::list))
        .routes(routes!(operations::show))
        .routes(routes!(audit::list))
}

/// The API document, as `atomdeck openapi` prints it.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = OpenApiRouter::new().nest("/api/v1", api()).into_openapi();
    document.info = utoipa::openapi::Info::new("Atomdeck", "1");
    document
}

/// Everything the server answers.
pub fn router(app: Arc<App>) -> Router {
    let (routes, _document) = OpenApiRouter::new()
        .nest("/api/v1", api())
        .split_for_parts();
    routes.with_state(app)
}
