//! One rule a row: what runs a container, what its policy is, and whether it comes back.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::{Container, ContainerState};

use super::*;

fn engine(kind: EngineKind) -> Engine {
    Engine {
        kind,
        version: "1".to_owned(),
        api_version: "1.41".to_owned(),
        socket: "/run/engine.sock".to_owned(),
        features: Vec::new(),
    }
}

fn lively(policy: RestartPolicyKind, unit: Option<&str>) -> Lively {
    Lively {
        container: Container {
            id: "0".repeat(64),
            name: "web".to_owned(),
            image: "nginx".to_owned(),
            state: ContainerState::Running,
            status: String::new(),
            health: None,
            exit_code: None,
            created_at: Timestamp::UNIX_EPOCH,
            ports: Vec::new(),
            started_at: None,
            restarts: None,
            crash_loop: false,
            unit: unit.map(str::to_owned),
            compose: None,
            pod: None,
            selinux_label: None,
            labels: BTreeMap::default(),
        },
        policy,
        is_removed_when_ended: false,
    }
}

fn yes() -> Comes {
    Comes::Yes("it is enabled".to_owned())
}

fn no() -> Comes {
    Comes::No("it is not".to_owned())
}

#[test]
fn a_policy_counts_where_the_engine_starts_at_boot() {
    use EngineKind::{Docker, Podman};
    use RestartPolicyKind::{Always, No, OnFailure, UnlessStopped};
    let socket = || Comes::OnDemand("a socket starts it".to_owned());
    for (kind, policy, starts, expected) in [
        (Docker, Always, yes(), Returns::Yes),
        (Docker, UnlessStopped, yes(), Returns::Yes),
        (Docker, No, yes(), Returns::No),
        (Docker, OnFailure, yes(), Returns::No),
        (Docker, Always, no(), Returns::No),
        (Docker, Always, socket(), Returns::Unknown),
        (Podman, Always, yes(), Returns::Yes),
        (Podman, Always, no(), Returns::No),
        (Podman, UnlessStopped, yes(), Returns::Unknown),
        (Podman, UnlessStopped, no(), Returns::No),
    ] {
        let starts = Starts {
            engine: starts,
            owners: HashMap::new(),
        };
        let (found, why) = returns(&engine(kind), &lively(policy, None), Some(&starts));
        assert_eq!(found, expected, "{kind:?} {policy:?}: {why}");
        assert!(!why.is_empty() && !why.ends_with('.'));
    }
}

#[test]
fn the_unit_that_owns_it_decides_and_rm_ends_it() {
    let starts = Starts {
        engine: no(),
        owners: HashMap::from([("web.service".to_owned(), yes())]),
    };
    let of = |one: &Lively, starts| returns(&engine(EngineKind::Podman), one, starts).0;
    let mut owned = lively(RestartPolicyKind::No, Some("web.service"));
    owned.is_removed_when_ended = true;
    assert_eq!(of(&owned, Some(&starts)), Returns::Yes);
    let mut passing = lively(RestartPolicyKind::Always, None);
    passing.is_removed_when_ended = true;
    assert_eq!(of(&passing, Some(&starts)), Returns::No);
    assert_eq!(of(&owned, None), Returns::Unknown);
}
