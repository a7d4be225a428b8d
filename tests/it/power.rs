//! A host's power as the console offers it, and what a restart would interrupt, on the demo host.

use std::time::Duration;

use atomdeck::model::{HostPart, Role};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::support::{Client, TestApp, TestHost, eventually};

const SOON: Duration = Duration::from_secs(40);

const POWER: &str = "/api/v1/hosts/demo/power";

async fn power(client: &Client) -> Value {
    let answer = client.get(POWER).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn impact(client: &Client) -> Value {
    let answer = client.get("/api/v1/hosts/demo/power/impact").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn boot_time(client: &Client) -> Option<Timestamp> {
    let host = client.get("/api/v1/hosts/demo").await.json();
    host["facts"]["boot_time"].as_str()?.parse().ok()
}

/// Calls systemd of the demo host, past the console.
async fn systemd(console: &TestApp, method: &str, body: &(impl serde::Serialize + zbus::Type)) {
    let host = &console.app.hosts[&"demo".parse().expect("a host id")];
    let bus = host.open_bus().await.expect("the bus");
    let called = bus
        .call_method(
            Some("org.freedesktop.systemd1"),
            "/org/freedesktop/systemd1",
            Some("org.freedesktop.systemd1.Manager"),
            method,
            body,
        )
        .await;
    called.expect("systemd does it");
}

fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    let list = list.as_array().expect("a list");
    let found = list.iter().find(|one| one["name"] == name);
    found.unwrap_or_else(|| panic!("no {name}: {list:?}"))
}

#[tokio::test]
async fn the_host_says_what_it_can_and_who_is_signed_in() {
    let console = TestApp::start().await;
    let power = power(&console.as_role(Role::Viewer)).await;
    let abilities = power["abilities"].as_array().expect("abilities");
    let can = |action: &str| {
        let ability = abilities.iter().find(|one| one["action"] == action);
        ability.expect("one of each")["why_not"].is_null()
    };
    assert!(can("reboot") && can("soft_reboot") && !can("power_off"));
    let sessions = power["sessions"].as_array().expect("sessions");
    let ada = sessions.iter().find(|one| one["user"] == "ada");
    let ada = ada.expect("she is signed in");
    assert_eq!(ada["remote_host"], "198.51.100.7");
    assert_eq!(ada["tty"], "pts/0");
    assert_eq!(power["inhibitors"][0]["mode"], "delay");
    assert_eq!(power["inhibitors"][0]["blocks"], false);
    assert!(power["scheduled"].is_null());
    assert_eq!(power["going_down"], false);
    let admin = console.as_role(Role::Admin);
    let off = admin
        .post_json(POWER, &json!({ "action": "power_off" }))
        .await;
    off.problem(503, "not-available");
    console.stop().await;
}

#[tokio::test]
async fn a_restart_is_scheduled_and_taken_back() {
    let console = TestApp::start().await;
    let admin = console.as_role(Role::Admin);
    let ask = async |seconds: i64| {
        let at = Timestamp::now() + SignedDuration::from_secs(seconds);
        let body = json!({ "action": "reboot", "at": at, "message": "Updates" });
        (admin.post_json(POWER, &body).await, at)
    };
    for seconds in [-10, 31 * 24 * 3600] {
        ask(seconds).await.0.problem(400, "invalid-request");
    }
    let (answer, at) = ask(3600).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    let scheduled = power(&admin).await["scheduled"].clone();
    assert_eq!(scheduled["action"], "reboot");
    let told: Timestamp = scheduled["at"]
        .as_str()
        .expect("a time")
        .parse()
        .expect("a time");
    assert_eq!(told.as_microsecond(), at.as_microsecond());
    assert_eq!(impact(&admin).await["scheduled"], scheduled);
    let cancel = async || admin.send(hyper::Method::DELETE, POWER, "").await;
    assert_eq!(cancel().await.status, 204);
    assert!(power(&admin).await["scheduled"].is_null());
    cancel().await.problem(409, "conflict");
    console.stop().await;
}

#[tokio::test]
async fn what_is_scheduled_happens_at_its_time() {
    let console = TestApp::start().await;
    let admin = console.as_role(Role::Admin);
    let before = boot_time(&admin).await.expect("it is up");
    let at = Timestamp::now() + SignedDuration::from_secs(2);
    let body = json!({ "action": "soft_reboot", "at": at });
    assert_eq!(admin.post_json(POWER, &body).await.status, 202);
    eventually("it has restarted", SOON, async || {
        let booted = boot_time(&admin).await?;
        (booted > before).then_some(())
    })
    .await;
    eventually("nothing is scheduled any more", SOON, async || {
        let answer = admin.get(POWER).await;
        (answer.status == 200 && answer.json()["scheduled"].is_null()).then_some(())
    })
    .await;
    console.stop().await;
}

#[tokio::test]
async fn who_holds_the_host_back_is_named_and_can_be_ignored() {
    let console = TestApp::start().await;
    let admin = console.as_role(Role::Admin);
    let before = boot_time(&admin).await.expect("it is up");
    systemd(&console, "StartUnit", &("shop-import.service", "replace")).await;
    let refused = admin.post_json(POWER, &json!({ "action": "reboot" })).await;
    let why = refused.problem(409, "conflict");
    assert!(
        why.contains("shop-import (an import of orders is under way)"),
        "{why}"
    );
    let body = json!({ "action": "reboot", "inhibitors": "ignore" });
    assert_eq!(admin.post_json(POWER, &body).await.status, 202);
    eventually("it has restarted", SOON, async || {
        let booted = boot_time(&admin).await?;
        (booted > before).then_some(())
    })
    .await;
    console.stop().await;
}

#[tokio::test]
async fn what_does_not_come_back_is_told_with_the_reason() {
    let console = TestApp::start().await;
    let viewer = console.as_role(Role::Viewer);
    let all = impact(&viewer).await;
    assert_eq!(all["missing"], json!([]));
    let cache = named(&all["containers"], "shop-cache");
    assert_eq!(cache["returns"], "yes", "{cache}");
    let index = named(&all["services"], "search-index.service");
    assert!(
        index["why"]
            .as_str()
            .expect("why")
            .contains("while the host ran")
    );
    let services = all["services"].as_array().expect("services");
    assert_eq!(services.len(), 1, "{services:?}");
    assert_eq!(all["boots"][0]["took"]["total_ms"], 18_100);
    assert_eq!(all["boots"][0]["took"]["firmware_ms"], 4500);
    assert_eq!(all["next"]["changes"], false);
    assert_eq!(all["sessions"].as_array().map(Vec::len), Some(2));

    systemd(
        &console,
        "DisableUnitFiles",
        &(vec!["docker.service"], false),
    )
    .await;
    let all = impact(&viewer).await;
    let cache = named(&all["containers"], "shop-cache");
    assert_eq!(cache["returns"], "unknown", "{cache}");
    assert!(
        cache["why"]
            .as_str()
            .expect("why")
            .contains("docker.socket")
    );
    console.stop().await;
}

#[tokio::test]
async fn a_part_that_is_missing_costs_nothing_else() {
    let demo = atomdeck::demo::Demo::start(atomdeck::demo::Pace::fast()).await;
    let demo = demo.expect("the demo host");
    std::fs::remove_file(demo.root().join("run/docker.sock")).expect("the engine's socket");
    let host = TestHost::new(demo.root(), None);
    let impact = host.host.impact().await;
    let [missing] = impact.missing.as_slice() else {
        panic!("one part: {:?}", impact.missing);
    };
    assert_eq!(missing.part, HostPart::Containers);
    assert!(!missing.why.is_empty());
    assert!(!impact.services.is_empty() && !impact.sessions.is_empty());
    host.stop().await;

    let empty = tempfile::tempdir().expect("a folder");
    let host = TestHost::new(empty.path(), None);
    let impact = host.host.impact().await;
    assert_eq!(impact.missing.len(), 5, "{:?}", impact.missing);
    host.stop().await;
    demo.stop().await;
}
