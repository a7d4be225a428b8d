//! A real container engine and the containers of one test, made and looked at through the engine's own command line,
//! so that what the console does is checked by something that is not the console.

use std::path::Path;
use std::process::Command;

use super::{Daemon, Kind};

#[derive(Debug)]
pub(crate) struct Engine {
    kind: Kind,
    pub(crate) daemon: Daemon,
}

/// A container; dropping it removes it.
#[derive(Debug)]
pub(crate) struct Container<'engine> {
    engine: &'engine Engine,
    pub(crate) name: String,
    /// 64 hexadecimal digits.
    pub(crate) id: String,
}

impl Engine {
    /// An engine of the test's own, for one that has to end or to return; else `support::docker()` or `podman()`.
    pub(crate) fn start(kind: Kind, dir: Option<&Path>) -> Option<Self> {
        let daemon = Daemon::start(kind, dir)?;
        Some(Self { kind, daemon })
    }

    /// The same with an option of `tests/daemons.sh`: `journal`, `experimental`, `disk=SIZE`.
    pub(crate) fn start_with(kind: Kind, option: &str) -> Option<Self> {
        let daemon = Daemon::start_with(kind, None, &[option.to_owned()])?;
        Some(Self { kind, daemon })
    }

    /// Runs a program where the engine's mounts and its network are; what it printed.
    pub(crate) fn beside(&self, argv: &[&str]) -> String {
        let output = Command::new("nsenter")
            .args(["--target", &self.daemon.pid, "--mount", "--net", "--"])
            .args(argv)
            .output()
            .expect("nsenter runs");
        assert!(output.status.success(), "{argv:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Creates and starts a container that runs `script` in a shell. It dies at once when it is stopped.
    /// The engine is shared by all tests: the name must be the test's own.
    pub(crate) fn container(&self, name: &str, script: &str) -> Container<'_> {
        let image = &self.daemon.image;
        let id = self.cli(&[
            "run",
            "--detach",
            "--stop-signal",
            "KILL",
            "--name",
            name,
            image,
            "sh",
            "-c",
            script,
        ]);
        Container {
            engine: self,
            name: name.to_owned(),
            id,
        }
    }

    /// Runs the engine's client and returns what it printed, without the last line's end; panics when it fails.
    pub(crate) fn cli(&self, arguments: &[&str]) -> String {
        self.try_cli(arguments)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// What its client wants to hear of a registry without TLS: docker's knows that of the loopback.
    pub(super) fn insecure_registry(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Podman => &["--tls-verify=false"],
            Kind::Docker | Kind::Bus | Kind::Registry => &[],
        }
    }

    fn try_cli(&self, arguments: &[&str]) -> Result<String, String> {
        let url = self.daemon.url();
        let options: &[&str] = match self.kind {
            Kind::Docker => &["--host", &url],
            Kind::Podman => &["--remote", "--url", &url],
            Kind::Bus | Kind::Registry => panic!("it is no engine"),
        };
        let output = Command::new(self.kind.as_str())
            .args(options)
            .args(arguments)
            .output()
            .map_err(|error| format!("{}: {error}", self.kind.as_str()))?;
        let said = if output.status.success() {
            output.stdout
        } else {
            output.stderr
        };
        let said = String::from_utf8_lossy(&said).trim_end().to_owned();
        if output.status.success() {
            Ok(said)
        } else {
            Err(format!("{} {arguments:?}: {said}", self.kind.as_str()))
        }
    }
}

impl Container<'_> {
    /// When it was last started, in the engine's own notation: to be compared, not read.
    pub(crate) fn started_at(&self) -> String {
        self.inspect("{{.State.StartedAt}}")
    }

    /// `running`, `exited`, …, as the engine says it.
    pub(crate) fn status(&self) -> String {
        self.inspect("{{.State.Status}}")
    }

    /// Everything it has written to its standard output since it was created.
    pub(crate) fn log(&self) -> String {
        self.engine.cli(&["logs", &self.name])
    }

    fn inspect(&self, template: &str) -> String {
        self.engine
            .cli(&["container", "inspect", "--format", template, &self.name])
    }
}

impl Drop for Container<'_> {
    fn drop(&mut self) {
        // By its id: the test may have renamed it. It may also have stopped the engine, and then there is nothing to do.
        if let Err(error) = self.engine.try_cli(&["rm", "--force", &self.id]) {
            eprintln!("{error}");
        }
    }
}
