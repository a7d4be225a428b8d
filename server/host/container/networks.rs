//! Networks: what there is and who is attached, make one, remove one, attach and detach a container.

mod facade;

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::Arc,
};

use bollard::models::{
    EndpointIpamConfig, EndpointSettings, Ipam, IpamConfig, NetworkConnectRequest,
    NetworkCreateRequest, NetworkDisconnectRequest,
};
use jiff::Timestamp;
use serde::Deserialize;

use crate::model::{
    ConnectRequest, ContainerRef, DisconnectRequest, Network, NetworkCreate, Subnet,
};

use super::{
    Client, Engines, HostError, READ_TIMEOUT, Repeat, RequestError,
    fetch::as_conflict,
    holders::{self, Holder},
};

/// Names of the engines' own networks; Podman calls its own `podman` where Docker says `bridge`.
const BUILT_IN: [&str; 5] = ["bridge", "host", "none", "podman", "ingress"];

/// Podman's own network by its two names: lists of networks have the first, lists of containers the second.
const DEFAULT_NAMES: (&str, &str) = ("bridge", "podman");

/// A row of `GET /networks`, Docker API 1.41.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    id: String,
    name: String,
    #[serde(default)]
    driver: String,
    #[serde(default)]
    internal: bool,
    created: Option<String>,
    #[serde(rename = "IPAM")]
    ipam: Option<IpamRow>,
    labels: Option<BTreeMap<String, String>>,
    containers: Option<HashMap<String, AttachedRow>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IpamRow {
    config: Option<Vec<RangeRow>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RangeRow {
    #[serde(default)]
    subnet: String,
    gateway: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttachedRow {
    #[serde(default)]
    name: String,
}

impl Engines {
    pub(super) async fn networks(&self) -> Result<Vec<Network>, HostError> {
        Ok(self.networks_and_holders().await?.0)
    }

    async fn networks_and_holders(&self) -> Result<(Vec<Network>, Vec<Holder>), HostError> {
        // Found once, not by each of the requests that follow.
        drop(self.current().await?);
        let (mut networks, holders) = tokio::try_join!(
            self.fetch("list of networks", "/networks", READ_TIMEOUT, decode),
            self.holders(),
        )?;
        attach(&mut networks, &holders);
        Ok((networks, holders))
    }

    pub(super) async fn create_network(&self, spec: &NetworkCreate) -> Result<Network, HostError> {
        let name = spec.name.as_str();
        let same = |network: &Network| network.name == name;
        // Docker would make a second one of the same name.
        if self.networks().await?.iter().any(same) {
            return Err(HostError::Conflict {
                reason: format!("there is a network `{name}` already: choose another name"),
            });
        }
        let create = move |client: Arc<Client>| async move {
            let made = client.docker.create_network(request(spec)).await;
            made.map(drop).map_err(|error| unsuitable(error.into()))
        };
        self.call(&what(name), Repeat::No, READ_TIMEOUT, create)
            .await?;
        let mut networks = self.networks().await?.into_iter();
        let made = networks.find(same);
        made.ok_or_else(|| HostError::NotFound { what: what(name) })
    }

    pub(super) async fn remove_network(&self, wanted: &str) -> Result<(), HostError> {
        let network = find(self.networks().await?, wanted)?;
        let name = &network.name;
        if network.built_in {
            return Err(HostError::Conflict {
                reason: format!("network `{name}` is the engine's own: it cannot be removed"),
            });
        }
        if !network.used_by.is_empty() {
            let users = holders::names(&network.used_by);
            return Err(HostError::Conflict {
                reason: format!("network `{name}` is used by {users}: disconnect them first"),
            });
        }
        self.drop_network(&network).await
    }

    /// Removes it, unless the engine knows of a user.
    pub(super) async fn drop_network(&self, network: &Network) -> Result<(), HostError> {
        let id = &network.id;
        let remove = move |client: Arc<Client>| async move {
            let removed = client.docker.remove_network(id).await;
            removed.map_err(|error| as_conflict(error.into()))
        };
        self.call(&what(&network.name), Repeat::No, READ_TIMEOUT, remove)
            .await
    }

    pub(super) async fn connect(
        &self,
        wanted: &str,
        request: &ConnectRequest,
    ) -> Result<(), HostError> {
        let (networks, holders) = self.networks_and_holders().await?;
        let network = find(networks, wanted)?;
        let container = &member(&holders, &request.container)?.name;
        if network.used_by.contains(container) {
            return Err(HostError::Conflict {
                reason: format!(
                    "container `{container}` is on network `{}` already",
                    network.name
                ),
            });
        }
        let id = &network.id;
        let connect = move |client: Arc<Client>| async move {
            let settings = EndpointSettings {
                aliases: Some(request.aliases.clone()).filter(|aliases| !aliases.is_empty()),
                ipam_config: request.address.map(address),
                ..EndpointSettings::default()
            };
            let connected = client.docker.connect_network(
                id,
                NetworkConnectRequest {
                    container: container.clone(),
                    endpoint_config: Some(settings),
                },
            );
            let connected = connected.await;
            connected.map_err(|error| unsuitable(error.into()))
        };
        self.call(&what(&network.name), Repeat::No, READ_TIMEOUT, connect)
            .await
    }

    pub(super) async fn disconnect(
        &self,
        wanted: &str,
        request: &DisconnectRequest,
    ) -> Result<(), HostError> {
        let (networks, holders) = self.networks_and_holders().await?;
        let network = find(networks, wanted)?;
        let container = &member(&holders, &request.container)?.name;
        if !network.used_by.contains(container) {
            return Err(HostError::Conflict {
                reason: format!(
                    "container `{container}` is not on network `{}`",
                    network.name
                ),
            });
        }
        let id = &network.id;
        let disconnect = move |client: Arc<Client>| async move {
            let disconnected = client.docker.disconnect_network(
                id,
                NetworkDisconnectRequest {
                    container: container.clone(),
                    force: Some(false),
                },
            );
            let disconnected = disconnected.await;
            disconnected.map_err(|error| unsuitable(error.into()))
        };
        self.call(&what(&network.name), Repeat::No, READ_TIMEOUT, disconnect)
            .await
    }
}

fn what(name: &str) -> String {
    format!("network `{name}`")
}

fn find(networks: Vec<Network>, wanted: &str) -> Result<Network, HostError> {
    let named = networks.iter().position(|network| network.name == wanted);
    let found = named.or_else(|| networks.iter().position(|network| network.id == wanted));
    let mut networks = networks;
    match found {
        Some(index) => Ok(networks.swap_remove(index)),
        None => Err(HostError::NotFound { what: what(wanted) }),
    }
}

fn member<'a>(holders: &'a [Holder], wanted: &ContainerRef) -> Result<&'a Holder, HostError> {
    holders::find(holders, wanted).ok_or_else(|| HostError::NotFound {
        what: format!("container `{wanted}`"),
    })
}

