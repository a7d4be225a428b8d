//! A change that takes time: asked for with 202, watched on the `operation` channel, kept for a while
//! after its end.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{HostId, OperationId, Topic};

/// Lines of an operation's log that are kept; older ones go.
pub const LOG_LINES: usize = 200;

/// Parts of an operation's progress that are told; further ones are left out.
pub const PROGRESS_PARTS: usize = 100;

/// What is being done; one at a time per host, kind and target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    DeploymentCheck,
    DeploymentDownload,
    DeploymentUpgrade,
    DeploymentFinalize,
    DeploymentRollback,
    /// Its target is the version.
    DeploymentDeploy,
    /// Its target is the branch or image.
    DeploymentRebase,
    /// Its target is the deployment's id, here and in the next two.
    DeploymentPin,
    DeploymentUnpin,
    DeploymentRemove,
    DeploymentCleanUp,
    DeploymentReset,
    DeploymentPackages,
    DeploymentKernelArguments,
    DeploymentApplyLive,
    /// Asked for outside the console, and watched; its target is what the backend calls it.
    DeploymentForeign,
    /// Its target is the new container's name, or its image where it has none yet.
    ContainerCreate,
    ContainerRecreate,
    ContainerCheckpoint,
    ContainerRestore,
    /// Start, stop or restart of a pod or a Compose project; its target is the group's name.
    GroupAct,
    ImagePull,
    ImageBuild,
    /// Asks registries whether newer images are there.
    ImageCheck,
    Prune,
}

impl OperationKind {
    /// What it may have changed when it ends.
    pub fn topics(self) -> &'static [Topic] {
        match self {
            Self::DeploymentCheck
            | Self::DeploymentDownload
            | Self::DeploymentUpgrade
            | Self::DeploymentFinalize
            | Self::DeploymentRollback
            | Self::DeploymentDeploy
            | Self::DeploymentRebase
            | Self::DeploymentPin
            | Self::DeploymentUnpin
            | Self::DeploymentRemove
            | Self::DeploymentCleanUp
            | Self::DeploymentReset
            | Self::DeploymentPackages
            | Self::DeploymentKernelArguments
            | Self::DeploymentApplyLive
            | Self::DeploymentForeign => &[Topic::Deployments],
            Self::ContainerCreate | Self::ContainerRecreate => {
                &[Topic::Containers, Topic::Images, Topic::Storage]
            }
            Self::ContainerCheckpoint | Self::ContainerRestore | Self::GroupAct => {
                &[Topic::Containers]
            }
            Self::ImagePull | Self::ImageBuild | Self::ImageCheck => &[Topic::Images],
            Self::Prune => &[Topic::Containers, Topic::Images, Topic::Storage],
        }
    }

    /// It changes deployments, or what is known of them: one of these at a time on a host.
    pub fn is_of_deployments(self) -> bool {
        self.topics() == [Topic::Deployments]
    }
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    Running,
    Succeeded,
    Failed,
    /// Somebody asked for its end before it was done.
    Cancelled,
}

/// How far a running operation is, as the backend last said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Progress {
    /// What is under way, e.g. "Staging deployment".
    pub task: String,
    /// 0 to 100; absent where the backend gives none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
    /// Bytes fetched so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Bytes a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_per_second: Option<u64>,
    /// Its parts, e.g. an image's layers, in order of appearance; at most [`PROGRESS_PARTS`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<ProgressPart>,
}

/// How far one part is, e.g. a layer of an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProgressPart {
    /// Distinct within its operation, e.g. the start of a layer's digest.
    pub name: String,
    /// What is done to it, e.g. "Downloading", in the backend's words.
    pub task: String,
    /// Bytes done, and of how many; absent where the backend does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_bytes: Option<u64>,
    pub done: bool,
}

/// One operation; the whole of it is sent each time it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Operation {
    pub id: OperationId,
    pub host: HostId,
    pub kind: OperationKind,
    /// What it is done to, e.g. an image's reference; absent where that is the host itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    pub state: OperationState,
    /// `DELETE` of it is possible now.
    pub cancellable: bool,
    /// The account that asked first.
    pub started_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<Progress>,
    /// The backend's messages, oldest first, at most [`LOG_LINES`].
    pub log: Vec<String>,
    /// Why it failed, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What came of it, in a sentence, e.g. "3 images removed, 1.2 GB freed"; only after success.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

/// `GET /hosts/{host}/operations`: running and recent ones, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OperationList {
    pub operations: Vec<Operation>,
}
