//! Every specification through its line and back.

use proptest::prelude::*;

use super::super::*;
use crate::model::{
    DeviceSpec, EnvironmentSpec, HealthSpec, MountKind, MountSpec, NetworkSpec, PortSpec, Protocol,
    PullPolicy, Relabel, RestartPolicy, RestartPolicyKind,
};

/// Free text: whatever a person may write, what shells care about above all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9 $`'\"\\\\=:,;&|<>(){}*?~#!%-]{1,12}",
        "[^\\p{Cc}]{1,8}",
        "[a-z\n\t]{1,6}",
    ]
}

fn ports() -> impl Strategy<Value = Vec<PortSpec>> {
    let address = prop::option::of(prop_oneof![
        any::<std::net::Ipv4Addr>().prop_map(std::net::IpAddr::V4),
        any::<std::net::Ipv6Addr>().prop_map(std::net::IpAddr::V6),
    ]);
    let protocol = prop::sample::select(vec![Protocol::Tcp, Protocol::Udp, Protocol::Sctp]);
    let port = (
        1..=u16::MAX,
        protocol,
        prop::option::of(1..=u16::MAX),
        address,
    );
    prop::collection::vec(port, 0..3).prop_map(|ports| {
        let port = |(container_port, protocol, host_port, host_address)| PortSpec {
            container_port,
            protocol,
            host_port,
            host_address,
        };
        ports.into_iter().map(port).collect()
    })
}

fn mounts() -> impl Strategy<Value = Vec<MountSpec>> {
    let kind = prop::sample::select(vec![MountKind::Bind, MountKind::Volume, MountKind::Tmpfs]);
    let relabel = prop::sample::select(vec![Relabel::Keep, Relabel::Shared, Relabel::Private]);
    let mount = (
        kind,
        "[a-z0-9 $'é]{1,9}",
        "[a-z0-9][a-z0-9_.-]{1,5}",
        any::<bool>(),
        relabel,
    );
    prop::collection::vec(mount, 0..4).prop_map(|mounts| {
        let numbered = mounts.into_iter().enumerate();
        let mount = |(at, (kind, path, name, read_only, relabel))| MountSpec {
            kind,
            source: match kind {
                MountKind::Bind => format!("/{path}"),
                MountKind::Volume if read_only || relabel != Relabel::Keep => name,
                MountKind::Volume | MountKind::Tmpfs | MountKind::Other => String::new(),
            },
            destination: format!("/{at}{path}"),
            read_only,
            relabel: if kind == MountKind::Tmpfs {
                Relabel::Keep
            } else {
                relabel
            },
        };
        let mut mounts: Vec<MountSpec> = numbered.map(mount).collect();
        // As they stand in a line.
        mounts.sort_by_key(|mount| mount.kind == MountKind::Tmpfs);
        mounts
    })
}

fn networks() -> impl Strategy<Value = Vec<NetworkSpec>> {
    let network = (
        "[a-z][a-z0-9_.]{1,6}",
        prop::collection::vec("[a-z][a-z0-9.-]{0,5}", 0..3),
        prop::option::of(any::<std::net::IpAddr>()),
    );
    prop::collection::vec(network, 0..3).prop_map(|networks| {
        let numbered = networks.into_iter().enumerate();
        let network = |(at, (name, aliases, address)): (usize, (String, _, _))| NetworkSpec {
            network: format!("n{at}{name}").parse().expect("a network's name"),
            aliases,
            address,
        };
        numbered.map(network).collect()
    })
}

fn health() -> impl Strategy<Value = Option<HealthSpec>> {
    let times = (1..90_u32, 1..90_u32, 0..90_u32, 1..9_u32);
    let check = ("[a-z$' ]{0,8}[a-z]", times).prop_filter_map(
        "Podman switches it off by this word",
        |(command, (interval, timeout, start_period, retries))| {
            (command != "none").then_some(HealthSpec {
                command,
                interval,
                timeout,
                start_period,
                retries,
            })
        },
    );
    prop::option::of(prop_oneof![check, Just(HealthSpec::of(""))])
}

