//! The converters over what Docker 20.10.24 and Podman 4.3.1 answered about the same containers.

use proptest::prelude::*;

use super::*;

const DOCKER: &[u8] = include_bytes!("../../../../tests/fixtures/docker/containers.json");
const PODMAN: &[u8] = include_bytes!("../../../../tests/fixtures/podman/containers.json");

fn find(list: &[u8], name: &str) -> Container {
    let all = containers(list).expect("a real answer");
    let found = all.into_iter().find(|container| container.name == name);
    found.expect("a recorded container")
}

#[test]
fn both_engines_are_told_in_the_same_words() {
    for list in [DOCKER, PODMAN] {
        let all = containers(list).expect("a real answer");
        let seen: Vec<_> = all
            .iter()
            .map(|one| (one.name.as_str(), one.state, one.exit_code))
            .collect();
        let expected = [
            ("app", ContainerState::Running, None),
            ("failed", ContainerState::Exited, Some(3)),
            ("fresh", ContainerState::Created, None),
            ("long", ContainerState::Exited, Some(0)),
            ("napping", ContainerState::Paused, None),
            ("tty", ContainerState::Exited, Some(0)),
            ("web", ContainerState::Running, None),
        ];
        assert_eq!(seen, expected);
        assert!(all.iter().all(|one| one.id.len() == 64));
        assert!(
            all.iter()
                .all(|one| one.created_at.as_second() > 1_700_000_000)
        );
        assert_eq!(find(list, "web").unit.as_deref(), Some("web.service"));
        let compose = find(list, "app").compose;
        assert_eq!(compose.map(|one| one.project).as_deref(), Some("shop"));
    }
    // Podman 4.3 does not say it in its list.
    assert_eq!(find(DOCKER, "app").health, Some(Health::Healthy));
    assert_eq!(find(PODMAN, "app").health, None);
}

#[test]
fn podmans_own_list_adds_pods_and_health_and_when_it_began() {
    let list = include_bytes!("../../../../tests/fixtures/podman/libpod-containers.json");
    let further = further(list).expect("a real answer");
    assert!(further.len() > 5);
    let told = |name: &str, state| {
        let rows: serde_json::Value = serde_json::from_slice(list).expect("JSON");
        let rows = rows.as_array().expect("a list");
        let row = rows.iter().find(|row| row["Names"][0] == name);
        let id = row.expect("a recorded container")["Id"].as_str();
        let mut container = find(PODMAN, "web");
        (container.state, container.started_at) = (state, None);
        let row = super::further(list)
            .expect("a real answer")
            .remove(id.expect("an id"));
        row.expect("a row").tell(&mut container);
        container
    };
    let full = told("full", ContainerState::Running);
    assert_eq!(full.health, Some(Health::Unhealthy));
    assert!(full.started_at.is_some());
    assert_eq!(full.pod, None);
    let member = told("podtwo-a", ContainerState::Running);
    assert_eq!(member.pod.as_deref(), Some("podtwo"));
    assert_eq!(told("fresh", ContainerState::Created).started_at, None);
}

#[test]
fn a_port_on_all_addresses_is_told_once() {
    for list in [DOCKER, PODMAN] {
        let published = |container_port, host_port, host_address: Option<&str>| Port {
            container_port,
            protocol: "tcp".to_owned(),
            host_port: Some(host_port),
            host_address: host_address.map(str::to_owned),
        };
        let expected = [
            published(80, 18080, None),
            published(443, 18443, Some("127.0.0.1")),
        ];
        assert_eq!(find(list, "web").ports, expected);
    }
}

#[test]
fn the_engine_says_who_it_is() {
    let asked = |version: &[u8], socket| {
        let version = serde_json::from_slice(version).expect("a real answer");
        let agreed = ClientVersion {
            major_version: 1,
            minor_version: 41,
        };
        engine(version, agreed, socket)
    };
    let docker = include_bytes!("../../../../tests/fixtures/docker/version.json");
    let docker = asked(docker, "/run/docker.sock");
    assert_eq!(docker.kind, EngineKind::Docker);
    assert_eq!(docker.version, "20.10.24+dfsg1");
    assert_eq!(docker.api_version, "1.41");
    let podman = include_bytes!("../../../../tests/fixtures/podman/version.json");
    let podman = asked(podman, "/run/podman/podman.sock");
    assert_eq!(podman.kind, EngineKind::Podman);
    assert_eq!(podman.socket, "/run/podman/podman.sock");
}

#[test]
fn an_unknown_word_costs_nobody_else_the_list() {
    let list = br#"[{"Id":"abc","State":"levitating"},{"Id":"b","Names":["/a/b","/c"],"State":"stopped"}]"#;
    let all = containers(list).expect("a list");
    assert_eq!(all[0].state, ContainerState::Unknown);
    assert_eq!(all[0].name, "abc");
    assert_eq!(
        (all[1].state, all[1].name.as_str()),
        (ContainerState::Exited, "c")
    );
}

#[test]
fn health_and_exit_codes_are_read_from_the_status() {
    for (status, word, code) in [
        ("Up 3 minutes", None, None),
        (
            "Up 3 minutes (health: starting)",
            Some(Health::Starting),
            None,
        ),
        ("Up 3 minutes (unhealthy)", Some(Health::Unhealthy), None),
        ("Up 2 seconds (Paused)", None, None),
        ("Exited (137) 2 hours ago", None, Some(137)),
        ("Restarting (1) 2 seconds ago", None, Some(1)),
        ("Exited (x", None, None),
    ] {
        assert_eq!(
            (health(status), exit_code(status)),
            (word, code),
            "{status}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_converters_panic(text in any::<String>(), status in ".*[(].*[)].*") {
        let _ = (containers(text.as_bytes()), health(&status), exit_code(&status));
        let _ = super::further(text.as_bytes());
    }
}
