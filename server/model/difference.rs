//! What is between two deployments, or between one and the update on offer.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /hosts/{host}/deployments/difference`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// By group, then name; absent where the backend cannot tell, and `note` says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<Vec<PackageDifference>>,
    /// What the later one resolves; the gravest first.
    pub advisories: Vec<Advisory>,
    /// Of the kernel: in the later one only.
    pub kernel_arguments_added: Vec<String>,
    /// In the earlier one only.
    pub kernel_arguments_removed: Vec<String>,
    /// Bytes to fetch before it can be staged, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_bytes: Option<u64>,
    /// What could not be compared, and why, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One package that is not the same in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PackageDifference {
    pub name: String,
    pub how: PackageHow,
    pub group: PackageGroup,
    /// epoch:version-release in the earlier one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The same in the later one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// e.g. "x86_64".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub architecture: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PackageHow {
    Added,
    Removed,
    Upgraded,
    Downgraded,
}

/// What a package matters for, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PackageGroup {
    Kernel,
    /// Boot loader, initramfs, ostree and what deploys.
    Boot,
    Systemd,
    /// Docker, Podman, containerd, runc, crun and their network.
    Engine,
    Selinux,
    /// TLS, certificates, cryptography.
    Crypto,
    /// Network, SSH, firewall, name resolution.
    Network,
    Other,
}

/// An advisory of the distribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Advisory {
    /// e.g. "FEDORA-2026-1a2b3c".
    pub id: String,
    pub severity: AdvisorySeverity,
    /// The packages it is about (name-version-release.arch).
    pub packages: Vec<String>,
    pub references: Vec<AdvisoryReference>,
}

/// The distribution's words, the gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AdvisorySeverity {
    None,
    Low,
    Moderate,
    Important,
    Critical,
}

/// A CVE or a report that an advisory names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AdvisoryReference {
    pub title: String,
    /// Only `https:` and `http:`.
    pub url: String,
}

/// `GET /hosts/{host}/deployments/drift`: what differs beneath `/etc` from what the image brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Drift {
    /// Beneath `/etc`, by path.
    pub files: Vec<DriftedFile>,
    /// There are more than are listed.
    pub truncated: bool,
    #[schema(value_type = String, format = DateTime)]
    pub read_at: Timestamp,
}

/// One file beneath `/etc`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DriftedFile {
    /// e.g. "/etc/ssh/sshd_config".
    pub path: String,
    pub how: DriftHow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DriftHow {
    Added,
    Removed,
    Modified,
}

/// `GET /hosts/{host}/packages`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundPackages {
    pub packages: Vec<FoundPackage>,
    /// There are more than are listed.
    pub truncated: bool,
}

/// A package that could be layered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundPackage {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
}
