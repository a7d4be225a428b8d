//! Which containers hold which volumes, networks and images: from the engine's list, stopped containers
//! included. Lenient, as the list itself.

use std::collections::HashMap;

use serde::Deserialize;

use crate::model::{ContainerRef, ContainerState, EngineFeature};

use super::{Engines, HostError, READ_TIMEOUT, convert};

/// Names told in a sentence; further ones are counted.
const NAMED: usize = 5;

/// A container and what it holds.
#[derive(Debug, Clone)]
pub(super) struct Holder {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) state: ContainerState,
    /// Without `sha256:`.
    pub(super) image_id: String,
    /// By name.
    pub(super) volumes: Vec<String>,
    pub(super) networks: Vec<String>,
    /// It holds a pod together, and goes with it.
    pub(super) infra: bool,
}

impl Holder {
    /// Its processes are there, or come back.
    pub(super) fn is_live(&self) -> bool {
        match self.state {
            ContainerState::Running
            | ContainerState::Paused
            | ContainerState::Restarting
            | ContainerState::Removing
            | ContainerState::Unknown => true,
            ContainerState::Created | ContainerState::Exited | ContainerState::Dead => false,
        }
    }
}

/// A row of `GET /containers/json`, Docker API 1.41.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    id: String,
    names: Option<Vec<String>>,
    #[serde(default, rename = "ImageID")]
    image_id: String,
    #[serde(default)]
    state: String,
    mounts: Option<Vec<MountRow>>,
    network_settings: Option<NetworkRow>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MountRow {
    #[serde(default, rename = "Type")]
    kind: String,
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NetworkRow {
    networks: Option<HashMap<String, serde::de::IgnoredAny>>,
}

/// A row of Podman's own `GET /libpod/containers/json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LibpodRow {
    id: String,
    #[serde(default)]
    is_infra: bool,
}

impl Engines {
    /// All containers, by name, and what each holds.
    pub(super) async fn holders(&self) -> Result<Vec<Holder>, HostError> {
        let what = "list of containers";
        let path = "/containers/json?all=true";
        let mut holders = self.fetch(what, path, READ_TIMEOUT, decode).await?;
        let features = self.current().await?.engine.features.clone();
        if features.contains(&EngineFeature::Libpod) {
            let path = "/libpod/containers/json?all=true";
            let infra = self.fetch(what, path, READ_TIMEOUT, decode_infra).await?;
            for holder in &mut holders {
                holder.infra = infra.contains(&holder.id);
            }
        }
        Ok(holders)
    }
}

/// The container meant by a name, an id, or the start of an id that no other has.
pub(super) fn find<'a>(holders: &'a [Holder], wanted: &ContainerRef) -> Option<&'a Holder> {
    let wanted = wanted.as_str();
    let exact = |holder: &&Holder| holder.name == wanted || holder.id == wanted;
    holders.iter().find(exact).or_else(|| {
        let mut like = holders
            .iter()
            .filter(|holder| holder.id.starts_with(wanted));
        let first = like.next()?;
        like.next().is_none().then_some(first)
    })
}

/// "web, db and 3 more".
pub(super) fn names(all: &[String]) -> String {
    let named = all.iter().take(NAMED).cloned().collect::<Vec<_>>();
    match all.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn decode(list: &[u8]) -> serde_json::Result<Vec<Holder>> {
    let rows: Vec<Row> = serde_json::from_slice(list)?;
    let mut holders: Vec<_> = rows.into_iter().map(holder).collect();
    holders.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(holders)
}

fn decode_infra(list: &[u8]) -> serde_json::Result<Vec<String>> {
    let rows: Option<Vec<LibpodRow>> = serde_json::from_slice(list)?;
    let infra = rows.into_iter().flatten().filter(|row| row.is_infra);
    Ok(infra.map(|row| row.id).collect())
}

fn holder(row: Row) -> Holder {
    let mounts = row.mounts.into_iter().flatten();
    let volumes = mounts
        .filter(|mount| mount.kind == "volume")
        .filter_map(|mount| mount.name.filter(|name| !name.is_empty()));
    let networks = row.network_settings.and_then(|settings| settings.networks);
    Holder {
        name: convert::name(row.names.unwrap_or_default(), &row.id),
        id: row.id,
        state: convert::state(&row.state),
        image_id: bare(&row.image_id).to_owned(),
        volumes: volumes.collect(),
        networks: networks.unwrap_or_default().into_keys().collect(),
        infra: false,
    }
}

/// An image's id without `sha256:`, which Podman leaves out here and there.
pub(super) fn bare(id: &str) -> &str {
    id.strip_prefix("sha256:").unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_lists_tell_what_is_held() {
        let docker = br#"[{"Id":"ab12","Names":["/web"],"ImageID":"sha256:99","State":"exited",
            "NetworkSettings":{"Networks":{"shop":{"NetworkID":""}}},
            "Mounts":[{"Type":"volume","Name":"data"},{"Type":"bind","Name":"","Source":"/srv"}]}]"#;
        let podman = br#"[{"Id":"ab12","Names":["/web"],"ImageID":"99","State":"stopped",
            "NetworkSettings":{"Networks":{"shop":null}},"Mounts":[{"Type":"volume","Name":"data"}]},
            {"Id":"cd34","NetworkSettings":null,"Mounts":null}]"#;
        for list in [&docker[..], podman] {
            let holders = decode(list).expect("a list");
            let web = find(&holders, &"ab".parse().expect("a reference")).expect("it is there");
            assert_eq!((&*web.name, &*web.image_id), ("web", "99"));
            assert_eq!(web.volumes, ["data"]);
            assert_eq!(web.networks, ["shop"]);
            assert!(!web.is_live());
        }
    }

    #[test]
    fn a_sentence_names_a_few() {
        let all: Vec<String> = (0..7).map(|number| format!("c{number}")).collect();
        assert_eq!(names(&all), "c0, c1, c2, c3, c4 and 2 more");
        assert_eq!(names(&all[..2]), "c0, c1");
    }
}
