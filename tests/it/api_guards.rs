//! What every request passes: origin, host, sizes, malformed input, headers; and health.

use atomdeck::model::Role;
use hyper::Method;
use serde_json::json;

use crate::support::{PASSWORD, TestApp};

#[tokio::test]
async fn changes_asked_for_by_another_site_are_refused() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let admin = console.as_role(Role::Admin);
    let own = format!("http://localhost:{}", console.address.port());
    let session = "/api/v1/session";
    for origin in ["http://evil.example", "null", "http://localhost:1"] {
        let foreign = admin.clone().header("origin", origin);
        let answer = foreign.send(Method::DELETE, session, "").await;
        answer.problem(403, "foreign-origin");
        let answer = foreign.post_form("/login", "name=admin&password=x").await;
        answer.problem(403, "foreign-origin");
        // Looking changes nothing, and the answer is kept from the other site by the browser.
        assert_eq!(foreign.get(session).await.status, 200);
    }
    for origin in [own.as_str(), "https://deck.example"] {
        let credentials = json!({ "name": "admin", "password": PASSWORD });
        let page = console.anonymous().header("origin", origin);
        assert_eq!(page.post_json(session, &credentials).await.status, 200);
    }
    console.stop().await;
}

#[tokio::test]
async fn a_request_for_another_name_is_refused() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let rebound = console.as_role(Role::Admin).header("host", "evil.example");
    for path in ["/api/v1/session", "/", "/login", "/healthz"] {
        rebound.get(path).await.problem(403, "foreign-origin");
    }
    let proxied = console.as_role(Role::Admin).header("host", "deck.example");
    assert_eq!(proxied.get("/api/v1/session").await.status, 200);
    console.stop().await;
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let client = console.anonymous();
    for path in [
        "/",
        "/login",
        "/api/v1/session",
        "/api/v1/none",
        "/pages/form.css",
        "/healthz",
    ] {
        let answer = client.get(path).await;
        let csp = answer.header("content-security-policy");
        for part in [
            "default-src 'self'",
            "script-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(csp.contains(part), "{path}: {csp}");
        }
        // Inline styles are the terminal's; nothing else may be inline.
        let strict = csp.replace("style-src 'self' 'unsafe-inline'", "");
        assert!(!strict.contains("unsafe"), "{path}: {csp}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert_ne!(answer.header("cache-control"), "", "{path}");
        if path.starts_with("/api") {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
    console.stop().await;
}

#[tokio::test]
async fn bad_requests_are_told_as_problems() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let admin = console.as_role(Role::Admin);
    let json = admin.clone().header("content-type", "application/json");
    let session = "/api/v1/session";
    for body in [
        "",
        "{",
        "[]",
        "{\"name\":1,\"password\":\"\"}",
        "{\"name\":\"a\"}",
        "\u{0}",
    ] {
        let answer = json.send(Method::POST, session, body.to_owned()).await;
        answer.problem(400, "invalid-request");
    }
    let plain = admin.send(Method::POST, session, "{}").await;
    plain.problem(400, "invalid-request");

    let large = format!("{{\"name\":\"{}\"}}", "a".repeat(64 * 1024));
    let answer = json.send(Method::POST, session, large.clone()).await;
    answer.problem(413, "too-large");
    admin
        .post_form("/login", &large)
        .await
        .problem(413, "too-large");

    for query in ["before=x", "limit=-1", "unknown=1"] {
        let answer = admin.get(&format!("/api/v1/audit?{query}")).await;
        answer.problem(400, "invalid-request");
    }
    for path in [
        "/api",
        "/api/v1",
        "/api/v1/none",
        "/api/v2/hosts",
        "/api/v1/hosts/",
    ] {
        admin.get(path).await.problem(404, "not-found");
    }
    let wrong = admin.send(Method::PUT, session, "").await;
    wrong.problem(405, "invalid-request");
    let allowed = wrong.header("allow");
    assert!(
        allowed.contains("GET") && allowed.contains("DELETE"),
        "{allowed}"
    );
    console.stop().await;
}

#[tokio::test]
async fn health_is_for_everybody() {
    let console = TestApp::with_hosts(Vec::new()).await;
    let answer = console.anonymous().get("/healthz").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({ "status": "ok" }));

    let broken = console
        .app
        .store
        .call(|db| Ok(db.execute_batch("PRAGMA foreign_keys = OFF; DROP TABLE users")?));
    broken.await.expect("the table goes");
    let answer = console.anonymous().get("/healthz").await;
    answer.problem(503, "store-failed");
    console.stop().await;
}
