//! The closed list of what a person can ask for. `access/policy.rs` gives each its least role and does
//! not compile until a new one has it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a principal wants to do to a resource; snake_case in JSON and in the audit log.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Sign in with a name and a password, or with a one-time link.
    SessionOpen,
    /// End one's own session.
    SessionClose,
    /// Add an account: the first administrator's with the one-time link, any on the command line.
    AccountCreate,
    /// Give an account another password.
    AccountPassword,
    AccountRemove,
    /// See accounts, roles, and everybody's sessions and tokens.
    AccountView,
    /// Change an account's roles, disable it, ask for another password, take away its second factors and tokens.
    AccountChange,
    /// Change one's own password and second factors.
    AccountOwn,
    /// Define, change and remove roles.
    RoleChange,
    /// End somebody else's session.
    SessionRevoke,
    /// Make an API token for oneself.
    TokenCreate,
    /// Take back one's own API token.
    TokenRevoke,
    /// See hosts: deployments, images, volumes, networks, units and operations.
    HostView,
    /// Restart the host.
    HostReboot,
    HostPowerOff,
    /// See containers: the list, one in detail, what they use.
    ContainerView,
    /// Read a container's log.
    ContainerLogs,
    ContainerStart,
    ContainerStop,
    ContainerRestart,
    /// See a container's processes, changed files and health checks' output.
    ContainerInspect,
    /// See a container's environment and everything else that the engine knows of it.
    ContainerSecrets,
    /// Run a container's own health check now.
    ContainerHealthcheck,
    /// Send a signal to a container.
    ContainerKill,
    /// Freeze a container's processes, or let them go on.
    ContainerPause,
    ContainerRename,
    /// Change limits and restart policy of a container.
    ContainerUpdate,
    /// Make an image of a container's files.
    ContainerCommit,
    /// Freeze a container to disk, or bring it back.
    ContainerCheckpoint,
    ContainerRemove,
    /// Create a container, or make one again: equals root on the host.
    ContainerCreate,
    /// Create a container that is privileged, or reaches the host's files, devices or namespaces.
    ContainerPrivileged,
    /// Run commands in a container.
    ContainerExec,
    ImagePull,
    /// Ask registries for newer images.
    ImageCheck,
    ImageTag,
    ImageRemove,
    /// Bring images in from an archive.
    ImageLoad,
    /// Take an image out as an archive.
    ImageSave,
    ImageBuild,
    /// See, keep and forget credentials for registries.
    RegistryCredentials,
    VolumeCreate,
    /// Remove a volume and its data.
    VolumeRemove,
    NetworkCreate,
    NetworkRemove,
    /// Attach a container to a network, or detach it.
    NetworkConnect,
    /// Remove what nothing uses.
    Prune,
    /// End an operation before it is done.
    OperationCancel,
    /// Ask the update service for news: it downloads metadata, nothing else.
    DeploymentCheck,
    /// Download and stage the newest deployment, or let it boot next; never reboots.
    DeploymentUpgrade,
    /// Let the deployment behind the booted one boot next.
    DeploymentRollback,
    /// Deploy another version, or rebase to another branch or image.
    DeploymentRebase,
    /// Keep a deployment, or stop keeping it.
    DeploymentPin,
    /// Remove deployments and what is left over of them.
    DeploymentRemove,
    /// Layer, remove, replace and reset packages; take them into the running system.
    DeploymentPackages,
    DeploymentKernelArguments,
    /// Add and remove what commits are pulled from, and whose signatures are taken for good.
    RemoteChange,
    /// Search the host's repositories for packages: it downloads their metadata.
    PackageSearch,
    /// Say what becomes of a boot: keep what runs, or roll it back.
    VerdictDecide,
    /// Set what the console makes of a boot by itself.
    VerdictRule,
    /// Set what updates the host by itself.
    UpdatePolicy,
    /// Read properties and introspection, and hear signals, over the raw D-Bus channel.
    DbusRead,
    /// Any other call over the raw D-Bus channel.
    DbusCall,
    /// Read lists and versions over the raw engine channel.
    EngineRead,
    /// Any other request over the raw engine channel: equals root on the host.
    EngineRequest,
    /// Read the audit log.
    AuditView,
}

