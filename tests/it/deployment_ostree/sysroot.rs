//! A host that boots from plain ostree, as `tests/sysroot.sh` lays it out: once for all tests
//! that run at a time, then copied for each.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use atomdeck::host::HostError;
use atomdeck::model::{
    Deployment, DeploymentChange, Deployments, Operation, OperationId, OperationState,
};
use tempfile::TempDir;

use crate::support::TestHost;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sysroot.sh");

/// Its exit code for a tool or a right that the machine does not have.
const NOT_AVAILABLE: i32 = 3;

const SOON: Duration = Duration::from_secs(60);

/// 2.0 is booted, 1.0 is behind it, 3.0 is on offer.
pub(super) struct Sysroot {
    pub(super) host: TestHost,
    pub(super) root: TempDir,
    /// It goes with the last test that uses it: nothing drops what is static.
    pub(super) model: Arc<TempDir>,
}

impl Sysroot {
    /// `None` when this machine cannot have it, which has then been said on standard error; panics when `CI=true`.
    pub(super) fn new() -> Option<Self> {
        let model = model()?;
        let root = tempfile::tempdir().expect("a folder");
        let from = model.path().join(".");
        // Hard links between repository and deployments stay, as on a real host.
        let copied = Command::new("cp")
            .arg("--archive")
            .args([from.as_path(), root.path()])
            .status();
        assert!(copied.expect("cp runs").success());
        let host = TestHost::new(root.path(), None);
        Some(Self { host, root, model })
    }

    pub(super) fn path(&self) -> &Path {
        self.root.path()
    }

    /// Restarts it: what is staged is finished, what is first runs.
    pub(super) fn restart(&self) {
        assert!(script("boot", self.path()).expect("it runs").success());
    }

    /// The key that all commits are signed with.
    pub(super) fn key(&self) -> String {
        std::fs::read_to_string(self.path().join("key.asc")).expect("a key")
    }

    pub(super) async fn list(&self) -> Deployments {
        self.host.host.deployments().await.expect("a list")
    }

    /// In boot order.
    pub(super) async fn versions(&self) -> Vec<String> {
        let all = self.list().await.deployments.into_iter();
        all.map(|one| one.version.expect("a version")).collect()
    }

    pub(super) async fn find(&self, version: &str) -> Deployment {
        let mut all = self.list().await.deployments.into_iter();
        let found = all.find(|one| one.version.as_deref() == Some(version));
        found.unwrap_or_else(|| panic!("{version} is deployed"))
    }

    /// Asks for it; what accepted it.
    pub(super) async fn begin(&self, change: DeploymentChange) -> Result<Operation, HostError> {
        let permit = self.host.permit("ada", change.action()).await;
        self.host.host.change(permit, change, None).await
    }

    pub(super) async fn ended(&self, id: &OperationId) -> Operation {
        let mut operation = self.host.host.operations().watch(id).expect("it is known");
        let end = operation.wait_for(|operation| operation.state != OperationState::Running);
        let end = tokio::time::timeout(SOON, end).await;
        end.expect("it ends").expect("it is kept").clone()
    }

    /// Does it, and answers what came of it.
    pub(super) async fn done(&self, change: DeploymentChange) -> String {
        let begun = self.begin(change).await.expect("accepted");
        let end = self.ended(&begun.id).await;
        assert_eq!(end.state, OperationState::Succeeded, "{end:?}");
        end.outcome.expect("an outcome")
    }

    /// Why it is refused at once.
    pub(super) async fn refused(&self, change: DeploymentChange) -> String {
        self.begin(change).await.expect_err("refused").advice()
    }
}

fn model() -> Option<Arc<TempDir>> {
    static MODEL: Mutex<Weak<TempDir>> = Mutex::new(Weak::new());
    let mut model = MODEL.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(model) = model.upgrade() {
        return Some(model);
    }
    let made = Arc::new(made()?);
    *model = Arc::downgrade(&made);
    Some(made)
}

fn made() -> Option<TempDir> {
    let folder = tempfile::tempdir().expect("a folder");
    let status = script("make", folder.path()).expect("tests/sysroot.sh runs");
    let is_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(
        status.success() || (status.code() == Some(NOT_AVAILABLE) && !is_ci),
        "no ostree host: tests/sysroot.sh says why, above ({status})"
    );
    status.success().then_some(folder)
}

fn script(verb: &str, folder: &Path) -> std::io::Result<std::process::ExitStatus> {
    let mut command = Command::new(SCRIPT);
    command.arg(verb).arg(folder).stdin(Stdio::null());
    command.status()
}
