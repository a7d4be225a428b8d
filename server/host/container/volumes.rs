//! Volumes: what there is and who uses it, make one, remove one.

use std::{collections::BTreeMap, sync::Arc};

use bollard::{models::VolumeCreateRequest, query_parameters::RemoveVolumeOptions};
use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    access::Permit,
    model::{ResourceName, Volume, VolumeSpec},
};

use super::{
    Client, ContainerEngine, Engines, HostError, READ_TIMEOUT, Repeat,
    fetch::as_conflict,
    holders::{self, Holder},
};

/// Set by Docker 23 and later on volumes without a name of their own.
const ANONYMOUS_LABEL: &str = "com.docker.volume.anonymous";

/// `GET /volumes`, Docker API 1.41.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct List {
    volumes: Option<Vec<Row>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    name: String,
    #[serde(default)]
    driver: String,
    #[serde(default)]
    mountpoint: String,
    created_at: Option<String>,
    labels: Option<BTreeMap<String, String>>,
    options: Option<BTreeMap<String, String>>,
}

impl ContainerEngine {
    /// All volumes, by name, and what uses them.
    pub async fn volumes(&self) -> Result<Vec<Volume>, HostError> {
        self.engines.volumes().await
    }

    /// Makes a volume of the `local` driver.
    pub async fn create_volume(
        &self,
        permit: Permit,
        spec: VolumeSpec,
    ) -> Result<Volume, HostError> {
        let engines = Arc::clone(&self.engines);
        let creating = async move { engines.create_volume(&spec).await };
        self.operations.see_through(permit, creating).await
    }

    /// Removes a volume and its data, if no container uses it.
    pub async fn remove_volume(
        &self,
        permit: Permit,
        volume: &ResourceName,
    ) -> Result<(), HostError> {
        let (engines, volume) = (Arc::clone(&self.engines), volume.clone());
        let removing = async move { engines.remove_volume(volume.as_str()).await };
        self.operations.see_through(permit, removing).await
    }
}

impl Engines {
    pub(super) async fn volumes(&self) -> Result<Vec<Volume>, HostError> {
        // Found once, not by each of the requests that follow.
        drop(self.current().await?);
        let (mut volumes, holders) = tokio::try_join!(
            self.fetch("list of volumes", "/volumes", READ_TIMEOUT, decode),
            self.holders(),
        )?;
        attach(&mut volumes, &holders);
        Ok(volumes)
    }

    async fn create_volume(&self, spec: &VolumeSpec) -> Result<Volume, HostError> {
        let name = spec.name.as_str();
        // Both engines would answer with the one that is there, whatever its options are.
        if self.volumes().await?.iter().any(|one| one.name == name) {
            return Err(HostError::Conflict {
                reason: format!("there is a volume `{name}` already: choose another name"),
            });
        }
        let create = move |client: Arc<Client>| async move {
            let request = VolumeCreateRequest {
                name: Some(name.to_owned()),
                driver: Some("local".to_owned()),
                driver_opts: Some(spec.options.clone().into_iter().collect()),
                labels: Some(spec.labels.clone().into_iter().collect()),
                ..VolumeCreateRequest::default()
            };
            let made = client.docker.create_volume(request).await;
            made.map(drop).map_err(|error| as_conflict(error.into()))
        };
        self.call(&what(name), Repeat::No, READ_TIMEOUT, create)
            .await?;
        let mut volumes = self.volumes().await?.into_iter();
        let made = volumes.find(|volume| volume.name == name);
        made.ok_or_else(|| not_found(name))
    }

    pub(super) async fn remove_volume(&self, name: &str) -> Result<(), HostError> {
        let volumes = self.volumes().await?;
        let volume = volumes.into_iter().find(|volume| volume.name == name);
        let volume = volume.ok_or_else(|| not_found(name))?;
        if !volume.used_by.is_empty() {
            let users = holders::names(&volume.used_by);
            return Err(HostError::Conflict {
                reason: format!("volume `{name}` is used by {users}: remove the containers first"),
            });
        }
        self.drop_volume(name).await
    }

    /// Removes it, unless the engine knows of a user.
    pub(super) async fn drop_volume(&self, name: &str) -> Result<(), HostError> {
        let remove = move |client: Arc<Client>| async move {
            let removed = client
                .docker
                .remove_volume(name, None::<RemoveVolumeOptions>)
                .await;
            Ok(removed?)
        };
        self.call(&what(name), Repeat::No, READ_TIMEOUT, remove)
            .await
    }
}

fn what(name: &str) -> String {
    format!("volume `{name}`")
}

fn not_found(name: &str) -> HostError {
    HostError::NotFound { what: what(name) }
}

fn decode(list: &[u8]) -> serde_json::Result<Vec<Volume>> {
    let list: List = serde_json::from_slice(list)?;
    let mut volumes: Vec<_> = list.volumes.into_iter().flatten().map(volume).collect();
    volumes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(volumes)
}

fn volume(row: Row) -> Volume {
    let labels = row.labels.unwrap_or_default();
    Volume {
        anonymous: is_generated(&row.name) || labels.contains_key(ANONYMOUS_LABEL),
        name: row.name,
        driver: row.driver,
        mountpoint: row.mountpoint,
        created_at: row.created_at.and_then(|at| at.parse::<Timestamp>().ok()),
        labels,
        options: row.options.unwrap_or_default(),
        used_by: Vec::new(),
    }
}

/// 64 hexadecimal digits: both engines name so what nobody has named.
fn is_generated(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn attach(volumes: &mut [Volume], holders: &[Holder]) {
    for volume in volumes {
        let users = holders
            .iter()
            .filter(|holder| holder.volumes.contains(&volume.name));
        volume.used_by = users.map(|holder| holder.name.clone()).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_nobody_gave_is_told() {
        let generated = "ab".repeat(32);
        let list = format!(
            r#"{{"Volumes":[{{"Name":"{generated}","Labels":null,"Options":null}},
            {{"Name":"data","CreatedAt":"2026-11-23T00:00:49+01:00","Labels":{{"a":"b"}}}}]}}"#
        );
        let volumes = decode(list.as_bytes()).expect("a list");
        assert!(volumes[0].anonymous && !volumes[1].anonymous);
        assert!(volumes[1].created_at.is_some());
        assert!(decode(br#"{"Volumes":null}"#).expect("none").is_empty());
    }
}
