//! A container's description, its processes and its changed files in our words. Pure, for what both engines answer.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::lost::lost;
use crate::{
    host::container::{
        ending,
        inspect::{Endpoint, HealthState, Healthcheck, HostConfig, Inspected, MountPoint},
        secrets,
    },
    model::{
        Container, ContainerDetail, ContainerSecurity, FileChange, FileChangeKind, FileChanges,
        HealthReport, HealthRun, Limits, Mount, MountKind, NetworkAttachment, ProcessTable,
        RestartPolicy, RestartPolicyKind,
    },
};

/// Seconds that the engines give a container to stop, unless it was made with others.
const STOP_TIMEOUT: u32 = 10;

/// Seconds between two health checks where none are given.
const HEALTH_INTERVAL: u64 = 30;

/// Runs of a health check that are told.
const HEALTH_RUNS: usize = 20;

/// Bytes of the output of one run.
const HEALTH_OUTPUT: usize = 4 * 1024;

/// Rows of a table of processes.
const PROCESSES: usize = 5_000;

/// Changed files that are told.
const CHANGES: usize = 5_000;

/// The container of the list, with everything else that is known of it.
pub(super) fn detail(found: Inspected, container: Container) -> ContainerDetail {
    let ended_because = ending::because(&found);
    let lost_when_recreated = lost(&found.config);
    let Inspected {
        path,
        args,
        state,
        image,
        mount_label,
        process_label,
        app_armor_profile,
        host_config,
        mounts,
        config,
        network_settings,
        ..
    } = found;
    let mut command = args;
    if !path.is_empty() {
        command.insert(0, path);
    }
    ContainerDetail {
        container,
        image_id: image
            .strip_prefix("sha256:")
            .map(str::to_owned)
            .unwrap_or(image),
        ended_because,
        finished_at: state.finished_at.filter(|_| !state.running),
        pid: Some(state.pid).filter(|pid| *pid != 0),
        command,
        terminal: config.tty,
        stop_timeout: config.stop_timeout.map_or(STOP_TIMEOUT, |seconds| {
            u32::try_from(seconds).unwrap_or(u32::MAX)
        }),
        restart_policy: restart_policy(&host_config),
        limits: limits(&host_config),
        health: health(&config.healthcheck, state.health),
        mounts: all_mounts(mounts, &host_config.tmpfs),
        networks: networks(network_settings.networks, &host_config.network_mode),
        environment: secrets::masked(&config.env),
        security: ContainerSecurity {
            privileged: host_config.privileged,
            read_only: host_config.readonly_rootfs,
            selinux_process_label: some(process_label),
            selinux_mount_label: some(mount_label),
            apparmor_profile: some(app_armor_profile),
            capabilities_added: capabilities(host_config.cap_add),
            capabilities_dropped: capabilities(host_config.cap_drop),
            devices: host_config
                .devices
                .into_iter()
                .map(|device| device.path_on_host)
                .collect(),
        },
        log_driver: host_config.log_config.driver,
        user: config.user,
        working_dir: config.working_dir,
        hostname: config.hostname,
        labels: config.labels,
        lost_when_recreated,
    }
}

/// `GET /containers/{id}/top`.
pub(super) fn processes(answer: &[u8]) -> serde_json::Result<ProcessTable> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Top {
        titles: Option<Vec<String>>,
        processes: Option<Vec<Vec<String>>>,
    }
    let top: Top = serde_json::from_slice(answer)?;
    let mut rows = top.processes.unwrap_or_default();
    rows.truncate(PROCESSES);
    Ok(ProcessTable {
        titles: top.titles.unwrap_or_default(),
        rows,
    })
}

/// `GET /containers/{id}/changes`; `null` where there is none.
pub(super) fn changes(answer: &[u8]) -> serde_json::Result<FileChanges> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Change {
        path: String,
        kind: u8,
    }
    let all: Option<Vec<Change>> = serde_json::from_slice(answer)?;
    let mut all = all.unwrap_or_default();
    all.sort_by(|a, b| a.path.cmp(&b.path));
    let left_out = all.len().saturating_sub(CHANGES) as u64;
    all.truncate(CHANGES);
    let changes = all.into_iter().map(|change| FileChange {
        kind: match change.kind {
            1 => FileChangeKind::Added,
            2 => FileChangeKind::Deleted,
            _ => FileChangeKind::Modified,
        },
        path: change.path,
    });
    Ok(FileChanges {
        changes: changes.collect(),
        left_out,
    })
}

