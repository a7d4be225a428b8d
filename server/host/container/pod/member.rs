//! A create request of the common API (`POST /containers/create`, 1.41) in the words of Podman's own
//! (`POST /libpod/containers/create`, `SpecGenerator` of 4.0). Pure. What it has no word for is refused, never lost.

use serde_json::{Map, Value, json};

/// Podman counts processors in parts of this many microseconds.
const PERIOD: i64 = 100_000;

/// The request; else the first part that cannot be put.
pub(super) fn request(body: &Value) -> Result<Map<String, Value>, String> {
    let mut given = Given(body.as_object().cloned().unwrap_or_default());
    let mut host = Given(given.object("HostConfig"));
    let mut wanted = Map::new();
    for (from, to) in [
        ("Image", "image"),
        ("Cmd", "command"),
        ("User", "user"),
        ("WorkingDir", "work_dir"),
        ("Hostname", "hostname"),
        ("Tty", "terminal"),
        ("OpenStdin", "stdin"),
        ("Labels", "labels"),
        ("StopTimeout", "stop_timeout"),
        ("Healthcheck", "healthconfig"),
    ] {
        given.carry(from, to, &mut wanted);
    }
    for (from, to) in [
        ("AutoRemove", "remove"),
        ("CapAdd", "cap_add"),
        ("CapDrop", "cap_drop"),
        ("Dns", "dns_server"),
        ("DnsOptions", "dns_option"),
        ("DnsSearch", "dns_search"),
        ("ExtraHosts", "hostadd"),
        ("GroupAdd", "groups"),
        ("OomScoreAdj", "oom_score_adj"),
        ("Privileged", "privileged"),
        ("ReadonlyRootfs", "read_only_filesystem"),
        ("Init", "init"),
    ] {
        host.carry(from, to, &mut wanted);
    }
    // Only of use to whom is attached as it is made.
    given.take("StdinOnce");
    let entry = match given.take("Entrypoint") {
        Some(Value::String(word)) => Some(json!([word])),
        entry => entry,
    };
    set(&mut wanted, "entrypoint", entry);
    if let Some(signal) = given.take("StopSignal") {
        let number = signal.as_str().and_then(|text| text.parse::<u8>().ok());
        let number = number.ok_or("StopSignal")?;
        wanted.insert("stop_signal".to_owned(), json!(number));
    }
    set(&mut wanted, "env", given.take("Env").map(environment));
    mounts(&mut host, &mut wanted)?;
    limits(&mut host, &mut wanted);
    devices(&mut host, &mut wanted);
    namespaces(&mut given, &mut host, &mut wanted)?;
    security(&mut host, &mut wanted)?;
    if let Some(policy) = host.take("RestartPolicy") {
        set(&mut wanted, "restart_policy", some(&policy["Name"]));
        let tries = some(&policy["MaximumRetryCount"]);
        set(&mut wanted, "restart_tries", tries);
    }
    if let Some(log) = host.take("LogConfig") {
        let driver = match log["Type"].as_str() {
            // What the common API calls it.
            Some("json-file") => "k8s-file",
            Some(driver) => driver,
            None => "",
        };
        let log = json!({ "driver": driver, "options": log["Config"] });
        wanted.insert("log_configuration".to_owned(), log);
    }
    given.nothing_left()?;
    host.nothing_left()?;
    Ok(wanted)
}

/// What is still to be put.
struct Given(Map<String, Value>);

impl Given {
    /// None where nothing is set.
    fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !is_unset(value))
    }

    fn object(&mut self, name: &str) -> Map<String, Value> {
        match self.take(name) {
            Some(Value::Object(fields)) => fields,
            Some(_) | None => Map::new(),
        }
    }

    fn carry(&mut self, from: &str, to: &str, wanted: &mut Map<String, Value>) {
        set(wanted, to, self.take(from));
    }

    fn nothing_left(&self) -> Result<(), String> {
        match self.0.iter().find(|(_, value)| !is_unset(value)) {
            Some((name, _)) => Err(name.clone()),
            None => Ok(()),
        }
    }
}

fn set(wanted: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        wanted.insert(name.to_owned(), value);
    }
}

fn some(value: &Value) -> Option<Value> {
    (!is_unset(value)).then(|| value.clone())
}

/// The engines write all fields, and zero where nothing was asked for.
fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(is_set) => !is_set,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(is_unset),
        Value::Object(fields) => fields.is_empty(),
    }
}

fn items(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        Some(_) | None => Vec::new(),
    }
}

fn environment(lines: Value) -> Value {
    let lines = items(Some(lines)).into_iter();
    let pairs = lines.filter_map(|line| {
        let (name, value) = line.as_str()?.split_once('=')?;
        Some((name.to_owned(), json!(value)))
    });
    Value::Object(pairs.collect())
}