/// A range that is taken, an address outside of it, a mode without networks: Podman says so with 500.
fn unsuitable(error: RequestError) -> RequestError {
    match as_conflict(error) {
        RequestError::Status {
            status: 500,
            message,
        } => RequestError::Status {
            status: 409,
            message,
        },
        error @ (RequestError::Connect(_)
        | RequestError::Timeout { .. }
        | RequestError::Status { .. }
        | RequestError::Broken(_)
        | RequestError::Answer(_)) => error,
    }
}

fn request(spec: &NetworkCreate) -> NetworkCreateRequest {
    let range = IpamConfig {
        subnet: spec.subnet.clone(),
        gateway: spec.gateway.clone(),
        ..IpamConfig::default()
    };
    let chosen = spec.subnet.is_some() || spec.gateway.is_some();
    NetworkCreateRequest {
        name: spec.name.to_string(),
        driver: Some("bridge".to_owned()),
        internal: Some(spec.internal),
        labels: Some(spec.labels.clone().into_iter().collect()),
        ipam: chosen.then(|| Ipam {
            config: Some(vec![range]),
            ..Ipam::default()
        }),
        ..NetworkCreateRequest::default()
    }
}

fn address(address: IpAddr) -> EndpointIpamConfig {
    let text = Some(address.to_string());
    let (ipv4_address, ipv6_address) = match address {
        IpAddr::V4(_) => (text, None),
        IpAddr::V6(_) => (None, text),
    };
    EndpointIpamConfig {
        ipv4_address,
        ipv6_address,
        ..EndpointIpamConfig::default()
    }
}

