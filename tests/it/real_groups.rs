//! Groups of containers and other limits on the real engines, asked for over HTTP as a page does.

use std::{path::Path, time::Duration};

use atomdeck::{host::HostSetup, model::Role};
use serde_json::{Value, json};

use crate::support::{self, Client, Engine, TestApp, eventually, host};

const SOON: Duration = Duration::from_secs(60);

async fn console(engine: &Engine) -> TestApp {
    let setup = HostSetup {
        engine_socket: Some(engine.daemon.socket.display().to_string()),
        ..host("local", Path::new("/"))
    };
    TestApp::with_hosts(vec![setup]).await
}

/// Creates one and leaves it as it is.
fn create(engine: &Engine, name: &str, options: &[&str]) {
    let image = engine.daemon.image.as_str();
    let create = ["create", "--stop-signal", "KILL", "--name", name];
    let command = [image, "sleep", "1000"];
    engine.cli(&[&create[..], options, &command[..]].concat());
}

/// Asks for an operation and waits for its end.
async fn operate(client: &Client, path: &str) -> Value {
    let begun = client.post(&format!("/api/v1/hosts/local{path}")).await;
    assert_eq!(begun.status, 202, "{}", begun.text());
    let id = begun.json()["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/hosts/local/operations/{id}");
    eventually("the operation ends", SOON, async || {
        let operation = client.get(&path).await.json();
        (operation["state"] != "running").then_some(operation)
    })
    .await
}

fn state(engine: &Engine, name: &str) -> String {
    engine.cli(&[
        "container",
        "inspect",
        "--format",
        "{{.State.Status}}",
        name,
    ])
}

fn started_at(engine: &Engine, name: &str) -> String {
    engine.cli(&[
        "container",
        "inspect",
        "--format",
        "{{.State.StartedAt}}",
        name,
    ])
}

/// Action, target and outcome of the newest lines.
async fn audit(client: &Client, lines: usize) -> Vec<(String, String, String)> {
    let page = client
        .get(&format!("/api/v1/audit?limit={lines}"))
        .await
        .json();
    let entries = page["entries"].as_array().expect("lines").iter();
    let word = |line: &Value, field: &str| line[field].as_str().unwrap_or_default().to_owned();
    let mut all: Vec<_> = entries
        .map(|line| {
            (
                word(line, "action"),
                word(line, "target"),
                word(line, "outcome"),
            )
        })
        .collect();
    all.sort();
    all
}

async fn a_project_is_started_and_stopped_in_order(engine: &Engine) {
    let console = console(engine).await;
    let operator = console.as_role(Role::Operator);
    let admin = console.as_role(Role::Admin);
    let label = |service: &str, needs: &str| {
        [
            "com.docker.compose.project=lifeshop".to_owned(),
            format!("com.docker.compose.service={service}"),
            format!("com.docker.compose.depends_on={needs}"),
        ]
    };
    for (name, service, needs) in [
        ("lifeshop-web", "web", "api:service_started:false"),
        ("lifeshop-api", "api", "db:service_started:false"),
        ("lifeshop-db", "db", ""),
    ] {
        let [project, service, needs] = label(service, needs);
        create(
            engine,
            name,
            &["--label", &project, "--label", &service, "--label", &needs],
        );
    }
    let path = "/groups/compose/lifeshop";
    let done = operate(&operator, &format!("{path}/start")).await;
    assert_eq!(
        (&done["state"], &done["outcome"]),
        (&json!("succeeded"), &json!("3 containers started"))
    );
    let order =
        ["lifeshop-db", "lifeshop-api", "lifeshop-web"].map(|name| started_at(engine, name));
    assert!(order.is_sorted(), "{order:?}");
    let line = |name: &str| {
        (
            "container_start".to_owned(),
            name.to_owned(),
            "succeeded".to_owned(),
        )
    };
    let expected = ["lifeshop-api", "lifeshop-db", "lifeshop-web"].map(line);
    assert_eq!(audit(&admin, 3).await, expected);

    let done = operate(&operator, &format!("{path}/restart")).await;
    assert_eq!(done["state"], "succeeded", "{done}");
    assert!(started_at(engine, "lifeshop-db") > order[2]);
    let done = operate(&operator, &format!("{path}/stop")).await;
    assert_eq!(done["state"], "succeeded", "{done}");
    assert_eq!(state(engine, "lifeshop-db"), "exited");

    // What others depend on does not start, so they do not either.
    engine.cli(&["rm", "lifeshop-db"]);
    let [project, service, _] = label("db", "");
    let image = engine.daemon.image.as_str();
    engine.cli(&[
        "create",
        "--name",
        "lifeshop-db",
        "--label",
        &project,
        "--label",
        &service,
        image,
        "/no/such",
    ]);
    let failed = operate(&operator, &format!("{path}/start")).await;
    assert_eq!(failed["state"], "failed");
    let error = failed["error"].as_str().expect("why");
    assert!(
        error.contains("lifeshop-db") && error.contains("/no/such"),
        "{error}"
    );
    assert_eq!(state(engine, "lifeshop-web"), "exited");
    let outcomes: Vec<String> = audit(&admin, 3)
        .await
        .into_iter()
        .map(|line| line.2)
        .collect();
    assert_eq!(outcomes, ["failed", "failed", "failed"]);

    let denied = console.as_role(Role::Viewer);
    denied
        .post(&format!("/api/v1/hosts/local{path}/stop"))
        .await
        .problem(403, "denied");
    for missing in [
        "/groups/compose/lifenone/start",
        "/groups/pod/lifenone/start",
    ] {
        let missing = format!("/api/v1/hosts/local{missing}");
        operator.post(&missing).await.problem(404, "not-found");
    }
    engine.cli(&[
        "rm",
        "--force",
        "lifeshop-web",
        "lifeshop-api",
        "lifeshop-db",
    ]);
    console.stop().await;
}

