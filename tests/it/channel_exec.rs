//! `exec` against the real engines: a terminal that types, resizes, ends, survives its socket, and leaves
//! nothing running.

use std::path::Path;
use std::time::Duration;

use atomdeck::host::HostSetup;
use atomdeck::model::{Action, Outcome, Role};
use atomdeck::store::AuditFilter;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{self, Engine, Frame, Kind, Socket, TestApp, eventually, host};

const SOON: Duration = Duration::from_secs(30);

fn host_of(engine: &Engine) -> HostSetup {
    HostSetup {
        engine_socket: Some(engine.daemon.socket.display().to_string()),
        ..host("here", Path::new("/"))
    }
}

/// `exec` on a container, with further options.
fn exec(container: &str, more: &Value) -> Value {
    let mut open = json!({"payload": "exec", "binary": "raw", "container": container});
    for (name, value) in more.as_object().expect("an object") {
        open[name] = value.clone();
    }
    open
}

/// Reads the terminal until it has said `wanted`; what it said.
async fn until(socket: &mut Socket, wanted: &str) -> String {
    let mut said = String::new();
    while !said.contains(wanted) {
        match socket.next().await {
            Frame::Data(_, bytes, binary) => {
                assert!(binary, "a terminal's bytes are binary");
                said.push_str(&String::from_utf8_lossy(&bytes));
            }
            Frame::Control(control) if control["command"] == "close" => {
                panic!("no {wanted:?} in {said:?}: {control}")
            }
            Frame::Control(_) => {}
            Frame::Closed(code) => panic!("no {wanted:?} in {said:?}: closed with {code}"),
        }
    }
    said
}

/// Waits until nothing with that word runs in the container.
async fn gone(engine: &Engine, container: &str, word: &str) {
    eventually(&format!("{word} has ended"), SOON, async || {
        let running = engine.cli(&["exec", container, "ps", "-o", "args"]);
        (!running.contains(word)).then_some(())
    })
    .await;
}

/// How the newest terminals ended, newest first.
async fn audit(app: &TestApp) -> Vec<(Outcome, Option<String>)> {
    let page = app.app.store.audit_page(AuditFilter::default()).await;
    let entries = page.expect("the log").entries.into_iter();
    let entries = entries.filter(|entry| entry.action == Action::ContainerExec);
    entries.map(|entry| (entry.outcome, entry.detail)).collect()
}

async fn audited(app: &TestApp, outcome: Outcome, detail: &str) {
    eventually(&format!("{detail:?} is recorded"), SOON, async || {
        let entries = audit(app).await;
        let told = |text: &Option<String>| text.as_ref().is_some_and(|text| text.contains(detail));
        let found = |(of, text): &(Outcome, Option<String>)| *of == outcome && told(text);
        entries.iter().any(found).then_some(())
    })
    .await;
}

async fn a_terminal_types_resizes_and_ends(engine: &Engine) {
    let app = TestApp::with_hosts(vec![host_of(engine)]).await;
    let container = engine.container("exec-types", "exec sleep 1000");
    for role in [Role::Viewer, Role::Operator] {
        let mut socket = Socket::on(&app, role, "here").await;
        socket.channel("x", exec(&container.name, &json!({}))).await;
        assert_eq!(socket.problem("x").await, "access-denied");
    }
    assert_eq!(audit(&app).await[0].0, Outcome::Denied);

    let mut socket = Socket::on(&app, Role::Admin, "here").await;
    let open = exec(&container.name, &json!({"rows": 33, "columns": 111}));
    socket.channel("x", open).await;
    let ready = socket.until("ready").await;
    assert_eq!(ready["session"].as_str().map(str::len), Some(32), "{ready}");
    assert_eq!(ready["program"], "sh", "{ready}");
    assert_eq!(audit(&app).await[0].0, Outcome::Started);
    socket.send_binary("x", b"echo $((40+2))-$TERM\n").await;
    until(&mut socket, "42-xterm-256color").await;
    socket.send_binary("x", b"stty size\n").await;
    until(&mut socket, "33 111").await;
    let window = json!({"command": "options", "channel": "x", "window": {"rows": 44, "cols": 122}});
    socket.say(window).await;
    socket.send_binary("x", b"stty size\n").await;
    until(&mut socket, "44 122").await;
    // Bytes that bollard takes for a frame's head.
    socket
        .send_binary("x", b"printf '\\001\\002\\000'done\\n\n")
        .await;
    until(&mut socket, "\u{1}\u{2}\u{0}done").await;
    socket.send_binary("x", b"exit 7\n").await;
    let close = socket.until("close").await;
    assert_eq!(close["exit-status"], 7, "{close}");
    assert_eq!(close["problem"], Value::Null, "{close}");
    audited(&app, Outcome::Succeeded, "`sh` ended with status 7").await;

    let command = json!({"spawn": ["sh", "-c", "id -u; exit 3"], "user": "1234"});
    socket.channel("c", exec(&container.name, &command)).await;
    until(&mut socket, "1234").await;
    assert_eq!(socket.until("close").await["exit-status"], 3);
    // It says why in the terminal.
    let missing = json!({"spawn": ["no-such-program"]});
    socket.channel("m", exec(&container.name, &missing)).await;
    until(&mut socket, "not found").await;
    let status = &socket.until("close").await["exit-status"];
    assert!(status == 126 || status == 127, "{status}");
    socket.channel("n", exec("exec-nobody", &json!({}))).await;
    assert_eq!(socket.problem("n").await, "not-found");
    engine.cli(&["stop", &container.name]);
    socket.channel("s", exec(&container.name, &json!({}))).await;
    let close = socket.until("close").await;
    assert_eq!(close["problem"], "not-supported", "{close}");
    let message = close["message"].as_str().unwrap_or_default();
    assert!(message.contains("running"), "{close}");
    for wrong in [
        json!({"spawn": []}),
        json!({"user": "-x y"}),
        json!({"binary": null}),
    ] {
        socket.channel("w", exec(&container.name, &wrong)).await;
        assert_eq!(socket.problem("w").await, "protocol-error", "{wrong}");
    }
    drop(socket);
    app.stop().await;
}