fn decode(list: &[u8]) -> serde_json::Result<Vec<Network>> {
    let rows: Vec<Row> = serde_json::from_slice(list)?;
    let mut networks: Vec<_> = rows.into_iter().map(network).collect();
    networks.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(networks)
}

fn network(row: Row) -> Network {
    let ranges = row.ipam.and_then(|ipam| ipam.config).unwrap_or_default();
    let subnets = ranges.into_iter().filter(|range| !range.subnet.is_empty());
    let attached = row.containers.unwrap_or_default().into_values();
    Network {
        built_in: BUILT_IN.contains(&row.name.as_str())
            || matches!(row.driver.as_str(), "host" | "null"),
        id: row.id,
        name: row.name,
        driver: row.driver,
        internal: row.internal,
        subnets: subnets
            .map(|range| Subnet {
                range: range.subnet,
                gateway: range.gateway.filter(|gateway| !gateway.is_empty()),
            })
            .collect(),
        labels: row.labels.unwrap_or_default(),
        created_at: row.created.and_then(|at| at.parse::<Timestamp>().ok()),
        used_by: attached
            .map(|one| one.name)
            .filter(|name| !name.is_empty())
            .collect(),
    }
}

/// Docker's networks know their running containers only; the containers' list knows them all.
fn attach(networks: &mut [Network], holders: &[Holder]) {
    for network in networks {
        let (own, other) = DEFAULT_NAMES;
        let is = |name: &String| *name == network.name || (network.name == own && name == other);
        let users = holders
            .iter()
            .filter(|holder| holder.networks.iter().any(is));
        network
            .used_by
            .extend(users.map(|holder| holder.name.clone()));
        network.used_by.sort();
        network.used_by.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_container_counts_as_attached() {
        let list = br#"[{"Id":"1","Name":"bridge","Driver":"bridge","Containers":{}},
            {"Id":"2","Name":"shop","Driver":"bridge","IPAM":{"Config":[{"Subnet":"10.1.0.0/24","Gateway":""}]}},
            {"Id":"3","Name":"none","Driver":"null","IPAM":{"Config":null}}]"#;
        let mut networks = decode(list).expect("a list");
        let holder = |name: &str, network: &str| Holder {
            id: name.to_owned(),
            name: name.to_owned(),
            state: crate::model::ContainerState::Exited,
            image_id: String::new(),
            volumes: Vec::new(),
            networks: vec![network.to_owned()],
            infra: false,
        };
        attach(&mut networks, &[holder("a", "podman"), holder("b", "shop")]);
        let found: Vec<_> = networks
            .iter()
            .map(|one| (one.name.as_str(), one.built_in, one.used_by.join(",")))
            .collect();
        let expected = [
            ("bridge", true, "a"),
            ("none", true, ""),
            ("shop", false, "b"),
        ];
        assert_eq!(
            found,
            expected.map(|(name, own, users)| (name, own, users.to_owned()))
        );
        assert_eq!(networks[2].subnets[0].range, "10.1.0.0/24");
        assert!(networks[2].subnets[0].gateway.is_none());
    }
}
