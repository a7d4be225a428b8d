//! The audit log as it is searched and taken away, and its chain as the command line checks it.

use atomdeck::model::Role;
use serde_json::Value;

use crate::support::{Client, TestApp};

/// Two restarts of what is not there (failed) and one that is refused.
async fn asked(console: &TestApp) -> Client {
    for (role, name) in [
        (Role::Operator, "shop_web"),
        (Role::Viewer, "shop-web"),
        (Role::Operator, "no-body"),
    ] {
        let path = format!("/api/v1/hosts/demo/containers/{name}/restart");
        console.as_role(role).post(&path).await;
    }
    console.as_role(Role::Admin)
}

fn ids(page: &Value) -> Vec<i64> {
    let entries = page["entries"].as_array().expect("lines");
    let id = |line: &Value| line["id"].as_i64().expect("an id");
    entries.iter().map(id).collect()
}

#[tokio::test]
async fn lines_are_found_by_what_they_say() {
    let console = TestApp::start().await;
    let admin = asked(&console).await;
    let all = ids(&admin.get("/api/v1/audit").await.json());
    let [third, second, first] = all[..] else {
        panic!("three lines: {all:?}");
    };
    let table: &[(&str, &[i64])] = &[
        ("principal=viewer", &[second]),
        ("principal=nobody", &[]),
        ("outcome=denied", &[second]),
        ("outcome=failed", &[third, first]),
        ("action=container_restart", &all),
        ("action=prune", &[]),
        ("host=demo", &all),
        ("host=elsewhere", &[]),
        ("text=NO-BODY", &[third]),
        // No wildcards.
        ("text=shop_web", &[first]),
        ("text=%25", &[]),
        ("since=2000-01-01T00:00:00Z", &all),
        ("until=2000-01-01T00:00:00Z", &[]),
        ("outcome=failed&text=shop", &[first]),
    ];
    for (query, expected) in table {
        let page = admin.get(&format!("/api/v1/audit?{query}")).await.json();
        assert_eq!(ids(&page), *expected, "{query}");
    }
    for query in [
        "outcome=maybe",
        "action=fly",
        "since=yesterday",
        "unknown=1",
    ] {
        let answer = admin.get(&format!("/api/v1/audit?{query}")).await;
        answer.problem(400, "invalid-request");
    }
    console.stop().await;
}

#[tokio::test]
async fn the_log_is_taken_away_as_a_file() {
    let console = TestApp::start().await;
    let admin = asked(&console).await;
    let lines = admin.get("/api/v1/audit/export?outcome=failed").await;
    let disposition = lines.headers["content-disposition"].to_str();
    assert_eq!(
        disposition.ok(),
        Some("attachment; filename=\"audit.jsonl\"")
    );
    let text = lines.text();
    let targets: Vec<_> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["target"].clone())
        .collect();
    assert_eq!(targets, ["no-body", "shop_web"]);

    // More than one page of them.
    for _ in 0..120 {
        let path = "/api/v1/hosts/demo/containers/shop-web/restart";
        console.as_role(Role::Viewer).post(path).await;
    }
    let table = admin.get("/api/v1/audit/export?format=csv").await.text();
    let mut rows = table.lines();
    let names = "id,at,principal,address,action,host,target,outcome,detail,duration_ms,rule,reason,parameters";
    assert_eq!(rows.next(), Some(names));
    assert_eq!(rows.count(), 123);
    console.stop().await;
}
