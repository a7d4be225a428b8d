//! One deployment of the demo host: an image, and what was changed of it here.

use std::sync::Arc;

use super::{Image, digest};

/// One deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::demo) struct Deployment {
    pub image: Arc<Image>,
    /// A refspec, or ostree's reference to a container image.
    pub origin: String,
    pub changes: Changes,
    pub kernel_arguments: Vec<String>,
    /// Tells deployments of the same commit apart.
    pub serial: i32,
    pub booted: bool,
    pub staged: bool,
    /// Staged, and not for the next boot.
    pub locked: bool,
    pub pinned: bool,
    /// It has taken what is staged without a reboot.
    pub live: bool,
}

/// Packages that it has otherwise than its image.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::demo) struct Changes {
    pub layered: Vec<String>,
    pub removed: Vec<String>,
    pub replaced: Vec<Replaced>,
}

/// A package of the image in a repository's version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::demo) struct Replaced {
    pub name: String,
    pub evr: String,
    pub repository: String,
}

impl Changes {
    pub(in crate::demo) fn is_empty(&self) -> bool {
        self.layered.is_empty() && self.removed.is_empty() && self.replaced.is_empty()
    }
}

impl Deployment {
    /// The image's commit, or the one that was made here of it: 64 hexadecimal digits.
    pub(in crate::demo) fn checksum(&self) -> String {
        if self.changes.is_empty() {
            return self.image.base.clone();
        }
        digest(&format!("{}+{:?}", self.image.base, self.changes))
    }

    /// Whether both boot the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.image == other.image
            && self.origin == other.origin
            && self.changes == other.changes
            && self.kernel_arguments == other.kernel_arguments
    }
}
