//! Deployments of the operating system: one model whichever backend (rpm-ostree now) answers.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a deployment's content comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// `refspec` is "remote:branch"; rpm-ostree's `origin`.
    Ostree { refspec: String },
    /// rpm-ostree's `container-image-reference` and `…-digest`.
    Container {
        image: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        digest: Option<String>,
    },
    /// Deployed by checksum, or without an origin file.
    Unknown,
}

/// One deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deployment {
    /// The backend's id; rpm-ostree: "<stateroot>-<checksum>.<serial>".
    pub id: String,
    /// The stateroot, e.g. "fedora-coreos".
    pub stateroot: String,
    /// The version the image names itself, e.g. "42.20261108.3.0".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    pub origin: Origin,
    /// The ostree commit: 64 hexadecimal digits.
    pub checksum: String,
    /// When the commit was made; absent where the backend gives none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub timestamp: Option<Timestamp>,
    /// Runs now.
    pub booted: bool,
    /// Written, becomes bootable at shutdown.
    pub staged: bool,
    /// What "roll back" would boot: the one after the booted one in boot order.
    pub rollback: bool,
    /// Kept until unpinned.
    pub pinned: bool,
    /// What the next boot starts: the first in boot order.
    pub next_boot: bool,
    /// Packages layered on top of the image, as requested.
    pub layered_packages: Vec<String>,
    /// rpm-ostree's `unlocked` where it is not "none": development, hotfix or transient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlocked: Option<String>,
}

/// Numbers of packages in a difference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PackageCounts {
    pub added: usize,
    pub removed: usize,
    pub upgraded: usize,
    pub downgraded: usize,
}

/// The update on offer, as the last check found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Update {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    pub checksum: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub timestamp: Option<Timestamp>,
    /// Absent where the backend knows no packages (a container image before its download).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<PackageCounts>,
    /// Security advisories that it resolves.
    pub advisories: usize,
    /// It is staged already: only the reboot is missing.
    pub staged: bool,
}

/// `GET /hosts/{host}/deployments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deployments {
    /// Which backend answered: "rpm-ostree".
    pub backend: String,
    /// In boot order: the first is what the next boot starts.
    pub deployments: Vec<Deployment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<Update>,
    /// The next boot starts something other than what runs.
    pub reboot_to_apply: bool,
    /// What the update service is doing, whoever asked for it; rpm-ostree's `ActiveTransaction` method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub busy: Option<String>,
}
