//! What the demo host is, as data: `assets/demo/coreos.toml`. Nothing here changes while it runs; what
//! does is in `world` (deployments) and `docker::engine` (containers).

use std::collections::BTreeMap;

use serde::Deserialize;

/// A host as it stands when the demo starts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scenario {
    pub hostname: String,
    pub machine_id: String,
    pub stateroot: String,
    /// The ostree remote and the branch in it; together the refspec.
    pub remote: String,
    pub branch: String,
    /// The one package that is layered on every image.
    pub layered: String,
    pub kernel_arguments: Vec<String>,
    /// The key that signs what the remote has.
    pub signing_key: SigningKey,
    pub up_days: i64,
    pub download_bytes: u64,
    pub download_objects: u32,
    /// Oldest first, one of each role.
    pub images: Vec<Image>,
    pub packages: Vec<Package>,
    /// What the repositories have, the newest of each: to layer, and to replace the image's.
    pub offered: Vec<Offered>,
    /// What the update resolves.
    pub advisories: Vec<Advisory>,
    pub units: Vec<Unit>,
    pub containers: Vec<Container>,
    /// The container engine's, beside those that containers are made of.
    pub stored_images: Vec<StoredImage>,
    pub volumes: Vec<Volume>,
    pub networks: Vec<Network>,
    pub build_cache: Vec<CacheEntry>,
    pub etc: Vec<EtcFile>,
}

/// A file beneath `/etc`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EtcFile {
    /// Relative to it.
    pub path: String,
    /// What the image brings.
    pub image: Option<String>,
    /// What is there when the demo starts.
    pub now: Option<String>,
}

