//! The decoder over what Docker 20.10.24 and Podman 4.3.1 answered about containers made with the same options.

use proptest::prelude::*;

use super::*;
use crate::host::container::{convert, inspect};

macro_rules! recorded {
    ($engine:literal, $name:literal) => {
        include_bytes!(concat!(
            "../../../../../tests/fixtures/",
            $engine,
            "/inspect/",
            $name,
            ".json"
        ))
        .as_slice()
    };
}

fn row() -> Container {
    let list = br#"[{"Id":"abc","Names":["/web"]}]"#;
    convert::containers(list).expect("a list").remove(0)
}

fn of(answer: &[u8]) -> ContainerDetail {
    detail(inspect::decode(answer).expect("a real answer"), row())
}

#[test]
fn both_engines_are_told_in_the_same_words() {
    for answer in [recorded!("docker", "full"), recorded!("podman", "full")] {
        let found = of(answer);
        assert_eq!(found.image_id.len(), 64);
        assert_eq!(found.command, ["sleep", "1000"]);
        assert_eq!(found.hostname, "full.example");
        assert_eq!(
            (found.user.as_str(), found.working_dir.as_str()),
            ("1000:1000", "/tmp")
        );
        assert_eq!((found.stop_timeout, found.terminal), (7, false));
        assert!(found.pid.is_some());
        assert_eq!((found.ended_because, found.finished_at), (None, None));
        let expected = RestartPolicy {
            kind: RestartPolicyKind::OnFailure,
            attempts: Some(3),
        };
        assert_eq!(found.restart_policy, expected);
        let expected = Limits {
            memory: Some(64 << 20),
            cpus: Some(0.5),
            processes: Some(100),
        };
        assert_eq!(found.limits, expected);
        let health = found.health.expect("it has a check");
        assert_eq!(
            (health.command.as_str(), health.interval),
            ("echo fine; exit 1", 1)
        );
        assert!(health.failing_streak >= 3);
        assert!(health.runs.len() >= 3);
        assert!(health.runs.is_sorted_by(|a, b| a.at >= b.at));
        assert_eq!(health.runs[0].output.trim(), "fine");
        assert_eq!(health.runs[0].exit_code, 1);
        let mount = |kind, source: &str, destination: &str, read_only| Mount {
            kind,
            source: source.to_owned(),
            destination: destination.to_owned(),
            read_only,
        };
        for expected in [
            mount(MountKind::Volume, "data", "/data", false),
            mount(MountKind::Tmpfs, "", "/scratch", false),
            mount(MountKind::Bind, "/srv", "/site", true),
        ] {
            assert!(found.mounts.contains(&expected), "{:?}", found.mounts);
        }
        assert_eq!(found.networks.len(), 1);
        assert_eq!(found.networks[0].addresses.len(), 1);
        assert!(found.networks[0].gateway.is_some());
        let value = |name: &str| {
            let mut all = found.environment.iter();
            let variable = all.find(|variable| variable.name == name);
            variable.expect("a variable").value.as_deref()
        };
        assert_eq!(value("PLAIN"), Some("one"));
        assert_eq!((value("DB_PASSWORD"), value("DATABASE_URL")), (None, None));
        assert_eq!(found.labels["app"], "demo");
        assert!(found.security.read_only && !found.security.privileged);
        assert!(
            found
                .security
                .capabilities_added
                .contains(&"NET_ADMIN".to_owned())
        );
        assert!(
            found
                .security
                .capabilities_dropped
                .contains(&"MKNOD".to_owned())
        );
        assert_eq!(found.security.devices, ["/dev/null"]);
    }
    assert_eq!(of(recorded!("docker", "full")).log_driver, "json-file");
    assert_eq!(of(recorded!("podman", "full")).log_driver, "k8s-file");
}

#[test]
fn why_it_ended_is_told() {
    for (answer, words) in [
        (
            recorded!("docker", "oom"),
            "out of memory: it used more than its limit of 20 MiB",
        ),
        (
            recorded!("podman", "oom"),
            "because its memory passed the limit of 20 MiB",
        ),
        (
            recorded!("docker", "code3"),
            "it failed with exit code 3; its log may say why",
        ),
        (
            recorded!("podman", "code3"),
            "it failed with exit code 3; its log may say why",
        ),
        (
            recorded!("docker", "nocmd"),
            "it could not be started: the image of the container has no command `/no/such/cmd`",
        ),
    ] {
        let reason = of(answer).ended_because.expect("it ended");
        assert!(reason.ends_with(words), "{reason}");
    }
    for answer in [
        recorded!("docker", "fresh"),
        recorded!("podman", "fresh"),
        recorded!("podman", "nocmd"),
    ] {
        let found = of(answer);
        assert_eq!((found.ended_because, found.finished_at), (None, None));
    }
}

#[test]
fn a_pods_container_has_the_pods_network() {
    let found = of(recorded!("podman", "pod"));
    assert_eq!(found.command, ["sleep", "1000"]);
    assert!(found.networks.iter().all(|one| !one.network.is_empty()));
}

#[test]
fn a_missing_field_costs_nothing_else() {
    for odd in [
        r#"{"Id":"a"}"#,
        r#"{"Id":"a","State":null,"Config":[],"HostConfig":{"Memory":"much","PidsLimit":null},"Mounts":7}"#,
        r#"{"Id":"a","Config":{"Healthcheck":{"Test":["NONE"]}},"State":{"Health":"odd","StartedAt":"yesterday"}}"#,
    ] {
        let found = of(odd.as_bytes());
        assert_eq!(found.limits, Limits::default());
        assert_eq!((found.health, found.stop_timeout), (None, STOP_TIMEOUT));
    }
}

#[test]
fn processes_and_changes_are_bounded_and_in_order() {
    let table = processes(br#"{"Titles":["PID"],"Processes":[["1"],["2"]]}"#).expect("a table");
    assert_eq!((table.titles.len(), table.rows.len()), (1, 2));
    assert_eq!(changes(b"null").expect("none").changes, []);
    let found =
        changes(br#"[{"Path":"/b","Kind":1},{"Path":"/a","Kind":0},{"Path":"/c","Kind":2}]"#);
    let found = found.expect("changes").changes;
    let kinds: Vec<_> = found
        .iter()
        .map(|one| (one.path.as_str(), one.kind))
        .collect();
    let expected = [
        ("/a", FileChangeKind::Modified),
        ("/b", FileChangeKind::Added),
        ("/c", FileChangeKind::Deleted),
    ];
    assert_eq!(kinds, expected);
    let many: Vec<_> = (0..CHANGES + 7)
        .map(|number| serde_json::json!({"Path": format!("/{number}"), "Kind": 1}))
        .collect();
    let found = changes(&serde_json::to_vec(&many).expect("JSON")).expect("changes");
    assert_eq!((found.changes.len(), found.left_out), (CHANGES, 7));
}

proptest! {
    #[test]
    fn no_answer_makes_it_panic(cut in 0..8000_usize, put in "\\PC{0,8}") {
        for answer in [recorded!("docker", "full"), recorded!("podman", "full")] {
            let cut = cut.min(answer.len());
            let answer = [&answer[..cut], put.as_bytes(), &answer[cut..]].concat();
            if let Ok(found) = inspect::decode(&answer) {
                drop(detail(found, row()));
            }
            drop((processes(&answer), changes(&answer)));
        }
    }
}
