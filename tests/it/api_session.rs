//! Signing in and out with a password: by the API and by the page, throttled, expiring.

use std::time::Duration;

use atomdeck::auth::{AuthError, Place};
use atomdeck::model::Role;
use hyper::Method;
use serde_json::json;

use crate::support::{LIMITS, PASSWORD, TestApp, eventually, place};

const SESSION: &str = "/api/v1/session";
const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_session_begins_says_who_one_is_and_ends() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let client = console.anonymous();
    let credentials = json!({ "name": "OPERATOR", "password": PASSWORD });
    let answer = client.post_json(SESSION, &credentials).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["name"], "operator");
    let set = answer.header("set-cookie");
    for part in [
        "__Host-atomdeck=",
        "; Path=/",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Strict",
    ] {
        assert!(set.contains(part), "{set}");
    }
    let again = client.post_json(SESSION, &credentials).await;
    assert_ne!(
        answer.cookie(),
        again.cookie(),
        "each sign-in has a secret of its own"
    );

    let signed_in = console.with_cookie(answer.cookie());
    let whoami = signed_in.get(SESSION).await.json();
    assert_eq!(whoami["roles"], json!(["operator"]));
    assert_eq!(whoami["scoped"], false);
    let permissions = whoami["permissions"].as_array().unwrap();
    assert!(permissions.contains(&json!("container_restart")));
    assert!(!permissions.contains(&json!("audit_view")));

    let out = signed_in.send(Method::DELETE, SESSION, "").await;
    assert_eq!(out.status, 204);
    assert_eq!(out.cookie(), "__Host-atomdeck=");
    signed_in.get(SESSION).await.problem(401, "not-signed-in");
    let other = console.with_cookie(again.cookie());
    assert_eq!(
        other.get(SESSION).await.status,
        200,
        "the other session goes on"
    );

    let page = console
        .as_role(Role::Admin)
        .get("/api/v1/audit")
        .await
        .json();
    let actions: Vec<_> = page["entries"].as_array().unwrap().iter().collect();
    assert_eq!(actions[0]["action"], "session_close");
    assert_eq!(actions[1]["action"], "session_open");
    assert_eq!(actions[1]["principal"], "operator");
    assert_eq!(actions[1]["address"], "127.0.0.1");
    console.stop().await;
}

#[tokio::test]
async fn an_unknown_name_is_answered_as_a_wrong_password() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let mut answers = Vec::new();
    for name in ["admin", "nobody", "no such name!", &"x".repeat(200)] {
        let wrong = json!({ "name": name, "password": "wrong password" });
        let answer = console.anonymous().post_json(SESSION, &wrong).await;
        answer.problem(401, "wrong-credentials");
        assert_eq!(answer.header("set-cookie"), "");
        answers.push(answer.body);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]));

    let page = console
        .as_role(Role::Admin)
        .get("/api/v1/audit")
        .await
        .json();
    let line = &page["entries"][0];
    assert_eq!(line["outcome"], "denied");
    assert_eq!(line["principal"], "-");
    assert_eq!(
        line["target"],
        "x".repeat(64),
        "the name is kept, but not all of it"
    );
    assert!(!page.to_string().contains("wrong password\""), "{page}");
    console.stop().await;
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_wait_is_told() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let client = console.anonymous();
    let wrong = json!({ "name": "admin", "password": "wrong password" });
    let right = json!({ "name": "admin", "password": PASSWORD });
    let mut refused = None;
    for _ in 0..30 {
        let answer = client.post_json(SESSION, &wrong).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
        answer.problem(401, "wrong-credentials");
    }
    let refused = refused.expect("guesses are limited");
    refused.problem(429, "throttled");
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    client
        .post_json(SESSION, &right)
        .await
        .problem(429, "throttled");
    let page = client.post_form("/login", "name=admin&password=x").await;
    assert_eq!(page.status, 429);
    assert!(
        page.text().contains("Too many failed attempts"),
        "{}",
        page.text()
    );

    console.clock.advance(Duration::from_secs(wait));
    assert_eq!(client.post_json(SESSION, &right).await.status, 200);
    console.stop().await;
}

/// Brute force at full speed does not keep the account's holder out where they signed in before.
#[tokio::test]
async fn guessing_locks_nobody_out_where_they_are_known() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let auth = &console.app.auth;
    let from = |last: u8| Place {
        address: [10, 0, 0, last].into(),
        ..place()
    };
    let sign_in = async |password: &str, from: Place| {
        let password = password.to_owned();
        auth.sign_in("viewer", password, from).await.map(drop)
    };
    sign_in(PASSWORD, from(1)).await.expect("its holder");
    for guess in 2..=40 {
        let guessed = sign_in("wrong password", from(guess)).await;
        guessed.expect_err("each from an address of its own");
    }
    let elsewhere = sign_in(PASSWORD, from(41)).await.expect_err("not known");
    assert!(matches!(elsewhere, AuthError::Throttled(_)), "{elsewhere}");
    sign_in(PASSWORD, from(1)).await.expect("known there");
    let wait = elsewhere.retry_after().expect("a wait");
    assert!(wait <= 15, "elsewhere it is not long: {wait} s");
    console.clock.advance(Duration::from_secs(wait));
    sign_in(PASSWORD, from(41)).await.expect("after the wait");
    console.stop().await;
}

