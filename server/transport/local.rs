//! A host whose files lie beneath `root` here: `/` on a real host, `/host` inside a container, a
//! temporary tree for the demo host and the tests.

use std::path::PathBuf;

/// The root of a host's tree on this machine.
#[derive(Debug, Clone)]
pub struct Local {
    pub root: PathBuf,
}
