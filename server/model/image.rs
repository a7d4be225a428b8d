//! Images on a host, and the registries that they come from.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ImageRef, RegistryName};

/// One image of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Image {
    /// 64 hexadecimal digits, without `sha256:`.
    pub id: String,
    /// Names with tags, e.g. "quay.io/fedora/httpd:2.4"; empty for one that lost its name.
    pub tags: Vec<String>,
    /// Names with digests, e.g. "quay.io/fedora/httpd@sha256:…".
    pub digests: Vec<String>,
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Bytes on disk, shared layers included.
    pub size: u64,
    /// Containers made from it, by name.
    pub used_by: Vec<String>,
    /// What the registry said last of each tag; only those that were asked about.
    pub newer: Vec<NewerImage>,
}

/// `GET /hosts/{host}/images`: by first tag, nameless ones last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImageList {
    pub images: Vec<Image>,
}

/// Whether a tag's registry has another image than the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewerImage {
    /// The tag that was asked about.
    pub reference: String,
    #[schema(value_type = String, format = DateTime)]
    pub checked_at: Timestamp,
    pub answer: NewerAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NewerAnswer {
    /// The registry has what the host has.
    Current,
    /// The registry has another one.
    Newer { digest: String },
    /// It was made here, or its registry is not known.
    Local,
    /// The registry did not say.
    Unknown { reason: String },
}

/// `GET /hosts/{host}/images/{image}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImageDetail {
    pub image: Image,
    /// `linux/amd64`.
    pub platform: String,
    pub command: Vec<String>,
    pub entrypoint: Vec<String>,
    pub user: String,
    pub working_dir: String,
    /// `80/tcp`.
    pub ports: Vec<String>,
    /// Paths.
    pub volumes: Vec<String>,
    /// Names of its environment variables; values stand in the image and are no secret of the host.
    pub environment: Vec<String>,
    pub labels: BTreeMap<String, String>,
    /// Newest first.
    pub history: Vec<ImageLayer>,
}

/// One step of how an image was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImageLayer {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub created_at: Option<Timestamp>,
    pub created_by: String,
    /// Bytes it adds.
    pub size: u64,
    pub comment: String,
}

/// `POST /hosts/{host}/images/pull`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PullRequest {
    pub reference: ImageRef,
    /// Used once; absent: those kept for its registry, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<RegistryCredentials>,
}

/// A name and a password or token for a registry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegistryCredentials {
    pub username: String,
    pub password: String,
}

impl std::fmt::Debug for RegistryCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegistryCredentials")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// `POST /hosts/{host}/images/{image}/tag`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TagRequest {
    pub reference: ImageRef,
}

/// `POST /hosts/{host}/images/check`: whether newer ones are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckRequest {
    /// Tags to ask about; empty means all of the host's.
    #[serde(default)]
    pub references: Vec<ImageRef>,
}

/// `POST /hosts/{host}/images/load`: what the archive held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoadedImages {
    /// Tags, or ids of images without.
    pub images: Vec<String>,
}

/// A found image of `GET /hosts/{host}/images/search`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundImage {
    /// To pull it by, without a tag.
    pub reference: String,
    pub description: String,
    pub stars: u32,
    pub official: bool,
}

/// `GET /hosts/{host}/images/search`: what the engine's registries know, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundImages {
    pub images: Vec<FoundImage>,
}

/// A registry whose credentials are kept, encrypted with a key beside the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Registry {
    pub name: RegistryName,
    pub username: String,
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: Timestamp,
}

/// `GET /registries`: by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegistryList {
    pub registries: Vec<Registry>,
}
