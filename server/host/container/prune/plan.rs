//! What would go, of each kind, and how that is said.

use crate::model::{Network, PruneKind};

use crate::host::container::usage::{Image, Inventory};

/// What goes of one kind.
#[derive(Debug)]
pub(super) struct Share {
    pub(super) kind: PruneKind,
    pub(super) items: Vec<Item>,
    /// Bytes, at least: what several images share is not counted.
    pub(super) frees: Option<u64>,
}

#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) name: String,
    /// Bytes.
    pub(super) size: u64,
    pub(super) thing: Thing,
}

/// By what the engine knows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Thing {
    Container(String),
    /// Every name of it, or its id: with the last one it goes.
    Image(Vec<String>),
    Volume(String),
    Network(Box<Network>),
    /// All of the build cache: its entries cannot be removed one by one.
    Cache,
}

/// What goes of these kinds, nothing twice.
pub(super) fn of(inventory: &Inventory, kinds: &[PruneKind]) -> Vec<Share> {
    let mut seen: Vec<Thing> = Vec::new();
    let mut shares = Vec::new();
    for kind in kinds {
        let mut share = work(inventory, *kind);
        share.items.retain(|item| !seen.contains(&item.thing));
        seen.extend(share.items.iter().map(|item| item.thing.clone()));
        shares.push(share);
    }
    shares
}

/// As it is shown before.
pub(super) fn share(inventory: &Inventory, kind: PruneKind) -> Share {
    let items = match kind {
        PruneKind::Containers => containers(inventory),
        PruneKind::DanglingImages => images(inventory, |image| image.tags.is_empty()),
        PruneKind::UnusedImages => images(inventory, |_| true),
        PruneKind::AnonymousVolumes => volumes(inventory, Wanted::Anonymous),
        PruneKind::UnusedVolumes => volumes(inventory, Wanted::All),
        PruneKind::Networks => networks(inventory),
        PruneKind::BuildCache => cache(inventory),
    };
    let frees = match kind {
        PruneKind::Networks => None,
        PruneKind::AnonymousVolumes | PruneKind::UnusedVolumes => measured(inventory, &items),
        PruneKind::Containers
        | PruneKind::DanglingImages
        | PruneKind::UnusedImages
        | PruneKind::BuildCache => Some(items.iter().map(|item| item.size).sum()),
    };
    Share { kind, items, frees }
}

/// The same as work to do: the build cache is one piece.
fn work(inventory: &Inventory, kind: PruneKind) -> Share {
    let mut share = share(inventory, kind);
    if kind == PruneKind::BuildCache && !share.items.is_empty() {
        let count = share.items.len();
        share.items = vec![Item {
            name: format!("the build cache's {}", plural(count, "entry", "entries")),
            size: share.items.iter().map(|item| item.size).sum(),
            thing: Thing::Cache,
        }];
    }
    share
}

/// What it is called while it goes.
pub(super) fn words(kind: PruneKind) -> &'static str {
    match kind {
        PruneKind::Containers => "containers",
        PruneKind::DanglingImages => "images without a name",
        PruneKind::UnusedImages => "unused images",
        PruneKind::AnonymousVolumes => "volumes without a name",
        PruneKind::UnusedVolumes => "unused volumes",
        PruneKind::Networks => "networks",
        PruneKind::BuildCache => "build cache",
    }
}

