//! `events`, `operation` and `logs`, against the demo host.

use atomdeck::model::{Event, LogLine, Operation, OperationState, Role};
use hyper::Method;
use serde_json::json;

use crate::support::{Socket, TestApp};

#[tokio::test]
async fn events_say_what_changed_to_those_who_may_know() {
    let app = TestApp::start().await;
    let mut viewer = Socket::open(&app, Role::Viewer).await;
    let mut admin = Socket::open(&app, Role::Admin).await;
    for socket in [&mut viewer, &mut admin] {
        socket.channel("e", json!({"payload": "events"})).await;
        socket.until("ready").await;
    }
    let restart = "/api/v1/hosts/demo/containers/nobody/restart";
    app.as_role(Role::Admin).post(restart).await;
    while admin.json("e").await != json!({"topic": "audit"}) {}
    let other_host: Event =
        serde_json::from_value(json!({"host": "other", "topic": "host"})).expect("an event");
    let last: Event =
        serde_json::from_value(json!({"host": "demo", "topic": "operations"})).expect("an event");
    app.app.events.send(other_host).expect("somebody listens");
    app.app.events.send(last).expect("somebody listens");
    loop {
        let event = viewer.json("e").await;
        assert_ne!(event["topic"], "audit", "a viewer may not know");
        assert_eq!(event["host"], "demo");
        if event["topic"] == "operations" {
            break;
        }
    }
    drop((viewer, admin));
    app.stop().await;
}

#[tokio::test]
async fn an_operation_is_followed_to_its_end() {
    let app = TestApp::start().await;
    let answer = app
        .as_role(Role::Admin)
        .header("content-type", "application/json")
        .send(
            Method::POST,
            "/api/v1/hosts/demo/deployments/changes",
            r#"{"verb":"check"}"#,
        )
        .await;
    let operation: Operation = serde_json::from_slice(&answer.body).expect("an operation");
    let mut socket = Socket::open(&app, Role::Viewer).await;
    socket
        .channel("o", json!({"payload": "operation", "id": operation.id}))
        .await;
    loop {
        let now: Operation = serde_json::from_value(socket.json("o").await).expect("whole");
        assert_eq!(now.id, operation.id);
        match now.state {
            OperationState::Running => {}
            OperationState::Succeeded => break,
            OperationState::Failed | OperationState::Cancelled => panic!("{:?}", now.error),
        }
    }
    assert_eq!(socket.problem("o").await, "");
    socket
        .channel(
            "x",
            json!({"payload": "operation", "id": "0123456789abcdef"}),
        )
        .await;
    assert_eq!(socket.problem("x").await, "not-found");
    drop(socket);
    app.stop().await;
}

#[tokio::test]
async fn logs_are_followed_by_those_who_may_read_them() {
    let app = TestApp::start().await;
    let containers = app
        .as_role(Role::Viewer)
        .get("/api/v1/hosts/demo/containers")
        .await;
    let list: serde_json::Value = serde_json::from_slice(&containers.body).expect("a list");
    let running = list["containers"].as_array().expect("a list").iter();
    let name = running
        .filter(|container| container["state"] == "running")
        .find_map(|container| container["name"].as_str())
        .expect("something runs");
    let open = json!({"payload": "logs", "container": name, "tail": 5});

    let mut viewer = Socket::open(&app, Role::Viewer).await;
    viewer.channel("l", open.clone()).await;
    assert_eq!(viewer.problem("l").await, "access-denied");

    let mut operator = Socket::open(&app, Role::Operator).await;
    operator.channel("l", open).await;
    for _ in 0..3 {
        let lines: Vec<LogLine> =
            serde_json::from_value(operator.json("l").await).expect("an array of lines");
        assert!(!lines.is_empty());
    }
    let rest = json!({"payload": "logs", "container": name, "tail": 2, "follow": false});
    operator.channel("end", rest).await;
    assert_eq!(operator.problem("end").await, "");
    let nobody = json!({"payload": "logs", "container": "nobody"});
    operator.channel("none", nobody).await;
    assert_eq!(operator.problem("none").await, "not-found");
    drop((viewer, operator));
    app.stop().await;
}
