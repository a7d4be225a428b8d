//! A role for certain containers only: what its holder sees, may do, and cannot get at by any other way. And its guard
//! rails.

use atomdeck::model::{Role, RoleName, User};
use hyper::Method;
use serde_json::{Value, json};

use crate::support::{Client, Socket, TestApp};

const CONTAINERS: &str = "/api/v1/hosts/demo/containers";

/// What the helpdesk of the shop may do, to the shop's containers.
fn shop() -> Value {
    json!({
        "description": "Helpdesk of the shop",
        "actions": [
            "container_view", "container_logs", "container_start", "container_stop",
            "container_restart", "container_inspect", "container_exec"
        ],
        "scope": { "hosts": ["de*"], "containers": { "names": ["shop-*"] } }
    })
}

async fn save(app: &TestApp, name: &str, role: &Value) {
    let admin = app
        .as_role(Role::Admin)
        .header("content-type", "application/json");
    let path = format!("/api/v1/roles/{name}");
    let answer = admin.send(Method::PUT, &path, role.to_string()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// Somebody with that role alone; their cookie.
async fn somebody(app: &TestApp, name: &str, role: &str) -> String {
    let role: RoleName = role.parse().expect("a role's name");
    let user = User::new(name.parse().expect("a name"), role, app.clock.now());
    let added = app.app.store.user_add(user.clone(), String::new()).await;
    assert!(added.expect("the store answers"));
    app.sign_in(user).await
}

fn names(list: &Value) -> Vec<&str> {
    let containers = list["containers"].as_array().expect("containers");
    containers
        .iter()
        .map(|one| one["name"].as_str().expect("a name"))
        .collect()
}

/// The id of a container, as an administrator sees it.
async fn id(app: &TestApp, name: &str) -> String {
    let list = app.as_role(Role::Admin).get(CONTAINERS).await.json();
    let containers = list["containers"].as_array().expect("containers");
    let found = containers
        .iter()
        .find(|one| one["name"] == name)
        .expect("it is there");
    found["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_scope_shows_and_allows_what_is_in_it_and_nothing_else() {
    let app = TestApp::start().await;
    save(&app, "shop", &shop()).await;
    let dora = app.with_cookie(&somebody(&app, "dora", "shop").await);
    let all = app.as_role(Role::Admin).get(CONTAINERS).await.json();
    let (inside, outside): (Vec<_>, Vec<_>) = names(&all)
        .into_iter()
        .partition(|name| name.starts_with("shop-"));
    assert!(
        !inside.is_empty() && !outside.is_empty(),
        "the demo has both"
    );

    let seen = dora.get(CONTAINERS).await.json();
    assert_eq!(names(&seen), inside);
    let hosts = dora.get("/api/v1/hosts").await.json();
    assert_eq!(hosts[0]["id"], "demo");
    let whoami = dora.get("/api/v1/session").await.json();
    assert_eq!(whoami["scoped"], true);
    assert!(
        !whoami["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("host_view"))
    );

    for path in [
        "/api/v1/hosts/demo",
        "/api/v1/hosts/demo/deployments",
        "/api/v1/hosts/demo/images",
        "/api/v1/hosts/demo/volumes",
        "/api/v1/hosts/demo/timeline",
        "/api/v1/hosts/demo/power/impact",
        "/api/v1/audit",
        "/api/v1/accounts",
    ] {
        dora.get(path).await.problem(403, "denied");
    }

    let web = inside[0];
    let detail = dora.get(&format!("{CONTAINERS}/{web}")).await;
    assert_eq!(detail.status, 200, "{}", detail.text());
    let restarted = dora.post(&format!("{CONTAINERS}/{web}/restart")).await;
    assert_eq!(restarted.status, 204, "{}", restarted.text());
    let prefix = &id(&app, web).await[..12];
    let restarted = dora.post(&format!("{CONTAINERS}/{prefix}/restart")).await;
    assert_eq!(
        restarted.status,
        204,
        "by a prefix of its id: {}",
        restarted.text()
    );

    let other = id(&app, outside[0]).await;
    let missing = dora.post(&format!("{CONTAINERS}/nobody/restart")).await;
    let missing = missing.problem(403, "denied");
    for reference in [outside[0], &other, &other[..12], &other[..4]] {
        for (method, path) in [
            (Method::GET, String::new()),
            (Method::POST, "/restart".to_owned()),
            (Method::GET, "/processes".to_owned()),
            (Method::GET, "/log".to_owned()),
        ] {
            let path = format!("{CONTAINERS}/{reference}{path}");
            let answer = dora.send(method, &path, "").await;
            answer.problem(403, "denied");
        }
        let refused = dora
            .post(&format!("{CONTAINERS}/{reference}/restart"))
            .await;
        let refused = refused.problem(403, "denied");
        assert_eq!(refused, missing, "which there are is not told");
    }

    let audit = app
        .as_role(Role::Admin)
        .get("/api/v1/audit?text=dora")
        .await
        .json();
    let restarts: Vec<_> = audit["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["outcome"] == "succeeded")
        .collect();
    assert_eq!(
        restarts[0]["target"], web,
        "by its name, however it was asked for"
    );
    assert_eq!(restarts[0]["rule"], "shop");
    app.stop().await;
}

#[tokio::test]
async fn the_channels_keep_to_the_scope() {
    let app = TestApp::start().await;
    save(&app, "shop", &shop()).await;
    let cookie = somebody(&app, "dora", "shop").await;
    let all = app.as_role(Role::Admin).get(CONTAINERS).await.json();
    let inside = *names(&all)
        .iter()
        .find(|name| name.starts_with("shop-"))
        .unwrap();
    let outside = *names(&all)
        .iter()
        .find(|name| !name.starts_with("shop-"))
        .unwrap();
    let mut socket = Socket::connect(&app, Some(&cookie), None, "demo")
        .await
        .expect("a socket");
    socket.say(json!({"command": "init", "version": 1})).await;

    for open in [
        json!({"payload": "logs", "container": outside}),
        json!({"payload": "logs", "containers": [inside, outside]}),
        json!({"payload": "stats", "containers": [inside, outside]}),
        json!({"payload": "exec", "container": outside, "binary": "raw"}),
        json!({"payload": "dbus-json3", "bus": "system", "name": "org.freedesktop.systemd1"}),
        json!({"payload": "operation", "id": "0123456789abcdef"}),
        engine("GET", &format!("/containers/{outside}/logs?stdout=1")),
        engine("POST", &format!("/containers/{outside}/restart")),
        engine("GET", "/images/json"),
        engine("GET", "/info"),
        engine("GET", "/containers/json/../json"),
        engine("POST", "/containers/create"),
        engine(
            "POST",
            &format!("/containers/{inside}/rename?name=shop-other"),
        ),
        engine("GET", &format!("/containers/{inside}/json")),
    ] {
        socket.channel("x", open.clone()).await;
        assert_eq!(socket.problem("x").await, "access-denied", "{open}");
    }

    socket
        .channel("l", engine("GET", "/v1.41/containers/json?all=1"))
        .await;
    socket.say(json!({"command": "done", "channel": "l"})).await;
    assert_eq!(socket.until("response").await["status"], 200);
    let list: Vec<Value> = serde_json::from_str(&socket.data("l").await).expect("a list");
    assert!(!list.is_empty());
    for row in list {
        let name = row["Names"][0].as_str().expect("a name");
        assert!(name.starts_with("/shop-"), "{name}");
    }

    socket.channel("e", engine("GET", "/events")).await;
    socket.say(json!({"command": "done", "channel": "e"})).await;
    assert_eq!(socket.until("response").await["status"], 200);
    let operator = app.as_role(Role::Operator);
    for name in [outside, inside] {
        let restarted = operator.post(&format!("{CONTAINERS}/{name}/restart")).await;
        assert_eq!(restarted.status, 204);
    }
    let told = socket.data("e").await;
    assert!(told.contains(inside) && !told.contains(outside), "{told}");
    app.stop().await;
}

fn engine(method: &str, path: &str) -> Value {
    json!({"payload": "http-stream2", "unix": "engine", "method": method, "path": path})
}

#[tokio::test]
async fn a_role_that_changes_or_goes_counts_at_once() {
    let app = TestApp::start().await;
    save(&app, "shop", &shop()).await;
    let cookie = somebody(&app, "dora", "shop").await;
    let dora = app.with_cookie(&cookie);
    let mut socket = Socket::connect(&app, Some(&cookie), None, "demo")
        .await
        .expect("a socket");
    socket.say(json!({"command": "init", "version": 1})).await;
    socket.channel("e", json!({"payload": "events"})).await;
    socket.until("ready").await;

    let mut narrower = shop();
    narrower["scope"]["containers"] = json!({ "names": [] });
    save(&app, "shop", &narrower).await;
    assert_eq!(socket.problem("e").await, "terminated");
    assert_eq!(
        names(&dora.get(CONTAINERS).await.json()),
        Vec::<&str>::new()
    );

    let admin = app.as_role(Role::Admin);
    let gone = admin.send(Method::DELETE, "/api/v1/roles/shop", "").await;
    assert_eq!(gone.status, 204);
    dora.get(CONTAINERS).await.problem(403, "denied");
    let none: &[Value] = &[];
    assert_eq!(dora.get("/api/v1/hosts").await.json(), json!(none));
    app.stop().await;
}

#[tokio::test]
async fn guard_rails_ask_for_reasons_and_slow_down() {
    let app = TestApp::start().await;
    let mut role = shop();
    role["limits"] = json!({ "reason": true, "cool_down_s": 60, "per_hour": 2 });
    save(&app, "careful", &role).await;
    let dora = app.with_cookie(&somebody(&app, "dora", "careful").await);
    let list = dora.get(CONTAINERS).await.json();
    let names = names(&list);
    let restart = |name: &str, reason: &str| format!("{CONTAINERS}/{name}/restart?reason={reason}");

    assert_eq!(
        dora.get("/api/v1/session").await.json()["reason_required"],
        true
    );
    dora.post(&restart(names[0], ""))
        .await
        .problem(400, "invalid-request");
    dora.post(&restart(names[0], &"x".repeat(201)))
        .await
        .problem(400, "invalid-request");
    let done = dora.post(&restart(names[0], "ticket%2042")).await;
    assert_eq!(done.status, 204, "{}", done.text());
    let soon = dora
        .post(&restart(names[0], "again"))
        .await
        .problem(429, "throttled");
    assert!(soon.contains("waits"), "{soon}");
    assert_eq!(dora.post(&restart(names[1], "another")).await.status, 204);
    let often = dora
        .post(&restart(names[2], "a%20third"))
        .await
        .problem(429, "throttled");
    assert!(often.contains("2 times within an hour"), "{often}");

    let audit = app
        .as_role(Role::Admin)
        .get("/api/v1/audit?text=dora")
        .await
        .json();
    let entries = audit["entries"].as_array().unwrap();
    let succeeded: Vec<_> = entries
        .iter()
        .filter(|line| line["outcome"] == "succeeded")
        .collect();
    assert_eq!(succeeded.len(), 2);
    assert_eq!(succeeded[1]["reason"], "ticket 42");
    // Others are not slowed down by the role's rails.
    let other = app
        .as_role(Role::Operator)
        .post(&restart(names[0], ""))
        .await;
    assert_eq!(other.status, 204, "{}", other.text());
    app.stop().await;
}

#[tokio::test]
async fn roles_that_cannot_be_kept_apart_are_refused_with_the_reason() {
    let app = TestApp::with_hosts(Vec::new()).await;
    let admin = app
        .as_role(Role::Admin)
        .header("content-type", "application/json");
    let put = async |client: &Client, name: &str, role: &Value| {
        let path = format!("/api/v1/roles/{name}");
        client.send(Method::PUT, &path, role.to_string()).await
    };
    let scope = json!({ "containers": { "names": ["a*"] } });
    for (name, role, why) in [
        ("admin", json!({"actions": ["host_view"]}), "built in"),
        ("empty", json!({"actions": []}), "allows nothing"),
        (
            "wide",
            json!({"actions": ["host_view"], "scope": scope}),
            "host_view",
        ),
        (
            "raw",
            json!({"actions": ["engine_request"], "scope": scope}),
            "engine_request",
        ),
        (
            "re-name",
            json!({"actions": ["container_rename"], "scope": scope}),
            "container_rename",
        ),
        (
            "clerk",
            json!({"actions": ["account_change"], "scope": {"hosts": ["a"]}}),
            "account_change",
        ),
        (
            "slow",
            json!({"actions": ["host_view"], "limits": {"cool_down_s": 0}}),
            "seconds",
        ),
    ] {
        let told = put(&admin, name, &role)
            .await
            .problem(400, "invalid-request");
        assert!(told.contains(why), "{name}: {told}");
    }
    for (name, role) in [
        ("Shop", json!({"actions": ["host_view"]})),
        ("shop", json!({"actions": ["host_view"], "scpoe": {}})),
        ("shop", json!({"actions": ["everything"]})),
    ] {
        let answer = put(&admin, name, &role).await;
        assert!(
            answer.status == 400 || answer.status == 404,
            "{name} {role}: {}",
            answer.text()
        );
    }

    // Who may change roles, but not restart the host, makes no role that may, nor takes one away.
    let clerk =
        json!({"actions": ["role_change", "account_change", "account_create", "account_view"]});
    assert_eq!(put(&admin, "clerk", &clerk).await.status, 200);
    let power = json!({"actions": ["host_reboot"]});
    assert_eq!(put(&admin, "power", &power).await.status, 200);
    let carl = app.with_cookie(&somebody(&app, "carl", "clerk").await);
    let carl = carl.header("content-type", "application/json");
    put(&carl, "mine", &power).await.problem(403, "denied");
    put(&carl, "power", &json!({"actions": ["account_view"]}))
        .await
        .problem(403, "denied");
    carl.send(Method::DELETE, "/api/v1/roles/power", "")
        .await
        .problem(403, "denied");
    let more = json!({"roles": ["power"]}).to_string();
    carl.send(Method::PATCH, "/api/v1/accounts/carl", more)
        .await
        .problem(403, "denied");
    let down = json!({"disabled": true}).to_string();
    carl.send(Method::PATCH, "/api/v1/accounts/admin", down)
        .await
        .problem(403, "denied");
    app.stop().await;
}
