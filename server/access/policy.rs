//! What each action takes: the least built-in role, how far it reaches, and whether who asks must have proven
//! lately who they are. Does not compile until a new action has all three.

use crate::model::{Action, Role};

/// What an action can touch; a role that is for something smaller cannot hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// One's own account: every role has it, a token never.
    Own,
    /// One container.
    Container,
    /// A host as a whole.
    Host,
    /// The console and all its hosts.
    Console,
}

/// The least built-in role that may do it.
pub fn least_role(action: Action) -> Role {
    match action {
        Action::SessionOpen
        | Action::SessionClose
        | Action::AccountOwn
        | Action::TokenCreate
        | Action::TokenRevoke
        | Action::HostView
        | Action::ContainerView
        // Properties that systemd and its kin show to every local user.
        | Action::DbusRead
        | Action::EngineRead => Role::Viewer,
        Action::ContainerLogs
        | Action::ContainerStart
        | Action::ContainerStop
        | Action::ContainerRestart
        | Action::ContainerInspect
        | Action::ContainerHealthcheck => Role::Operator,
        Action::AccountCreate
        | Action::AccountPassword
        | Action::AccountRemove
        | Action::AccountView
        | Action::AccountChange
        | Action::RoleChange
        | Action::SessionRevoke
        | Action::HostReboot
        | Action::HostPowerOff
        | Action::ContainerSecrets
        | Action::ContainerKill
        | Action::ContainerPause
        | Action::ContainerRename
        | Action::ContainerUpdate
        | Action::ContainerCommit
        | Action::ContainerCheckpoint
        | Action::ContainerRemove
        | Action::ContainerCreate
        | Action::ContainerPrivileged
        | Action::ContainerExec
        | Action::ImagePull
        | Action::ImageCheck
        | Action::ImageTag
        | Action::ImageRemove
        | Action::ImageLoad
        | Action::ImageSave
        | Action::ImageBuild
        | Action::RegistryCredentials
        | Action::VolumeCreate
        | Action::VolumeRemove
        | Action::NetworkCreate
        | Action::NetworkRemove
        | Action::NetworkConnect
        | Action::Prune
        | Action::OperationCancel
        | Action::DeploymentCheck
        | Action::DeploymentUpgrade
        | Action::DeploymentRollback
        | Action::DeploymentRebase
        | Action::DeploymentPin
        | Action::DeploymentRemove
        | Action::DeploymentPackages
        | Action::DeploymentKernelArguments
        | Action::RemoteChange
        | Action::PackageSearch
        | Action::VerdictDecide
        | Action::VerdictRule
        | Action::UpdatePolicy
        // Raw requests equal root on the host.
        | Action::DbusCall
        | Action::EngineRequest
        // Names and addresses of everybody.
        | Action::AuditView => Role::Admin,
    }
}

/// How far it reaches.
pub fn reach(action: Action) -> Reach {
    match action {
        Action::SessionOpen
        | Action::SessionClose
        | Action::AccountOwn
        | Action::TokenCreate
        | Action::TokenRevoke => Reach::Own,
        Action::ContainerView
        | Action::ContainerLogs
        | Action::ContainerStart
        | Action::ContainerStop
        | Action::ContainerRestart
        | Action::ContainerInspect
        | Action::ContainerSecrets
        | Action::ContainerHealthcheck
        | Action::ContainerKill
        | Action::ContainerPause
        | Action::ContainerUpdate
        | Action::ContainerRemove
        | Action::ContainerExec => Reach::Container,
        Action::HostView
        | Action::HostReboot
        | Action::HostPowerOff
        // These write to the host beside the container, or take it out of a scope or into one.
        | Action::ContainerRename
        | Action::ContainerCommit
        | Action::ContainerCheckpoint
        | Action::ContainerCreate
        | Action::ContainerPrivileged
        | Action::ImagePull
        | Action::ImageCheck
        | Action::ImageTag
        | Action::ImageRemove
        | Action::ImageLoad
        | Action::ImageSave
        | Action::ImageBuild
        | Action::VolumeCreate
        | Action::VolumeRemove
        | Action::NetworkCreate
        | Action::NetworkRemove
        | Action::NetworkConnect
        | Action::Prune
        | Action::OperationCancel
        | Action::DeploymentCheck
        | Action::DeploymentUpgrade
        | Action::DeploymentRollback
        | Action::DeploymentRebase
        | Action::DeploymentPin
        | Action::DeploymentRemove
        | Action::DeploymentPackages
        | Action::DeploymentKernelArguments
        | Action::RemoteChange
        | Action::PackageSearch
        | Action::VerdictDecide
        | Action::VerdictRule
        | Action::UpdatePolicy
        | Action::DbusRead
        | Action::DbusCall
        | Action::EngineRead
        | Action::EngineRequest => Reach::Host,
        Action::AccountCreate
        | Action::AccountPassword
        | Action::AccountRemove
        | Action::AccountView
        | Action::AccountChange
        | Action::RoleChange
        | Action::SessionRevoke
        | Action::RegistryCredentials
        | Action::AuditView => Reach::Console,
    }
}

