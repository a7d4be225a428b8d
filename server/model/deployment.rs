//! Deployments of the operating system: one model whichever backend (rpm-ostree, bootc, ostree) answers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{AdvisorySeverity, DeploymentVerb};

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
    /// rpm-ostree, ostree: "<stateroot>-<checksum>.<serial>"; bootc: its slot ("booted", "staged", "rollback"), or
    /// the same where it says checksum and serial.
    pub id: String,
    /// The stateroot, e.g. "fedora-coreos".
    pub stateroot: String,
    /// The version the image names itself, e.g. "42.20261108.3.0".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    pub origin: Origin,
    /// The ostree commit: 64 hexadecimal digits; empty where the backend names none.
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
    /// Downloaded and staged, but locked: no reboot applies it until it is finalized.
    pub locked: bool,
    /// Packages layered on top of the image, as requested.
    pub layered_packages: Vec<String>,
    /// Packages of the image that it leaves out.
    pub removed_packages: Vec<String>,
    /// Packages of the image that it has in another version.
    pub replaced_packages: Vec<ReplacedPackage>,
    /// As its boot entry has them; absent where they cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel_arguments: Option<Vec<String>>,
    /// Absent where the backend does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatures: Option<Signatures>,
    /// rpm-ostree's `unlocked` where it is not "none": development, hotfix or transient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unlocked: Option<String>,
    /// What it has taken into the running system without a reboot.
    pub live: bool,
    /// The distribution says that this branch ends, in its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_of_life: Option<String>,
    /// What the backend says beside this that the console does not know, by the backend's names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub further: BTreeMap<String, serde_json::Value>,
}

/// A package in another version than the image's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplacedPackage {
    pub name: String,
    /// The image's, epoch:version-release; absent where the backend does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Whether somebody vouches for a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Signatures {
    /// Nothing was asked for: its origin is not verified.
    NotChecked,
    /// These were found; none of them valid is a bad sign.
    Checked { signatures: Vec<Signature> },
    /// Checked when it was fetched, by this rule, e.g. bootc's "containerPolicy".
    Enforced { by: String },
}

/// One signature of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Signature {
    pub state: SignatureState,
    /// The key's fingerprint.
    pub fingerprint: String,
    /// The key's owner as it says itself, e.g. "Fedora <…>".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub timestamp: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SignatureState {
    Valid,
    Invalid,
    SignatureExpired,
    KeyExpired,
    KeyRevoked,
    KeyMissing,
}

/// Which distribution it is, and how it releases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Family {
    /// e.g. "Fedora CoreOS".
    pub name: String,
    /// e.g. "stable" or "42".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream: Option<String>,
    /// How often it releases and how long one is kept, in a sentence.
    pub release_cycle: String,
}

/// Whether this host can be asked for a change now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ability {
    pub verb: DeploymentVerb,
    /// Why not, and what to do instead, in a sentence; absent where it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
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
    /// The gravest of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<AdvisorySeverity>,
    /// It is staged already: only the reboot is missing.
    pub staged: bool,
}

/// `GET /hosts/{host}/deployments`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deployments {
    /// Which backend answered: "rpm-ostree", "bootc" or "ostree".
    pub backend: String,
    /// Absent where the host is of none that the console knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family: Option<Family>,
    /// One of each verb.
    pub abilities: Vec<Ability>,
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
