//! What an existing container was made with, told apart from what its image and its engine added: the form is
//! filled from it, and it is made again from it without losing what the form does not know. Pure.

mod again;
mod places;
mod told;

use serde_json::{Map, Value};

use crate::model::RestartPolicyKind;

pub(super) use again::{Plan, plan};

/// Set by Quadlet and `podman generate systemd`.
const UNIT_LABEL: &str = "PODMAN_SYSTEMD_UNIT";

/// Digits of an id that the engines use as a host name and an alias.
const SHORT_ID: usize = 12;

/// Podman adds these to every environment; the second with the host name.
const PODMAN_ENVIRONMENT: [&str; 3] = ["TERM=xterm", "container=podman", "container=oci"];

/// Docker's, where the image has none.
const DOCKER_PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Podman does without these of Docker's capabilities, and tells them as dropped.
const PODMAN_DROPPED: [&str; 3] = ["AUDIT_WRITE", "MKNOD", "NET_RAW"];

/// A container's description (`GET /containers/{id}/json`) and its image's.
#[derive(Debug)]
pub(super) struct Origin {
    container: Value,
    /// `Config` of the image; null where the image is gone.
    image: Value,
    dialect: Dialect,
}

/// Whose words a description has: those who serve Podman's own endpoints add and fold in their own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Docker,
    Libpod,
}

impl Origin {
    pub(super) fn new(container: Value, image: &Value, dialect: Dialect) -> Self {
        Self {
            container,
            image: image["Config"].clone(),
            dialect,
        }
    }

    pub(super) fn id(&self) -> &str {
        text(&self.container["Id"])
    }

    pub(super) fn name(&self) -> &str {
        text(&self.container["Name"]).trim_start_matches('/')
    }

    /// The id of the image that it runs.
    pub(super) fn image_id(&self) -> &str {
        let id = text(&self.container["Image"]);
        id.strip_prefix("sha256:").unwrap_or(id)
    }

    pub(super) fn is_running(&self) -> bool {
        self.container["State"]["Running"] == true
    }

    pub(super) fn is_paused(&self) -> bool {
        self.container["State"]["Paused"] == true
    }

    /// As the engine tells it.
    pub(super) fn description(&self) -> &Value {
        &self.container
    }

    /// The engine removes it as soon as it ends.
    pub(super) fn is_removed_when_ended(&self) -> bool {
        self.host()["AutoRemove"] == true
    }

    /// The systemd unit that runs it.
    pub(super) fn unit(&self) -> Option<&str> {
        self.config()["Labels"][UNIT_LABEL].as_str()
    }

    /// Seconds it is given to stop; negative is for ever.
    pub(super) fn grace(&self) -> Option<i64> {
        self.config()["StopTimeout"].as_i64()
    }

    fn config(&self) -> &Value {
        &self.container["Config"]
    }

    fn host(&self) -> &Value {
        &self.container["HostConfig"]
    }

    fn is_libpod(&self) -> bool {
        self.dialect == Dialect::Libpod
    }

    /// A field that is not as the image has it.
    fn given(&self, field: &str) -> Option<&Value> {
        let value = &self.config()[field];
        let is_own = !is_empty(value) && *value != self.image[field];
        (is_own && !self.is_engines(field, value)).then_some(value)
    }

    /// What the engine puts there where nothing was given.
    fn is_engines(&self, field: &str, value: &Value) -> bool {
        match field {
            "Hostname" => {
                let of_host = matches!(text(&self.host()["NetworkMode"]), "host" | "none");
                let of_other = text(&self.host()["UTSMode"]).starts_with("container:");
                self.id().get(..SHORT_ID) == value.as_str() || of_host || of_other
            }
            "WorkingDir" => value == "/" && is_empty(&self.image[field]),
            "StopSignal" => {
                let usual = is_empty(&self.image[field]);
                usual && matches!(value.as_str(), Some("15" | "SIGTERM"))
            }
            _ => false,
        }
    }

