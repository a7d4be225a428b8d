//! Sessions and tokens as they are listed, used and ended; and the two questions about roles.

use std::time::Duration;

use atomdeck::model::{Role, User};
use serde_json::{Value, json};

use crate::api_accounts::{ask, sign_in};
use crate::support::{LIMITS, PASSWORD, Socket, TestApp};

const SESSION: &str = "/api/v1/session";

#[tokio::test]
async fn sessions_are_listed_and_ended_with_their_channels() {
    let app = TestApp::start().await;
    let (viewer, admin) = (app.as_role(Role::Viewer), app.as_role(Role::Admin));
    let list = viewer.get("/api/v1/sessions").await.json();
    let own = &list["sessions"].as_array().unwrap()[..];
    assert_eq!(own.len(), 1);
    assert_eq!(
        (&own[0]["is_this"], &own[0]["browser"]),
        (&json!(true), &json!("Tests/1.0"))
    );
    viewer
        .get("/api/v1/sessions?all=true")
        .await
        .problem(403, "denied");
    let all = admin.get("/api/v1/sessions?all=true").await.json();
    let id = |name: &str| {
        let sessions = all["sessions"].as_array().unwrap();
        let found = sessions.iter().find(|one| one["account"] == name).unwrap();
        found["id"].as_str().unwrap().to_owned()
    };
    let (of_admin, of_viewer) = (id("admin"), id("viewer"));
    let gone = ask(
        &viewer,
        "DELETE",
        &format!("/sessions/{of_admin}"),
        &Value::Null,
    )
    .await;
    assert_eq!(gone.0, 403);
    let missing = ask(
        &viewer,
        "DELETE",
        "/sessions/0123456789abcdef",
        &Value::Null,
    )
    .await;
    assert_eq!(missing.0, 403, "which there are is not told");

    let mut socket = Socket::open(&app, Role::Viewer).await;
    socket.channel("e", json!({"payload": "events"})).await;
    socket.until("ready").await;
    let ended = ask(
        &admin,
        "DELETE",
        &format!("/sessions/{of_viewer}"),
        &Value::Null,
    )
    .await;
    assert_eq!(ended.0, 204);
    assert_eq!(socket.problem("e").await, "terminated");
    viewer.get(SESSION).await.problem(401, "not-signed-in");
    app.stop().await;
}

#[tokio::test]
async fn a_page_that_nobody_uses_does_not_keep_its_session() {
    let app = TestApp::with_hosts(Vec::new()).await;
    let client = sign_in(&app, "viewer", PASSWORD).await.expect("signed in");
    let alone = client.clone().header("atomdeck-unattended", "1");
    let half = LIMITS.idle / 2 + Duration::from_secs(1);
    app.clock.advance(half);
    let before = alone.get(SESSION).await.json()["idle_at"].clone();
    assert_eq!(alone.get(SESSION).await.json()["idle_at"], before);
    let after = client.get(SESSION).await.json()["idle_at"].clone();
    assert_ne!(after, before, "somebody is there");
    app.clock.advance(half);
    assert_eq!(alone.get(SESSION).await.status, 200);
    app.clock.advance(half);
    alone.get(SESSION).await.problem(401, "not-signed-in");
    app.stop().await;
}