/// `source:destination:options`, and memory.
fn mounts(host: &mut Given, wanted: &mut Map<String, Value>) -> Result<(), String> {
    let (mut mounts, mut volumes) = (Vec::new(), Vec::new());
    for bind in items(host.take("Binds")) {
        let text = bind.as_str().ok_or("Binds")?;
        let (source, destination, options) = match text.split(':').collect::<Vec<_>>()[..] {
            [destination] => ("", destination, ""),
            [source, destination] => (source, destination, ""),
            [source, destination, options] => (source, destination, options),
            _ => return Err("Binds".to_owned()),
        };
        let options = words(options);
        if source.starts_with('/') {
            mounts.push(json!({
                "type": "bind", "source": source, "destination": destination, "options": options,
            }));
        } else {
            volumes.push(json!({ "Name": source, "Dest": destination, "Options": options }));
        }
    }
    for (destination, options) in host.object("Tmpfs") {
        let options = words(options.as_str().unwrap_or_default());
        mounts.push(json!({
            "type": "tmpfs", "source": "tmpfs", "destination": destination, "options": options,
        }));
    }
    set(wanted, "mounts", some(&json!(mounts)));
    set(wanted, "volumes", some(&json!(volumes)));
    Ok(())
}

fn words(options: &str) -> Vec<&str> {
    options
        .split(',')
        .filter(|option| !option.is_empty())
        .collect()
}

fn limits(host: &mut Given, wanted: &mut Map<String, Value>) {
    let mut limits = Map::new();
    for (part, fields) in [
        (
            "memory",
            &[
                ("Memory", "limit"),
                ("MemoryReservation", "reservation"),
                ("MemorySwap", "swap"),
                ("MemorySwappiness", "swappiness"),
                ("OomKillDisable", "disableOOMKiller"),
            ][..],
        ),
        (
            "cpu",
            &[
                ("CpuShares", "shares"),
                ("CpuPeriod", "period"),
                ("CpuQuota", "quota"),
                ("CpusetCpus", "cpus"),
                ("CpusetMems", "mems"),
            ],
        ),
        ("pids", &[("PidsLimit", "limit")]),
        ("blockIO", &[("BlkioWeight", "weight")]),
    ] {
        let mut of_part = Map::new();
        for (from, to) in fields {
            host.carry(from, to, &mut of_part);
        }
        if part == "cpu"
            && let Some(billionths) = host.take("NanoCpus").and_then(|value| value.as_i64())
        {
            of_part.insert("period".to_owned(), json!(PERIOD));
            let quota = billionths / (1_000_000_000 / PERIOD);
            of_part.insert("quota".to_owned(), json!(quota));
        }
        if !of_part.is_empty() {
            limits.insert(part.to_owned(), Value::Object(of_part));
        }
    }
    set(wanted, "resource_limits", some(&json!(limits)));
    let ulimits = items(host.take("Ulimits")).into_iter().map(|limit| {
        let name = limit["Name"].as_str().unwrap_or_default().to_uppercase();
        let name = name.strip_prefix("RLIMIT_").unwrap_or(&name);
        json!({ "type": format!("RLIMIT_{name}"), "hard": limit["Hard"], "soft": limit["Soft"] })
    });
    set(wanted, "r_limits", some(&ulimits.collect()));
}

/// Podman reads the three parts of its command line there.
fn devices(host: &mut Given, wanted: &mut Map<String, Value>) {
    let devices = items(host.take("Devices")).into_iter().map(|device| {
        let part = |name: &str| device[name].as_str().unwrap_or_default().to_owned();
        let path = [
            part("PathOnHost"),
            part("PathInContainer"),
            part("CgroupPermissions"),
        ];
        json!({ "path": path.join(":") })
    });
    set(wanted, "devices", some(&devices.collect()));
}

/// What the pod shares is not named. Networks and ports of its own are for containers without a pod.
fn namespaces(
    given: &mut Given,
    host: &mut Given,
    wanted: &mut Map<String, Value>,
) -> Result<(), String> {
    for (from, to) in [
        ("NetworkMode", "netns"),
        ("IpcMode", "ipcns"),
        ("PidMode", "pidns"),
        ("UTSMode", "utsns"),
    ] {
        let Some(mode) = host.take(from) else {
            continue;
        };
        let namespace = match mode.as_str().unwrap_or_default() {
            // Podman's own where nothing was asked for; within a pod that is the pod's.
            "default" | "bridge" | "podman" | "slirp4netns" if from == "NetworkMode" => continue,
            mode @ ("host" | "none" | "private") => json!({ "nsmode": mode }),
            mode => match mode.strip_prefix("container:") {
                Some(other) => json!({ "nsmode": "container", "value": other }),
                None => return Err(from.to_owned()),
            },
        };
        wanted.insert(to.to_owned(), namespace);
    }
    let networks = given.object("NetworkingConfig");
    let networks = networks.get("EndpointsConfig").and_then(Value::as_object);
    for (network, place) in networks.into_iter().flatten() {
        if network != "podman" || !is_unset(place) {
            return Err("NetworkMode".to_owned());
        }
    }
    // It is the pod's where that shares its processes' memory, and Podman's own size else.
    host.take("ShmSize");
    Ok(())
}

