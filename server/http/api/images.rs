//! A host's images: list, pull, build, tag, remove, load, save, history, search, and newer ones.

use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::HostPath;
use crate::{
    host::ImageRemoval as Removal,
    http::extract::{Asked, Body, Params, Segments},
    model::{
        Action, CheckRequest, FoundImages, ImageDetail, ImageList, ImageRef, LoadedImages,
        Operation, Problem, ProblemCode, PullRequest, TagRequest,
    },
};

/// Characters of what is searched for, at most.
const TERM_LIMIT: usize = 128;

/// The query of a search.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// At most 128 characters.
    pub term: String,
}

/// The query of an image's removal.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImageRemoval {
    /// Only this name of it goes; absent: the whole image.
    pub tag: Option<ImageRef>,
    /// Even if it has several names or stopped containers.
    #[serde(default)]
    pub force: bool,
}

/// The query of a build.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BuildOptions {
    /// Name and tag of the new image.
    pub tag: ImageRef,
    /// Its path in the context; absent: `Dockerfile` or `Containerfile`, whichever is there.
    pub dockerfile: Option<String>,
    /// Without the cache.
    #[serde(default)]
    pub no_cache: bool,
    /// Pull the images it begins from, even if they are there.
    #[serde(default)]
    pub pull: bool,
}

/// All images, what uses them, and whether newer ones are known.
#[utoipa::path(get, path = "/hosts/{host}/images", operation_id = "images_list", tag = "images",
    params(HostPath),
    responses((status = 200, body = ImageList), (status = "default", body = Problem)))]
pub(crate) async fn list(asked: Asked) -> Result<Json<ImageList>, Problem> {
    asked.look(Action::HostView, "").await?;
    Ok(Json(asked.host.engine().images().await?))
}

/// One image with its history.
#[utoipa::path(get, path = "/hosts/{host}/images/{image}", operation_id = "image_show", tag = "images",
    params(HostPath, ("image" = String, Path)),
    responses((status = 200, body = ImageDetail), (status = "default", body = Problem)))]
pub(crate) async fn show(
    asked: Asked,
    path: Segments<(String, ImageRef)>,
) -> Result<Json<ImageDetail>, Problem> {
    let Segments((_, image)) = path;
    asked.look(Action::HostView, image.as_str()).await?;
    Ok(Json(asked.host.engine().image(&image).await?))
}

/// Pulls an image; joins a pull of the same one. Its layers are the parts of the operation's progress.
#[utoipa::path(post, path = "/hosts/{host}/images/pull", operation_id = "image_pull", tag = "images",
    params(HostPath),
    request_body = PullRequest,
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn pull(
    asked: Asked,
    Body(body): Body<PullRequest>,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let PullRequest {
        reference,
        credentials,
    } = body;
    let permit = asked.permit(Action::ImagePull, reference.as_str()).await?;
    let pull = asked
        .host
        .engine()
        .pull_image(permit, &reference, credentials);
    Ok((StatusCode::ACCEPTED, Json(pull.await?)))
}

/// Asks registries whether newer images are there.
#[utoipa::path(post, path = "/hosts/{host}/images/check", operation_id = "images_check", tag = "images",
    params(HostPath),
    request_body = CheckRequest,
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn check(
    asked: Asked,
    Body(body): Body<CheckRequest>,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let _ = &body;
    let _permit = asked.permit(Action::ImageCheck, "").await?;
    super::not_yet()
}

/// Asks the engine's registries for images.
#[utoipa::path(get, path = "/hosts/{host}/images/search", operation_id = "images_search", tag = "images",
    params(HostPath, SearchQuery),
    responses((status = 200, body = FoundImages), (status = "default", body = Problem)))]
