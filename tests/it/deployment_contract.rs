//! What every deployment backend must do, whichever it is: a table over backends, each on a host of its own.

use std::time::Duration;

use atomdeck::demo::{Demo, Pace};
use atomdeck::host::HostError;
use atomdeck::model::{
    Action, Availability, CapabilityKind, DeploymentChange, Operation, OperationId, OperationState,
    Outcome, PowerAction, PowerRequest, Topic,
};

use crate::support::{TestHost, eventually};

const SOON: Duration = Duration::from_secs(30);

/// A backend, on a host that has one deployment behind the booted one, and an update on offer.
struct Case {
    backend: &'static str,
    demo: Demo,
    host: TestHost,
}

async fn cases() -> Vec<Case> {
    let demo = Demo::start(Pace::fast()).await.expect("the demo host");
    let host = TestHost::new(demo.root(), None);
    vec![Case {
        backend: "rpm-ostree",
        demo,
        host,
    }]
}

impl Case {
    async fn end(self) {
        self.host.stop().await;
        self.demo.stop().await;
    }

    async fn ended(&self, id: &OperationId) -> Operation {
        let mut operation = self.host.host.operations().watch(id).expect("it is known");
        let end = operation.wait_for(|operation| operation.state != OperationState::Running);
        let end = tokio::time::timeout(SOON, end).await;
        end.expect("it ends").expect("it is kept").clone()
    }
}

#[tokio::test]
async fn deployments_are_listed_in_boot_order() {
    for case in cases().await {
        let all = case.host.host.deployments().await.expect("a list");
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
async fn a_check_finds_the_update_and_an_upgrade_stages_it() {
    for case in cases().await {
        let host = &case.host.host;
        let permit = case.host.permit("ada", Action::DeploymentCheck).await;
        let check = host
            .change(permit, DeploymentChange::Check, None)
            .await
            .expect("accepted");
        let check = case.ended(&check.id).await;
        assert_eq!(check.state, OperationState::Succeeded, "{check:?}");
        let update = host.deployments().await.expect("a list").update;
        let update = update.expect("an update");
        assert!(!update.staged);

        let permit = case.host.permit("ada", Action::DeploymentUpgrade).await;
        let upgrade = host
            .change(permit, DeploymentChange::Upgrade, None)
            .await
            .expect("accepted");
        assert_eq!(upgrade.state, OperationState::Running);
        let mut follower = host.operations().watch(&upgrade.id).expect("it is known");
        let moving = follower.wait_for(|operation| operation.progress.is_some());
        let moving = tokio::time::timeout(SOON, moving).await;
        drop(moving.expect("it says how far it is").expect("it is kept"));
        let upgrade = case.ended(&upgrade.id).await;
        assert_eq!(upgrade.state, OperationState::Succeeded, "{upgrade:?}");
        assert!(!upgrade.log.is_empty());

        let after = host.deployments().await.expect("a list");
        assert!(after.reboot_to_apply);
        assert!(after.deployments[0].staged && after.deployments[0].next_boot);
        assert_eq!(after.deployments[0].version, update.version);
        assert!(after.update.expect("still on offer").staged);
        let ends = case.host.audit().await;
        assert!(ends.iter().all(|line| line.outcome == Outcome::Succeeded));
        assert!(ends.iter().all(|line| line.duration_ms.is_some()));
        case.end().await;
    }
}

#[tokio::test]
async fn a_second_request_joins_and_another_kind_must_wait() {
    for case in cases().await {
        let host = &case.host.host;
        let permit = case.host.permit("ada", Action::DeploymentUpgrade).await;
        let first = host
            .change(permit, DeploymentChange::Upgrade, None)
            .await
            .expect("accepted");
        let permit = case.host.permit("bob", Action::DeploymentUpgrade).await;
        let second = host
            .change(permit, DeploymentChange::Upgrade, None)
            .await
            .expect("joined");
        assert_eq!(first.id, second.id);
        assert_eq!(second.started_by, "ada");
        let permit = case.host.permit("bob", Action::DeploymentCheck).await;
        let refused = host.change(permit, DeploymentChange::Check, None).await;
        assert!(
            matches!(refused, Err(HostError::Conflict { .. })),
            "{refused:?}"
        );
        let end = case.ended(&first.id).await;
        assert_eq!(end.state, OperationState::Succeeded, "{end:?}");

        let lines = eventually("all lines are complete", SOON, async || {
            let lines = case.host.audit().await;
            let open = lines.iter().any(|line| line.outcome == Outcome::Started);
            (!open).then_some(lines)
        })
        .await;
        let [check, joined, started] = lines.as_slice() else {
            panic!("three lines: {lines:?}");
        };
        assert_eq!(check.outcome, Outcome::Failed);
        assert_eq!(joined.outcome, Outcome::Succeeded);
        let note = joined.detail.as_deref().expect("a note");
        assert!(note.contains("joined what ada"), "{note}");
        assert_eq!(
            (started.outcome, &started.detail),
            (Outcome::Succeeded, &None)
        );
        case.end().await;
    }
}

#[tokio::test]
async fn a_reboot_applies_it_and_the_host_is_seen_to_return() {
    for mut case in cases().await {
        case.host.told(Topic::Deployments).await;
        let permit = case.host.permit("ada", Action::DeploymentUpgrade).await;
        let upgrade = case
            .host
            .host
            .change(permit, DeploymentChange::Upgrade, None)
            .await
            .expect("accepted");
        let upgrade = case.ended(&upgrade.id).await;
        assert_eq!(upgrade.state, OperationState::Succeeded, "{upgrade:?}");
        let staged = case.host.host.deployments().await.expect("a list");
        let version = staged.deployments[0].version.clone();

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
    for case in cases().await {
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
    let permit = host.permit("ada", Action::DeploymentUpgrade).await;
    let refused = host
        .host
        .change(permit, DeploymentChange::Upgrade, None)
        .await;
    assert!(matches!(refused, Err(HostError::NotAvailable { .. })));
    assert_eq!(host.audit().await[0].outcome, Outcome::Failed);
    host.stop().await;
}
