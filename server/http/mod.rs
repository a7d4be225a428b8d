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
mod proxy;
mod serve;
mod upload;
mod ws;

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, trace::TraceLayer};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;

pub use openapi::openapi;
pub use serve::{Front, run};

/// Bytes of a request's body, at most.
const BODY_LIMIT: usize = 64 * 1024;

/// The API's routes and their document.
fn api() -> OpenApiRouter<Arc<App>> {
    use api::{
        accounts, audit, container_detail, container_make, containers, deployments, factors,
        groups, hosts, images, networks, operations, power, registries, remotes, roles, session,
        sessions, storage, tokens, update_policy, verdict, volumes,
    };
    OpenApiRouter::new()
        .routes(routes!(session::show, session::sign_in, session::sign_out))
        .routes(routes!(session::answer))
        .routes(routes!(session::ask_passkey))
        .routes(routes!(session::prove))
        .routes(routes!(session::ask_proof))
        .routes(routes!(factors::list))
        .routes(routes!(
            factors::offer_one_time_code,
            factors::confirm_one_time_code,
            factors::remove_one_time_code
        ))
        .routes(routes!(factors::renew_recovery_codes))
        .routes(routes!(factors::offer_passkey))
        .routes(routes!(factors::add_passkey))
        .routes(routes!(factors::remove_passkey))
        .routes(routes!(factors::remove_all))
        .routes(routes!(session::set_password))
        .routes(routes!(sessions::list))
        .routes(routes!(sessions::revoke))
        .routes(routes!(sessions::tokens, tokens::make))
        .routes(routes!(tokens::revoke))
        .routes(routes!(accounts::list, accounts::add))
        .routes(routes!(accounts::change, accounts::remove))
        .routes(routes!(accounts::set_password))
        .routes(routes!(roles::list))
        .routes(routes!(roles::answers))
        .routes(routes!(roles::save, roles::remove))
        .routes(routes!(hosts::list))
        .routes(routes!(hosts::show))
        .routes(routes!(deployments::drift))
        .routes(routes!(remotes::list, remotes::add))
        .routes(routes!(remotes::remove))
        .routes(routes!(remotes::add_keys))
        .routes(routes!(power::show, power::ask, power::cancel))
        .routes(routes!(power::impact))
        .routes(routes!(verdict::show, verdict::decide))
        .routes(routes!(verdict::rule))
        .routes(routes!(update_policy::show, update_policy::set))
        .routes(routes!(containers::list, container_make::create))
        .routes(routes!(container_detail::show, container_make::remove))
        .routes(routes!(container_detail::environment))
        .routes(routes!(container_detail::inspect))
        .routes(routes!(container_detail::processes))
        .routes(routes!(container_detail::changes))
        .routes(routes!(container_detail::spec))
        .routes(routes!(container_detail::log))
        .routes(routes!(container_make::recreate))
        .routes(routes!(container_make::parse))
        .routes(routes!(container_make::command))
        .routes(routes!(container_make::rename))
        .routes(routes!(container_make::update))
        .routes(routes!(container_make::commit))
        .routes(routes!(container_make::checkpoint))
        .routes(routes!(container_make::restore))
        .routes(routes!(containers::act))
        .routes(routes!(groups::act))
        .routes(routes!(images::list))
        .routes(routes!(images::show, images::remove))
        .routes(routes!(images::pull))
        .routes(routes!(images::check))
        .routes(routes!(images::search))
        .routes(routes!(images::tag))
        .routes(routes!(images::save))
        .routes(routes!(images::load))
        .routes(routes!(images::build))
        .routes(routes!(registries::list))
        .routes(routes!(registries::save, registries::forget))
        .routes(routes!(volumes::list, volumes::create))
        .routes(routes!(volumes::remove))
        .routes(routes!(networks::list, networks::create))
        .routes(routes!(networks::remove))
        .routes(routes!(networks::connect))
        .routes(routes!(networks::disconnect))
        .routes(routes!(storage::show))
        .routes(routes!(storage::preview, storage::prune))
        .routes(routes!(storage::timeline))
        .routes(routes!(deployments::list))
        .routes(routes!(deployments::change))
        .routes(routes!(deployments::difference))
        .routes(routes!(deployments::packages))
        .routes(routes!(operations::list))
        .routes(routes!(operations::show, operations::cancel))
        .routes(routes!(audit::list))
        .routes(routes!(audit::export))
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
        .route("/login/answers", post(pages::answer))
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
        .layer(from_fn_with_state(Arc::clone(&app), proxy::come))
        .with_state(app)
}
