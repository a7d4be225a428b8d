//! What takes the disk's space: `system df`, with the names that the lists know.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use crate::model::{Network, Storage, StorageItem, StorageKind, StorageShare, Volume};

use super::{
    ContainerEngine, Engines, HostError, READ_TIMEOUT,
    holders::{Holder, bare},
};

/// The engine walks through all files of all volumes.
const MEASURE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(180);

/// How many of the largest are told.
const LARGEST: usize = 10;

/// Everything that the engine keeps, as the lists and `system df` say it at one moment.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    pub(super) holders: Vec<Holder>,
    pub(super) images: Vec<Image>,
    pub(super) volumes: Vec<Volume>,
    pub(super) networks: Vec<Network>,
    pub(super) disk: Disk,
}

/// What matters of an image.
#[derive(Debug, Clone)]
pub(super) struct Image {
    /// Without `sha256:`.
    pub(super) id: String,
    pub(super) tags: Vec<String>,
    /// `repository@sha256:…`
    pub(super) digests: Vec<String>,
    pub(super) in_use: bool,
}

/// Sizes in bytes, by id or name.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// All layers, each once; absent where the engine does not say.
    layers: Option<u64>,
    /// What no other image has, and all of it.
    images: HashMap<String, (u64, u64)>,
    containers: HashMap<String, u64>,
    volumes: BTreeMap<String, u64>,
    pub(super) cache: Vec<Cache>,
}

/// One entry of the build cache.
#[derive(Debug, Clone)]
pub(super) struct Cache {
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) in_use: bool,
}

