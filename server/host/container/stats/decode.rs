//! One answer of `GET /containers/{id}/stats` (Docker API 1.41), and what lies between two of them. Both
//! engines' words, control groups of both versions; no answer makes it panic.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use crate::model::ContainerSample;

/// What a container has used so far.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    id: String,
    at: Timestamp,
    /// Nanoseconds of all its cores, since its start.
    cpu: u64,
    memory: u64,
    memory_limit: u64,
    processes: u64,
    network_received: u64,
    network_sent: u64,
    disk_read: u64,
    disk_written: u64,
}

#[derive(Deserialize)]
struct Answer {
    /// Podman before 5 says `Id`.
    #[serde(alias = "Id", default)]
    id: String,
    read: Timestamp,
    #[serde(default)]
    cpu_stats: Cpu,
    #[serde(default)]
    memory_stats: Memory,
    #[serde(default)]
    pids_stats: Pids,
    #[serde(default)]
    blkio_stats: Disk,
    #[serde(default, deserialize_with = "nullable")]
    networks: HashMap<String, Network>,
}

#[derive(Deserialize, Default)]
struct Cpu {
    #[serde(default)]
    cpu_usage: CpuUsage,
}

#[derive(Deserialize, Default)]
struct CpuUsage {
    #[serde(default)]
    total_usage: u64,
}

#[derive(Deserialize, Default)]
struct Memory {
    #[serde(default)]
    usage: u64,
    #[serde(default)]
    limit: u64,
    #[serde(default, deserialize_with = "nullable")]
    stats: HashMap<String, u64>,
}

#[derive(Deserialize, Default)]
struct Pids {
    #[serde(default)]
    current: u64,
}

#[derive(Deserialize, Default)]
struct Disk {
    #[serde(default, deserialize_with = "nullable")]
    io_service_bytes_recursive: Vec<DiskEntry>,
}

#[derive(Deserialize)]
struct DiskEntry {
    #[serde(default)]
    op: String,
    #[serde(default)]
    value: u64,
}

#[derive(Deserialize)]
struct Network {
    #[serde(default)]
    rx_bytes: u64,
    #[serde(default)]
    tx_bytes: u64,
}

fn nullable<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// `None` for a container that does not run: Docker then answers with zeros and Podman with nothing.
pub(super) fn reading(answer: &[u8]) -> Result<Option<Reading>, serde_json::Error> {
    if answer.trim_ascii().is_empty() {
        return Ok(None);
    }
    let answer: Answer = serde_json::from_slice(answer)?;
    if answer.read <= Timestamp::UNIX_EPOCH || answer.id.is_empty() {
        return Ok(None);
    }
    let memory = &answer.memory_stats;
    let networks = answer.networks.values();
    let (received, sent) = networks.fold((0_u64, 0_u64), |(received, sent), network| {
        (
            received.saturating_add(network.rx_bytes),
            sent.saturating_add(network.tx_bytes),
        )
    });
    Ok(Some(Reading {
        cpu: answer.cpu_stats.cpu_usage.total_usage,
        memory: memory.usage.saturating_sub(memory.inactive_files()),
        memory_limit: memory.limit,
        processes: answer.pids_stats.current,
        network_received: received,
        network_sent: sent,
        disk_read: answer.blkio_stats.bytes("read"),
        disk_written: answer.blkio_stats.bytes("write"),
        at: answer.read,
        id: answer.id,
    }))
}

impl Memory {
    /// Bytes of files that the kernel may drop at once: version 1 counts them with those of the groups
    /// below, version 2 has one number.
    fn inactive_files(&self) -> u64 {
        let first = self.stats.get("total_inactive_file");
        let bytes = first.or_else(|| self.stats.get("inactive_file"));
        bytes
            .copied()
            .filter(|bytes| *bytes < self.usage)
            .unwrap_or_default()
    }
}

impl Disk {
    /// Version 1 says `Read`, version 2 `read`.
    fn bytes(&self, op: &str) -> u64 {
        let entries = self.io_service_bytes_recursive.iter();
        entries
            .filter(|entry| entry.op.eq_ignore_ascii_case(op))
            .fold(0, |sum, entry| sum.saturating_add(entry.value))
    }
}