async fn nothing_is_left_of_a_terminal(engine: &Engine) {
    let app = TestApp::with_hosts(vec![host_of(engine)]).await;
    let container = engine.container("exec-left", "exec sleep 1000");
    let name = &container.name;
    // A browser that closes it.
    let mut socket = Socket::on(&app, Role::Admin, "here").await;
    socket.channel("x", exec(name, &json!({}))).await;
    socket
        .send_binary("x", b"echo $((1+1))up; sleep 1111\n")
        .await;
    until(&mut socket, "2up").await;
    socket
        .say(json!({"command": "close", "channel": "x"}))
        .await;
    gone(engine, name, "1111").await;
    audited(&app, Outcome::Succeeded, "it was closed").await;

    // A session that ends.
    let open = exec(
        name,
        &json!({"spawn": ["sh", "-c", "trap '' HUP; echo up; sleep 2222"]}),
    );
    socket.channel("y", open).await;
    until(&mut socket, "up").await;
    let own = format!("http://localhost:{}", app.address.port());
    let admin = app.as_role(Role::Admin).header("origin", own);
    admin
        .send(hyper::Method::DELETE, "/api/v1/session", "")
        .await;
    gone(engine, name, "2222").await;
    audited(&app, Outcome::Succeeded, "session").await;
    drop(socket);
    app.stop().await;

    // A server that stops.
    let app = TestApp::with_hosts(vec![host_of(engine)]).await;
    let mut socket = Socket::on(&app, Role::Admin, "here").await;
    socket.channel("z", exec(name, &json!({}))).await;
    socket
        .send_binary("z", b"echo $((1+1))up; sleep 3333\n")
        .await;
    until(&mut socket, "2up").await;
    drop(socket);
    app.stop().await;
    gone(engine, name, "3333").await;
}

async fn a_terminal_survives_its_socket(engine: &Engine) {
    let app = TestApp::with_hosts(vec![host_of(engine)]).await;
    let container = engine.container("exec-cut", "exec sleep 1000");
    let name = &container.name;
    let mut socket = Socket::on(&app, Role::Admin, "here").await;
    socket.channel("x", exec(name, &json!({}))).await;
    let session = socket.until("ready").await["session"].clone();
    socket
        .send_binary("x", b"word=kept; echo $((1+1))before\n")
        .await;
    until(&mut socket, "2before").await;
    drop(socket);

    // Another session, were it of the same person, has none of it.
    let resume = exec(name, &json!({"session": session}));
    let name_of = "admin".parse().expect("a name");
    let admin = atomdeck::model::User::new(name_of, Role::Admin.into(), app.clock.now());
    let cookie = app.sign_in(admin).await;
    let other = Socket::connect(&app, Some(&cookie), None, "here").await;
    let mut other = other.expect("the socket opens");
    other.say(json!({"command": "init", "version": 1})).await;
    other.channel("x", resume.clone()).await;
    assert_eq!(other.problem("x").await, "not-found");
    let mut operator = Socket::on(&app, Role::Operator, "here").await;
    operator.channel("x", resume.clone()).await;
    assert_eq!(operator.problem("x").await, "access-denied");

    let mut socket = Socket::on(&app, Role::Admin, "here").await;
    socket.channel("x", resume.clone()).await;
    assert_eq!(socket.until("ready").await["session"], session);
    until(&mut socket, "2before").await;
    socket.send_binary("x", b"echo $word-$((2+2))\n").await;
    until(&mut socket, "kept-4").await;
    // A second window takes it over.
    let mut second = Socket::on(&app, Role::Admin, "here").await;
    second.channel("x", resume).await;
    until(&mut second, "kept-4").await;
    assert_eq!(socket.problem("x").await, "not-supported");
    second.send_binary("x", b"sleep 4444\n").await;
    until(&mut second, "4444").await;
    // All of that is over once the console has closed the socket.
    second.raw(Message::Close(None)).await;
    while second.next().await != Frame::Closed(0) {}
    drop((socket, other, operator));

    // Nobody comes back.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(61)).await;
    tokio::time::resume();
    gone(engine, name, "4444").await;
    audited(&app, Outcome::Succeeded, "did not come back").await;
    app.stop().await;
}

