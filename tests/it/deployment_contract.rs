//! What every deployment backend must do, whichever it is: a table over backends, each on a host of its own. A backend
//! joins with a `Case` in `cases`; what it cannot do, its abilities say, and that is tested too.

mod changes;
mod refusals;

use std::time::Duration;

use atomdeck::demo::{Demo, Pace};
use atomdeck::host::HostError;
use atomdeck::model::{
    Action, Availability, CapabilityKind, Deployment, DeploymentChange, DeploymentVerb,
    Deployments, Operation, OperationId, OperationState, Outcome, PowerAction, PowerRequest, Topic,
};
use futures_util::future::BoxFuture;

use crate::{
    deployment_bootc, deployment_ostree,
    support::{TestHost, eventually},
};

pub(crate) const SOON: Duration = Duration::from_secs(60);

/// A backend, on a host that has one deployment behind the booted one, and an update on offer.
pub(crate) struct Case {
    pub(crate) backend: &'static str,
    pub(crate) host: TestHost,
    /// Whether a restart of it can be tried.
    pub(crate) restart: Restart,
    /// Ends what the host is made of.
    pub(crate) end: Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Restart {
    /// It goes away, and comes back with what was to boot next.
    Real,
    Impossible,
}

/// One of each backend.
async fn cases() -> Vec<Case> {
    let mut cases = vec![demo_case().await, deployment_bootc::case()];
    cases.extend(deployment_ostree::case());
    cases
}

/// Those whose changes take long enough to be seen, joined and cancelled. The others' own tests hold theirs up.
async fn unhurried_cases() -> Vec<Case> {
    vec![demo_case().await]
}

/// The demo host, which has rpm-ostree.
async fn demo_case() -> Case {
    let demo = Demo::start(Pace::fast()).await.expect("the demo host");
    let host = TestHost::new(demo.root(), None);
    Case {
        backend: "rpm-ostree",
        host,
        restart: Restart::Real,
        end: Box::new(|| Box::pin(demo.stop())),
    }
}

impl Case {
    pub(crate) async fn end(self) {
        self.host.stop().await;
        (self.end)().await;
    }

    pub(crate) async fn all(&self) -> Deployments {
        self.host.host.deployments().await.expect("a list")
    }

    /// Whether the host says that it can do it now.
    pub(crate) async fn can(&self, verb: DeploymentVerb) -> bool {
        let all = self.all().await;
        let ability = all.abilities.iter().find(|ability| ability.verb == verb);
        ability.expect("one of each verb").why_not.is_none()
    }

    /// Asks for a change in the name of `who`.
    pub(crate) async fn ask(
        &self,
        who: &str,
        change: DeploymentChange,
    ) -> Result<Operation, HostError> {
        let permit = self.host.permit(who, change.action()).await;
        self.host.host.change(permit, change, None).await
    }

    /// The operation's last state.
    pub(crate) async fn ended(&self, id: &OperationId) -> Operation {
        let mut operation = self.host.host.operations().watch(id).expect("it is known");
        let end = operation.wait_for(|operation| operation.state != OperationState::Running);
        let end = tokio::time::timeout(SOON, end).await;
        end.expect("it ends").expect("it is kept").clone()
    }

    /// Asks for a change and waits for its end.
    pub(crate) async fn done(&self, change: DeploymentChange) -> Operation {
        let begun = self.ask("ada", change).await.expect("accepted");
        self.ended(&begun.id).await
    }

    /// The same where it must end well.
    pub(crate) async fn succeeds(&self, change: DeploymentChange) -> Operation {
        let end = self.done(change).await;
        assert_eq!(end.state, OperationState::Succeeded, "{end:?}");
        assert!(end.outcome.is_some(), "{end:?}");
        end
    }
}

pub(crate) fn booted(all: &Deployments) -> &Deployment {
    let booted = all.deployments.iter().find(|one| one.booted);
    booted.expect("one is booted")
}

#[tokio::test]
async fn deployments_are_listed_in_boot_order() {
    for case in cases().await {
        let all = case.all().await;
        assert_eq!(all.backend, case.backend);
        let booted: Vec<bool> = all.deployments.iter().map(|one| one.booted).collect();
        assert_eq!(booted.iter().filter(|booted| **booted).count(), 1);
        assert!(all.deployments[0].next_boot);
        let index = booted.iter().position(|booted| *booted).expect("booted");
        assert!(all.deployments[index + 1].rollback);
        assert!(!all.reboot_to_apply);
        assert_eq!(all.busy, None);
        case.end().await;
    }
}

#[tokio::test]
async fn a_reboot_applies_it_and_the_host_is_seen_to_return() {
    for mut case in cases().await {
        if case.restart == Restart::Impossible {
            case.end().await;
            continue;
        }
        case.host.told(Topic::Deployments).await;
        case.succeeds(DeploymentChange::Upgrade).await;
        let version = case.all().await.deployments[0].version.clone();

        case.host.forget();
        let permit = case.host.permit("ada", Action::HostReboot).await;
        let reboot = PowerRequest::now(PowerAction::Reboot);
        let asked = case.host.host.ask_power(permit, reboot).await;
        asked.expect("it will");
        let booted = eventually("it has rebooted", SOON, async || {
            let all = case.host.host.deployments().await.ok()?;
            let booted = all.deployments.into_iter().find(|one| one.booted)?;
            (booted.version == version).then_some(booted)
        })
        .await;
        assert!(booted.next_boot && !booted.staged);
        case.host.told(Topic::Deployments).await;
        case.end().await;
    }
}

#[tokio::test]
async fn a_host_says_what_it_is_and_what_it_offers() {
    let case = demo_case().await;
    let detail = case.host.host.detail().await;
    assert!(detail.facts.hostname.is_some() && detail.facts.kernel.is_some());
    assert_eq!(
        detail.facts.hostname.as_deref(),
        Some(detail.summary.name.as_str())
    );
    assert!(detail.facts.boot_time.is_some() && detail.facts.os_name.is_some());
    for capability in &detail.capabilities {
        let there = matches!(capability.availability, Availability::Available { .. });
        // The demo host has no programs.
        let expected = capability.kind != CapabilityKind::Journal;
        assert_eq!(there, expected, "{capability:?}");
    }
    assert_eq!(detail.capabilities.len(), 6);
    let units = detail.failed_units.expect("systemd answers");
    assert!(units.iter().all(|unit| unit.active_state == "failed"));
    case.end().await;
}

#[tokio::test]
async fn a_host_without_anything_says_what_to_do() {
    let empty = tempfile::tempdir().expect("a folder");
    let host = TestHost::new(empty.path(), None);
    let detail = host.host.detail().await;
    assert_eq!(detail.summary.name, "local");
    assert_eq!(detail.failed_units, None);
    for capability in &detail.capabilities {
        let Availability::Absent { reason, remedy } = &capability.availability else {
            panic!("{capability:?}");
        };
        assert!(!reason.is_empty() && !remedy.is_empty(), "{capability:?}");
    }
    let permit = host.permit("ada", DeploymentChange::Upgrade.action()).await;
    let refused = host
        .host
        .change(permit, DeploymentChange::Upgrade, None)
        .await;
    assert!(matches!(refused, Err(HostError::NotAvailable { .. })));
    assert_eq!(host.audit().await[0].outcome, Outcome::Failed);
    host.stop().await;
}