/// `GET /system/df`, Docker API 1.41.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Df {
    layers_size: Option<i64>,
    images: Option<Vec<ImageSize>>,
    containers: Option<Vec<ContainerSize>>,
    volumes: Option<Vec<VolumeSize>>,
    build_cache: Option<Vec<CacheRow>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ImageSize {
    id: String,
    size: Option<i64>,
    /// -1: not measured.
    shared_size: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ContainerSize {
    id: String,
    /// Absent for nothing.
    size_rw: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct VolumeSize {
    name: String,
    usage_data: Option<Measured>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Measured {
    /// -1: not measured.
    size: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CacheRow {
    #[serde(rename = "ID")]
    id: String,
    description: Option<String>,
    size: Option<i64>,
    #[serde(default)]
    in_use: bool,
    /// Its bytes are an image's.
    #[serde(default)]
    shared: bool,
}

/// A row of `GET /images/json`, Docker API 1.41.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ImageRow {
    id: String,
    repo_tags: Option<Vec<String>>,
    repo_digests: Option<Vec<String>>,
}

impl ContainerEngine {
    /// `system df`, and what is large.
    pub async fn storage(&self) -> Result<Storage, HostError> {
        Ok(self.engines.inventory().await?.storage())
    }
}

impl Engines {
    pub(super) async fn inventory(&self) -> Result<Inventory, HostError> {
        // Found once, not by each of the requests that follow.
        drop(self.current().await?);
        let (holders, mut images, volumes, networks, disk) = tokio::try_join!(
            self.holders(),
            self.fetch("list of images", "/images/json", READ_TIMEOUT, images),
            self.volumes(),
            self.networks(),
            self.fetch("use of the disk", "/system/df", MEASURE_TIMEOUT, disk),
        )?;
        let used: HashSet<&str> = holders.iter().map(|one| one.image_id.as_str()).collect();
        for image in &mut images {
            image.in_use = used.contains(image.id.as_str());
        }
        Ok(Inventory {
            holders,
            images,
            volumes,
            networks,
            disk,
        })
    }
}

impl Image {
    /// Its first name, or the start of its id.
    pub(super) fn name(&self) -> String {
        let named = self.tags.first().or(self.digests.first());
        named.map_or_else(|| self.id.chars().take(12).collect(), Clone::clone)
    }
}

impl Disk {
    /// Bytes that go with this image alone.
    pub(super) fn image(&self, id: &str) -> u64 {
        self.images.get(id).map_or(0, |(unique, _)| *unique)
    }

    pub(super) fn container(&self, id: &str) -> u64 {
        self.containers.get(id).copied().unwrap_or(0)
    }

    /// `None` where it could not be measured.
    pub(super) fn volume(&self, name: &str) -> Option<u64> {
        self.volumes.get(name).copied()
    }

    /// All images together: the engine's sum of layers, or what the images have of their own and the
    /// most that one of them shares.
    fn all_images(&self) -> u64 {
        let unique: u64 = self.images.values().map(|(unique, _)| unique).sum();
        let shared = self.images.values().map(|(unique, all)| all - unique);
        self.layers.unwrap_or(unique + shared.max().unwrap_or(0))
    }
}

impl Inventory {
    fn storage(&self) -> Storage {
        let item = |name: String, size, in_use| StorageItem { name, size, in_use };
        let images = self.images.iter().map(|image| {
            let (_, all) = self.disk.images.get(&image.id).copied().unwrap_or((0, 0));
            item(image.name(), all, image.in_use)
        });
        let unused = self.images.iter().filter(|image| !image.in_use);
        let images = StorageShare {
            size: self.disk.all_images(),
            reclaimable: unused.map(|image| self.disk.image(&image.id)).sum(),
            ..share(StorageKind::Images, images.collect())
        };
        let containers = self.holders.iter().map(|holder| {
            let size = self.disk.container(&holder.id);
            item(holder.name.clone(), size, holder.is_live())
        });
        let volumes = self.volumes.iter().map(|volume| {
            let size = self.disk.volume(&volume.name).unwrap_or(0);
            item(volume.name.clone(), size, !volume.used_by.is_empty())
        });
        let cache = self.disk.cache.iter();
        let cache = cache.map(|one| item(one.name.clone(), one.size, one.in_use));
        Storage {
            shares: vec![
                images,
                share(StorageKind::Containers, containers.collect()),
                share(StorageKind::Volumes, volumes.collect()),
                share(StorageKind::BuildCache, cache.collect()),
            ],
            volume_sizes: self.disk.volumes.clone(),
        }
    }
}

fn share(kind: StorageKind, mut items: Vec<StorageItem>) -> StorageShare {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let unused = items.iter().filter(|item| !item.in_use);
    let (size, reclaimable) = (
        items.iter().map(|item| item.size).sum(),
        unused.clone().map(|item| item.size).sum(),
    );
    let in_use = count(items.len() - unused.count());
    let total = count(items.len());
    items.sort_by(|a, b| (b.size, &a.name).cmp(&(a.size, &b.name)));
    items.truncate(LARGEST);
    StorageShare {
        kind,
        count: total,
        in_use,
        size,
        reclaimable,
        largest: items,
    }
}

fn images(list: &[u8]) -> serde_json::Result<Vec<Image>> {
    let rows: Vec<ImageRow> = serde_json::from_slice(list)?;
    // Docker 20 writes "<none>:<none>" for no name.
    let real = |names: Option<Vec<String>>| {
        let names = names.into_iter().flatten();
        names.filter(|name| !name.contains("<none>")).collect()
    };
    let images = rows.into_iter().map(|row| Image {
        id: bare(&row.id).to_owned(),
        tags: real(row.repo_tags),
        digests: real(row.repo_digests),
        in_use: false,
    });
    Ok(images.collect())
}

fn disk(df: &[u8]) -> serde_json::Result<Disk> {
    let df: Df = serde_json::from_slice(df)?;
    let bytes = |size: Option<i64>| size.and_then(|size| u64::try_from(size).ok());
    let images = df.images.into_iter().flatten().map(|row| {
        let all = bytes(row.size).unwrap_or(0);
        let unique = all.saturating_sub(bytes(row.shared_size).unwrap_or(0));
        (bare(&row.id).to_owned(), (unique, all))
    });
    let containers = df.containers.into_iter().flatten();
    let volumes = df.volumes.into_iter().flatten().filter_map(|row| {
        let size = u64::try_from(row.usage_data?.size).ok()?;
        Some((row.name, size))
    });
    let cache = df.build_cache.into_iter().flatten();
    Ok(Disk {
        layers: bytes(df.layers_size).filter(|size| *size > 0),
        images: images.collect(),
        containers: containers
            .map(|row| (row.id, bytes(row.size_rw).unwrap_or(0)))
            .collect(),
        volumes: volumes.collect(),
        cache: cache
            .map(|row| Cache {
                name: row
                    .description
                    .filter(|text| !text.is_empty())
                    .unwrap_or(row.id),
                size: if row.shared {
                    0
                } else {
                    bytes(row.size).unwrap_or(0)
                },
                in_use: row.in_use,
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_or_was_not_measured_frees_nothing() {
        let df = br#"{"LayersSize":0,"Images":[{"Id":"sha256:aa","Size":100,"SharedSize":60},
            {"Id":"bb","Size":70,"SharedSize":-1}],"Containers":[{"Id":"c","SizeRw":12},{"Id":"d"}],
            "Volumes":[{"Name":"v","UsageData":{"RefCount":1,"Size":5}},{"Name":"w","UsageData":{"Size":-1}},
            {"Name":"x","UsageData":null}],"BuildCache":null}"#;
        let disk = disk(df).expect("it is understood");
        assert_eq!((disk.image("aa"), disk.image("bb")), (40, 70));
        assert_eq!(disk.all_images(), 170);
        assert_eq!((disk.container("c"), disk.container("d")), (12, 0));
        assert_eq!((disk.volume("v"), disk.volume("w")), (Some(5), None));
    }

    #[test]
    fn the_largest_come_first() {
        let item = |name: &str, size, in_use| StorageItem {
            name: name.to_owned(),
            size,
            in_use,
        };
        let items = vec![item("a", 1, true), item("b", 3, false), item("c", 2, false)];
        let share = share(StorageKind::Volumes, items);
        assert_eq!((share.count, share.in_use), (3, 1));
        assert_eq!((share.size, share.reclaimable), (6, 5));
        assert_eq!(share.largest[0].name, "b");
    }
}
