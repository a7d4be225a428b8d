//! Who may call what: every route of the API document as nobody, viewer, operator, admin and somebody who may restart
//! certain containers only; and by a session or a token that is over.

mod accounts;
mod images;
mod power;
mod remotes;
mod routes;

use std::{collections::BTreeSet, time::Duration};

use atomdeck::model::{Role, RoleName, User};
use hyper::Method;

use crate::support::{Client, LIMITS, TestApp, eventually};
use routes::ROUTES;

const SOON: Duration = Duration::from_secs(20);

/// As in the table of `routes`.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    [u16; 5],
);

/// All tables; what ends things comes last.
fn routes() -> impl Iterator<Item = &'static Row> {
    let (last, first) = ROUTES.split_last().expect("a table");
    let further = [
        remotes::ROUTES,
        images::ROUTES,
        accounts::ROUTES,
        power::ROUTES,
    ];
    first
        .iter()
        .chain(further.into_iter().flatten())
        .chain([last])
}

#[tokio::test]
async fn every_route_answers_each_role_as_the_table_says() {
    let console = TestApp::start().await;
    let clients = [
        console.anonymous(),
        console.as_role(Role::Viewer),
        console.as_role(Role::Operator),
        console.as_role(Role::Admin),
        console.with_cookie(&scoped(&console).await),
    ];
    let mut wrong = Vec::new();
    for (method, _, path, body, expected) in routes() {
        for (who, (client, status)) in clients.iter().zip(*expected).enumerate() {
            let method: Method = method.parse().unwrap();
            let json = client.clone().header("content-type", "application/json");
            let client = if body.is_empty() { client } else { &json };
            let answer = client
                .send(method.clone(), &format!("/api/v1{path}"), *body)
                .await;
            if answer.status != status {
                let (found, text) = (answer.status, answer.text());
                wrong.push(format!("{method} {path}: {found}, not {status}: {text}"));
                continue;
            }
            match status {
                401 if who == 0 => drop(answer.problem(401, "not-signed-in")),
                // A wrong password or code, of somebody who is signed in.
                401 => drop(answer.problem(401, "wrong-credentials")),
                403 => drop(answer.problem(403, "denied")),
                404 => drop(answer.problem(404, "not-found")),
                _ => {}
            }
            if status == 202 && path.contains("/deployments/") {
                settle(client, answer.json()["id"].as_str().expect("an id")).await;
            }
        }
    }
    console.stop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The cookie of an operator of containers that are not there.
async fn scoped(console: &TestApp) -> String {
    let spec = r#"{"actions": ["container_view", "container_logs", "container_start", "container_stop",
        "container_restart", "container_inspect"], "scope": {"containers": {"names": ["none-*"]}}}"#;
    let spec = serde_json::from_str(spec).expect("a role");
    let role: RoleName = "scoped".parse().expect("a role's name");
    let saved = console.app.gate.roles().save(role.clone(), spec).await;
    saved.expect("it is kept");
    let user = User::new("scoped".parse().expect("a name"), role, console.clock.now());
    let added = console
        .app
        .store
        .user_add(user.clone(), String::new())
        .await;
    assert!(added.expect("the store answers"));
    console.sign_in(user).await
}

/// Whatever is asked by what is over is asked by nobody.
#[tokio::test]
async fn sessions_and_tokens_that_are_over_open_nothing() {
    let console = TestApp::start().await;
    let admin = console
        .as_role(Role::Admin)
        .header("content-type", "application/json");
    let new = r#"{"label":"x","role":"admin","days":1}"#;
    let made = admin.send(Method::POST, "/api/v1/tokens", new).await.json();
    let (id, secret) = (
        &made["token"]["id"],
        made["secret"].as_str().expect("a token"),
    );
    let revoked = format!("Bearer {secret}");
    let gone = admin
        .send(Method::DELETE, &format!("/api/v1/tokens/{id}"), "")
        .await;
    assert_eq!(gone.status, 204);
    console.clock.advance(LIMITS.idle);
    let json = console
        .anonymous()
        .header("content-type", "application/json");
    let clients = [
        json.clone().header("cookie", console.cookie(Role::Admin)),
        json.clone().header("authorization", revoked),
        json.header("authorization", "Bearer atomdeck_0123"),
    ];
    let mut wrong = Vec::new();
    for (method, _, path, body, expected) in routes() {
        for client in &clients {
            let method: Method = method.parse().unwrap();
            let answer = client
                .send(method.clone(), &format!("/api/v1{path}"), *body)
                .await;
            if answer.status != expected[0] {
                wrong.push(format!("{method} {path}: {}", answer.status));
            }
        }
    }
    console.stop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Waits for an operation's end: the host does one thing at a time.
async fn settle(client: &Client, id: &str) {
    let path = format!("/api/v1/hosts/demo/operations/{id}");
    eventually("the operation ends", SOON, async || {
        let operation = client.get(&path).await.json();
        (operation["state"] != "running").then_some(())
    })
    .await;
}

#[test]
fn the_table_has_every_route_of_the_document() {
    let document = serde_json::to_value(atomdeck::http::openapi()).unwrap();
    let documented: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| (path.clone(), method.to_uppercase()))
        })
        // A WebSocket: its own tests ask it as each role.
        .filter(|(path, _)| !path.ends_with("/channels"))
        .collect();
    let tested = routes()
        .map(|(method, path, ..)| (format!("/api/v1{path}"), (*method).to_owned()))
        .collect();
    assert_eq!(documented, tested);
}

#[tokio::test]
async fn what_is_denied_and_what_is_done_is_in_the_audit_log() {
    let console = TestApp::start().await;
    let path = "/api/v1/hosts/demo/containers/nobody/restart";
    console.as_role(Role::Viewer).post(path).await;
    console.as_role(Role::Operator).post(path).await;

    let admin = console.as_role(Role::Admin);
    let page = admin.get("/api/v1/audit").await.json();
    let lines: Vec<[&str; 5]> = page["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            ["principal", "action", "host", "target", "outcome"]
                .map(|field| line[field].as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        lines,
        [
            ["operator", "container_restart", "demo", "nobody", "failed"],
            ["viewer", "container_restart", "demo", "nobody", "denied"],
        ]
    );

    let first = admin.get("/api/v1/audit?limit=1").await.json();
    assert_eq!(first["entries"].as_array().unwrap().len(), 1);
    let rest = format!("/api/v1/audit?before={}", first["next_before"]);
    let rest = admin.get(&rest).await.json();
    assert_eq!(rest["entries"][0]["principal"], "viewer");
    assert!(rest.get("next_before").is_none());
    console.stop().await;
}

#[tokio::test]
async fn an_unknown_host_is_not_found() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let admin = console.as_role(Role::Admin);
    for host in ["nowhere", "..", "%2e%2e", "-rf", "a%00b"] {
        let answer = admin.get(&format!("/api/v1/hosts/{host}/containers")).await;
        answer.problem(404, "not-found");
    }
    console.stop().await;
}