async fn a_start_waits_for_health(engine: &Engine) {
    let console = console(engine).await;
    let operator = console.as_role(Role::Operator);
    let of = |service: &str| format!("com.docker.compose.service={service}");
    let project = "com.docker.compose.project=lifehealth";
    let needs = "com.docker.compose.depends_on=db:service_healthy:false";
    let web = ["--label", project, "--label", &of("web"), "--label", needs];
    create(engine, "lifehealth-web", &web);
    let image = engine.daemon.image.as_str();
    // Healthy from its third check on, or never.
    let database = |check: &str| {
        engine.cli(&[
            "create",
            "--stop-signal",
            "KILL",
            "--name",
            "lifehealth-db",
            "--label",
            project,
            "--label",
            &of("db"),
            "--health-interval",
            "1s",
            "--health-retries",
            "5",
            "--health-cmd",
            check,
            image,
            "sleep",
            "1000",
        ]);
    };
    database("echo x >>/tries && test $(wc -l </tries) -ge 3");
    let path = "/groups/compose/lifehealth/start";
    let done = operate(&operator, path).await;
    let told = (&done["state"], &done["outcome"]);
    let expected = (&json!("succeeded"), &json!("2 containers started"));
    assert_eq!(told, expected, "{done}");
    let health = engine.cli(&[
        "inspect",
        "--format",
        "{{.State.Health.Status}}",
        "lifehealth-db",
    ]);
    assert_eq!(health, "healthy");
    let tries = engine.cli(&["exec", "lifehealth-db", "cat", "/tries"]);
    assert!(tries.lines().count() >= 3, "{tries}");
    assert_eq!(state(engine, "lifehealth-web"), "running");

    engine.cli(&["stop", "lifehealth-web"]);
    engine.cli(&["rm", "--force", "lifehealth-db"]);
    database("false");
    let failed = operate(&operator, path).await;
    assert_eq!(failed["state"], "failed", "{failed}");
    let error = failed["error"].as_str().expect("why");
    assert!(
        error.contains("lifehealth-db is not well: its health check"),
        "{error}"
    );
    assert_eq!(state(engine, "lifehealth-web"), "exited");
    engine.cli(&["rm", "--force", "lifehealth-web", "lifehealth-db"]);
    console.stop().await;
}

#[tokio::test]
async fn a_docker_project_waits_for_health() {
    if let Some(docker) = support::docker() {
        a_start_waits_for_health(docker).await;
    }
}

#[tokio::test]
async fn a_podman_project_waits_for_health() {
    if let Some(podman) = support::podman() {
        a_start_waits_for_health(podman).await;
    }
}