/// "3 containers".
pub(super) fn counted(kind: PruneKind, count: usize) -> String {
    match kind {
        PruneKind::Containers => plural(count, "container", "containers"),
        PruneKind::DanglingImages => plural(count, "image without a name", "images without a name"),
        PruneKind::UnusedImages => plural(count, "image", "images"),
        PruneKind::AnonymousVolumes => {
            plural(count, "volume without a name", "volumes without a name")
        }
        PruneKind::UnusedVolumes => plural(count, "volume", "volumes"),
        PruneKind::Networks => plural(count, "network", "networks"),
        PruneKind::BuildCache => "the build cache".to_owned(),
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// "1.2 GB", as the engines write sizes.
pub(super) fn bytes(size: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if size < 1000 {
        return format!("{size} B");
    }
    let (mut tenths, mut unit) = (size / 100, 0);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        (tenths, unit) = (tenths / 1000, unit + 1);
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

fn containers(inventory: &Inventory) -> Vec<Item> {
    let stopped = inventory.holders.iter();
    let stopped = stopped.filter(|holder| !holder.is_live() && !holder.infra);
    stopped
        .map(|holder| Item {
            name: holder.name.clone(),
            size: inventory.disk.container(&holder.id),
            thing: Thing::Container(holder.id.clone()),
        })
        .collect()
}

fn images(inventory: &Inventory, wanted: impl Fn(&Image) -> bool) -> Vec<Item> {
    let unused = inventory.images.iter();
    let unused = unused.filter(|image| !image.in_use && wanted(image));
    unused
        .map(|image| {
            // An id is refused where several names are there; a digest goes with its last tag.
            let mut references = image.tags.clone();
            if references.is_empty() {
                references.clone_from(&image.digests);
            }
            if references.is_empty() {
                references.push(image.id.clone());
            }
            Item {
                name: image.name(),
                size: inventory.disk.image(&image.id),
                thing: Thing::Image(references),
            }
        })
        .collect()
}

/// Which of the volumes that no container uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Anonymous,
    All,
}

fn volumes(inventory: &Inventory, wanted: Wanted) -> Vec<Item> {
    let volumes = inventory.volumes.iter();
    let unused = volumes.filter(|one| one.used_by.is_empty());
    unused
        .filter(|one| one.anonymous || wanted == Wanted::All)
        .map(|one| Item {
            name: one.name.clone(),
            size: inventory.disk.volume(&one.name).unwrap_or(0),
            thing: Thing::Volume(one.name.clone()),
        })
        .collect()
}

/// `None` if one of the volumes could not be measured.
fn measured(inventory: &Inventory, items: &[Item]) -> Option<u64> {
    items
        .iter()
        .map(|item| inventory.disk.volume(&item.name))
        .sum()
}

fn networks(inventory: &Inventory) -> Vec<Item> {
    let networks = inventory.networks.iter();
    let unused = networks.filter(|one| one.used_by.is_empty() && !one.built_in);
    unused
        .map(|network| Item {
            name: network.name.clone(),
            size: 0,
            thing: Thing::Network(Box::new(network.clone())),
        })
        .collect()
}

fn cache(inventory: &Inventory) -> Vec<Item> {
    let unused = inventory.disk.cache.iter().filter(|one| !one.in_use);
    unused
        .map(|one| Item {
            name: one.name.clone(),
            size: one.size,
            thing: Thing::Cache,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_the_engines_write_them() {
        for (size, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (1_234_567, "1.2 MB"),
            (999_999, "999.9 kB"),
            (1_200_000_000, "1.2 GB"),
            (u64::MAX, "18446.7 PB"),
        ] {
            assert_eq!(bytes(size), text);
        }
    }

    #[test]
    fn what_two_kinds_name_goes_once() {
        let image = |id: &str, tags: &[&str], in_use| Image {
            id: id.to_owned(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            digests: Vec::new(),
            in_use,
        };
        let inventory = Inventory {
            images: vec![
                image("aa", &[], false),
                image("bb", &["web:1", "web:2"], false),
                image("cc", &["db:1"], true),
            ],
            ..Inventory::default()
        };
        let kinds = [PruneKind::DanglingImages, PruneKind::UnusedImages];
        let names: Vec<Vec<_>> = of(&inventory, &kinds)
            .into_iter()
            .map(|share| share.items.into_iter().map(|item| item.name).collect())
            .collect();
        assert_eq!(names, [vec!["aa"], vec!["web:1"]]);
        let shown = share(&inventory, PruneKind::UnusedImages);
        assert_eq!(shown.items.len(), 2);
    }
}
