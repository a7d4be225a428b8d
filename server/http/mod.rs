//! The web: the router on one screen, and what turns requests into calls.

mod api;
mod assets;
mod cookie;
mod error;
mod extract;
mod guard;
mod health;
mod openapi;
mod pages;
mod serve;
mod ws;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;

pub use openapi::openapi;
pub use serve::run;

/// Bytes of a request's body, at most.
const BODY_LIMIT: usize = 64 * 1024;

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

/// Everything the server answers.
pub fn router(app: Arc<App>) -> Router {
    let (api, _document) = OpenApiRouter::new()
        .nest("/api/v1", api())
        .split_for_parts();
    Router::new()
        .merge(api)
        .route("/api/v1/openapi.json", get(openapi::show))
        .route(
            "/api/v1/hosts/{host}/channels",
            get(ws::open).layer(Extension(ws::Sockets::default())),
        )
        .route("/healthz", get(health::show))
        .route("/login", get(pages::login).post(pages::sign_in))
        .route(
            "/first-start",
            get(pages::first_start).post(pages::create_first),
        )
        .route(
            "/login-link",
            get(pages::login_link).post(pages::follow_link),
        )
        .route("/pages/{file}", get(pages::file))
        .fallback(assets::show)
        .method_not_allowed_fallback(error::wrong_method)
        // The last is the outermost.
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(Arc::clone(&app), guard::same_site))
        .layer(from_fn(guard::in_time))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(from_fn(guard::headers))
        .layer(TraceLayer::new_for_http().make_span_with(guard::span))
        .with_state(app)
}