async fn limits_change_without_a_restart(engine: &Engine, persistent: bool) {
    let console = console(engine).await;
    let admin = console.as_role(Role::Admin);
    let name = "life-limits";
    create(engine, name, &["--memory", "64m", "--cpus", "0.5"]);
    engine.cli(&["start", name]);
    let before = started_at(engine, name);
    let path = format!("/api/v1/hosts/local/containers/{name}");
    let update = async |body: Value| {
        let path = format!("{path}/update");
        admin.post_json(&path, &body).await
    };
    let memory = 128 << 20;
    let answer = update(json!({"limits": {"memory": memory, "cpus": 1.5, "processes": 77}})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let warnings = answer.json()["warnings"].as_array().map(Vec::len);
    let shown = admin.get(&path).await.json();
    if persistent {
        assert_eq!(warnings, Some(0));
        assert_eq!(
            shown["limits"],
            json!({"memory": memory, "cpus": 1.5, "processes": 77})
        );
    } else {
        assert_eq!(warnings, Some(1));
    }
    assert_eq!(started_at(engine, name), before);

    let answer = update(json!({"restart_policy": {"kind": "on_failure", "attempts": 4}})).await;
    if persistent {
        assert_eq!(answer.status, 200, "{}", answer.text());
        let shown = admin.get(&path).await.json();
        assert_eq!(
            shown["restart_policy"],
            json!({"kind": "on_failure", "attempts": 4})
        );
        let lifted = update(json!({"limits": {}})).await;
        lifted.problem(409, "conflict");
        let problem = lifted.json();
        assert!(
            problem["remedy"]
                .as_str()
                .is_some_and(|remedy| remedy.contains("recreate"))
        );
    } else {
        answer.problem(409, "conflict");
    }
    update(json!({"limits": {"memory": 0}}))
        .await
        .problem(400, "invalid-request");
    engine.cli(&["rm", "--force", name]);
    console.stop().await;
}

#[tokio::test]
async fn a_docker_project_is_started_and_stopped_in_order() {
    let Some(docker) = support::docker() else {
        return;
    };
    a_project_is_started_and_stopped_in_order(docker).await;
}

#[tokio::test]
async fn a_podman_project_is_started_and_stopped_in_order() {
    let Some(podman) = support::podman() else {
        return;
    };
    a_project_is_started_and_stopped_in_order(podman).await;
}

#[tokio::test]
async fn docker_limits_change_without_a_restart() {
    let Some(docker) = support::docker() else {
        return;
    };
    limits_change_without_a_restart(docker, true).await;
}

/// Podman 4.3 keeps them until the next stop, and no restart policy at all.
#[tokio::test]
async fn podman_limits_change_without_a_restart() {
    let Some(podman) = support::podman() else {
        return;
    };
    limits_change_without_a_restart(podman, false).await;
}

#[tokio::test]
async fn a_pod_is_started_and_stopped_as_a_whole() {
    let Some(podman) = support::podman() else {
        return;
    };
    let console = console(podman).await;
    let operator = console.as_role(Role::Operator);
    let image = podman.daemon.image.as_str();
    // Its own container is made of the test's image: there is no registry.
    podman.cli(&[
        "pod",
        "create",
        "--name",
        "lifepod",
        "--infra-image",
        image,
        "--infra-command",
        "sleep 1000",
    ]);
    create(podman, "lifepod-a", &["--pod", "lifepod"]);
    create(podman, "lifepod-b", &["--pod", "lifepod"]);
    let done = operate(&operator, "/groups/pod/lifepod/start").await;
    assert_eq!(
        (&done["state"], &done["outcome"]),
        (&json!("succeeded"), &json!("3 containers started"))
    );
    assert_eq!(state(podman, "lifepod-b"), "running");
    let list = operator.get("/api/v1/hosts/local/containers").await.json();
    let rows = list["containers"].as_array().expect("a list");
    let members = rows.iter().filter(|row| row["pod"] == "lifepod");
    assert_eq!(members.count(), 3);
    for verb in ["restart", "stop"] {
        let done = operate(&operator, &format!("/groups/pod/lifepod/{verb}")).await;
        assert_eq!(done["state"], "succeeded", "{done}");
    }
    assert_eq!(state(podman, "lifepod-a"), "exited");
    podman.cli(&["pod", "rm", "--force", "lifepod"]);
    console.stop().await;
}
