//! What became of a boot: the demo host is upgraded, restarted and compared with what it was like before.

use std::time::Duration;

use atomdeck::model::Role;
use serde_json::{Value, json};

use crate::support::{Client, TestApp, eventually};

const SOON: Duration = Duration::from_secs(60);

const VERDICT: &str = "/api/v1/hosts/demo/verdict";

/// Longer than a host settles.
const SETTLED: Duration = Duration::from_mins(4);

async fn verdict(client: &Client) -> Option<Value> {
    let answer = client.get(VERDICT).await;
    (answer.status == 200).then(|| answer.json())
}

/// Asks until the verdict is so.
async fn once(client: &Client, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    eventually(what, SOON, async || {
        let verdict = verdict(client).await?;
        is_so(&verdict).then_some(verdict)
    })
    .await
}

/// Stages the update and restarts into it; the verdict of that boot.
async fn boot_the_update(client: &Client) -> Value {
    let before = once(client, "all containers run", |verdict| {
        let containers = verdict["now"]["containers"].as_array();
        containers.is_some_and(|all| all.len() >= 5)
    })
    .await;
    let changes = "/api/v1/hosts/demo/deployments/changes";
    let upgrade = client
        .post_json(changes, &json!({ "verb": "upgrade" }))
        .await;
    assert_eq!(upgrade.status, 202, "{}", upgrade.text());
    eventually("it is staged", SOON, async || {
        let all = client.get("/api/v1/hosts/demo/deployments").await;
        (all.status == 200 && all.json()["reboot_to_apply"] == true).then_some(())
    })
    .await;
    let reboot = json!({ "action": "reboot" });
    let asked = client.post_json("/api/v1/hosts/demo/power", &reboot).await;
    assert_eq!(asked.status, 202, "{}", asked.text());
    once(client, "it has booted", |verdict| {
        verdict["now"]["boot_id"] != before["now"]["boot_id"]
    })
    .await
}

async fn stop(client: &Client, container: &str) {
    let path = format!("/api/v1/hosts/demo/containers/{container}/stop");
    let stopped = client.post(&path).await;
    assert!(stopped.status.is_success(), "{}", stopped.text());
}

#[tokio::test]
async fn a_boot_is_compared_with_the_one_before_and_kept() {
    let console = TestApp::start().await;
    let admin = console.as_role(Role::Admin);
    let first = once(&admin, "it is seen", |_| true).await;
    assert_eq!(first["state"], "first_seen");
    assert_eq!(
        first["now"]["failed_units"],
        json!(["backup-offsite.service"])
    );
    assert_eq!(first["rule"]["rule"], "ask");

    let young = boot_the_update(&admin).await;
    assert_eq!(young["state"], "settling");
    assert_eq!(young["before"]["boot_id"], first["now"]["boot_id"]);
    assert_eq!(young["deployment_changed"], true);
    console.clock.advance(SETTLED);
    let settled = once(&admin, "all containers are back", |verdict| {
        verdict["state"] == "as_before"
    })
    .await;
    assert_eq!(settled["lost_containers"], json!([]));
    assert_eq!(settled["now"]["took"]["userspace_ms"], 7900);

    stop(&admin, "shop-cache").await;
    let worse = once(&admin, "it is worse", |verdict| verdict["state"] == "worse").await;
    let lost = worse["lost_containers"].as_array().expect("a list");
    assert!(
        lost.iter().any(|one| one["name"] == "shop-cache"),
        "{lost:?}"
    );

    let kept = admin
        .post_json(VERDICT, &json!({ "decision": "keep" }))
        .await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    let decision = &kept.json()["decision"];
    assert_eq!(
        (&decision["kind"], &decision["by"]),
        (&json!("kept"), &json!("admin"))
    );
    let impact = admin.get("/api/v1/hosts/demo/power/impact").await.json();
    assert_eq!(
        impact["boots"].as_array().map(Vec::len),
        Some(2),
        "{impact}"
    );
    console.stop().await;
}

#[tokio::test]
async fn a_rule_acts_once_in_the_name_of_who_set_it() {
    let console = TestApp::start().await;
    let admin = console.as_role(Role::Admin);
    let rule = async |minutes: u32| {
        let body = json!({ "rule": "roll_back_when_worse", "wait_minutes": minutes }).to_string();
        let json = admin.clone().header("content-type", "application/json");
        let path = format!("{VERDICT}/rule");
        json.send(hyper::Method::PUT, &path, body).await
    };
    rule(2).await.problem(400, "invalid-request");
    let set = rule(3).await;
    assert_eq!(set.status, 200, "{}", set.text());
    assert_eq!(set.json()["rule"]["set_by"], "admin");

    let young = boot_the_update(&admin).await;
    assert!(young["rule"]["acts_at"].is_string(), "{young}");
    console.clock.advance(SETTLED);
    stop(&admin, "shop-cache").await;
    let end = once(
        &admin,
        "the host runs again what it ran before",
        |verdict| verdict["is_return"] == true,
    )
    .await;
    assert!(end["rule"]["trouble"].is_null(), "{end}");
    assert!(end["rule"]["acts_at"].is_null(), "{end}");
    let log = admin.get("/api/v1/audit").await.json();
    let lines = log["entries"].as_array().expect("lines").iter();
    let by_rule: Vec<_> = lines
        .filter(|line| line["principal"] == "rule of admin")
        .map(|line| line["action"].as_str().unwrap_or_default())
        .collect();
    let count = |action: &str| by_rule.iter().filter(|one| **one == action).count();
    assert_eq!(count("verdict_decide"), 1, "{by_rule:?}");
    assert_eq!(count("deployment_rollback"), 1, "{by_rule:?}");
    assert_eq!(count("host_reboot"), 1, "{by_rule:?}");
    console.stop().await;
}
