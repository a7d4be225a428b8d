//! Accounts as they are managed over the API, and the proof that the riskiest actions take.

use std::time::Duration;

use atomdeck::{access::PROOF_LIFETIME, model::Role};
use hyper::Method;
use serde_json::{Value, json};

use crate::support::{Client, PASSWORD, TestApp};

const SESSION: &str = "/api/v1/session";

fn json_of(client: &Client) -> Client {
    client.clone().header("content-type", "application/json")
}

/// Asks with a JSON body; the status and the answer.
pub(crate) async fn ask(client: &Client, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let method: Method = method.parse().expect("a method");
    let path = format!("/api/v1{path}");
    let answer = json_of(client).send(method, &path, body.to_string()).await;
    let told = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    (answer.status.as_u16(), told)
}

pub(crate) async fn sign_in(app: &TestApp, name: &str, password: &str) -> Result<Client, u16> {
    let body = json!({ "name": name, "password": password });
    let answer = app.anonymous().post_json(SESSION, &body).await;
    match answer.status.as_u16() {
        200 => Ok(app.with_cookie(answer.cookie())),
        status => Err(status),
    }
}

#[tokio::test]
async fn an_account_is_added_changed_disabled_and_removed() {
    let app = TestApp::with_hosts(Vec::new()).await;
    let admin = app.as_role(Role::Admin);
    let new = |name: &str, roles: Value, password: &str| json!({ "name": name, "roles": roles, "password": password });
    for (body, status, why) in [
        (new("dora", json!(["operator"]), "short"), 400, "too short"),
        (
            new("dora", json!(["operator"]), "password1234"),
            400,
            "guess",
        ),
        (new("dora", json!([]), PASSWORD), 400, "1 to 20 roles"),
        (
            new("dora", json!(["operator", "operator"]), PASSWORD),
            400,
            "each once",
        ),
        (
            new("dora", json!(["nothing"]), PASSWORD),
            400,
            "no role nothing",
        ),
        (new("ADMIN", json!(["operator"]), PASSWORD), 409, "already"),
    ] {
        let (found, told) = ask(&admin, "POST", "/accounts", &body).await;
        assert_eq!(found, status, "{body}: {told}");
        assert!(told["detail"].as_str().unwrap().contains(why), "{told}");
    }
    let (status, made) = ask(
        &admin,
        "POST",
        "/accounts",
        &new("dora", json!(["operator"]), PASSWORD),
    )
    .await;
    assert_eq!(
        (status, &made["roles"]),
        (201, &json!(["operator"])),
        "{made}"
    );
    let dora = sign_in(&app, "dora", PASSWORD).await.expect("signed in");

    let (status, changed) = ask(
        &admin,
        "PATCH",
        "/accounts/dora",
        &json!({"roles": ["viewer"]}),
    )
    .await;
    assert_eq!((status, &changed["roles"]), (200, &json!(["viewer"])));
    assert_eq!(
        dora.get(SESSION).await.json()["roles"],
        json!(["viewer"]),
        "at once"
    );

    let (status, _) = ask(
        &admin,
        "PATCH",
        "/accounts/dora",
        &json!({"disabled": true}),
    )
    .await;
    assert_eq!(status, 200);
    dora.get(SESSION).await.problem(401, "not-signed-in");
    assert_eq!(sign_in(&app, "dora", PASSWORD).await.err(), Some(403));
    assert_eq!(
        sign_in(&app, "dora", "wrong password").await.err(),
        Some(401)
    );
    let (status, _) = ask(
        &admin,
        "PATCH",
        "/accounts/dora",
        &json!({"disabled": false}),
    )
    .await;
    assert_eq!(status, 200);

    let dora = sign_in(&app, "dora", PASSWORD).await.expect("signed in");
    let other = "an unusual phrase of words";
    let (status, _) = ask(
        &admin,
        "PUT",
        "/accounts/dora/password",
        &json!({"password": other}),
    )
    .await;
    assert_eq!(status, 204);
    dora.get(SESSION).await.problem(401, "not-signed-in");
    let dora = sign_in(&app, "dora", other).await.expect("signed in");
    let (status, _) = ask(&admin, "DELETE", "/accounts/dora", &Value::Null).await;
    assert_eq!(status, 204);
    dora.get(SESSION).await.problem(401, "not-signed-in");
    for (method, path, body) in [
        ("PATCH", "/accounts/dora", json!({"disabled": true})),
        ("PUT", "/accounts/dora/password", json!({"password": other})),
        ("DELETE", "/accounts/dora", Value::Null),
    ] {
        assert_eq!(
            ask(&admin, method, path, &body).await.0,
            404,
            "{method} {path}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn who_must_choose_another_password_can_do_nothing_before() {
    let app = TestApp::start().await;
    let admin = app.as_role(Role::Admin);
    let must = json!({"must_change_password": true});
    let operator = app.as_role(Role::Operator);
    assert_eq!(
        ask(&admin, "PATCH", "/accounts/operator", &must).await.0,
        200
    );
    assert_eq!(
        operator.get(SESSION).await.json()["must_change_password"],
        true
    );
    for path in [
        "/api/v1/hosts",
        "/api/v1/hosts/demo/containers",
        "/api/v1/hosts/demo/channels",
    ] {
        operator.get(path).await.problem(403, "denied");
    }
    let new = json!({"current": PASSWORD, "password": "an unusual phrase of words"});
    assert_eq!(
        ask(&operator, "PUT", "/session/password", &new).await.0,
        204
    );
    assert_eq!(
        operator.get(SESSION).await.json()["must_change_password"],
        false
    );
    assert_eq!(operator.get("/api/v1/hosts").await.status, 200);
    app.stop().await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = TestApp::with_hosts(Vec::new()).await;
    let admin = app.as_role(Role::Admin);
    for (method, body) in [
        ("PATCH", json!({"roles": ["viewer"]})),
        ("PATCH", json!({"disabled": true})),
        ("DELETE", Value::Null),
    ] {
        let (status, told) = ask(&admin, method, "/accounts/admin", &body).await;
        assert_eq!(status, 409, "{method} {body}: {told}");
    }
    let (status, _) = ask(
        &admin,
        "PATCH",
        "/accounts/viewer",
        &json!({"roles": ["viewer", "admin"]}),
    )
    .await;
    assert_eq!(status, 200);
    let (status, _) = ask(
        &admin,
        "PATCH",
        "/accounts/admin",
        &json!({"roles": ["viewer"]}),
    )
    .await;
    assert_eq!(status, 200, "there is another one now");
    app.stop().await;
}

#[tokio::test]
async fn ones_own_password_takes_the_present_one_and_ends_ones_other_sessions() {
    let app = TestApp::with_hosts(Vec::new()).await;
    let (here, there) = (
        sign_in(&app, "viewer", PASSWORD).await.expect("signed in"),
        sign_in(&app, "viewer", PASSWORD).await.expect("signed in"),
    );
    let body =
        |current: &str| json!({"current": current, "password": "an unusual phrase of words"});
    let (status, _) = ask(&here, "PUT", "/session/password", &body("wrong")).await;
    assert_eq!(status, 401);
    let (status, told) = ask(&here, "PUT", "/session/password", &body(PASSWORD)).await;
    assert_eq!(status, 204, "{told}");
    assert_eq!(here.get(SESSION).await.status, 200);
    there.get(SESSION).await.problem(401, "not-signed-in");
    app.stop().await;
}

#[tokio::test]
async fn the_riskiest_actions_take_a_proof_of_the_last_ten_minutes() {
    let app = TestApp::with_hosts(Vec::new()).await;
    let admin = sign_in(&app, "admin", PASSWORD).await.expect("signed in");
    let change = json!({"must_change_password": false});
    let path = "/accounts/viewer";
    assert_eq!(
        ask(&admin, "PATCH", path, &change).await.0,
        200,
        "just signed in"
    );
    app.clock.advance(PROOF_LIFETIME + Duration::from_secs(1));
    let (status, told) = ask(&admin, "PATCH", path, &change).await;
    assert_eq!(
        (status, &told["code"]),
        (403, &json!("proof-needed")),
        "{told}"
    );
    assert_eq!(
        admin.get("/api/v1/accounts").await.status,
        200,
        "looking goes on"
    );
    let (status, _) = ask(
        &admin,
        "POST",
        "/session/proof",
        &json!({"password": "wrong"}),
    )
    .await;
    assert_eq!(status, 401);
    let (status, _) = ask(&admin, "PATCH", path, &change).await;
    assert_eq!(status, 403, "a wrong one proves nothing");
    let (status, _) = ask(
        &admin,
        "POST",
        "/session/proof",
        &json!({"password": PASSWORD}),
    )
    .await;
    assert_eq!(status, 204);
    assert_eq!(ask(&admin, "PATCH", path, &change).await.0, 200);
    // Another session of the same person has proven nothing.
    let other = app.as_role(Role::Admin);
    assert_eq!(ask(&other, "PATCH", path, &change).await.0, 403);
    app.stop().await;
}