prop_compose! {
    fn outside()(
        ports in ports(), mounts in mounts(), networks in networks(),
        devices in prop::collection::vec(("[a-z]{1,5}", prop::option::of("/dev/[a-z]{1,5}"), prop::sample::select(vec!["r", "rw", "rwm"])), 0..3),
        added in prop::sample::subsequence(vec!["NET_ADMIN", "SYS_TIME", "ALL"], 0..3),
    )(
        ports in Just(ports), mounts in Just(mounts), networks in Just(networks),
        devices in Just(devices), added in Just(added),
    ) -> ContainerSpec {
        let mut spec = ContainerSpec::of("quay.io/a/b:1".parse().expect("an image"));
        (spec.ports, spec.mounts, spec.networks) = (ports, mounts, networks);
        spec.devices = devices.into_iter().map(|(host, container_path, permissions)| DeviceSpec {
            host_path: format!("/dev/{host}"), container_path, permissions: permissions.to_owned(),
        }).collect();
        spec.capabilities_added = added.into_iter().map(str::to_owned).collect();
        spec
    }
}

prop_compose! {
    fn specs()(
        mut spec in outside(),
        command in prop::collection::vec(text(), 0..4), entrypoint in prop::option::of("[a-z/ $]{1,8}"),
        values in prop::collection::btree_map("[A-Z_]{1,6}", text(), 0..3),
        labels in prop::collection::btree_map("[a-z. ]{1,6}", text(), 0..3),
        named in (prop::option::of("[a-z][a-z0-9_.-]{1,6}"), prop::option::of("[a-z]{1,6}"), prop::option::of("/[a-z $]{0,6}")),
        health in health(),
        limits in (prop::option::of(6_291_456..1_u64 << 40), prop::option::of(0.01..64.0_f64), prop::option::of(1..9_u32)),
        restart in prop::sample::select(vec![(RestartPolicyKind::No, None), (RestartPolicyKind::Always, None),
            (RestartPolicyKind::UnlessStopped, None), (RestartPolicyKind::OnFailure, None), (RestartPolicyKind::OnFailure, Some(7))]),
        pull in prop::sample::select(vec![PullPolicy::Missing, PullPolicy::Always, PullPolicy::Never]),
        flags in prop::collection::vec(any::<bool>(), 7), stop_timeout in prop::option::of(0..99_u32),
    ) -> ContainerSpec {
        let (name, user, working_dir) = named;
        (spec.user, spec.working_dir, spec.health) = (user.clone(), working_dir, health);
        spec.hostname = user;
        spec.name = name.map(|name| name.parse().expect("a name"));
        (spec.command, spec.entrypoint) = (command, entrypoint.into_iter().collect());
        spec.environment = values.into_iter().map(|(name, value)| EnvironmentSpec { name, value }).collect();
        spec.labels = labels;
        (spec.limits.memory, spec.limits.cpus, spec.limits.processes) = limits;
        spec.restart_policy = RestartPolicy { kind: restart.0, attempts: restart.1 };
        (spec.pull, spec.stop_timeout) = (pull, stop_timeout);
        (spec.terminal, spec.interactive, spec.privileged) = (flags[0], flags[1], flags[2]);
        (spec.read_only, spec.init, spec.start) = (flags[3], flags[4], flags[5]);
        spec.remove_when_ended = flags[6] && restart.0 == RestartPolicyKind::No;
        if spec.networks.is_empty() && spec.ports.is_empty() && flags[0] {
            spec.pod = Some("pod-1".parse().expect("a pod's name"));
        }
        spec
    }
}

proptest! {
    #[test]
    fn a_specification_comes_back_from_its_line(spec in specs(), podman in any::<bool>()) {
        prop_assume!(spec::check(&spec).is_ok());
        let engine = if podman { EngineKind::Podman } else { EngineKind::Docker };
        let line = write(&spec, engine).expect("it can be written").line;
        let parsed = parse(&line).map_err(|error| TestCaseError::fail(format!("{line}: {error}")))?;
        prop_assert_eq!(&parsed.left_out, &Vec::<String>::new(), "{}", line);
        prop_assert_eq!(parsed.spec, spec, "{}", line);
    }

    #[test]
    fn no_line_breaks_the_reader(line in "(docker run )?[a-z$`'\"\\\\=:,;|(){}\n -]{0,40}", any in ".{0,40}") {
        for line in [line, any] {
            if let Ok(parsed) = parse(&line) {
                prop_assert!(!parsed.spec.image.as_str().is_empty());
            }
        }
    }
}
