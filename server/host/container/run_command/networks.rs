//! `--network` in its three notations: a name, Docker's `name=…,alias=…` and Podman's `name:alias=…`; and the options
//! that go with a network that stands alone.

use std::net::IpAddr;

use crate::model::{ContainerSpec, EngineKind, NetworkSpec};

use super::parts::Draft;

/// The default network, in the words of both programs.
const DEFAULT: [&str; 3] = ["default", "bridge", "private"];

/// Modes that are no network.
const MODES: [&str; 4] = ["container", "ns", "slirp4netns", "pasta"];

/// Which kind of address an option is for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Family {
    V4,
    V6,
}

pub(super) fn read_network(draft: &mut Draft, text: &str) -> Result<(), String> {
    let (name, options) = if text.contains("name=") {
        ("", text)
    } else {
        text.split_once(':').unwrap_or((text, ""))
    };
    if MODES.contains(&name) {
        return Err("the form has no field for this mode; choose a network by its name".to_owned());
    }
    let (mut name, mut aliases, mut address) = (name, Vec::new(), None);
    for option in options.split(',').filter(|option| !option.is_empty()) {
        match option.split_once('=') {
            Some(("name", value)) => name = value,
            Some(("alias", value)) => aliases.push(value.to_owned()),
            Some(("ip" | "ip6", value)) => address = Some(parsed(value)?),
            Some(_) | None => draft.left_out(format!(
                "`{option}` of the network `{name}` was left out: the form has no field for it"
            )),
        }
    }
    if DEFAULT.contains(&name) && aliases.is_empty() && address.is_none() {
        return Ok(());
    }
    let network = name.parse().map_err(|error| format!("{error}"))?;
    draft.spec.networks.push(NetworkSpec {
        network,
        aliases,
        address,
    });
    Ok(())
}

fn parsed(address: &str) -> Result<IpAddr, String> {
    let parsed = address.parse();
    parsed.map_err(|_| format!("`{address}` is no address"))
}

pub(super) fn read_address(draft: &mut Draft, text: &str) -> Result<(), String> {
    if draft.address.is_some() {
        return Err("the form has one address for a network".to_owned());
    }
    draft.address = Some(parsed(text)?);
    Ok(())
}

/// With one network, the rest is said by options of its own, which all versions know.
fn lone(spec: &ContainerSpec) -> Option<&NetworkSpec> {
    match &spec.networks[..] {
        [network] => Some(network),
        [] | [_, _, ..] => None,
    }
}

pub(super) fn networks(spec: &ContainerSpec, engine: EngineKind) -> Vec<String> {
    if let Some(network) = lone(spec) {
        return vec![network.network.to_string()];
    }
    let word = |network: &NetworkSpec| {
        let aliases = network.aliases.iter().map(|alias| format!("alias={alias}"));
        let address = network.address.map(|address| match address {
            IpAddr::V4(address) => format!("ip={address}"),
            IpAddr::V6(address) => format!("ip6={address}"),
        });
        let options: Vec<String> = aliases.chain(address).collect();
        let (name, options) = (&network.network, options.join(","));
        match engine {
            _ if options.is_empty() => name.to_string(),
            EngineKind::Docker => format!("name={name},{options}"),
            EngineKind::Podman => format!("{name}:{options}"),
        }
    };
    spec.networks.iter().map(word).collect()
}

pub(super) fn lone_aliases(spec: &ContainerSpec) -> Vec<String> {
    lone(spec).map_or_else(Vec::new, |network| network.aliases.clone())
}

pub(super) fn lone_address(spec: &ContainerSpec, family: Family) -> Vec<String> {
    let address = lone(spec).and_then(|network| network.address);
    let address = address.filter(|address| address.is_ipv4() == (family == Family::V4));
    address
        .map(|address| address.to_string())
        .into_iter()
        .collect()
}