impl Reading {
    /// The sample between `before` and this; `memory` is what the host has. `None` if the two do not
    /// belong together: another container, a later start, the same moment.
    ///
    /// The load is the time its processes ran by the time that passed. That needs neither the number of
    /// cores nor the host's own time, which Podman measures otherwise than Docker.
    pub(super) fn since(&self, before: &Self, memory: Option<u64>) -> Option<ContainerSample> {
        let passed = self.at.duration_since(before.at).as_nanos();
        let used = self.cpu.checked_sub(before.cpu)?;
        if passed <= 0 || self.id != before.id {
            return None;
        }
        let is_limit = self.memory_limit > 0 && memory.is_none_or(|all| self.memory_limit < all);
        Some(ContainerSample {
            id: self.id.clone(),
            at: self.at,
            cpu_percent: ratio(used.into(), passed) * 100.0,
            memory: self.memory,
            memory_limit: is_limit.then_some(self.memory_limit),
            processes: self.processes,
            network_received: self.network_received,
            network_sent: self.network_sent,
            disk_read: self.disk_read,
            disk_written: self.disk_written,
        })
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a percentage needs no more than 52 bits"
)]
fn ratio(part: i128, whole: i128) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DOCKER: &[u8] = include_bytes!("../../../../tests/fixtures/docker/stats.json");
    const PODMAN: &[u8] = include_bytes!("../../../../tests/fixtures/podman/stats.json");

    fn read(answer: &[u8]) -> Reading {
        let reading = reading(answer).expect("it can be read");
        reading.expect("it runs")
    }

    #[test]
    fn both_engines_answers_are_read() {
        for answer in [DOCKER, PODMAN] {
            let reading = read(answer);
            assert_eq!(reading.id.len(), 64);
            assert_eq!(reading.processes, 2);
            assert!(
                reading.cpu > 1_000_000 && reading.memory > 100_000,
                "{reading:?}"
            );
            assert!(reading.network_received > 0, "{reading:?}");
        }
    }

    #[test]
    fn a_container_that_does_not_run_has_no_reading() {
        let stopped = br#"{"read":"0001-01-01T00:00:00Z","id":"a","cpu_stats":{},"networks":null}"#;
        for answer in [stopped.as_slice(), b"", b"\n"] {
            assert_eq!(reading(answer).expect("an answer"), None);
        }
    }

    #[test]
    fn load_is_of_one_core_and_caches_are_not_counted() {
        let at = |second: u32, cpu: u64| {
            let text = format!(
                r#"{{"id":"a","read":"2026-11-23T00:00:{second:02}.5Z",
                "cpu_stats":{{"cpu_usage":{{"total_usage":{cpu}}}}},
                "memory_stats":{{"usage":1000,"limit":5000,"stats":{{"inactive_file":300}}}},
                "blkio_stats":{{"io_service_bytes_recursive":[
                    {{"op":"read","value":1}},{{"op":"Read","value":2}},{{"op":"write","value":4}}]}}}}"#
            );
            read(text.as_bytes())
        };
        let before = at(10, 1_000_000_000);
        let now = at(12, 4_000_000_000);
        let sample = now
            .since(&before, Some(5000))
            .expect("they belong together");
        assert!((sample.cpu_percent - 150.0).abs() < 1e-9);
        assert_eq!((sample.memory, sample.memory_limit), (700, None));
        assert_eq!((sample.disk_read, sample.disk_written), (3, 4));
        let limited = now.since(&before, Some(6000)).expect("likewise");
        assert_eq!(limited.memory_limit, Some(5000));
        // Started again meanwhile, or asked twice at once.
        assert_eq!(at(12, 5).since(&before, None), None);
        assert_eq!(before.since(&before, None), None);
    }

    proptest! {
        #[test]
        fn nothing_that_is_answered_panics(answer in any::<Vec<u8>>()) {
            let _read = reading(&answer);
        }
    }
}
