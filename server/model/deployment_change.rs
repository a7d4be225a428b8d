//! What can be asked of a host's deployments: the closed list of changes, and what each needs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Action, DeploymentId, HostPath, ImageRef, KernelArgument, OperationKind, PackageName, Refspec,
    RemoteName, Revision,
};

/// One change; `verb` says which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "verb", rename_all = "snake_case")]
pub enum DeploymentChange {
    /// Ask for news of the update: metadata, nothing else.
    Check,
    /// Fetch the update and do not stage it, or stage it so that no reboot applies it.
    Download,
    /// Fetch and stage the newest.
    Upgrade,
    /// Let what was downloaded boot next.
    Finalize,
    /// Let the one behind the booted one boot next.
    Rollback,
    /// Another version of the same branch or image.
    Deploy {
        revision: Revision,
    },
    /// Another branch or image.
    Rebase {
        to: RebaseTarget,
    },
    /// Keep a deployment until it is unpinned.
    Pin {
        deployment: DeploymentId,
    },
    Unpin {
        deployment: DeploymentId,
    },
    /// Remove one that is neither booted nor pinned.
    Remove {
        deployment: DeploymentId,
    },
    /// Remove what is left over.
    CleanUp {
        what: Vec<CleanUp>,
    },
    /// Drop every layered, removed and replaced package: the image as it is.
    Reset,
    /// Layer, unlayer, remove and replace packages, all in one new deployment.
    Packages(PackageWish),
    /// Change the kernel's arguments, in a new deployment.
    KernelArguments(KernelArgumentWish),
    /// Take what is staged into the running system, as far as it can be done.
    ApplyLive,
}

/// Where to rebase to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RebaseTarget {
    Ostree {
        refspec: Refspec,
    },
    /// An image in a registry.
    Registry {
        image: ImageRef,
        #[serde(default)]
        verification: Verification,
    },
    /// An image that root's Podman has on this host.
    ContainersStorage {
        image: ImageRef,
        #[serde(default)]
        verification: Verification,
    },
    /// A folder on the host in the layout of OCI.
    Oci {
        path: HostPath,
        #[serde(default)]
        verification: Verification,
    },
    /// An archive on the host in the layout of OCI.
    OciArchive {
        path: HostPath,
        #[serde(default)]
        verification: Verification,
    },
}

/// What must sign an image.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Verification {
    /// What `/etc/containers/policy.json` asks for; refused where that accepts anything.
    #[default]
    Policy,
    /// The ostree commit in the image, by the keys of a remote.
    Remote { remote: RemoteName },
    /// Nothing.
    None,
}

/// What cleaning up removes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CleanUp {
    /// What would boot next instead of what runs.
    Pending,
    /// What is behind the booted one.
    Rollback,
    /// Temporary files.
    Base,
    /// Metadata of repositories.
    Metadata,
}

/// Changes of packages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct PackageWish {
    /// To layer on top of the image.
    pub install: Vec<PackageName>,
    /// Of those layered.
    pub uninstall: Vec<PackageName>,
    /// Of the image's own: leave them out.
    pub remove: Vec<PackageName>,
    /// Of the image's own: take this version (name-version-release.arch) from a repository.
    pub replace: Vec<PackageName>,
    /// Of those removed and replaced: as the image has them.
    pub restore: Vec<PackageName>,
}

/// Changes of the kernel's arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct KernelArgumentWish {
    pub append: Vec<KernelArgument>,
    /// `key` or `key=value`, as it stands.
    pub delete: Vec<KernelArgument>,
    pub replace: Vec<KernelArgumentReplacement>,
}

/// One argument in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KernelArgumentReplacement {
    /// As it stands, with its value.
    pub from: KernelArgument,
    /// With the same key.
    pub to: KernelArgument,
}

/// `POST /hosts/{host}/deployments/changes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangeRequest {
    #[serde(flatten)]
    pub change: DeploymentChange,
    /// Restart the host when it is done and something else boots next; it takes leave to restart.
    #[serde(default)]
    pub reboot: bool,
    /// Pin what runs first, until the verdict on what boots next is "keep"; it takes leave to pin.
    #[serde(default)]
    pub keep_present: bool,
}

/// A change without what it is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentVerb {
    Check,
    Download,
    Upgrade,
    Finalize,
    Rollback,
    Deploy,
    Rebase,
    Pin,
    Unpin,
    Remove,
    CleanUp,
    Reset,
    Packages,
    KernelArguments,
    ApplyLive,
}

impl DeploymentVerb {
    /// All there are.
    pub const ALL: [Self; 15] = [
        Self::Check,
        Self::Download,
        Self::Upgrade,
        Self::Finalize,
        Self::Rollback,
        Self::Deploy,
        Self::Rebase,
        Self::Pin,
        Self::Unpin,
        Self::Remove,
        Self::CleanUp,
        Self::Reset,
        Self::Packages,
        Self::KernelArguments,
        Self::ApplyLive,
    ];
}

impl DeploymentChange {
    pub fn verb(&self) -> DeploymentVerb {
        match self {
            Self::Check => DeploymentVerb::Check,
            Self::Download => DeploymentVerb::Download,
            Self::Upgrade => DeploymentVerb::Upgrade,
            Self::Finalize => DeploymentVerb::Finalize,
            Self::Rollback => DeploymentVerb::Rollback,
            Self::Deploy { .. } => DeploymentVerb::Deploy,
            Self::Rebase { .. } => DeploymentVerb::Rebase,
            Self::Pin { .. } => DeploymentVerb::Pin,
            Self::Unpin { .. } => DeploymentVerb::Unpin,
            Self::Remove { .. } => DeploymentVerb::Remove,
            Self::CleanUp { .. } => DeploymentVerb::CleanUp,
            Self::Reset => DeploymentVerb::Reset,
            Self::Packages(_) => DeploymentVerb::Packages,
            Self::KernelArguments(_) => DeploymentVerb::KernelArguments,
            Self::ApplyLive => DeploymentVerb::ApplyLive,
        }
    }

