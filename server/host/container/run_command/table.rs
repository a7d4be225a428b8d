//! The options of `docker run` and `podman run`: one table, by which a line is read and written.

use crate::model::{ContainerSpec, EngineKind};

use super::{
    others::OTHERS,
    parts::{self, Draft},
    shapes,
};

/// Names of an option, the one to write first, and what it does.
pub(super) struct Row {
    pub(super) names: &'static [&'static str],
    pub(super) act: Act,
}

type ReadFlag = fn(&mut ContainerSpec, bool);
type WriteFlag = fn(&ContainerSpec) -> bool;
type Read = fn(&mut Draft, &str) -> Result<(), String>;
type Write = fn(&ContainerSpec, EngineKind) -> Vec<String>;

/// What an option does to a specification, and how it is written from one.
#[derive(Clone, Copy)]
pub(super) enum Act {
    Flag {
        read: ReadFlag,
        write: WriteFlag,
    },
    /// With a value; written once for each.
    Value {
        read: Read,
        write: Write,
    },
    /// It makes no difference to the container.
    Needless {
        value: bool,
    },
    /// There is no field for it, or only a shell can know what it means.
    Outside {
        value: bool,
        why: &'static str,
    },
}

impl Act {
    /// Whether a value follows.
    pub(super) fn takes_value(self) -> bool {
        match self {
            Self::Flag { .. } => false,
            Self::Value { .. } => true,
            Self::Needless { value } | Self::Outside { value, .. } => value,
        }
    }
}

const fn flag(names: &'static [&'static str], read: ReadFlag, write: WriteFlag) -> Row {
    let act = Act::Flag { read, write };
    Row { names, act }
}

const fn value(names: &'static [&'static str], read: Read, write: Write) -> Row {
    let act = Act::Value { read, write };
    Row { names, act }
}

/// Read like another one, and never written.
const fn also(names: &'static [&'static str], read: Read) -> Row {
    value(names, read, |_, _| Vec::new())
}

const fn needless(names: &'static [&'static str], value: bool) -> Row {
    let act = Act::Needless { value };
    Row { names, act }
}

const fn outside(names: &'static [&'static str], value: bool, why: &'static str) -> Row {
    let act = Act::Outside { value, why };
    Row { names, act }
}

const NO_FIELD: &str =
    "the form has no field for it; set it at the command line of the host if you need it";
const FILE: &str = "the console cannot read files of your machine; paste what is in it";

/// What `name`, dashes included, does.
pub(super) fn act(name: &str) -> Option<Act> {
    let row = TABLE.iter().find(|row| row.names.contains(&name));
    row.map(|row| row.act)
}

