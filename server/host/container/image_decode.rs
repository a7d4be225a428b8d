//! What the engines say of images, turned into our words. Pure, and lenient: a field that one engine leaves out never
//! costs the rest.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Result, Value};

use crate::model::{FoundImage, Image, ImageDetail, ImageLayer, LoadedImages};

use super::convert;

/// Stands where an image has no name.
const NAMELESS: &str = "<none>";

/// A row of `GET /images/json`, and what `GET /images/{name}/json` has of it; Docker API 1.41.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    id: String,
    repo_tags: Option<Vec<String>>,
    repo_digests: Option<Vec<String>>,
    #[serde(default)]
    created: Value,
    #[serde(default)]
    size: i64,
}

/// `GET /images/{name}/json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Inspected {
    #[serde(flatten)]
    row: Row,
    os: Option<String>,
    architecture: Option<String>,
    variant: Option<String>,
    config: Option<Config>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    cmd: Option<Vec<String>>,
    entrypoint: Option<Vec<String>>,
    user: Option<String>,
    working_dir: Option<String>,
    exposed_ports: Option<BTreeMap<String, Value>>,
    volumes: Option<BTreeMap<String, Value>>,
    env: Option<Vec<String>>,
    labels: Option<BTreeMap<String, String>>,
}

/// A step of `GET /images/{name}/history`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Step {
    #[serde(default)]
    created: i64,
    #[serde(default)]
    created_by: String,
    #[serde(default)]
    size: i64,
    #[serde(default)]
    comment: String,
}

/// What matters here of a row of `GET /containers/json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Container {
    id: String,
    names: Option<Vec<String>>,
    #[serde(rename = "ImageID", default)]
    image_id: String,
    #[serde(default)]
    state: String,
}

/// A result of `GET /images/search`.
#[derive(Deserialize)]
struct Found {
    #[serde(alias = "Name")]
    name: String,
    #[serde(alias = "Description", default)]
    description: String,
    #[serde(alias = "Stars", default)]
    star_count: i64,
    #[serde(default)]
    is_official: bool,
}

/// A container that is made from an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct User {
    pub(super) name: String,
    /// It runs, or is about to.
    pub(super) active: bool,
}

/// Who uses which image, by the image's id, in order of their names.
pub(super) type Users = HashMap<String, Vec<User>>;

/// The containers of each image.
pub(super) fn users(list: &[u8]) -> Result<Users> {
    let rows: Vec<Container> = serde_json::from_slice(list)?;
    let mut users = Users::new();
    for row in rows {
        let user = User {
            active: !matches!(
                row.state.as_str(),
                "created" | "configured" | "exited" | "stopped" | "dead"
            ),
            name: convert::name(row.names.unwrap_or_default(), &row.id),
        };
        let of = users.entry(digits(&row.image_id).to_owned()).or_default();
        of.push(user);
    }
    for of in users.values_mut() {
        of.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Ok(users)
}

/// All images, by first tag, nameless ones last.
pub(super) fn images(list: &[u8], users: &Users) -> Result<Vec<Image>> {
    let rows: Vec<Row> = serde_json::from_slice(list)?;
    let mut images: Vec<Image> = rows.into_iter().map(|row| image(row, users)).collect();
    images.sort_by(|a, b| {
        let key = |image: &Image| {
            (
                image.tags.is_empty(),
                image.tags.first().cloned(),
                image.id.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    Ok(images)
}

/// One image with its history.
pub(super) fn detail(inspected: &[u8], history: &[u8], users: &Users) -> Result<ImageDetail> {
    let found: Inspected = serde_json::from_slice(inspected)?;
    let steps: Vec<Step> = serde_json::from_slice(history)?;
    let config = found.config.unwrap_or_default();
    let platform = [found.os, found.architecture, found.variant];
    let platform = platform
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty());
    let environment = config
        .env
        .into_iter()
        .flatten()
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) => name.to_owned(),
            None => pair,
        });
    Ok(ImageDetail {
        image: image(found.row, users),
        platform: platform.collect::<Vec<_>>().join("/"),
        command: config.cmd.unwrap_or_default(),
        entrypoint: config.entrypoint.unwrap_or_default(),
        user: config.user.unwrap_or_default(),
        working_dir: config.working_dir.unwrap_or_default(),
        ports: config
            .exposed_ports
            .unwrap_or_default()
            .into_keys()
            .collect(),
        volumes: config.volumes.unwrap_or_default().into_keys().collect(),
        environment: environment.collect(),
        labels: config.labels.unwrap_or_default(),
        history: steps.into_iter().map(layer).collect(),
    })
}

/// The image's id, of `GET /images/{name}/json`.
pub(super) fn id(inspected: &[u8]) -> Result<String> {
    let row: Row = serde_json::from_slice(inspected)?;
    Ok(digits(&row.id).to_owned())
}

/// What a search found, the most starred first.
pub(super) fn found(answer: &[u8]) -> Result<Vec<FoundImage>> {
    let rows: Vec<Found> = serde_json::from_slice(answer)?;
    let mut images: Vec<FoundImage> = rows
        .into_iter()
        .map(|row| FoundImage {
            reference: row.name,
            description: row.description,
            stars: u32::try_from(row.star_count).unwrap_or_default(),
            official: row.is_official,
        })
        .collect();
    images.sort_by_key(|image| (!image.official, std::cmp::Reverse(image.stars)));
    Ok(images)
}

/// The names in "Loaded image: a:1", "Loaded image ID: sha256:…" and, of Podman, "Loaded image: a:1,b:1".
pub(super) fn loaded(text: &str) -> LoadedImages {
    let names = text.lines().filter_map(|line| {
        let line = line.strip_prefix("Loaded image")?;
        let (_, names) = line.split_once(": ")?;
        Some(names.split(','))
    });
    let mut images: Vec<String> = names
        .flatten()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    images.sort();
    images.dedup();
    LoadedImages { images }
}

fn image(row: Row, users: &Users) -> Image {
    let id = digits(&row.id).to_owned();
    let named = |names: Option<Vec<String>>| {
        let mut names: Vec<String> = names.unwrap_or_default();
        names.retain(|name| !name.contains(NAMELESS));
        names.sort();
        names
    };
    let of = users.get(&id).into_iter().flatten();
    Image {
        tags: named(row.repo_tags),
        digests: named(row.repo_digests),
        created_at: created(&row.created),
        size: u64::try_from(row.size).unwrap_or_default(),
        used_by: of.map(|user| user.name.clone()).collect(),
        newer: Vec::new(),
        id,
    }
}

/// Seconds in lists, RFC 3339 or nothing in descriptions.
fn created(value: &Value) -> Timestamp {
    let at = match value {
        Value::Number(seconds) => seconds
            .as_i64()
            .and_then(|seconds| Timestamp::from_second(seconds).ok()),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    at.unwrap_or(Timestamp::UNIX_EPOCH)
}

fn layer(step: Step) -> ImageLayer {
    ImageLayer {
        created_at: Timestamp::from_second(step.created)
            .ok()
            .filter(|at| *at > Timestamp::UNIX_EPOCH),
        created_by: step.created_by,
        size: u64::try_from(step.size).unwrap_or_default(),
        comment: step.comment,
    }
}

/// An id without the name of its algorithm.
pub(super) fn digits(id: &str) -> &str {
    id.strip_prefix("sha256:").unwrap_or(id)
}

#[cfg(test)]
mod tests;