/// Whatever cookie somebody brings, the session that begins has a secret that nobody knew before.
#[tokio::test]
async fn a_session_cannot_be_fixed_before_it_begins() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let planted = "__Host-atomdeck=".to_owned() + &"0".repeat(64);
    let client = console.with_cookie(&planted);
    let credentials = json!({ "name": "viewer", "password": PASSWORD });
    let answer = client.post_json(SESSION, &credentials).await;
    assert_eq!(answer.status, 200);
    assert_ne!(answer.cookie(), planted);
    client.get(SESSION).await.problem(401, "not-signed-in");
    console.stop().await;
}

/// What is told of where to go, or said again, never leaves its line.
#[tokio::test]
async fn nothing_a_client_sends_ends_up_in_headers_or_leads_away() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let client = console.anonymous();
    for next in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
        "%2F%0D%0ASet-Cookie%3A%20a%3Db",
        "javascript%3Aalert(1)",
    ] {
        let form = format!(
            "name=viewer&password={}&next={next}",
            PASSWORD.replace(' ', "+")
        );
        let answer = client.post_form("/login", &form).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "/"),
            "{next}"
        );
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 1);
    }
    let answer = client
        .get("/login?next=%0D%0Ax-evil:%201&name=%22%3E%3Cscript%3E")
        .await;
    assert!(answer.headers.get("x-evil").is_none());
    assert!(!answer.text().contains("<script>"), "{}", answer.text());
    console.stop().await;
}

#[tokio::test]
async fn a_session_ends_without_use_and_however_used() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let almost = LIMITS.idle - Duration::from_mins(1);
    let admin = console.as_role(Role::Admin);
    console.clock.advance(almost);
    assert_eq!(admin.get(SESSION).await.status, 200);
    console.clock.advance(almost);
    assert_eq!(admin.get(SESSION).await.status, 200, "use keeps it");
    let unused = console.as_role(Role::Viewer).get(SESSION).await;
    unused.problem(401, "not-signed-in");

    let steps = LIMITS.absolute.as_secs() / almost.as_secs();
    for _ in 0..steps {
        console.clock.advance(almost);
        admin.get(SESSION).await;
    }
    admin.get(SESSION).await.problem(401, "not-signed-in");
    console.stop().await;
}

#[tokio::test]
async fn what_is_held_open_ends_with_the_session() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let sessions = &console.app.auth.sessions;
    let user = console.app.store.user_list().await.unwrap().remove(0);
    let open = async || sessions.open(user.clone(), place()).await.unwrap().1;

    let session = open().await;
    let ended = sessions.ended(&session);
    assert!(!ended.is_cancelled());
    sessions.end(session.key).await.unwrap();
    assert!(ended.is_cancelled(), "signed out");

    let expired = sessions.ended(&open().await);
    console.clock.advance(LIMITS.idle);
    eventually("expiry ends it", SOON, async || {
        expired.is_cancelled().then_some(())
    })
    .await;

    let oldest = sessions.ended(&open().await);
    for _ in 0..20 {
        open().await;
    }
    assert!(oldest.is_cancelled(), "too many sessions");

    // As a sub-command does in another process.
    let removed = sessions.ended(&open().await);
    console
        .app
        .store
        .user_set_password(user.name.clone(), String::new(), false, None)
        .await
        .unwrap();
    eventually("a new password ends it", SOON, async || {
        removed.is_cancelled().then_some(())
    })
    .await;
    console.stop().await;
}

#[tokio::test]
async fn the_page_signs_in_without_javascript() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let client = console.anonymous();
    let page = client
        .get("/login?next=/hosts/local%3Fa=%22%3E%3Cscript%3E")
        .await;
    assert_eq!(page.status, 200);
    let html = page.text();
    // Its only script is for passkeys.
    let script = "<script src=\"/pages/passkey.js\" defer></script>";
    assert!(html.contains(script), "{html}");
    assert_eq!(html.matches("<script").count(), 1, "{html}");
    assert!(!html.contains("style="), "{html}");
    let style = client.get("/pages/form.css").await;
    let mark = client.get("/pages/mark.svg").await;
    assert_eq!(style.status, 200);
    assert!(page.body.len() + style.body.len() + mark.body.len() < 30_000);

    let wrong = client
        .post_form(
            "/login",
            "name=ad%22%3Emin&password=not-this-one&next=%2Faudit",
        )
        .await;
    assert_eq!(wrong.status, 401);
    let html = wrong.text();
    assert!(
        html.contains("Name and password do not belong together."),
        "{html}"
    );
    assert!(html.contains("value=\"ad&#34;&#62;min\""), "{html}");
    assert!(html.contains("value=\"/audit\""), "{html}");
    assert!(!html.contains("not-this-one"), "{html}");

    for (next, target) in [
        ("%2Faudit%3Fbefore%3D5", "/audit?before=5"),
        ("https%3A%2F%2Fevil.example", "/"),
        ("%2F%2Fevil.example", "/"),
        ("%2F%5Cevil.example", "/"),
        ("", "/"),
    ] {
        let form = format!("name=viewer&password=correct+horse&next={next}");
        let answer = client.post_form("/login", &form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(answer.header("location"), target);
        let signed_in = console.with_cookie(answer.cookie());
        assert_eq!(signed_in.get(SESSION).await.json()["name"], "viewer");
    }
    console.stop().await;
}