#[tokio::test]
async fn a_token_does_what_its_role_and_its_owner_both_may() {
    let app = TestApp::start().await;
    let operator = app.as_role(Role::Operator);
    let new = |role: &str, days: u16| json!({"label": "Backup", "role": role, "days": days});
    for (body, status) in [
        (new("admin", 30), 403),
        (new("nothing", 30), 400),
        (new("viewer", 0), 400),
        (new("viewer", 366), 400),
        (json!({"label": " ", "role": "viewer", "days": 1}), 400),
    ] {
        let (found, told) = ask(&operator, "POST", "/tokens", &body).await;
        assert_eq!(found, status, "{body}: {told}");
    }
    let (status, made) = ask(&operator, "POST", "/tokens", &new("viewer", 30)).await;
    assert_eq!(status, 201, "{made}");
    let secret = made["secret"].as_str().expect("it is told once");
    let kept = operator.get("/api/v1/tokens").await;
    assert!(!kept.text().contains(secret));
    assert_eq!(kept.json()["tokens"][0].get("used_at"), None);

    let bearer = format!("Bearer {secret}");
    let token = app.anonymous().header("authorization", bearer.clone());
    let restart = "/api/v1/hosts/demo/containers/shop-web/restart";
    assert_eq!(token.get("/api/v1/hosts/demo/containers").await.status, 200);
    token.post(restart).await.problem(403, "denied");
    for (method, path, body) in [
        ("POST", "/tokens", new("viewer", 1)),
        (
            "PUT",
            "/session/password",
            json!({"current": PASSWORD, "password": "x"}),
        ),
        ("POST", "/session/proof", json!({"password": PASSWORD})),
        ("DELETE", "/session", Value::Null),
    ] {
        assert_eq!(
            ask(&token, method, path, &body).await.0,
            403,
            "{method} {path}"
        );
    }
    let used = operator.get("/api/v1/tokens").await.json();
    assert_eq!(used["tokens"][0]["used_from"], "127.0.0.1");
    // Beside a token a cookie does not count.
    let both = app
        .as_role(Role::Admin)
        .header("authorization", bearer.clone());
    assert_eq!(both.get(SESSION).await.json()["name"], "operator");

    // A program sends no Origin, or any; a browser's cookie needs its own.
    let (status, made) = ask(&operator, "POST", "/tokens", &new("operator", 30)).await;
    assert_eq!(status, 201);
    let wide = format!("Bearer {}", made["secret"].as_str().unwrap());
    let foreign = app
        .anonymous()
        .header("authorization", wide)
        .header("origin", "https://evil.example");
    assert_eq!(foreign.post(restart).await.status, 204);
    let cookie = operator.clone().header("origin", "https://evil.example");
    cookie.post(restart).await.problem(403, "foreign-origin");

    // The owner may less: so may the token.
    let admin = app.as_role(Role::Admin);
    let (status, _) = ask(
        &admin,
        "PATCH",
        "/accounts/operator",
        &json!({"roles": ["viewer"]}),
    )
    .await;
    assert_eq!(status, 200);
    foreign.post(restart).await.problem(403, "denied");

    let id = made["token"]["id"].as_i64().unwrap();
    let viewer = app.as_role(Role::Viewer);
    assert_eq!(
        ask(&viewer, "DELETE", &format!("/tokens/{id}"), &Value::Null)
            .await
            .0,
        403
    );
    assert_eq!(
        ask(&operator, "DELETE", &format!("/tokens/{id}"), &Value::Null)
            .await
            .0,
        204
    );
    foreign.get(SESSION).await.problem(401, "not-signed-in");
    app.clock.advance(Duration::from_hours(24 * 30));
    token.get(SESSION).await.problem(401, "not-signed-in");
    app.stop().await;
}

#[tokio::test]
async fn the_two_questions_are_answered_as_the_gate_decides() {
    let app = TestApp::start().await;
    let admin = app.as_role(Role::Admin);
    let shop = json!({
        "actions": ["container_view", "container_restart"],
        "scope": { "containers": { "names": ["shop-*"] } }
    });
    assert_eq!(ask(&admin, "PUT", "/roles/shop", &shop).await.0, 200);
    let user = User::new(
        "dora".parse().unwrap(),
        "shop".parse().unwrap(),
        app.clock.now(),
    );
    assert!(app.app.store.user_add(user, String::new()).await.unwrap());
    let who = async |question: &str| {
        let answer = admin
            .get(&format!("/api/v1/roles/answers?{question}"))
            .await;
        let told = answer.json();
        let allowed = told["allowed"].as_array().unwrap().clone();
        allowed
            .iter()
            .map(|one| one["account"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let restart = "action=container_restart&host=demo&container=";
    assert_eq!(
        who(&format!("{restart}shop-web")).await,
        ["admin", "dora", "operator"]
    );
    assert_eq!(
        who(&format!("{restart}node-exporter")).await,
        ["admin", "operator"]
    );
    assert_eq!(who("action=host_reboot&host=demo").await, ["admin"]);
    let dora = admin.get("/api/v1/roles/answers?account=dora").await.json();
    let actions: Vec<_> = dora["allowed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["container_view", "container_restart"]);
    for (question, status) in [
        ("container=shop-web", 400),
        ("host=nowhere", 404),
        ("host=demo&container=nobody", 404),
    ] {
        let answer = admin
            .get(&format!("/api/v1/roles/answers?{question}"))
            .await;
        assert_eq!(answer.status, status, "{question}");
    }
    app.stop().await;
}
