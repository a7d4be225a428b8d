//! What updates the demo host by itself: shown as its files and systemd say, and set.

use std::fs;

use atomdeck::model::Role;
use hyper::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

const POLICY: &str = "/api/v1/hosts/demo/update-policy";

async fn set(console: &TestApp, body: &Value) -> Answer {
    let admin = console.as_role(Role::Admin);
    let json = admin.header("content-type", "application/json");
    json.send(Method::PUT, POLICY, body.to_string()).await
}

/// The agent in an answer that has to be a success.
fn agent(answer: &Answer, kind: &str) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let agents = answer.json()["agents"].clone();
    let agents = agents.as_array().expect("a list").iter();
    let mut found = agents.filter(|one| one["kind"] == kind);
    let agent = found.next().unwrap_or_else(|| panic!("no {kind}"));
    assert!(found.next().is_none(), "one of each");
    agent.clone()
}

#[tokio::test]
async fn the_agents_that_are_there_say_whether_they_restart_the_host() {
    let console = TestApp::start().await;
    let shown = console.as_role(Role::Viewer).get(POLICY).await;
    let zincati = agent(&shown, "zincati");
    assert_eq!(
        (&zincati["active"], &zincati["reboots"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(zincati["setting"]["strategy"], "immediate");
    let ostree = agent(&shown, "rpm_ostreed");
    assert_eq!(
        (&ostree["active"], &ostree["reboots"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(ostree["setting"]["policy"], "none");
    assert_eq!(
        shown.json()["agents"].as_array().map(Vec::len),
        Some(2),
        "no bootc"
    );
    set(&console, &json!({ "agent": "bootc", "timer": "on" }))
        .await
        .problem(503, "not-available");
    console.stop().await;
}

#[tokio::test]
async fn rpm_ostrees_policy_is_one_line_of_its_file_and_its_timer() {
    let console = TestApp::start().await;
    let file = console.demo_root().join("etc/rpm-ostreed.conf");
    let before = fs::read_to_string(&file).expect("the file");
    let of = |policy: &str| json!({ "agent": "rpm_ostreed", "policy": policy });
    let staged = agent(&set(&console, &of("stage")).await, "rpm_ostreed");
    assert_eq!(staged["setting"]["policy"], "stage");
    assert_eq!(staged["setting"]["timer"], "on");
    assert_eq!(
        (&staged["active"], &staged["reboots"]),
        (&json!(true), &json!(false))
    );
    assert!(staged["next_run"].is_string(), "{staged}");
    let after = fs::read_to_string(&file).expect("the file");
    assert!(after.contains("\nAutomaticUpdatePolicy=stage\n"), "{after}");
    for line in before.lines() {
        assert!(after.lines().any(|other| other == line), "{line}");
    }
    let applied = agent(&set(&console, &of("apply")).await, "rpm_ostreed");
    assert_eq!(applied["reboots"], true);
    let none = agent(&set(&console, &of("none")).await, "rpm_ostreed");
    assert_eq!(none["setting"]["timer"], "off");
    assert_eq!(none["active"], false);
    set(&console, &of("other"))
        .await
        .problem(400, "invalid-request");
    set(&console, &of("weekly"))
        .await
        .problem(400, "invalid-request");
    console.stop().await;
}

#[tokio::test]
async fn zincati_is_set_in_a_file_of_our_own_unless_a_later_one_counts_more() {
    let console = TestApp::start().await;
    let window = json!({ "days": ["Sat", "Sun"], "start_time": "23:30", "length_minutes": 60 });
    let wish = json!({
        "agent": "zincati", "strategy": "periodic", "windows": [window], "time_zone": "Europe/Berlin",
    });
    let periodic = agent(&set(&console, &wish).await, "zincati");
    assert_eq!(periodic["setting"]["strategy"], "periodic");
    assert_eq!(periodic["setting"]["windows"], json!([window]));
    assert_eq!(periodic["setting"]["time_zone"], "Europe/Berlin");
    let off = json!({ "agent": "zincati", "strategy": "off" });
    let off = agent(&set(&console, &off).await, "zincati");
    assert_eq!(
        (&off["active"], &off["reboots"]),
        (&json!(false), &json!(false))
    );

    let folder = console.demo_root().join("etc/zincati/config.d");
    assert!(folder.join("90-atomdeck.toml").is_file());
    let later = folder.join("95-site.toml");
    fs::write(later, "[updates]\nstrategy = \"immediate\"\n").expect("a file");
    let why = set(&console, &wish).await.problem(409, "conflict");
    assert!(why.contains("95-site.toml"), "{why}");
    console.stop().await;
}