pub(crate) async fn search(
    asked: Asked,
    Params(options): Params<SearchQuery>,
) -> Result<Json<FoundImages>, Problem> {
    asked.look(Action::ImagePull, "").await?;
    let SearchQuery { term } = options;
    if !(1..=TERM_LIMIT).contains(&term.trim().chars().count()) {
        return Err(Problem::new(
            ProblemCode::InvalidRequest,
            format!("a search is for 1 to {TERM_LIMIT} characters"),
        ));
    }
    Ok(Json(asked.host.engine().search_images(term.trim()).await?))
}

/// Gives it a further name.
#[utoipa::path(post, path = "/hosts/{host}/images/{image}/tag", operation_id = "image_tag", tag = "images",
    params(HostPath, ("image" = String, Path)),
    request_body = TagRequest,
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn tag(
    asked: Asked,
    path: Segments<(String, ImageRef)>,
    Body(body): Body<TagRequest>,
) -> Result<StatusCode, Problem> {
    let Segments((_, image)) = path;
    let permit = asked.permit(Action::ImageTag, image.as_str()).await?;
    let engine = asked.host.engine();
    engine.tag_image(permit, &image, &body.reference).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes an image, or one of its names.
#[utoipa::path(delete, path = "/hosts/{host}/images/{image}", operation_id = "image_remove", tag = "images",
    params(HostPath, ("image" = String, Path), ImageRemoval),
    responses((status = 204), (status = "default", body = Problem)))]
pub(crate) async fn remove(
    asked: Asked,
    path: Segments<(String, ImageRef)>,
    Params(options): Params<ImageRemoval>,
) -> Result<StatusCode, Problem> {
    let Segments((_, image)) = path;
    let permit = asked.permit(Action::ImageRemove, image.as_str()).await?;
    let removal = match options {
        ImageRemoval {
            tag: Some(name), ..
        } => Removal::Name(name),
        ImageRemoval { force: true, .. } => Removal::Forced,
        ImageRemoval { force: false, .. } => Removal::Whole,
    };
    let engine = asked.host.engine();
    engine.remove_image(permit, &image, removal).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The image as a tar archive. Recorded.
#[utoipa::path(get, path = "/hosts/{host}/images/{image}/archive", operation_id = "image_save", tag = "images",
    params(HostPath, ("image" = String, Path)),
    responses((status = 200, content_type = "application/x-tar", body = Vec<u8>), (status = "default", body = Problem)))]
pub(crate) async fn save(
    asked: Asked,
    path: Segments<(String, ImageRef)>,
) -> Result<axum::response::Response, Problem> {
    let Segments((_, image)) = path;
    let _permit = asked.permit(Action::ImageSave, image.as_str()).await?;
    super::not_yet()
}

/// Brings images in from a tar archive, the request's body.
#[utoipa::path(post, path = "/hosts/{host}/images/load", operation_id = "images_load", tag = "images",
    params(HostPath),
    request_body(content_type = "application/x-tar", content = Vec<u8>),
    responses((status = 200, body = LoadedImages), (status = "default", body = Problem)))]
pub(crate) async fn load(
    asked: Asked,
    body: axum::body::Body,
) -> Result<Json<LoadedImages>, Problem> {
    let _ = &body;
    let _permit = asked.permit(Action::ImageLoad, "").await?;
    super::not_yet()
}

/// Builds an image from a context, a tar archive in the request's body. Answers once it is uploaded; the build's
/// log is the operation's.
#[utoipa::path(post, path = "/hosts/{host}/images/build", operation_id = "image_build", tag = "images",
    params(HostPath, BuildOptions),
    request_body(content_type = "application/x-tar", content = Vec<u8>),
    responses((status = 202, body = Operation), (status = "default", body = Problem)))]
pub(crate) async fn build(
    asked: Asked,
    Params(options): Params<BuildOptions>,
    body: axum::body::Body,
) -> Result<(StatusCode, Json<Operation>), Problem> {
    let _ = options;
    let _ = &body;
    let _permit = asked.permit(Action::ImageBuild, "").await?;
    super::not_yet()
}