pub(super) const TABLE: &[Row] = &[
    value(
        &["--pull"],
        |draft, word| {
            draft.spec.pull = shapes::pull(word)?;
            Ok(())
        },
        |spec, _| match shapes::pull_word(spec.pull) {
            "missing" => Vec::new(),
            word => vec![word.to_owned()],
        },
    ),
    value(&["--name"], parts::read_name, |spec, _| {
        parts::texts(spec.name.as_ref())
    }),
    value(
        &["--hostname", "-h"],
        |draft, text| parts::set(&mut draft.spec.hostname, text),
        |spec, _| parts::texts(spec.hostname.as_ref()),
    ),
    value(
        &["--user", "-u"],
        |draft, text| parts::set(&mut draft.spec.user, text),
        |spec, _| parts::texts(spec.user.as_ref()),
    ),
    value(
        &["--workdir", "-w"],
        |draft, text| parts::set(&mut draft.spec.working_dir, text),
        |spec, _| parts::texts(spec.working_dir.as_ref()),
    ),
    value(&["--entrypoint"], parts::read_entrypoint, |spec, _| {
        parts::texts(spec.entrypoint.first())
    }),
    flag(
        &["--tty", "-t"],
        |spec, on| spec.terminal = on,
        |spec| spec.terminal,
    ),
    flag(
        &["--interactive", "-i"],
        |spec, on| spec.interactive = on,
        |spec| spec.interactive,
    ),
    value(&["--publish", "-p"], parts::read_port, |spec, _| {
        spec.ports.iter().map(parts::port).collect()
    }),
    value(&["--volume", "-v"], parts::read_volume, |spec, _| {
        spec.mounts.iter().filter_map(parts::volume).collect()
    }),
    value(&["--tmpfs"], parts::read_tmpfs, |spec, _| {
        spec.mounts.iter().filter_map(parts::tmpfs).collect()
    }),
    also(&["--mount"], parts::read_mount),
    value(&["--env", "-e"], parts::read_env, |spec, _| {
        parts::environment(spec)
    }),
    value(
        &["--network", "--net"],
        parts::read_network,
        parts::networks,
    ),
    value(
        &["--network-alias", "--net-alias"],
        |draft, text| {
            draft.aliases.push(text.to_owned());
            Ok(())
        },
        |spec, _| parts::lone_aliases(spec),
    ),
    value(&["--ip"], parts::read_address, |spec, _| {
        parts::lone_address(spec, parts::Family::V4)
    }),
    value(&["--ip6"], parts::read_address, |spec, _| {
        parts::lone_address(spec, parts::Family::V6)
    }),
    value(&["--pod"], parts::read_pod, |spec, _| {
        parts::texts(spec.pod.as_ref())
    }),
    value(
        &["--memory", "-m"],
        |draft, text| {
            draft.spec.limits.memory = shapes::bytes(text)?;
            Ok(())
        },
        |spec, _| parts::texts(spec.limits.memory.map(shapes::bytes_word).as_ref()),
    ),
    value(
        &["--cpus"],
        |draft, text| {
            draft.spec.limits.cpus = shapes::cpus(text)?;
            Ok(())
        },
        |spec, _| parts::texts(spec.limits.cpus.as_ref()),
    ),
    value(
        &["--pids-limit"],
        |draft, text| {
            draft.spec.limits.processes = shapes::processes(text)?;
            Ok(())
        },
        |spec, _| parts::texts(spec.limits.processes.as_ref()),
    ),
    value(
        &["--restart"],
        |draft, text| {
            draft.spec.restart_policy = shapes::restart(text)?;
            Ok(())
        },
        |spec, _| parts::texts(shapes::restart_word(&spec.restart_policy).as_ref()),
    ),
    value(&["--health-cmd"], parts::read_health_command, |spec, _| {
        parts::health(spec, |health| health.command.clone())
    }),
    value(
        &["--health-interval"],
        |draft, text| draft.health_time(text, |health| &mut health.interval),
        |spec, _| parts::health(spec, |health| format!("{}s", health.interval)),
    ),
    value(
        &["--health-timeout"],
        |draft, text| draft.health_time(text, |health| &mut health.timeout),
        |spec, _| parts::health(spec, |health| format!("{}s", health.timeout)),
    ),
    value(
        &["--health-start-period"],
        |draft, text| draft.health_time(text, |health| &mut health.start_period),
        |spec, _| parts::health(spec, |health| format!("{}s", health.start_period)),
    ),
    value(
        &["--health-retries"],
        parts::read_health_retries,
        |spec, _| parts::health(spec, |health| health.retries.to_string()),
    ),
    flag(&["--no-healthcheck"], parts::read_no_health, |spec| {
        spec.health
            .as_ref()
            .is_some_and(|health| health.command.is_empty())
    }),
    value(&["--label", "-l"], parts::read_label, |spec, _| {
        spec.labels
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    }),
    value(&["--device"], parts::read_device, |spec, _| {
        spec.devices.iter().map(parts::device).collect()
    }),
    value(
        &["--cap-add"],
        |draft, text| parts::capabilities(&mut draft.spec.capabilities_added, text),
        |spec, _| spec.capabilities_added.clone(),
    ),
    value(
        &["--cap-drop"],
        |draft, text| parts::capabilities(&mut draft.spec.capabilities_dropped, text),
        |spec, _| spec.capabilities_dropped.clone(),
    ),
    flag(
        &["--privileged"],
        |spec, on| spec.privileged = on,
        |spec| spec.privileged,
    ),
    flag(
        &["--read-only"],
        |spec, on| spec.read_only = on,
        |spec| spec.read_only,
    ),
    flag(&["--init"], |spec, on| spec.init = on, |spec| spec.init),
    value(
        &["--stop-timeout"],
        |draft, text| {
            draft.spec.stop_timeout = Some(shapes::number(text)?);
            Ok(())
        },
        |spec, _| parts::texts(spec.stop_timeout.as_ref()),
    ),
    flag(
        &["--rm"],
        |spec, on| spec.remove_when_ended = on,
        |spec| spec.remove_when_ended,
    ),
    needless(
        &[
            "--detach",
            "-d",
            "--sig-proxy",
            "--quiet",
            "-q",
            "--replace",
            "--disable-content-trust",
            "--tls-verify",
        ],
        false,
    ),
    needless(
        &[
            "--attach",
            "-a",
            "--detach-keys",
            "--cidfile",
            "--conmon-pidfile",
            "--pidfile",
        ],
        true,
    ),
    outside(&["--env-file", "--label-file"], true, FILE),
    outside(
        &["--env-host", "--env-merge"],
        false,
        "the console does not have the variables of your shell; set them one by one",
    ),
    outside(
        &["--publish-all", "-P"],
        false,
        "publish the ports that you need, each by its number",
    ),
    outside(
        &[
            "--no-hosts",
            "--no-hostname",
            "--oom-kill-disable",
            "--rmi",
            "--rootfs",
            "--read-only-tmpfs",
            "--http-proxy",
            "--passwd",
            "--use-api-socket",
        ],
        false,
        NO_FIELD,
    ),
    outside(OTHERS, true, NO_FIELD),
    outside(&["--unsetenv-all"], false, NO_FIELD),
];
