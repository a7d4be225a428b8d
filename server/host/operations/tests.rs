//! Joining, bounds, what is told.

use super::running::LOG_LINE_BYTES;
use super::*;
use crate::model::LOG_LINES;

fn operations() -> (Operations, broadcast::Receiver<Event>) {
    let (events, heard) = broadcast::channel(256);
    let host = "local".parse().expect("a host id");
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    (Operations::new(host, events, tasks, stop), heard)
}

fn task(kind: OperationKind) -> Task {
    Task {
        kind,
        target: None,
        cancel: Cancel::Impossible,
    }
}

fn start(operations: &Operations, kind: OperationKind) -> Running {
    match operations.begin(task(kind), "ada") {
        Ok(Begun::Started(running)) => running,
        other => panic!("none was running: {other:?}"),
    }
}

#[tokio::test]
async fn a_second_request_joins_and_a_different_one_does_not() {
    let (operations, _heard) = operations();
    let check = start(&operations, OperationKind::DeploymentCheck);
    let joined = match operations.begin(task(OperationKind::DeploymentCheck), "bob") {
        Ok(Begun::Joined(follower)) => follower,
        other => panic!("one was running: {other:?}"),
    };
    assert_eq!(joined.borrow().id, check.snapshot().id);
    let refused = operations.begin(task(OperationKind::DeploymentUpgrade), "bob");
    assert!(
        matches!(refused, Err(HostError::Conflict { .. })),
        "{refused:?}"
    );
    let upgrade = start(&operations, OperationKind::ImageCheck);
    assert_eq!(operations.list().len(), 2);
    check.succeed("");
    assert_eq!(ended(joined).await, Ok(()));
    upgrade.fail(&"disk full");
    let newest = operations.list().remove(0);
    assert_eq!(newest.error.as_deref(), Some("disk full"));
    assert!(newest.finished_at.is_some());
    drop(start(&operations, OperationKind::DeploymentCheck));
    assert_eq!(operations.list()[0].state, OperationState::Failed);
}

#[test]
fn the_log_and_the_history_are_bounded() {
    let (operations, _heard) = operations();
    let running = start(&operations, OperationKind::DeploymentCheck);
    for line in 0..=LOG_LINES {
        running.log(&line.to_string());
    }
    running.log(&"ä".repeat(LOG_LINE_BYTES));
    let log = running.snapshot().log;
    assert_eq!(log.len(), LOG_LINES);
    assert_eq!(log[0], "2");
    assert_eq!(log.last().map(String::len), Some(LOG_LINE_BYTES));
    running.succeed("");
    for _ in 0..KEPT + 5 {
        start(&operations, OperationKind::DeploymentCheck).succeed("");
    }
    assert_eq!(operations.list().len(), KEPT);
}

#[test]
fn its_start_and_its_end_are_told() {
    let (operations, mut heard) = operations();
    start(&operations, OperationKind::DeploymentCheck).succeed("");
    let topics: Vec<Topic> =
        std::iter::from_fn(|| heard.try_recv().ok().map(|event| event.topic)).collect();
    let expected = [Topic::Operations, Topic::Deployments, Topic::Operations];
    assert_eq!(topics, expected);
}