    /// The first process' own arguments: those of the image go with its entry point only.
    fn command(&self) -> Option<&Value> {
        match self.given("Entrypoint") {
            Some(_) => Some(&self.config()["Cmd"]).filter(|value| !is_empty(value)),
            None => self.given("Cmd"),
        }
    }

    /// `NAME=value`, of those that neither image nor engine set.
    fn environment(&self) -> Vec<&str> {
        let images = list(&self.image["Env"]);
        let hostname = text(&self.config()["Hostname"]);
        let has_path = images.iter().any(|line| line.starts_with("PATH="));
        let engines = |line: &str| {
            if self.is_libpod() {
                PODMAN_ENVIRONMENT.contains(&line)
                    || line.strip_prefix("HOSTNAME=") == Some(hostname)
            } else {
                line == DOCKER_PATH && !has_path
            }
        };
        let lines = list(&self.config()["Env"]).into_iter();
        lines
            .filter(|line| !images.contains(line) && !engines(line))
            .collect()
    }

    fn labels(&self) -> impl Iterator<Item = (&String, &Value)> {
        let labels = self.config()["Labels"].as_object().into_iter().flatten();
        labels.filter(|(name, value)| self.image["Labels"].get(name.as_str()) != Some(value))
    }

    /// Without `CAP_`, and without those that the engine drops by itself.
    fn capabilities(&self, field: &str) -> Vec<String> {
        if self.is_libpod() && self.host()["Privileged"] == true {
            return Vec::new();
        }
        let words = list(&self.host()[field]).into_iter();
        let words = words.map(|word| word.strip_prefix("CAP_").unwrap_or(word));
        let mut words: Vec<String> = words.map(str::to_owned).collect();
        let usual = |word: &str| words.iter().any(|one| one == word);
        if self.is_libpod() && field == "CapDrop" && PODMAN_DROPPED.into_iter().all(usual) {
            words.retain(|word| !PODMAN_DROPPED.contains(&word.as_str()));
        }
        words
    }

    fn restart_kind(&self) -> RestartPolicyKind {
        match text(&self.host()["RestartPolicy"]["Name"]) {
            "always" => RestartPolicyKind::Always,
            "unless-stopped" => RestartPolicyKind::UnlessStopped,
            "on-failure" => RestartPolicyKind::OnFailure,
            _ => RestartPolicyKind::No,
        }
    }

    /// The network that it stands in where none is named.
    fn default_network(&self) -> &'static str {
        match self.dialect {
            Dialect::Docker => "bridge",
            Dialect::Libpod => "podman",
        }
    }

    /// Where it has networks by name: they and its place in them, the first one first. None where it shares another's
    /// or the host's, or has none.
    fn endpoints(&self) -> Vec<(&str, &Value)> {
        let mode = text(&self.host()["NetworkMode"]);
        if matches!(mode, "host" | "none") || mode.starts_with("container:") {
            return Vec::new();
        }
        let networks = &self.container["NetworkSettings"]["Networks"];
        let networks = networks.as_object().into_iter().flatten();
        let mut endpoints: Vec<(&str, &Value)> = networks
            .map(|(name, place)| (name.as_str(), place))
            .collect();
        endpoints.sort_by_key(|(name, _)| (*name != mode, *name));
        endpoints
    }

    /// Names by which it was to be found there: not those that every container has.
    fn aliases(&self, endpoint: &Value) -> Vec<String> {
        let hostname = text(&self.config()["Hostname"]);
        let own = |alias: &&str| {
            self.id().get(..SHORT_ID) != Some(*alias) && *alias != hostname && *alias != self.name()
        };
        let aliases = list(&endpoint["Aliases"]).into_iter().filter(own);
        aliases.map(str::to_owned).collect()
    }
}

/// Nothing is set there.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The texts of an array.
fn list(value: &Value) -> Vec<&str> {
    let items = value.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

/// The object that `value` is; an empty one where it is none.
fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}