/// An image in the container engine's store.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoredImage {
    /// Empty: dangling.
    #[serde(default)]
    pub tags: Vec<String>,
    pub size_mb: u64,
    pub created_days: i64,
    /// Its registry has a newer one of the same tag.
    #[serde(default)]
    pub outdated: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Volume {
    /// Empty: made without a name.
    #[serde(default)]
    pub name: String,
    pub size_mb: u64,
    pub created_days: i64,
    /// Its Compose project.
    pub project: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Network {
    pub name: String,
    /// The first three numbers of a /24, e.g. "172.20.0".
    pub range: String,
    #[serde(default)]
    pub internal: bool,
    pub project: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CacheEntry {
    pub what: String,
    pub size_mb: u64,
}

/// Where a container sees a volume or a folder of the host.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mount {
    /// A volume's name, or an absolute path of the host.
    pub source: String,
    pub target: String,
    #[serde(default)]
    pub read_only: bool,
}

/// What an image is to the host at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    Pinned,
    Rollback,
    Booted,
    /// On offer at the remote.
    Update,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Image {
    pub role: Role,
    /// Fedora's release number.
    pub release: u32,
    /// Days before the demo's start that it was built; its version carries that date.
    pub age_days: i64,
    /// `uname -r`.
    pub kernel: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Package {
    pub name: String,
    #[serde(default = "x86_64")]
    pub arch: String,
    /// Version in each of `Scenario::images`; empty where the image lacks the package.
    pub evr: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SigningKey {
    pub fingerprint: String,
    pub name: String,
    pub address: String,
}

/// A package in a repository.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Offered {
    pub name: String,
    pub evr: String,
    #[serde(default = "x86_64")]
    pub arch: String,
    pub summary: String,
    pub repository: String,
}

impl Offered {
    /// In full: name-epoch:version-release.arch.
    pub(super) fn nevra(&self) -> String {
        format!("{}-{}.{}", self.name, self.evr, self.arch)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advisory {
    pub id: String,
    /// 1 low, 2 moderate, 3 important, 4 critical.
    pub severity: u32,
    /// Name-epoch:version-release.arch.
    pub packages: Vec<String>,
    pub cves: Vec<Cve>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cve {
    pub id: String,
    pub title: String,
}

/// A loaded unit, as it stands at the start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unit {
    pub name: String,
    pub description: String,
    #[serde(default = "active")]
    pub active: String,
    #[serde(default = "running")]
    pub sub: String,
    /// `UnitFileState`: static where nothing says otherwise.
    #[serde(default = "file_state")]
    pub file_state: String,
}

/// Docker's restart policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Restart {
    No,
    Always,
    UnlessStopped,
}

impl Restart {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Always => "always",
            Self::UnlessStopped => "unless-stopped",
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Port {
    pub container: u16,
    /// Published there on all addresses.
    pub host: Option<u16>,
}

/// How a container's process ends by itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ending {
    pub after_s: f64,
    pub code: i64,
    /// Docker's back-off before it runs again.
    pub again_s: f64,
    /// Written to stderr at the end.
    pub log: Vec<String>,
}

/// A container. Log lines may carry `{time}`, `{ip}`, `{ms}` and `{n}`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Container {
    pub name: String,
    pub image: String,
    pub command: Vec<String>,
    pub restart: Restart,
    pub created_days: i64,
    /// Its Compose project.
    pub project: Option<String>,
    #[serde(default)]
    pub healthcheck: bool,
    #[serde(default)]
    pub ports: Vec<Port>,
    /// It logs to stderr instead of stdout.
    #[serde(default)]
    pub stderr: bool,
    /// `RestartCount` at the start.
    #[serde(default)]
    pub restarts: u32,
    /// It has exited with this code before the start; running otherwise.
    pub exited: Option<i64>,
    pub start_log: Vec<String>,
    pub stop_log: Vec<String>,
    pub log_every_s: f64,
    pub log: Vec<String>,
    pub ends: Option<Ending>,
    #[serde(default)]
    pub env: Vec<String>,
    #[serde(default)]
    pub mounts: Vec<Mount>,
    /// By name; the first is its own.
    #[serde(default = "bridge")]
    pub networks: Vec<String>,
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// What it uses when nothing happens; the figures vary around it.
    #[serde(default = "some_memory")]
    pub memory_mb: f64,
    #[serde(default = "some_cpu")]
    pub cpu_percent: f64,
    /// 0: none.
    #[serde(default)]
    pub memory_limit_mb: u64,
}

impl Container {
    /// Its own labels and those that Compose gives it.
    pub(super) fn labels(&self) -> BTreeMap<&str, &str> {
        self.project
            .iter()
            .flat_map(|project| {
                [
                    ("com.docker.compose.project", project.as_str()),
                    ("com.docker.compose.service", self.name.as_str()),
                ]
            })
            .chain(
                self.labels
                    .iter()
                    .map(|(key, value)| (key.as_str(), value.as_str())),
            )
            .collect()
    }
}

impl Scenario {
    /// The host that `atomdeck demo` shows.
    pub(super) fn coreos() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("../../assets/demo/coreos.toml"))
    }

    /// The refspec of the deployments' origin.
    pub(super) fn refspec(&self) -> String {
        format!("{}:{}", self.remote, self.branch)
    }
}

fn bridge() -> Vec<String> {
    vec!["bridge".to_owned()]
}

fn some_memory() -> f64 {
    24.0
}

fn some_cpu() -> f64 {
    0.4
}

fn x86_64() -> String {
    "x86_64".to_owned()
}

fn active() -> String {
    "active".to_owned()
}

fn file_state() -> String {
    "static".to_owned()
}

fn running() -> String {
    "running".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_host_is_whole() {
        let scenario = Scenario::coreos().unwrap();
        for role in [Role::Pinned, Role::Rollback, Role::Booted, Role::Update] {
            let images = scenario.images.iter().filter(|image| image.role == role);
            assert_eq!(images.count(), 1, "{role:?}");
        }
        for package in &scenario.packages {
            assert_eq!(package.evr.len(), scenario.images.len(), "{}", package.name);
        }
        assert!(
            scenario
                .offered
                .iter()
                .any(|one| one.name == scenario.layered)
        );
        for advisory in &scenario.advisories {
            assert!(!advisory.cves.is_empty(), "{}", advisory.id);
        }
        for container in &scenario.containers {
            assert!(container.log_every_s > 0.0, "{}", container.name);
        }
        let failed = scenario.units.iter().filter(|unit| unit.active == "failed");
        assert_eq!(failed.count(), 1);
    }
}
