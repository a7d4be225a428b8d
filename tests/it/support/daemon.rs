//! One real daemon, held by `tests/daemons.sh`, which stops it as soon as the pipe to its standard input closes:
//! when the guard drops, or when the test process ends in whatever way.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Exit code of `tests/daemons.sh` for a tool or a right that the machine does not have.
const NOT_AVAILABLE: i32 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Docker,
    Podman,
    Bus,
    Registry,
}

impl Kind {
    /// The word that `tests/daemons.sh` knows it by.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Docker => "docker",
            Self::Podman => "podman",
            Self::Bus => "bus",
            Self::Registry => "registry",
        }
    }
}

/// A running daemon; dropping it stops it and waits until it is gone.
#[derive(Debug)]
pub(crate) struct Daemon {
    holder: Child,
    /// Empty for a registry.
    pub(crate) socket: PathBuf,
    /// The image that containers are made of; empty unless it is an engine.
    pub(crate) image: String,
    /// Of the process whose network an engine has; empty unless it is one.
    pub(crate) pid: String,
    /// Of a registry, `127.0.0.1:PORT`; else empty.
    pub(super) address: String,
}

impl Daemon {
    /// Starts a daemon and waits until it answers. With `dir` it keeps its socket and its state there, so that a
    /// second one in the same folder continues where the first ended.
    ///
    /// `None` when this machine cannot run it, which has then been said on standard error. Panics when it should have
    /// started and did not, and when `CI=true`.
    pub(crate) fn start(kind: Kind, dir: Option<&Path>) -> Option<Self> {
        Self::start_with(kind, dir, &[])
    }

    /// The same, with further arguments for the script.
    pub(super) fn start_with(kind: Kind, dir: Option<&Path>, arguments: &[String]) -> Option<Self> {
        let mut holder = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/daemons.sh"))
            .arg(kind.as_str())
            .arg(dir.unwrap_or(Path::new("")))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/daemons.sh runs");
        let (mut socket, mut image) = (PathBuf::new(), String::new());
        let (mut pid, mut address) = (String::new(), String::new());
        let mut is_ready = false;
        let output = holder.stdout.take().expect("it was piped");
        for line in BufReader::new(output).lines() {
            let line = line.expect("the script writes text");
            match line.split_once('=') {
                Some(("socket", path)) => socket = path.into(),
                Some(("image", name)) => name.clone_into(&mut image),
                Some(("pid", number)) => number.clone_into(&mut pid),
                Some(("address", at)) => at.clone_into(&mut address),
                Some(_) => panic!("unknown line from tests/daemons.sh: {line}"),
                None => is_ready = line == "ready",
            }
            if is_ready {
                return Some(Self {
                    holder,
                    socket,
                    image,
                    pid,
                    address,
                });
            }
        }
        let status = holder.wait().expect("it is our child");
        let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(
            status.code() == Some(NOT_AVAILABLE) && !is_ci,
            "no {}: tests/daemons.sh says why, above ({status})",
            kind.as_str()
        );
        None
    }

    /// The daemon's address as `DOCKER_HOST` has it.
    pub(crate) fn url(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// The bus's address as `DBUS_SYSTEM_BUS_ADDRESS` has it.
    pub(crate) fn bus_address(&self) -> String {
        format!("unix:path={}", self.socket.display())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        if let Err(error) = self.holder.wait() {
            eprintln!(
                "the daemon at {} did not stop: {error}",
                self.socket.display()
            );
        }
    }
}
