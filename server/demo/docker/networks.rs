//! Networks of the demo host.

use std::collections::BTreeMap;

use hyper::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    engine::Engine,
    json::time,
    reply::{Answer, Fault, empty, fault, ok, reply, unknown},
    state::{State, room},
};
use crate::demo::{scenario, world::digest};

#[derive(Debug, Clone)]
pub(super) struct Network {
    pub id: String,
    pub name: String,
    driver: String,
    /// The first three numbers of its addresses; empty for one without.
    pub range: String,
    subnet: String,
    gateway: String,
    internal: bool,
    created: Timestamp,
    labels: BTreeMap<String, String>,
}

impl Network {
    pub(super) fn new(spec: &scenario::Network, created: Timestamp) -> Self {
        let label = |project: &String| ("com.docker.compose.project".to_owned(), project.clone());
        Self {
            internal: spec.internal,
            labels: spec.project.iter().map(label).collect(),
            ..Self::of(&spec.name, "bridge", &spec.range, created)
        }
    }

    /// Those that every engine has.
    pub(super) fn built_in(created: Timestamp) -> Vec<Self> {
        vec![
            Self::of("bridge", "bridge", "172.17.0", created),
            Self::of("host", "host", "", created),
            Self::of("none", "null", "", created),
        ]
    }

    fn of(name: &str, driver: &str, range: &str, created: Timestamp) -> Self {
        let address = |end: &str| match range {
            "" => String::new(),
            range => format!("{range}.{end}"),
        };
        Self {
            id: digest(&format!("network/{name}/{created}")),
            name: name.to_owned(),
            driver: driver.to_owned(),
            range: range.to_owned(),
            subnet: address("0/24"),
            gateway: address("1"),
            internal: false,
            created,
            labels: BTreeMap::new(),
        }
    }

    fn document(&self, state: &State) -> Value {
        let running = state.containers.iter().filter(|one| one.has_process());
        let attached: Map<String, Value> = running
            .filter_map(|one| {
                let address = &one.networks.get(&self.name)?.address;
                let document = json!({
                    "Name": one.spec.name,
                    "EndpointID": digest(&format!("endpoint/{}/{}", self.id, one.id)),
                    "IPv4Address": if address.is_empty() { String::new() } else { format!("{address}/24") },
                    "IPv6Address": "",
                });
                Some((one.id.clone(), document))
            })
            .collect();
        let ranges = if self.subnet.is_empty() {
            json!([])
        } else {
            json!([{"Subnet": self.subnet, "Gateway": self.gateway}])
        };
        json!({
            "Name": self.name,
            "Id": self.id,
            "Created": time(self.created),
            "Scope": "local",
            "Driver": self.driver,
            "EnableIPv6": false,
            "IPAM": {"Driver": "default", "Options": {}, "Config": ranges},
            "Internal": self.internal,
            "Attachable": false,
            "Ingress": false,
            "Containers": attached,
            "Options": {},
            "Labels": self.labels,
        })
    }
}

/// What `NetworkSettings.Networks` says of one of a container's networks.
pub(super) fn endpoint(
    state: &State,
    container: &super::container::Container,
    name: &str,
) -> Value {
    let network = state.networks.iter().find(|one| one.name == name);
    let place = container.networks.get(name).cloned().unwrap_or_default();
    let up = container.has_process();
    json!({
        "NetworkID": network.map(|one| one.id.clone()).unwrap_or_default(),
        "EndpointID": if up { digest(&format!("endpoint/{name}/{}", container.id)) } else { String::new() },
        "Gateway": network.filter(|_| up).map(|one| one.gateway.clone()).unwrap_or_default(),
        "IPAddress": if up { place.address } else { String::new() },
        "IPPrefixLen": if up { 24 } else { 0 },
        "Aliases": place.aliases,
    })
}

pub(super) fn list(engine: &Engine) -> Answer {
    let state = engine.state();
    let networks = state.networks.iter().map(|one| one.document(&state));
    Ok(ok(&networks.collect::<Vec<_>>().into()))
}

pub(super) fn inspect(engine: &Engine, name: &str) -> Answer {
    let state = engine.state();
    let found = find(&state, name)?;
    Ok(ok(&state.networks[found].document(&state)))
}

