//! The API: one file per resource, each handler with its own line of the document.

pub(super) mod accounts;
mod asked_by;
pub(super) mod audit;
pub(super) mod container_detail;
pub(super) mod container_make;
pub(super) mod containers;
pub(super) mod deployments;
pub(super) mod factors;
pub(super) mod groups;
pub(super) mod hosts;
pub(super) mod images;
pub(super) mod networks;
pub(super) mod operations;
pub(super) mod power;
pub(super) mod registries;
pub(super) mod remotes;
pub(super) mod roles;
pub(super) mod session;
pub(super) mod sessions;
pub(super) mod storage;
pub(super) mod tokens;
pub(super) mod update_policy;
pub(super) mod verdict;
pub(super) mod volumes;

use utoipa::IntoParams;

/// The host in the path of almost everything.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it is for the document alone")]
struct HostPath {
    /// Host id; this machine is `local`.
    host: String,
}

/// A container of a host.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "it is for the document alone")]
struct ContainerPath {
    /// Host id; this machine is `local`.
    host: String,
    /// Name, id or unambiguous id prefix.
    container: String,
}
