//! Which role may do what: the least role of every action. Does not compile until a new action has one.

use crate::model::{Action, Role};

/// The least role that may do it.
pub fn least_role(action: Action) -> Role {
    match action {
        Action::SessionOpen
        | Action::SessionClose
        | Action::HostView
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

/// Everything the role may do.
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
