//! The narrow waist: everything a managed host is asked goes through a few verbs here — reach a unix
//! socket, spawn a command, open a terminal, read, list and replace files. What they are used for is
//! `host`'s business.

mod files;
mod local;
mod process;
mod terminal;

use std::{io, path::Path, time::Duration};

use rustix::fd::OwnedFd;
use tokio::{
    net::{UnixStream, unix::pipe},
    process::Child,
    time::timeout,
};

pub use local::Local;
pub use process::PROGRESS_FD;
pub use terminal::{Terminal, TerminalInput, TerminalOutput, TerminalSize};

/// How long a socket may take to accept; a local one takes that long only if its listener is stuck.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// How a host is reached.
#[derive(Debug, Clone)]
pub enum Transport {
    /// This machine's kernel, beneath a root folder.
    Local(Local),
}

/// What a host's kernel said no with.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("{what} does not exist")]
    NotFound { what: String },
    #[error("permission to use {what} was denied")]
    Denied { what: String },
    /// The socket file is there, but nobody listens.
    #[error("nobody listens at {what}")]
    Refused { what: String },
    #[error("{what} did not accept a connection within {} s", CONNECT_TIMEOUT.as_secs())]
    Timeout { what: String },
    #[error("{what} is larger than {limit} bytes")]
    TooLarge { what: String, limit: usize },
    #[error("{what} {problem}")]
    Unsuitable { what: String, problem: &'static str },
    #[error("{what} cannot be used")]
    Io {
        what: String,
        #[source]
        source: io::Error,
    },
}

impl TransportError {
    /// Sorts an error of the kernel about `what`.
    pub(crate) fn of(what: &str, source: io::Error) -> Self {
        let what = what.to_owned();
        if source.kind() == io::ErrorKind::NotFound {
            Self::NotFound { what }
        } else if source.kind() == io::ErrorKind::PermissionDenied {
            Self::Denied { what }
        } else if source.kind() == io::ErrorKind::ConnectionRefused {
            Self::Refused { what }
        } else {
            Self::Io { what, source }
        }
    }
}

/// A path of this machine that reaches a socket of the host; valid while this value lives.
#[derive(Debug)]
pub struct SocketPath {
    path: std::path::PathBuf,
    /// What a path through `/proc/self/fd` refers to.
    _held: Option<OwnedFd>,
}

impl AsRef<Path> for SocketPath {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl Transport {
    /// A local path that reaches the unix socket at `host_path`, short enough for `connect(2)`.
    pub fn socket(&self, host_path: &str) -> Result<SocketPath, TransportError> {
        match self {
            Self::Local(local) => local.socket(host_path),
        }
    }

    /// Connects to the unix socket at `host_path`, within [`CONNECT_TIMEOUT`].
    pub async fn connect(&self, host_path: &str) -> Result<UnixStream, TransportError> {
        let path = self.socket(host_path)?;
        match timeout(CONNECT_TIMEOUT, UnixStream::connect(&path)).await {
            Ok(connected) => connected.map_err(|error| TransportError::of(host_path, error)),
            Err(_) => Err(TransportError::Timeout {
                what: host_path.to_owned(),
            }),
        }
    }

    /// Runs a command: never through a shell, `LC_ALL=C`, all three streams piped, killed on drop.
    pub fn spawn(&self, argv: &[&str]) -> Result<Child, TransportError> {
        match self {
            Self::Local(local) => process::spawn(local, argv),
        }
    }

    /// The same with a fourth pipe, which the command may write its progress to: it has it as [`PROGRESS_FD`].
    pub fn spawn_with_progress(
        &self,
        argv: &[&str],
    ) -> Result<(Child, pipe::Receiver), TransportError> {
        match self {
            Self::Local(local) => process::spawn_with_progress(local, argv),
        }
    }

    /// Runs a command in a terminal of its own; killed on drop.
    pub fn terminal(&self, argv: &[&str], size: TerminalSize) -> Result<Terminal, TransportError> {
        match self {
            Self::Local(local) => terminal::open(local, argv, size),
        }
    }

    /// The whole of a regular file of at most `limit` bytes. No symbolic link leads out of the root.
    pub async fn read(&self, host_path: &str, limit: usize) -> Result<Vec<u8>, TransportError> {
        match self {
            Self::Local(local) => local.read(host_path, limit).await,
        }
    }

    /// The names of what lies in a folder, in order; at most `limit` of them, else it is too large.
    pub async fn list(&self, host_path: &str, limit: usize) -> Result<Vec<String>, TransportError> {
        match self {
            Self::Local(local) => files::list(local, host_path, limit).await,
        }
    }

    /// Puts a file in the place of another or of none, at once and readable by everybody; makes its folder.
    pub async fn replace(&self, host_path: &str, bytes: &[u8]) -> Result<(), TransportError> {
        match self {
            Self::Local(local) => files::replace(local, host_path, bytes).await,
        }
    }

    /// Removes a file; that it is not there is fine.
    pub async fn remove(&self, host_path: &str) -> Result<(), TransportError> {
        match self {
            Self::Local(local) => files::remove(local, host_path).await,
        }
    }
}
