//! What the engines tell of one container (`GET /containers/{id}/json`, Docker API 1.41, and Podman's own
//! `/libpod/containers/{id}/json`), as far as we read it. Lenient: what is missing, null or of another shape is as
//! if it were not there, and costs nothing else.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// One container's description.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Inspected {
    pub(super) id: String,
    /// With a leading slash.
    #[serde(default, deserialize_with = "lenient")]
    pub(super) name: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) path: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) args: Vec<String>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) state: State,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) image: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) restart_count: u32,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) mount_label: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) process_label: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) app_armor_profile: String,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) host_config: HostConfig,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) mounts: Vec<MountPoint>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) config: Config,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) network_settings: NetworkSettings,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct State {
    #[serde(deserialize_with = "lenient")]
    pub(super) running: bool,
    #[serde(rename = "OOMKilled", deserialize_with = "lenient")]
    pub(super) out_of_memory: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) pid: u32,
    #[serde(deserialize_with = "lenient")]
    pub(super) exit_code: i32,
    #[serde(deserialize_with = "lenient")]
    pub(super) error: String,
    #[serde(deserialize_with = "moment")]
    pub(super) started_at: Option<Timestamp>,
    #[serde(deserialize_with = "moment")]
    pub(super) finished_at: Option<Timestamp>,
    /// `Healthcheck` before Podman 4.
    #[serde(alias = "Healthcheck", deserialize_with = "lenient")]
    pub(super) health: HealthState,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct HealthState {
    #[serde(deserialize_with = "lenient")]
    pub(super) failing_streak: u32,
    #[serde(deserialize_with = "lenient")]
    pub(super) log: Vec<HealthLog>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct HealthLog {
    #[serde(deserialize_with = "moment")]
    pub(super) start: Option<Timestamp>,
    #[serde(deserialize_with = "lenient")]
    pub(super) exit_code: i32,
    #[serde(deserialize_with = "lenient")]
    pub(super) output: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct HostConfig {
    #[serde(deserialize_with = "lenient")]
    pub(super) log_config: LogConfig,
    #[serde(deserialize_with = "lenient")]
    pub(super) network_mode: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) restart_policy: Policy,
    #[serde(deserialize_with = "lenient")]
    pub(super) cap_add: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) cap_drop: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) auto_remove: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) privileged: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) readonly_rootfs: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) tmpfs: BTreeMap<String, String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) memory: i64,
    #[serde(deserialize_with = "lenient")]
    pub(super) memory_swap: i64,
    #[serde(deserialize_with = "lenient")]
    pub(super) nano_cpus: i64,
    #[serde(deserialize_with = "lenient")]
    pub(super) cpu_quota: i64,
    #[serde(deserialize_with = "lenient")]
    pub(super) cpu_period: i64,
    #[serde(deserialize_with = "lenient")]
    pub(super) pids_limit: i64,
    #[serde(deserialize_with = "lenient")]
    pub(super) devices: Vec<Device>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct LogConfig {
    #[serde(rename = "Type", deserialize_with = "lenient")]
    pub(super) driver: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Policy {
    #[serde(deserialize_with = "lenient")]
    pub(super) name: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) maximum_retry_count: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Device {
    #[serde(deserialize_with = "lenient")]
    pub(super) path_on_host: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct MountPoint {
    #[serde(rename = "Type", deserialize_with = "lenient")]
    pub(super) kind: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) name: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) source: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) destination: String,
    #[serde(rename = "RW", deserialize_with = "lenient")]
    pub(super) writable: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Config {
    /// As it was named when it was made.
    #[serde(deserialize_with = "lenient")]
    pub(super) image: String,
    /// Podman's own: the command line that made it.
    #[serde(deserialize_with = "lenient")]
    pub(super) create_command: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) hostname: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) user: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) tty: bool,
    #[serde(deserialize_with = "lenient")]
    pub(super) env: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) working_dir: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) labels: BTreeMap<String, String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) healthcheck: Healthcheck,
    /// Seconds; -1 waits for ever. Absent: the engine's own.
    #[serde(deserialize_with = "lenient")]
    pub(super) stop_timeout: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Healthcheck {
    #[serde(deserialize_with = "lenient")]
    pub(super) test: Vec<String>,
    /// Nanoseconds; 0 is the engine's own.
    #[serde(deserialize_with = "lenient")]
    pub(super) interval: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct NetworkSettings {
    #[serde(deserialize_with = "lenient")]
    pub(super) networks: BTreeMap<String, Endpoint>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Endpoint {
    #[serde(deserialize_with = "lenient")]
    pub(super) aliases: Vec<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) gateway: String,
    #[serde(rename = "IPAddress", deserialize_with = "lenient")]
    pub(super) ip_address: String,
    #[serde(rename = "GlobalIPv6Address", deserialize_with = "lenient")]
    pub(super) ipv6_address: String,
    #[serde(deserialize_with = "lenient")]
    pub(super) mac_address: String,
}

/// Reads a description.
pub(super) fn decode(answer: &[u8]) -> serde_json::Result<Inspected> {
    serde_json::from_slice(answer)
}

/// What has another shape than ours is as if it were not there.
fn lenient<'de, D, T>(from: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + DeserializeOwned,
{
    let value = serde_json::Value::deserialize(from)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

/// A moment; the engines write year 1 for "never".
fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let text: String = lenient(from)?;
    let moment: Option<Timestamp> = text.parse().ok();
    Ok(moment.filter(|moment| *moment > Timestamp::UNIX_EPOCH))
}
