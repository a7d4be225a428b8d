//! What the gate takes a raw request for, and what dockerd makes of it: both are asked about generated spellings of
//! paths, and the daemon must never do more than the gate has thought.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use atomdeck::access::{EngineRequest, engine_request};
use atomdeck::model::Action;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support::{self, Container};

const REQUESTS: usize = 200;

/// A path's spelling: `{c}` stands for a container.
fn targets() -> impl Strategy<Value = String> {
    let version = select(vec![
        "", "", "", "", "", "/v1.41", "/v1.41", "/v1.41", "/v1.24", "/v1.041", "//v1.41", "/V1.41",
        "/v1.41/.",
    ]);
    let path = select(vec![
        "/containers/{c}/restart",
        "/containers/{c}/restart",
        "/containers/{c}/restart",
        "/containers/{c}/restart/",
        "/containers//{c}/restart",
        "/containers/x/../{c}/restart",
        "/containers/{c}/%72estart",
        "/%63ontainers/{c}/restart",
        "/containers/{c}%2frestart",
        "/containers/{c}/./restart",
        "/containers/{c}/restart;x",
        "/containers/json/../{c}/restart",
        "/containers/{c}/logs/../restart",
        "/containers/{c}/stop",
        "/containers/{c}/start",
        "/containers/{c}/logs",
        "/containers/{c}/json",
        "/containers/{c}/changes",
        "/containers/json",
        "/containers/json/",
        "/images/json",
        "/info",
        "/_ping",
        "/version",
    ]);
    let query = select(vec![
        "",
        "",
        "",
        "",
        "",
        "",
        "?t=0",
        "?t=0",
        "?",
        "?t=0",
        "?t=0&t=1",
        "?stdout=1",
        "?stdout=1&tail=5",
        "?all=1",
        "?t=0#fragment",
        "?%74=0",
        "?container={o}",
    ]);
    (version, path, query).prop_map(|(version, path, query)| format!("{version}{path}{query}"))
}

/// Status and all that came within a moment.
fn send(socket: &Path, method: &str, target: &str) -> (u16, String) {
    let mut stream = UnixStream::connect(socket).expect("dockerd listens");
    let wait = Some(Duration::from_secs(20));
    stream.set_read_timeout(wait).expect("a limit");
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("it is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    (
        status.unwrap_or_else(|| panic!("{target}: {answer}")),
        answer,
    )
}

/// What shows that something was done to a container.
fn state(container: &Container<'_>) -> String {
    format!("{} {}", container.status(), container.started_at())
}

/// May that action have changed a container's state?
fn changes(action: Action) -> bool {
    matches!(
        action,
        Action::ContainerStart | Action::ContainerStop | Action::ContainerRestart
    )
}

#[tokio::test]
async fn dockerd_never_does_more_than_the_gate_thought() {
    let Some(engine) = support::docker() else {
        return;
    };
    let script = |name: &str| format!("echo I am {name}; exec sleep 1000");
    let one = engine.container("classify-one", &script("one"));
    let other = engine.container("classify-other", &script("other"));
    let mut runner = TestRunner::deterministic();
    let strategy = (
        select(vec!["GET", "POST", "GET", "POST", "HEAD"]),
        targets(),
        select(vec![
            one.name.clone(),
            one.id.clone(),
            one.id[..12].to_owned(),
        ]),
    );
    let (mut known, mut done) = (0, 0);
    for _ in 0..REQUESTS {
        let case = strategy.new_tree(&mut runner).expect("a case").current();
        let (method, target, reference) = case;
        let target = target
            .replace("{c}", &reference)
            .replace("{o}", &other.name);
        let thought = engine_request(method, &target);
        let before = (state(&one), state(&other));
        let (status, answer) = send(&engine.daemon.socket, method, &target);
        let after = (state(&one), state(&other));
        let told = format!("{method} {target}: {thought:?}, {status}");
        assert_eq!(before.1, after.1, "it was not for the other one: {told}");
        if thought == EngineRequest::Whole(Action::EngineRequest) {
            continue;
        }
        known += 1;
        if before.0 != after.0 {
            assert!(changes(thought.action()), "{told}");
            done += 1;
        }
        if let EngineRequest::Container(action, of) = &thought {
            assert_eq!(of.as_str(), reference, "{told}");
            let shows = |what: &str| status != 200 || answer.contains(what);
            let is_one = (*action != Action::ContainerLogs || shows("I am one"))
                && (*action != Action::ContainerSecrets || shows(&one.id));
            assert!(is_one, "{told}: {answer}");
        }
        if changes(thought.action()) && status == 204 && after.0.starts_with("exited") {
            engine.cli(&["start", &one.name]);
        }
        assert_ne!(status, 301, "dockerd would have another path: {told}");
    }
    assert!(known > 30 && done > 5, "{known} known, {done} done");
}