pub(in crate::host::container) fn restart_policy(config: &HostConfig) -> RestartPolicy {
    let attempts = config.restart_policy.maximum_retry_count;
    let kind = match config.restart_policy.name.as_str() {
        "always" => RestartPolicyKind::Always,
        "unless-stopped" => RestartPolicyKind::UnlessStopped,
        "on-failure" => RestartPolicyKind::OnFailure,
        _ => RestartPolicyKind::No,
    };
    RestartPolicy {
        attempts: (kind == RestartPolicyKind::OnFailure && attempts > 0).then_some(attempts),
        kind,
    }
}

/// Zero and less mean: as much as there is.
pub(in crate::host::container) fn limits(config: &HostConfig) -> Limits {
    let cpus = match (config.nano_cpus, config.cpu_quota, config.cpu_period) {
        (nano, ..) if nano > 0 => Some(nano as f64 / 1e9),
        (_, quota, period) if quota > 0 && period > 0 => Some(quota as f64 / period as f64),
        _ => None,
    };
    Limits {
        memory: u64::try_from(config.memory).ok().filter(|bytes| *bytes > 0),
        cpus,
        processes: u32::try_from(config.pids_limit)
            .ok()
            .filter(|count| *count > 0),
    }
}

fn health(check: &Healthcheck, state: HealthState) -> Option<HealthReport> {
    let command = match check.test.split_first()? {
        (kind, _) if kind == "NONE" => return None,
        (kind, rest) if kind == "CMD" || kind == "CMD-SHELL" => rest.join(" "),
        _ => check.test.join(" "),
    };
    let mut runs: Vec<HealthRun> = state
        .log
        .into_iter()
        .filter_map(|run| {
            let mut output = run.output;
            output.truncate(output.floor_char_boundary(HEALTH_OUTPUT));
            Some(HealthRun {
                at: run.start?,
                exit_code: run.exit_code,
                output,
            })
        })
        .collect();
    runs.sort_by_key(|run| std::cmp::Reverse(run.at));
    runs.truncate(HEALTH_RUNS);
    let interval = match check.interval {
        0 => HEALTH_INTERVAL,
        nanoseconds => (nanoseconds / 1_000_000_000).max(1),
    };
    Some(HealthReport {
        command,
        interval,
        failing_streak: state.failing_streak,
        runs,
    })
}

/// What is mounted, memory included, by the path within.
fn all_mounts(points: Vec<MountPoint>, tmpfs: &BTreeMap<String, String>) -> Vec<Mount> {
    let mut mounts: Vec<Mount> = points
        .into_iter()
        .map(|point| {
            let (kind, source) = match point.kind.as_str() {
                "bind" => (MountKind::Bind, point.source),
                "volume" => (MountKind::Volume, point.name),
                "tmpfs" => (MountKind::Tmpfs, String::new()),
                _ => (MountKind::Other, point.source),
            };
            Mount {
                kind,
                source,
                destination: point.destination,
                read_only: !point.writable,
            }
        })
        .collect();
    for (destination, options) in tmpfs {
        if mounts.iter().all(|mount| mount.destination != *destination) {
            mounts.push(Mount {
                kind: MountKind::Tmpfs,
                source: String::new(),
                destination: destination.clone(),
                read_only: options.split(',').any(|option| option == "ro"),
            });
        }
    }
    mounts.sort_by(|a, b| a.destination.cmp(&b.destination));
    mounts
}

/// Podman does not list the host's own network, nor none.
fn networks(found: BTreeMap<String, Endpoint>, mode: &str) -> Vec<NetworkAttachment> {
    let mut all: Vec<NetworkAttachment> = found
        .into_iter()
        .map(|(network, endpoint)| NetworkAttachment {
            network,
            addresses: [endpoint.ip_address, endpoint.ipv6_address]
                .into_iter()
                .filter(|address| !address.is_empty())
                .collect(),
            gateway: some(endpoint.gateway),
            mac_address: some(endpoint.mac_address),
            aliases: endpoint.aliases,
        })
        .collect();
    if all.is_empty() && matches!(mode, "host" | "none") {
        all.push(NetworkAttachment {
            network: mode.to_owned(),
            addresses: Vec::new(),
            gateway: None,
            mac_address: None,
            aliases: Vec::new(),
        });
    }
    all
}

/// Without `CAP_`, which one of the engines writes and the other does not.
fn capabilities(names: Vec<String>) -> Vec<String> {
    let bare = |name: String| name.strip_prefix("CAP_").map(str::to_owned).unwrap_or(name);
    names.into_iter().map(bare).collect()
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
