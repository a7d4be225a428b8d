//! An existing container as the form shows it: a specification without what the image or the engine added.

use serde_json::Value;

use crate::model::{
    ContainerSpec, DeviceSpec, EnvironmentSpec, HealthSpec, ImageRef, Limits, NetworkSpec,
    PortSpec, Protocol, RestartPolicy, RestartPolicyKind,
};

use super::{
    super::spec::{NANO_CPUS, NANOSECONDS},
    Origin, is_empty, list, text,
};

/// Podman's own limit of processes, and seconds to stop.
const PODMAN_PROCESSES: u32 = 2048;
const PODMAN_GRACE: u32 = 10;

impl Origin {
    /// What it was made with. Fails where its image has no name that can be asked for again.
    pub(in crate::host::container) fn spec(&self) -> Result<ContainerSpec, String> {
        let image = text(&self.config()["Image"]);
        let image: ImageRef = image
            .parse()
            .map_err(|error| format!("its image is told as `{}`: {error}", image.escape_debug()))?;
        let given_text = |field: &str| self.given(field).map(|value| text(value).to_owned());
        let texts = |value: Option<&Value>| -> Vec<String> {
            let texts = value.map(list).unwrap_or_default();
            texts.into_iter().map(str::to_owned).collect()
        };
        let mut spec = ContainerSpec::of(image);
        spec.name = self.name().parse().ok();
        spec.command = texts(self.command());
        spec.entrypoint = texts(self.given("Entrypoint"));
        spec.user = given_text("User");
        spec.working_dir = given_text("WorkingDir");
        spec.hostname = given_text("Hostname");
        spec.terminal = self.config()["Tty"] == true;
        spec.interactive = self.config()["OpenStdin"] == true;
        spec.ports = self.ports();
        let places = self.places().into_iter();
        spec.mounts = places.filter_map(|place| place.told).collect();
        spec.environment = self.environment().into_iter().map(variable).collect();
        spec.networks = self.networks();
        spec.limits = self.limits();
        spec.restart_policy = RestartPolicy {
            kind: self.restart_kind(),
            attempts: self.attempts(),
        };
        spec.health = self.given("Healthcheck").and_then(health);
        let labels = self.labels();
        spec.labels = labels
            .map(|(name, value)| (name.clone(), text(value).to_owned()))
            .collect();
        spec.devices = self.devices();
        spec.capabilities_added = self.capabilities("CapAdd");
        spec.capabilities_dropped = self.capabilities("CapDrop");
        spec.privileged = self.host()["Privileged"] == true;
        spec.read_only = self.host()["ReadonlyRootfs"] == true;
        spec.init = self.host()["Init"] == true;
        let grace = self.grace().and_then(|grace| u32::try_from(grace).ok());
        spec.stop_timeout = grace.filter(|grace| !(self.is_libpod() && *grace == PODMAN_GRACE));
        spec.remove_when_ended = self.is_removed_when_ended();
        Ok(spec)
    }

    fn ports(&self) -> Vec<PortSpec> {
        let bindings = self.host()["PortBindings"]
            .as_object()
            .into_iter()
            .flatten();
        let each = bindings.flat_map(|(key, places)| {
            let places = places.as_array().into_iter().flatten();
            places.filter_map(|place| port(key, place))
        });
        each.collect()
    }