impl Action {
    /// Every action, in order of declaration.
    pub const ALL: [Self; 66] = [
        Self::SessionOpen,
        Self::SessionClose,
        Self::AccountCreate,
        Self::AccountPassword,
        Self::AccountRemove,
        Self::AccountView,
        Self::AccountChange,
        Self::AccountOwn,
        Self::RoleChange,
        Self::SessionRevoke,
        Self::TokenCreate,
        Self::TokenRevoke,
        Self::HostView,
        Self::HostReboot,
        Self::HostPowerOff,
        Self::ContainerView,
        Self::ContainerLogs,
        Self::ContainerStart,
        Self::ContainerStop,
        Self::ContainerRestart,
        Self::ContainerInspect,
        Self::ContainerSecrets,
        Self::ContainerHealthcheck,
        Self::ContainerKill,
        Self::ContainerPause,
        Self::ContainerRename,
        Self::ContainerUpdate,
        Self::ContainerCommit,
        Self::ContainerCheckpoint,
        Self::ContainerRemove,
        Self::ContainerCreate,
        Self::ContainerPrivileged,
        Self::ContainerExec,
        Self::ImagePull,
        Self::ImageCheck,
        Self::ImageTag,
        Self::ImageRemove,
        Self::ImageLoad,
        Self::ImageSave,
        Self::ImageBuild,
        Self::RegistryCredentials,
        Self::VolumeCreate,
        Self::VolumeRemove,
        Self::NetworkCreate,
        Self::NetworkRemove,
        Self::NetworkConnect,
        Self::Prune,
        Self::OperationCancel,
        Self::DeploymentCheck,
        Self::DeploymentUpgrade,
        Self::DeploymentRollback,
        Self::DeploymentRebase,
        Self::DeploymentPin,
        Self::DeploymentRemove,
        Self::DeploymentPackages,
        Self::DeploymentKernelArguments,
        Self::RemoteChange,
        Self::PackageSearch,
        Self::VerdictDecide,
        Self::VerdictRule,
        Self::UpdatePolicy,
        Self::DbusRead,
        Self::DbusCall,
        Self::EngineRead,
        Self::EngineRequest,
        Self::AuditView,
    ];

    /// The name used in JSON, in the audit log and in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SessionOpen => "session_open",
            Self::SessionClose => "session_close",
            Self::AccountCreate => "account_create",
            Self::AccountPassword => "account_password",
            Self::AccountRemove => "account_remove",
            Self::AccountView => "account_view",
            Self::AccountChange => "account_change",
            Self::AccountOwn => "account_own",
            Self::RoleChange => "role_change",
            Self::SessionRevoke => "session_revoke",
            Self::TokenCreate => "token_create",
            Self::TokenRevoke => "token_revoke",
            Self::HostView => "host_view",
            Self::HostReboot => "host_reboot",
            Self::HostPowerOff => "host_power_off",
            Self::ContainerView => "container_view",
            Self::ContainerLogs => "container_logs",
            Self::ContainerStart => "container_start",
            Self::ContainerStop => "container_stop",
            Self::ContainerRestart => "container_restart",
            Self::ContainerInspect => "container_inspect",
            Self::ContainerSecrets => "container_secrets",
            Self::ContainerHealthcheck => "container_healthcheck",
            Self::ContainerKill => "container_kill",
            Self::ContainerPause => "container_pause",
            Self::ContainerRename => "container_rename",
            Self::ContainerUpdate => "container_update",
            Self::ContainerCommit => "container_commit",
            Self::ContainerCheckpoint => "container_checkpoint",
            Self::ContainerRemove => "container_remove",
            Self::ContainerCreate => "container_create",
            Self::ContainerPrivileged => "container_privileged",
            Self::ContainerExec => "container_exec",
            Self::ImagePull => "image_pull",
            Self::ImageCheck => "image_check",
            Self::ImageTag => "image_tag",
            Self::ImageRemove => "image_remove",
            Self::ImageLoad => "image_load",
            Self::ImageSave => "image_save",
            Self::ImageBuild => "image_build",
            Self::RegistryCredentials => "registry_credentials",
            Self::VolumeCreate => "volume_create",
            Self::VolumeRemove => "volume_remove",
            Self::NetworkCreate => "network_create",
            Self::NetworkRemove => "network_remove",
            Self::NetworkConnect => "network_connect",
            Self::Prune => "prune",
            Self::OperationCancel => "operation_cancel",
            Self::DeploymentCheck => "deployment_check",
            Self::DeploymentUpgrade => "deployment_upgrade",
            Self::DeploymentRollback => "deployment_rollback",
            Self::DeploymentRebase => "deployment_rebase",
            Self::DeploymentPin => "deployment_pin",
            Self::DeploymentRemove => "deployment_remove",
            Self::DeploymentPackages => "deployment_packages",
            Self::DeploymentKernelArguments => "deployment_kernel_arguments",
            Self::RemoteChange => "remote_change",
            Self::PackageSearch => "package_search",
            Self::VerdictDecide => "verdict_decide",
            Self::VerdictRule => "verdict_rule",
            Self::UpdatePolicy => "update_policy",
            Self::DbusRead => "dbus_read",
            Self::DbusCall => "dbus_call",
            Self::EngineRead => "engine_read",
            Self::EngineRequest => "engine_request",
            Self::AuditView => "audit_view",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_one_in_json() {
        for action in Action::ALL {
            let json = serde_json::to_string(&action).expect("an enum of unit variants serialises");
            assert_eq!(json, format!("\"{}\"", action.as_str()));
        }
    }
}