/// Must who asks have proven within the last [`super::PROOF_LIFETIME`] who they are? The riskiest ones.
pub fn needs_proof(action: Action) -> bool {
    match action {
        Action::AccountCreate
        | Action::AccountPassword
        | Action::AccountRemove
        | Action::AccountChange
        | Action::AccountOwn
        | Action::RoleChange
        | Action::TokenCreate
        | Action::HostReboot
        | Action::HostPowerOff
        | Action::ContainerPrivileged
        | Action::DeploymentRebase
        | Action::DbusCall
        | Action::EngineRequest => true,
        Action::SessionOpen
        | Action::SessionClose
        | Action::SessionRevoke
        | Action::TokenRevoke
        | Action::AccountView
        | Action::HostView
        | Action::ContainerView
        | Action::ContainerLogs
        | Action::ContainerStart
        | Action::ContainerStop
        | Action::ContainerRestart
        | Action::ContainerInspect
        | Action::ContainerSecrets
        | Action::ContainerHealthcheck
        | Action::ContainerKill
        | Action::ContainerPause
        | Action::ContainerRename
        | Action::ContainerUpdate
        | Action::ContainerCommit
        | Action::ContainerCheckpoint
        | Action::ContainerRemove
        | Action::ContainerCreate
        | Action::ContainerExec
        | Action::ImagePull
        | Action::ImageCheck
        | Action::ImageTag
        | Action::ImageRemove
        | Action::ImageLoad
        | Action::ImageSave
        | Action::ImageBuild
        | Action::RegistryCredentials
        | Action::VolumeCreate
        | Action::VolumeRemove
        | Action::NetworkCreate
        | Action::NetworkRemove
        | Action::NetworkConnect
        | Action::Prune
        | Action::OperationCancel
        | Action::DeploymentCheck
        | Action::DeploymentUpgrade
        | Action::DeploymentRollback
        | Action::DeploymentPin
        | Action::DeploymentRemove
        | Action::DeploymentPackages
        | Action::DeploymentKernelArguments
        | Action::RemoteChange
        | Action::PackageSearch
        | Action::VerdictDecide
        | Action::VerdictRule
        | Action::UpdatePolicy
        | Action::DbusRead
        | Action::EngineRead
        | Action::AuditView => false,
    }
}

/// Everything the built-in role may do.
pub fn permissions(role: Role) -> Vec<Action> {
    Action::ALL
        .into_iter()
        .filter(|action| role >= least_role(*action))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_all_that_the_lesser_may() {
        let (viewer, operator, admin) = (
            permissions(Role::Viewer),
            permissions(Role::Operator),
            permissions(Role::Admin),
        );
        assert!(viewer.iter().all(|action| operator.contains(action)));
        assert!(operator.iter().all(|action| admin.contains(action)));
        assert_eq!(admin, Action::ALL);
    }

    #[test]
    fn the_helpdesk_gains_only_what_containers_need() {
        let viewer = permissions(Role::Viewer);
        let mut gained = permissions(Role::Operator);
        gained.retain(|action| !viewer.contains(action));
        assert_eq!(
            gained,
            [
                Action::ContainerLogs,
                Action::ContainerStart,
                Action::ContainerStop,
                Action::ContainerRestart,
                Action::ContainerInspect,
                Action::ContainerHealthcheck
            ]
        );
    }
}
