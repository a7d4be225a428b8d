//! Volumes and networks of a host, what takes its disk's space, and what of that can go.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ContainerRef, ResourceName};

/// One volume.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Volume {
    pub name: String,
    pub driver: String,
    /// Where its files are on the host.
    pub mountpoint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub created_at: Option<Timestamp>,
    /// Made without a name by a container.
    pub anonymous: bool,
    pub labels: BTreeMap<String, String>,
    pub options: BTreeMap<String, String>,
    /// Containers that mount it, by name.
    pub used_by: Vec<String>,
}

/// `GET /hosts/{host}/volumes`: by name. Sizes are in `GET …/storage`: they take long to measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VolumeList {
    pub volumes: Vec<Volume>,
}

/// `POST /hosts/{host}/volumes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VolumeSpec {
    pub name: ResourceName,
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Of the `local` driver, as `mount` has them: `type`, `device`, `o`.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

/// One network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Network {
    pub id: String,
    pub name: String,
    pub driver: String,
    /// Without a way out of the host.
    pub internal: bool,
    pub subnets: Vec<Subnet>,
    pub labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub created_at: Option<Timestamp>,
    /// The engine's own: it cannot be removed.
    pub built_in: bool,
    /// Containers attached to it, stopped ones included, by name.
    pub used_by: Vec<String>,
}

/// A range of a network's addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subnet {
    /// "10.89.0.0/24".
    pub range: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
}

/// `GET /hosts/{host}/networks`: by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NetworkList {
    pub networks: Vec<Network>,
}

/// `POST /hosts/{host}/networks`: a bridge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NetworkCreate {
    pub name: ResourceName,
    #[serde(default)]
    pub internal: bool,
    /// "10.10.0.0/24"; absent: the engine chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subnet: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}

/// `POST /hosts/{host}/networks/{network}/connect`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConnectRequest {
    pub container: ContainerRef,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub address: Option<std::net::IpAddr>,
}

/// `POST /hosts/{host}/networks/{network}/disconnect`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DisconnectRequest {
    pub container: ContainerRef,
}

/// What the engine keeps on the disk, of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StorageShare {
    pub kind: StorageKind,
    pub count: u64,
    /// Those that something uses.
    pub in_use: u64,
    /// Bytes.
    pub size: u64,
    /// Bytes that pruning would free.
    pub reclaimable: u64,
    /// The largest, at most ten, largest first.
    pub largest: Vec<StorageItem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StorageKind {
    Images,
    /// What containers have written into their own file systems.
    Containers,
    Volumes,
    BuildCache,
}

/// One thing on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StorageItem {
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub in_use: bool,
}

/// `GET /hosts/{host}/storage`: `system df`, in order of [`StorageKind`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Storage {
    pub shares: Vec<StorageShare>,
    /// Bytes of every volume that the engine could measure.
    pub volume_sizes: BTreeMap<String, u64>,
}

/// What can be pruned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PruneKind {
    /// Containers that do not run.
    Containers,
    /// Images that have no name and no container.
    DanglingImages,
    /// Images that no container uses.
    UnusedImages,
    /// Volumes without a name that no container uses.
    AnonymousVolumes,
    /// All volumes that no container uses: their data is gone for good.
    UnusedVolumes,
    /// Networks that no container uses.
    Networks,
    BuildCache,
}

/// `GET /hosts/{host}/prune`: what would go, of every kind, in order of [`PruneKind`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrunePreview {
    pub kinds: Vec<PruneShare>,
}

/// What would go, of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PruneShare {
    pub kind: PruneKind,
    pub items: Vec<StorageItem>,
    /// Bytes; absent where the engine cannot tell before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frees: Option<u64>,
}

/// `POST /hosts/{host}/prune`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PruneRequest {
    pub kinds: Vec<PruneKind>,
}