    /// What it takes leave for.
    pub fn action(&self) -> Action {
        match self {
            Self::Check => Action::DeploymentCheck,
            Self::Download | Self::Upgrade | Self::Finalize => Action::DeploymentUpgrade,
            Self::Rollback => Action::DeploymentRollback,
            Self::Deploy { .. } | Self::Rebase { .. } => Action::DeploymentRebase,
            Self::Pin { .. } | Self::Unpin { .. } => Action::DeploymentPin,
            Self::Remove { .. } | Self::CleanUp { .. } => Action::DeploymentRemove,
            Self::Reset | Self::Packages(_) | Self::ApplyLive => Action::DeploymentPackages,
            Self::KernelArguments(_) => Action::DeploymentKernelArguments,
        }
    }

    pub fn kind(&self) -> OperationKind {
        match self {
            Self::Check => OperationKind::DeploymentCheck,
            Self::Download => OperationKind::DeploymentDownload,
            Self::Upgrade => OperationKind::DeploymentUpgrade,
            Self::Finalize => OperationKind::DeploymentFinalize,
            Self::Rollback => OperationKind::DeploymentRollback,
            Self::Deploy { .. } => OperationKind::DeploymentDeploy,
            Self::Rebase { .. } => OperationKind::DeploymentRebase,
            Self::Pin { .. } => OperationKind::DeploymentPin,
            Self::Unpin { .. } => OperationKind::DeploymentUnpin,
            Self::Remove { .. } => OperationKind::DeploymentRemove,
            Self::CleanUp { .. } => OperationKind::DeploymentCleanUp,
            Self::Reset => OperationKind::DeploymentReset,
            Self::Packages(_) => OperationKind::DeploymentPackages,
            Self::KernelArguments(_) => OperationKind::DeploymentKernelArguments,
            Self::ApplyLive => OperationKind::DeploymentApplyLive,
        }
    }

    /// What it is made with, in words: the operation's target, and what the audit log keeps. `None` where the verb
    /// says all.
    pub fn target(&self) -> Option<String> {
        match self {
            Self::Check
            | Self::Download
            | Self::Upgrade
            | Self::Finalize
            | Self::Rollback
            | Self::Reset
            | Self::ApplyLive => None,
            Self::Deploy { revision } => Some(revision.to_string()),
            Self::Rebase { to } => Some(to.to_string()),
            Self::Pin { deployment } | Self::Unpin { deployment } | Self::Remove { deployment } => {
                Some(deployment.to_string())
            }
            Self::CleanUp { what } => {
                let words: Vec<_> = what.iter().map(|part| part.as_str()).collect();
                Some(words.join(" "))
            }
            Self::Packages(wish) => Some(wish.to_string()),
            Self::KernelArguments(wish) => Some(wish.to_string()),
        }
    }

    /// Why it cannot be asked for, whatever the host.
    pub fn fault(&self) -> Option<&'static str> {
        match self {
            Self::CleanUp { what } if what.is_empty() => Some("say what to clean up"),
            Self::Packages(wish) if wish.is_empty() => Some("name at least one package"),
            Self::Packages(wish) if wish.len() > MOST_NAMES => Some("name at most 100 packages"),
            Self::KernelArguments(wish) => wish.fault(),
            Self::CleanUp { .. }
            | Self::Packages(_)
            | Self::Check
            | Self::Download
            | Self::Upgrade
            | Self::Finalize
            | Self::Rollback
            | Self::Deploy { .. }
            | Self::Rebase { .. }
            | Self::Pin { .. }
            | Self::Unpin { .. }
            | Self::Remove { .. }
            | Self::Reset
            | Self::ApplyLive => None,
        }
    }
}

/// Packages or kernel arguments of one change, at most.
const MOST_NAMES: usize = 100;

impl PackageWish {
    fn lists(&self) -> [(&'static str, &[PackageName]); 5] {
        [
            ("install", &self.install),
            ("uninstall", &self.uninstall),
            ("remove", &self.remove),
            ("replace", &self.replace),
            ("restore", &self.restore),
        ]
    }

    pub fn len(&self) -> usize {
        self.lists().iter().map(|(_, names)| names.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl KernelArgumentWish {
    fn fault(&self) -> Option<&'static str> {
        let all = self.append.len() + self.delete.len() + self.replace.len();
        let other_key = |swap: &&KernelArgumentReplacement| swap.from.key() != swap.to.key();
        if all == 0 {
            Some("name at least one kernel argument")
        } else if all > MOST_NAMES {
            Some("name at most 100 kernel arguments")
        } else if self.replace.iter().find(other_key).is_some() {
            Some(
                "a kernel argument is replaced by one with the same key; delete and append instead",
            )
        } else {
            None
        }
    }
}

impl KernelArgument {
    /// What stands before the first `=`.
    pub fn key(&self) -> &str {
        let text = self.as_str();
        text.split_once('=').map_or(text, |(key, _)| key)
    }
}

impl CleanUp {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Rollback => "rollback",
            Self::Base => "base",
            Self::Metadata => "metadata",
        }
    }
}

mod words;
