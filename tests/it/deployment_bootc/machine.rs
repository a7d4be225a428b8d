//! A host with a scripted `bootc`: a tree in a temporary folder, what the program says, and what it becomes.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use atomdeck::host::HostError;
use atomdeck::model::{DeploymentChange, Operation, OperationId, OperationState};
use serde_json::{Value, json};

use crate::support::TestHost;

pub(super) const SOON: Duration = Duration::from_secs(60);

const PROGRESS: &str = include_str!("../../fixtures/bootc/progress.jsonl");

pub(super) struct Machine {
    pub(super) host: TestHost,
    pub(super) root: tempfile::TempDir,
}

impl Machine {
    /// Version 42.1 runs, 42.0 is behind it, and a check finds 42.2.
    pub(super) fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bootc");
        for program in ["bootc", "rpm"] {
            // By another process: one that is forked meanwhile would hold the file open for writing, and it could not
            // be run.
            let installed = Command::new("install")
                .args(["-D", "-m", "755"])
                .arg(fixtures.join(format!("{program}.sh")))
                .arg(root.path().join("usr/bin").join(program))
                .status();
            assert!(installed.expect("install runs").success());
        }
        let machine = Self {
            host: TestHost::new(root.path(), None),
            root,
        };
        machine.put("run/ostree-booted", "");
        machine.put("etc/os-release", "ID=centos\nVERSION_ID=10\n");
        machine.put("state/progress.jsonl", PROGRESS);
        machine.becomes(
            "status.json",
            &status(&[("booted", entry("42.1")), ("rollback", entry("42.0"))]),
        );
        let mut checked = entry("42.1");
        checked["cachedUpdate"] = entry("42.2")["image"].clone();
        let slots = |staged: Value| {
            status(&[
                ("booted", checked.clone()),
                ("staged", staged),
                ("rollback", entry("42.0")),
            ])
        };
        machine.becomes("after-check.json", &slots(Value::Null));
        machine.becomes("after-upgrade.json", &slots(entry("42.2")));
        machine.becomes("after-finalize.json", &slots(entry("42.2")));
        let mut downloaded = entry("42.2");
        downloaded["downloadOnly"] = true.into();
        machine.becomes("after-download.json", &slots(downloaded));
        machine.becomes("after-switch.json", &slots(entry("43.0")));
        let mut rolled_back = status(&[("booted", entry("42.1")), ("rollback", entry("42.0"))]);
        rolled_back["status"]["rollbackQueued"] = true.into();
        machine.becomes("after-rollback.json", &rolled_back);
        machine
    }

    /// Where its bootc lies here.
    pub(super) fn program(&self) -> String {
        let path = self.root.path().join("usr/bin/bootc");
        path.display().to_string()
    }

    pub(super) fn put(&self, path: &str, text: &str) {
        let path = self.root.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }

    pub(super) fn becomes(&self, name: &str, status: &Value) {
        self.put(&format!("state/{name}"), &status.to_string());
    }

    /// Lets the next change wait while it is "fetching" or "deploying".
    pub(super) fn hold(&self, phase: &str) {
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        let path = self.root.path().join("state").join(phase);
        rustix::fs::mkfifoat(rustix::fs::CWD, path, mode).expect("a pipe");
    }

    pub(super) async fn release(&self, phase: &str) {
        let path = self.root.path().join("state").join(phase);
        let written = tokio::task::spawn_blocking(move || std::fs::write(path, "go\n"));
        let written = tokio::time::timeout(SOON, written).await;
        written
            .expect("it waits")
            .expect("no panic")
            .expect("a pipe");
    }

    /// What bootc was asked for, without its status.
    pub(super) fn asked(&self) -> Vec<String> {
        let asked = std::fs::read_to_string(self.root.path().join("state/asked"));
        let asked = asked.unwrap_or_default();
        let changes = asked.lines().filter(|line| !line.starts_with("status"));
        changes.map(str::to_owned).collect()
    }

    pub(super) async fn change(
        &self,
        name: &str,
        change: DeploymentChange,
    ) -> Result<Operation, HostError> {
        let permit = self.host.permit(name, change.action()).await;
        self.host.host.change(permit, change, None).await
    }

    /// Asks for a change, and follows it to its end.
    pub(super) async fn changed(&self, change: DeploymentChange) -> Operation {
        let begun = self.change("ada", change).await.expect("accepted");
        self.ended(&begun.id).await
    }

    pub(super) async fn ended(&self, id: &OperationId) -> Operation {
        self.until(id, |operation| operation.state != OperationState::Running)
            .await
    }

    pub(super) async fn until(
        &self,
        id: &OperationId,
        is: impl FnMut(&Operation) -> bool,
    ) -> Operation {
        let mut operation = self.host.host.operations().watch(id).expect("it is known");
        let reached = tokio::time::timeout(SOON, operation.wait_for(is)).await;
        reached.expect("in time").expect("it is kept").clone()
    }
}

/// An entry of a version, as bootc 1.12 tells it.
pub(super) fn entry(version: &str) -> Value {
    let digits: String = version.bytes().map(|byte| format!("{byte:02x}")).collect();
    let digits = format!("{digits:0>64}");
    json!({
        "image": {
            "image": {"image": "registry.example.com/os/base:42", "transport": "registry"},
            "version": version, "timestamp": "2026-11-02T08:30:00Z",
            "imageDigest": format!("sha256:{digits}"), "architecture": "amd64",
        },
        "cachedUpdate": null, "incompatible": false, "pinned": false, "downloadOnly": false,
        "softRebootCapable": false, "store": "ostreeContainer",
        "ostree": {"stateroot": "default", "checksum": digits, "deploySerial": 0},
    })
}

pub(super) fn status(slots: &[(&str, Value)]) -> Value {
    let mut host = json!({
        "apiVersion": "org.containers.bootc/v1", "kind": "BootcHost", "metadata": {"name": "host"},
        "spec": {"image": {"image": "registry.example.com/os/base:42", "transport": "registry"}, "bootOrder": "default"},
        "status": {"staged": null, "booted": null, "rollback": null, "rollbackQueued": false, "type": "bootcHost"},
    });
    for (slot, entry) in slots {
        host["status"][*slot] = entry.clone();
    }
    host
}
