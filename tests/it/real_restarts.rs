//! A container that ends as soon as it starts, made to do so for real: by the engine's own policy, and 200 times
//! through the console. The timeline stays short and says it in words, and the list says what is.

use std::path::Path;
use std::time::Duration;

use atomdeck::model::{Action, ContainerRef, ContainerVerb, Role, TimelineEntry, VerbOptions};
use serde_json::Value;

use crate::support::{self, Client, TestApp, TestHost, eventually};

const SOON: Duration = Duration::from_secs(60);
const RESTARTS: u32 = 200;

/// Lines about one container: it was created, a minute or two of restarts, and its first turns.
const FEW: usize = 20;

/// How many restarts an entry stands for.
fn counted(entry: &TimelineEntry) -> u32 {
    let Some((_, rest)) = entry.text.split_once("restarted ") else {
        return 0;
    };
    let word = rest.split(' ').next().unwrap_or_default();
    if word == "once" {
        return 1;
    }
    word.parse().expect("a number")
}

async fn row(viewer: &Client, name: &str) -> Option<Value> {
    let list = viewer.get("/api/v1/hosts/local/containers").await;
    assert_eq!(list.status, 200, "{}", list.text());
    let list = list.json();
    let rows = list["containers"].as_array().expect("a list").clone();
    let mut named: Vec<Value> = rows.into_iter().filter(|row| row["name"] == name).collect();
    assert!(named.len() < 2, "{named:?}");
    named.pop()
}

#[tokio::test]
async fn two_hundred_restarts_are_told_in_few_words() {
    let Some(engine) = support::podman() else {
        return;
    };
    let host = TestHost::new(Path::new("/"), Some(&engine.daemon.socket));
    let name = "restarts-many";
    let image = &engine.daemon.image;
    // It ends before anybody can stop it.
    let create = [
        "create",
        "--network",
        "none",
        "--log-driver",
        "none",
        "--name",
        name,
        image,
    ];
    engine.cli(&[&create[..], &["sh", "-c", "exit 7"]].concat());
    let wanted: ContainerRef = name.parse().expect("a name");
    let console = host.host.engine();
    let id = engine.cli(&["container", "inspect", "--format", "{{.Id}}", name]);
    for turn in 0..=RESTARTS {
        let permit = host.permit("ada", Action::ContainerRestart).await;
        let options = VerbOptions::default();
        let restarted = console.act(permit, &wanted, ContainerVerb::Restart, options);
        restarted
            .await
            .unwrap_or_else(|error| panic!("restart {turn}: {error}"));
        if turn % 20 == 0 {
            let list = console.containers().await.expect("a list").containers;
            let rows: Vec<_> = list.iter().filter(|row| row.name == name).collect();
            assert_eq!(rows.len(), 1, "at restart {turn}");
            assert_eq!(rows[0].id, id);
            let told = console.timeline(Some(&wanted)).len();
            assert!(told <= FEW, "{told} entries at restart {turn}");
        }
    }
    // The first was no restart: it had not run.
    let entries = eventually("all of them are told", SOON, async || {
        let entries = console.timeline(Some(&wanted));
        let sum: u32 = entries.iter().map(counted).sum();
        (sum == RESTARTS).then_some(entries)
    })
    .await;
    assert!(entries.len() <= FEW, "{entries:#?}");
    let newest = entries.iter().find(|entry| counted(entry) > 1);
    let newest = newest.expect("some are told as one");
    assert!(newest.text.contains("within a minute"), "{newest:?}");
    assert!(newest.text.contains("exit code 7"), "{newest:?}");
    assert_eq!(newest.name, name);
    let audited = host.audit().await.len();
    assert!(audited > 0, "each is in the audit log");

    engine.cli(&["rm", "--force", name]);
    eventually("its end is told", SOON, async || {
        let all = console.timeline(None);
        let mut of_it = all.iter().filter(|entry| entry.name == name);
        of_it
            .any(|entry| matches!(entry.action.as_str(), "remove" | "destroy"))
            .then_some(())
    })
    .await;
    let list = console.containers().await.expect("a list").containers;
    assert!(list.iter().all(|row| row.name != name));
    host.stop().await;
}

#[tokio::test]
async fn a_container_that_crashes_at_once_is_told_as_restarting() {
    let Some(engine) = support::docker() else {
        return;
    };
    let mut setup = support::host("local", Path::new("/"));
    setup.engine_socket = Some(engine.daemon.socket.display().to_string());
    let app = TestApp::with_hosts(vec![setup]).await;
    let viewer = app.as_role(Role::Viewer);
    let name = "restarts-always";
    let image = &engine.daemon.image;
    let run = [
        "run",
        "--detach",
        "--restart",
        "always",
        "--network",
        "none",
    ];
    engine.cli(&[&run[..], &["--name", name, image, "sh", "-c", "exit 9"]].concat());
    // The engine waits twice as long after each.
    let shown = eventually("the list counts", SOON, async || {
        let row = row(&viewer, name).await.expect("it is there");
        let state = row["state"].as_str().expect("a state");
        assert!(matches!(state, "running" | "restarting"), "{row}");
        (row["restarts"].as_u64() >= Some(6)).then_some(row)
    })
    .await;
    assert!(shown["restarts"].as_u64() < Some(50), "{shown}");
    let path = format!("/api/v1/hosts/local/timeline?container={name}");
    let entries = eventually("they are told as one", SOON, async || {
        let timeline = viewer.get(&path).await.json();
        let entries = timeline["entries"].as_array().expect("a list").clone();
        let folded = entries.iter().any(|entry| {
            let text = entry["text"].as_str().unwrap_or_default();
            text.contains("times within a minute") && text.contains("exit code 9")
        });
        folded.then_some(entries)
    })
    .await;
    assert!(entries.len() <= FEW, "{entries:?}");
    engine.cli(&["rm", "--force", name]);
    eventually("it is gone", SOON, async || {
        row(&viewer, name).await.is_none().then_some(())
    })
    .await;
    app.stop().await;
}
