//! The narrow waist: everything a managed host is asked goes through four verbs here — reach a unix
//! socket, spawn a command, open a terminal, read a file. What they are used for is `host`'s business.

mod local;

pub use local::Local;

/// How a host is reached.
#[derive(Debug, Clone)]
pub enum Transport {
    /// This machine's kernel, beneath a root folder.
    Local(Local),
}
