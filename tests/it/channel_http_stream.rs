//! `http-stream2`: raw requests to the demo host's engine, each as somebody who may and who may not.

use atomdeck::model::{AuditPage, Outcome, Role};
use serde_json::{Value, json};

use crate::support::{Socket, TestApp};

fn request(method: &str, path: &str) -> Value {
    json!({"payload": "http-stream2", "unix": "engine", "method": method, "path": path})
}

/// Sends a request without a body; the status and the body.
async fn ask(socket: &mut Socket, options: Value) -> (u64, String) {
    socket.channel("h", options).await;
    socket.say(json!({"command": "done", "channel": "h"})).await;
    let response = socket.until("response").await;
    assert!(
        response["headers"].get("transfer-encoding").is_none(),
        "{response}"
    );
    let status = response["status"].as_u64().expect("a status");
    let mut body = String::new();
    loop {
        match socket.next().await {
            crate::support::Frame::Data(_, payload, _) => {
                body += std::str::from_utf8(&payload).expect("text");
            }
            crate::support::Frame::Control(control) if control["command"] == "close" => {
                assert!(control.get("problem").is_none(), "{control}");
                return (status, body);
            }
            crate::support::Frame::Control(_) => {}
            crate::support::Frame::Closed(code) => panic!("the socket closed: {code}"),
        }
    }
}

#[tokio::test]
async fn reads_are_for_everybody_and_changes_are_recorded() {
    let app = TestApp::start().await;
    let mut viewer = Socket::open(&app, Role::Viewer).await;
    let (status, body) = ask(&mut viewer, request("GET", "/containers/json?all=1")).await;
    assert_eq!(status, 200);
    let list: Value = serde_json::from_str(&body).expect("a list");
    let name = list[0]["Names"][0]
        .as_str()
        .expect("a name")
        .trim_start_matches('/');
    let restart = request("POST", &format!("/containers/{name}/restart?t=0"));
    for raw in [
        restart.clone(),
        request("GET", &format!("/containers/{name}/logs?stdout=1")),
        request("POST", "/containers/create"),
    ] {
        viewer.channel("h", raw.clone()).await;
        assert_eq!(viewer.problem("h").await, "access-denied", "{raw}");
    }

    let mut operator = Socket::open(&app, Role::Operator).await;
    assert_eq!(ask(&mut operator, restart).await.0, 204);
    let missing = request("POST", "/containers/nobody/restart");
    assert_eq!(ask(&mut operator, missing).await.0, 404);
    for raw in [
        request("GET", "/containers/nobody/json"),
        request("DELETE", "/containers/nobody"),
        request("POST", "/v1.20/containers/nobody/start"),
        request("GET", "/containers/%6eobody/logs"),
    ] {
        operator.channel("h", raw.clone()).await;
        assert_eq!(operator.problem("h").await, "access-denied", "{raw}");
    }
    operator
        .channel("h", request("POST", "/containers/nobody/start"))
        .await;
    operator
        .send("h", "{\"HostConfig\":{\"Privileged\":true}}")
        .await;
    operator
        .say(json!({"command": "done", "channel": "h"}))
        .await;
    assert_eq!(operator.problem("h").await, "protocol-error");

    let mut admin = Socket::open(&app, Role::Admin).await;
    assert_eq!(
        ask(&mut admin, request("GET", "/containers/nobody/json"))
            .await
            .0,
        404
    );
    let audit = app.as_role(Role::Admin).get("/api/v1/audit").await;
    let page: AuditPage = serde_json::from_slice(&audit.body).expect("a page");
    let outcomes: Vec<(&str, Outcome)> = page
        .entries
        .iter()
        .filter_map(|entry| Some((entry.target.as_deref()?, entry.outcome)))
        .collect();
    for line in [
        (name, Outcome::Denied),
        (name, Outcome::Succeeded),
        ("nobody", Outcome::Failed),
        ("nobody", Outcome::Denied),
    ] {
        assert!(outcomes.contains(&line), "{line:?} in {outcomes:?}");
    }
    drop((viewer, operator, admin));
    app.stop().await;
}

#[tokio::test]
async fn only_the_engine_is_reached_and_nothing_is_upgraded() {
    let app = TestApp::start().await;
    let mut admin = Socket::open(&app, Role::Admin).await;
    let listed = app
        .as_role(Role::Admin)
        .get("/api/v1/hosts/demo/containers")
        .await;
    let list: Value = serde_json::from_slice(&listed.body).expect("a list");
    let mut by_path = request("GET", "/_ping");
    by_path["unix"] = list["engine"]["socket"].clone();
    assert_eq!(ask(&mut admin, by_path).await, (200, "OK".to_owned()));
    for (field, value, problem) in [
        (
            "unix",
            json!("/run/dbus/system_bus_socket"),
            "not-supported",
        ),
        ("unix", json!(null), "protocol-error"),
        ("headers", json!({"Upgrade": "tcp"}), "not-supported"),
        ("headers", json!({"bad name": "x"}), "protocol-error"),
        ("method", json!("CONNECT"), "protocol-error"),
        ("path", json!("http://evil.example/"), "protocol-error"),
    ] {
        let mut options = request("GET", "/_ping");
        options[field] = value;
        admin.channel("h", options.clone()).await;
        assert_eq!(admin.problem("h").await, problem, "{options}");
    }
    drop(admin);
    app.stop().await;
}