fn security(host: &mut Given, wanted: &mut Map<String, Value>) -> Result<(), String> {
    let mut labels = Vec::new();
    for option in items(host.take("SecurityOpt")) {
        let option = option.as_str().unwrap_or_default();
        match option.split_once(['=', ':']) {
            Some(("label", label)) => labels.push(label.to_owned()),
            Some(("seccomp", path)) => {
                wanted.insert("seccomp_profile_path".to_owned(), json!(path));
            }
            Some(("apparmor", profile)) => {
                wanted.insert("apparmor_profile".to_owned(), json!(profile));
            }
            Some(("no-new-privileges", "true")) | None if option.starts_with("no-new") => {
                wanted.insert("no_new_privileges".to_owned(), json!(true));
            }
            Some(_) | None => return Err(format!("SecurityOpt {option}")),
        }
    }
    set(wanted, "selinux_opts", some(&json!(labels)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_is_put_in_podmans_words() {
        let body = json!({
            "Image": "x:1", "Cmd": ["a"], "Entrypoint": "b", "Env": ["A=1=2"], "StopSignal": "9", "Tty": false,
            "NetworkingConfig": {"EndpointsConfig": {"podman": {}}},
            "HostConfig": {
                "Binds": ["/a:/b:ro,z", "data:/data", "/anonymous"], "Tmpfs": {"/m": ""},
                "NanoCpus": 1_500_000_000, "Memory": 5, "CpuShares": 0, "NetworkMode": "bridge",
                "Devices": [{"PathOnHost": "/dev/a", "PathInContainer": "/dev/b", "CgroupPermissions": "r"}],
                "Ulimits": [{"Name": "nofile", "Hard": 2, "Soft": 1}], "PidMode": "host",
                "SecurityOpt": ["label=level:s0:c1,c2", "no-new-privileges"],
                "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3},
                "LogConfig": {"Type": "json-file"}, "ShmSize": 65_536_000, "ConsoleSize": [0, 0],
            },
        });
        let wanted = json!({
            "image": "x:1", "command": ["a"], "entrypoint": ["b"], "env": {"A": "1=2"}, "stop_signal": 9,
            "mounts": [
                {"type": "bind", "source": "/a", "destination": "/b", "options": ["ro", "z"]},
                {"type": "tmpfs", "source": "tmpfs", "destination": "/m", "options": []},
            ],
            "volumes": [
                {"Name": "data", "Dest": "/data", "Options": []}, {"Name": "", "Dest": "/anonymous", "Options": []},
            ],
            "resource_limits": {"memory": {"limit": 5}, "cpu": {"period": 100_000, "quota": 150_000}},
            "devices": [{"path": "/dev/a:/dev/b:r"}], "pidns": {"nsmode": "host"},
            "r_limits": [{"type": "RLIMIT_NOFILE", "hard": 2, "soft": 1}],
            "selinux_opts": ["level:s0:c1,c2"], "no_new_privileges": true,
            "restart_policy": "on-failure", "restart_tries": 3,
            "log_configuration": {"driver": "k8s-file", "options": null},
        });
        let put = request(&body).map(Value::Object);
        assert_eq!(put, Ok(wanted));
    }

    #[test]
    fn what_there_is_no_word_for_is_refused() {
        for (host, part) in [
            (
                json!({"PortBindings": {"80/tcp": [{"HostPort": "80"}]}}),
                "PortBindings",
            ),
            (json!({"NetworkMode": "web"}), "NetworkMode"),
            (json!({"SecurityOpt": ["mask=/x"]}), "SecurityOpt mask=/x"),
            (json!({"VolumesFrom": ["other"]}), "VolumesFrom"),
        ] {
            let refused = request(&json!({ "HostConfig": host }));
            assert_eq!(refused, Err(part.to_owned()));
        }
        let attached = json!({"EndpointsConfig": {"podman": {"Aliases": ["a"]}}});
        let refused = request(&json!({ "NetworkingConfig": attached }));
        assert_eq!(refused, Err("NetworkMode".to_owned()));
    }
}