async fn terminals_are_counted(engine: &Engine) {
    let app = TestApp::with_hosts(vec![host_of(engine)]).await;
    let container = engine.container("exec-many", "exec sleep 1000");
    let mut socket = Socket::on(&app, Role::Admin, "here").await;
    let open = exec(&container.name, &json!({"spawn": ["sleep", "5555"]}));
    for number in 0..16 {
        socket.channel(&number.to_string(), open.clone()).await;
        socket.until("ready").await;
    }
    socket.channel("more", open.clone()).await;
    let close = socket.until("close").await;
    assert_eq!(close["problem"], "not-supported", "{close}");
    assert!(
        close["message"]
            .as_str()
            .is_some_and(|text| text.contains("16")),
        "{close}"
    );
    drop(socket);
    app.stop().await;
    gone(engine, &container.name, "5555").await;
}

async fn an_image_without_a_shell_is_told(engine: &Engine) {
    let app = TestApp::with_hosts(vec![host_of(engine)]).await;
    let container = engine.container("exec-bare", "rm /bin/sh /bin/ash; exec sleep 1000");
    eventually("the shell is gone", SOON, async || {
        let listed = engine.cli(&["exec", &container.name, "ls", "/bin"]);
        (!listed.lines().any(|file| file == "sh")).then_some(())
    })
    .await;
    let mut socket = Socket::on(&app, Role::Admin, "here").await;
    socket.channel("x", exec(&container.name, &json!({}))).await;
    let close = socket.until("close").await;
    assert_eq!(close["problem"], "not-found", "{close}");
    let message = close["message"].as_str().unwrap_or_default();
    assert!(message.contains("no shell"), "{message}");
    audited(&app, Outcome::Failed, "shell").await;
    drop(socket);
    app.stop().await;
}

async fn an_engine_that_goes_is_told(kind: Kind) {
    let Some(engine) = Engine::start(kind, None) else {
        return;
    };
    let container = engine.container("exec-lost", "exec sleep 1000");
    let folder = engine.daemon.socket.parent().expect("a folder").to_owned();
    let socket = engine.daemon.socket.file_name().expect("a name");
    let setup = HostSetup {
        engine_socket: Some(format!("/{}", socket.to_string_lossy())),
        ..host("here", &folder)
    };
    let app = TestApp::with_hosts(vec![setup]).await;
    let mut socket = Socket::on(&app, Role::Admin, "here").await;
    socket.channel("x", exec(&container.name, &json!({}))).await;
    socket.send_binary("x", b"echo $((1+1))up\n").await;
    until(&mut socket, "2up").await;
    // It goes with its engine, which cannot be asked to remove it.
    std::mem::forget(container);
    drop(engine);
    let close = socket.until("close").await;
    assert!(close["problem"].is_string(), "{close}");
    drop(socket);
    app.stop().await;
}

macro_rules! on_both_engines {
    ($($test:ident: $docker:ident, $podman:ident;)*) => {$(
        #[tokio::test]
        async fn $docker() {
            if let Some(docker) = support::docker() {
                $test(docker).await;
            }
        }

        #[tokio::test]
        async fn $podman() {
            if let Some(podman) = support::podman() {
                $test(podman).await;
            }
        }
    )*};
}

on_both_engines! {
    a_terminal_types_resizes_and_ends: a_docker_terminal_types_resizes_and_ends,
        a_podman_terminal_types_resizes_and_ends;
    nothing_is_left_of_a_terminal: nothing_is_left_of_a_docker_terminal,
        nothing_is_left_of_a_podman_terminal;
    a_terminal_survives_its_socket: a_docker_terminal_survives_its_socket,
        a_podman_terminal_survives_its_socket;
    terminals_are_counted: docker_terminals_are_counted, podman_terminals_are_counted;
    an_image_without_a_shell_is_told: a_docker_image_without_a_shell_is_told,
        a_podman_image_without_a_shell_is_told;
}

#[tokio::test]
async fn a_terminal_ends_with_dockerd() {
    an_engine_that_goes_is_told(Kind::Docker).await;
}

#[tokio::test]
async fn a_terminal_ends_with_podman() {
    an_engine_that_goes_is_told(Kind::Podman).await;
}