pub(super) fn create(engine: &Engine, request: &Value) -> Answer {
    let mut state = engine.state();
    room(&state.networks)?;
    let name = request["Name"].as_str().unwrap_or_default();
    if name.is_empty() {
        return fault(StatusCode::BAD_REQUEST, "network name cannot be empty");
    }
    if state.networks.iter().any(|one| one.name == name) {
        let message = format!("network with name {name} already exists");
        return fault(StatusCode::CONFLICT, message);
    }
    let wished = &request["IPAM"]["Config"][0];
    let number = state.number() % 250;
    let mut network = Network::of(
        name,
        "bridge",
        &format!("172.30.{number}"),
        Timestamp::now(),
    );
    if let Some(subnet) = wished["Subnet"].as_str() {
        let Some((address, _)) = subnet.split_once('/') else {
            let message = format!("invalid CIDR address: {subnet}");
            return fault(StatusCode::BAD_REQUEST, message);
        };
        if state.networks.iter().any(|one| one.subnet == subnet) {
            let message = "Pool overlaps with other one on this address space";
            return fault(StatusCode::FORBIDDEN, message);
        }
        let range = address.rsplit_once('.').map_or("", |(range, _)| range);
        network.range = range.to_owned();
        network.subnet = subnet.to_owned();
        network.gateway = match wished["Gateway"].as_str() {
            Some(gateway) => gateway.to_owned(),
            None => format!("{range}.1"),
        };
    }
    network.internal = request["Internal"].as_bool().unwrap_or_default();
    let labels = request["Labels"].as_object().into_iter().flatten();
    network.labels = labels
        .map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
        .collect();
    let id = network.id.clone();
    state.networks.push(network);
    tell(engine, "create", &id, &[("name", name)]);
    let made = json!({"Id": id, "Warning": ""});
    Ok(reply(StatusCode::CREATED, &made))
}

pub(super) fn remove(engine: &Engine, name: &str) -> Answer {
    let mut state = engine.state();
    let found = find(&state, name)?;
    let network = state.networks[found].clone();
    if network.range == "172.17.0" || network.range.is_empty() {
        let message = format!("{name} is a pre-defined network and cannot be removed");
        return fault(StatusCode::FORBIDDEN, message);
    }
    let mut containers = state.containers.iter();
    if containers.any(|one| one.has_process() && one.networks.contains_key(&network.name)) {
        let message = format!("error while removing network: network {name} has active endpoints");
        return fault(StatusCode::FORBIDDEN, message);
    }
    state.networks.remove(found);
    tell(engine, "destroy", &network.id, &[("name", &network.name)]);
    Ok(empty(StatusCode::NO_CONTENT))
}

pub(super) fn connect(engine: &Engine, name: &str, request: &Value) -> Answer {
    let mut state = engine.state();
    let found = find(&state, name)?;
    let network = state.networks[found].clone();
    let container = member(&state, request)?;
    let (id, number) = (
        state.containers[container].id.clone(),
        state.containers[container].number,
    );
    if state.containers[container]
        .networks
        .contains_key(&network.name)
    {
        let message = format!(
            "endpoint with name {id} already exists in network {}",
            network.name
        );
        return fault(StatusCode::FORBIDDEN, message);
    }
    let settings = &request["EndpointConfig"];
    let address = settings["IPAMConfig"]["IPv4Address"].as_str();
    if address.is_some_and(|address| !address.starts_with(&format!("{}.", network.range))) {
        let message = "no configured subnet contains the given IP address";
        return fault(StatusCode::BAD_REQUEST, message);
    }
    let aliases = settings["Aliases"].as_array().into_iter().flatten();
    let aliases = aliases.filter_map(|alias| alias.as_str().map(str::to_owned));
    state.attach(number, &network.name, aliases.collect(), address);
    tell(
        engine,
        "connect",
        &network.id,
        &[("container", &id), ("name", &network.name)],
    );
    Ok(empty(StatusCode::OK))
}

pub(super) fn disconnect(engine: &Engine, name: &str, request: &Value) -> Answer {
    let mut state = engine.state();
    let found = find(&state, name)?;
    let network = state.networks[found].clone();
    let container = member(&state, request)?;
    let container = &mut state.containers[container];
    if container.networks.remove(&network.name).is_none() {
        let message = format!(
            "container {} is not connected to network {name}",
            container.id
        );
        return fault(StatusCode::FORBIDDEN, message);
    }
    let id = container.id.clone();
    tell(
        engine,
        "disconnect",
        &network.id,
        &[("container", &id), ("name", &network.name)],
    );
    Ok(empty(StatusCode::OK))
}

fn tell(engine: &Engine, action: &str, id: &str, attributes: &[(&str, &str)]) {
    let all = [attributes, &[("type", "bridge")]].concat();
    engine.events.tell("network", action, id, &all);
}

fn member(state: &State, request: &Value) -> Result<usize, Fault> {
    let name = request["Container"].as_str().unwrap_or_default();
    state.position(name).ok_or_else(|| unknown(name))
}

fn find(state: &State, name: &str) -> Result<usize, Fault> {
    let is = |one: &Network| one.name == name || one.id == name;
    let found = state.networks.iter().position(is);
    found.ok_or_else(|| (StatusCode::NOT_FOUND, format!("network {name} not found")))
}