    fn networks(&self) -> Vec<NetworkSpec> {
        let alone = text(&self.host()["NetworkMode"]);
        if matches!(alone, "host" | "none") {
            let network = alone.parse().ok().map(|network| NetworkSpec {
                network,
                aliases: Vec::new(),
                address: None,
            });
            return network.into_iter().collect();
        }
        let networks = self.endpoints().into_iter();
        let networks: Vec<NetworkSpec> = networks
            .filter_map(|(name, endpoint)| {
                let fixed = &endpoint["IPAMConfig"];
                let fixed = [&fixed["IPv4Address"], &fixed["IPv6Address"]];
                Some(NetworkSpec {
                    network: name.parse().ok()?,
                    aliases: self.aliases(endpoint),
                    address: fixed.iter().find_map(|address| text(address).parse().ok()),
                })
            })
            .collect();
        match &networks[..] {
            [only]
                if only.network.as_str() == self.default_network()
                    && only.aliases.is_empty()
                    && only.address.is_none() =>
            {
                Vec::new()
            }
            _ => networks,
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "cores in billionths are far below 2^53"
    )]
    fn limits(&self) -> Limits {
        let host = self.host();
        let positive = |field: &str| host[field].as_i64().filter(|value| *value > 0);
        let cpus = match (positive("NanoCpus"), positive("CpuQuota")) {
            (Some(nano), _) => Some(nano as f64 / NANO_CPUS),
            (None, Some(quota)) => {
                let period = positive("CpuPeriod").unwrap_or(100_000);
                Some(quota as f64 / period as f64)
            }
            (None, None) => None,
        };
        let processes = positive("PidsLimit").and_then(|limit| u32::try_from(limit).ok());
        Limits {
            memory: positive("Memory").and_then(|bytes| u64::try_from(bytes).ok()),
            cpus,
            processes: processes.filter(|limit| !(self.is_libpod() && *limit == PODMAN_PROCESSES)),
        }
    }

    fn attempts(&self) -> Option<u32> {
        let attempts = self.host()["RestartPolicy"]["MaximumRetryCount"].as_u64();
        let attempts = attempts.and_then(|attempts| u32::try_from(attempts).ok());
        attempts
            .filter(|attempts| *attempts > 0 && self.restart_kind() == RestartPolicyKind::OnFailure)
    }

    fn devices(&self) -> Vec<DeviceSpec> {
        let devices = self.host()["Devices"].as_array().into_iter().flatten();
        let device = |device: &Value| {
            let (host, container) = (
                text(&device["PathOnHost"]),
                text(&device["PathInContainer"]),
            );
            let permissions = text(&device["CgroupPermissions"]);
            DeviceSpec {
                host_path: host.to_owned(),
                container_path: (container != host && !container.is_empty())
                    .then(|| container.to_owned()),
                // Podman does not say.
                permissions: if permissions.is_empty() {
                    "rwm".to_owned()
                } else {
                    permissions.to_owned()
                },
            }
        };
        devices.map(device).collect()
    }
}

fn variable(line: &str) -> EnvironmentSpec {
    let (name, value) = line.split_once('=').unwrap_or((line, ""));
    EnvironmentSpec {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

fn port(key: &str, place: &Value) -> Option<PortSpec> {
    let (number, protocol) = key.split_once('/').unwrap_or((key, "tcp"));
    let protocol = match protocol {
        "udp" => Protocol::Udp,
        "sctp" => Protocol::Sctp,
        _ => Protocol::Tcp,
    };
    let host_port = match text(&place["HostPort"]) {
        "" | "0" => None,
        port => Some(port.parse().ok()?),
    };
    Some(PortSpec {
        container_port: number.parse().ok()?,
        protocol,
        host_port,
        host_address: text(&place["HostIp"]).parse().ok(),
    })
}

/// A check of its own; one that is run without a shell is told as a shell would write it.
fn health(check: &Value) -> Option<HealthSpec> {
    let words = list(&check["Test"]);
    let (kind, words) = words.split_first()?;
    let command = match *kind {
        "NONE" => return Some(HealthSpec::of("")),
        "CMD-SHELL" => words.join(" "),
        _ => shlex::try_join(words.iter().copied()).ok()?,
    };
    let usual = HealthSpec::of(command);
    let seconds = |field: &str, usual: u32| match check[field].as_u64() {
        None | Some(0) => usual,
        Some(time) => u32::try_from(time.div_ceil(NANOSECONDS)).unwrap_or(usual),
    };
    let retries = check["Retries"].as_u64().filter(|retries| *retries > 0);
    Some(HealthSpec {
        interval: seconds("Interval", usual.interval),
        timeout: seconds("Timeout", usual.timeout),
        start_period: seconds("StartPeriod", 0),
        retries: retries
            .and_then(|retries| u32::try_from(retries).ok())
            .unwrap_or(usual.retries),
        command: usual.command,
    })
    .filter(|_| !is_empty(check))
}
