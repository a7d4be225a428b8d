//! Changes, from asking to their end: staged, joined, cancelled, rolled back, pinned and removed.

use atomdeck::host::HostError;
use atomdeck::model::{Action, DeploymentChange, DeploymentVerb, OperationState, Outcome};

use super::{SOON, booted, cases, unhurried_cases};
use crate::support::eventually;

#[tokio::test]
async fn a_check_finds_the_update_and_an_upgrade_stages_it() {
    for case in cases().await {
        case.succeeds(DeploymentChange::Check).await;
        let update = case.all().await.update.expect("an update");
        assert!(!update.staged);
        let upgrade = case.succeeds(DeploymentChange::Upgrade).await;
        assert!(!upgrade.log.is_empty());

        let after = case.all().await;
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
    for case in unhurried_cases().await {
        let first = case.ask("ada", DeploymentChange::Upgrade).await;
        let first = first.expect("accepted");
        assert_eq!(first.state, OperationState::Running);
        let follower = case.host.host.operations().watch(&first.id);
        let mut follower = follower.expect("it is known");
        let moving = follower.wait_for(|operation| operation.progress.is_some());
        let moving = tokio::time::timeout(SOON, moving).await;
        drop(moving.expect("it says how far it is").expect("it is kept"));
        let second = case.ask("bob", DeploymentChange::Upgrade).await;
        let second = second.expect("joined");
        assert_eq!(first.id, second.id);
        assert_eq!(second.started_by, "ada");
        let refused = case.ask("bob", DeploymentChange::Check).await;
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
async fn a_cancelled_upgrade_stages_nothing() {
    for case in unhurried_cases().await {
        let before = case.all().await;
        let begun = case.ask("ada", DeploymentChange::Upgrade).await;
        let begun = begun.expect("accepted");
        assert!(begun.cancellable, "{begun:?}");
        let permit = case.host.permit("bob", Action::OperationCancel).await;
        let cancelled = case.host.host.operations().cancel(permit, &begun.id).await;
        let cancelled = cancelled.expect("it can be cancelled");
        assert_eq!(cancelled.state, OperationState::Cancelled, "{cancelled:?}");
        let after = eventually("the backend is idle", SOON, async || {
            let after = case.all().await;
            after.busy.is_none().then_some(after)
        })
        .await;
        assert_eq!(after.deployments, before.deployments);
        let upgrade = case.succeeds(DeploymentChange::Upgrade).await;
        assert_ne!(upgrade.id, begun.id);
        case.end().await;
    }
}

#[tokio::test]
async fn a_rollback_changes_what_boots_next() {
    for case in cases().await {
        let before = case.all().await;
        let behind = before.deployments.iter().find(|one| one.rollback);
        let behind = behind.expect("one is behind");
        case.succeeds(DeploymentChange::Rollback).await;
        let after = case.all().await;
        assert!(after.reboot_to_apply);
        let next = after.deployments.iter().find(|one| one.next_boot);
        let next = next.expect("one boots next");
        // An older ostree deploys the same commit once more, under another id.
        assert_eq!(
            (&next.version, &next.checksum),
            (&behind.version, &behind.checksum)
        );
        assert_eq!(booted(&after).id, booted(&before).id);
        case.end().await;
    }
}

#[tokio::test]
async fn what_is_pinned_is_kept_until_it_is_unpinned_and_then_can_be_removed() {
    for case in cases().await {
        if !case.can(DeploymentVerb::Pin).await {
            // That it says why is tested with the refusals.
            case.end().await;
            continue;
        }
        let all = case.all().await;
        let behind = all.deployments.iter().find(|one| one.rollback);
        let behind = behind.expect("one is behind").id.clone();
        let deployment = behind.parse().expect("an id");
        let pinned = async || {
            let all = case.all().await;
            let one = all.deployments.iter().find(|one| one.id == behind);
            one.map(|one| one.pinned)
        };
        case.succeeds(DeploymentChange::Pin { deployment }).await;
        assert_eq!(pinned().await, Some(true));
        let deployment = behind.parse().expect("an id");
        let refused = case
            .ask("ada", DeploymentChange::Remove { deployment })
            .await;
        let error = refused.expect_err("it is pinned");
        assert!(error.to_string().contains("pinned"), "{error}");
        let deployment = behind.parse().expect("an id");
        case.succeeds(DeploymentChange::Unpin { deployment }).await;
        assert_eq!(pinned().await, Some(false));
        let deployment = behind.parse().expect("an id");
        case.succeeds(DeploymentChange::Remove { deployment }).await;
        assert_eq!(pinned().await, None);
        case.end().await;
    }
}
