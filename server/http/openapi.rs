//! The API document: what the handlers declare, and what the channels carry.

use axum::Json;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::model::{ContainerSample, ContainerVerb, Event, GroupKind, GroupVerb, LogLine};

/// What no body of the API has: payloads of channels, and the types of path parameters.
#[derive(OpenApi)]
#[openapi(components(schemas(
    ContainerSample,
    ContainerVerb,
    Event,
    GroupKind,
    GroupVerb,
    LogLine
)))]
struct Further;

/// The API document, as `atomdeck openapi` prints it.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = OpenApiRouter::with_openapi(Further::openapi())
        .nest("/api/v1", super::api())
        .into_openapi();
    document.info = utoipa::openapi::Info::new("Atomdeck", "1");
    document
}

/// `GET /api/v1/openapi.json`, for everybody.
pub(super) async fn show() -> Json<utoipa::openapi::OpenApi> {
    Json(openapi())
}
