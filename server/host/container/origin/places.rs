//! What is mounted into an existing container: as the form shows it, and as the engine takes it again, so that volumes
//! without a name are found again by the one that the engine gave them.

use serde_json::{Value, json};

use crate::model::{MountKind, MountSpec, Relabel};

use super::{Origin, list, text};

/// Digits of the name that the engines give to a volume without one.
const ANONYMOUS: usize = 64;

/// Podman says these of every mount.
const USUAL: [&str; 5] = ["rw", "rprivate", "rbind", "nosuid", "nodev"];

/// Podman mounts memory here where the container's own files are read-only.
const READ_ONLY_TMPFS: [&str; 3] = ["/run", "/tmp", "/var/tmp"];
const READ_ONLY_OPTIONS: &str = "rw,rprivate,nosuid,nodev,tmpcopyup";

/// Podman's words for memory without options.
const TMPFS_USUAL: [&str; 5] = ["rw", "rprivate", "nosuid", "nodev", "tmpcopyup"];

/// One mount.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    pub(super) destination: String,
    /// None for what the image asks for, and for what the form has no word for.
    pub(super) told: Option<MountSpec>,
    pub(super) raw: Raw,
}

/// As it stands in `HostConfig`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw {
    /// Of `Binds`.
    Bind(String),
    /// Of `Mounts`.
    Mount(Value),
    /// The options in `Tmpfs`.
    Tmpfs(String),
}

impl Origin {
    pub(super) fn places(&self) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let binds = list(&self.host()["Binds"]).into_iter();
        places.extend(binds.filter_map(|bind| self.bind(bind)));
        let mounts = self.host()["Mounts"].as_array().into_iter().flatten();
        places.extend(mounts.map(|mount| self.mount(mount)));
        let memory = self.host()["Tmpfs"].as_object().into_iter().flatten();
        places.extend(memory.filter_map(|(at, options)| self.memory(at, text(options))));
        // Volumes without a name, which the image or `--volume /path` asked for.
        let shares = !list(&self.host()["VolumesFrom"]).is_empty();
        for mounted in self.container["Mounts"].as_array().into_iter().flatten() {
            let (at, name) = (text(&mounted["Destination"]), text(&mounted["Name"]));
            let is_told = places.iter().any(|place| place.destination == at);
            let is_other = shares && !self.is_images(at);
            if mounted["Type"] != "volume" || name.is_empty() || is_told || is_other {
                continue;
            }
            let options = if mounted["RW"] == false { ":ro" } else { "" };
            places.push(Place {
                destination: at.to_owned(),
                told: (!self.is_images(at)).then(|| told(MountKind::Volume, "", at)),
                raw: Raw::Bind(format!("{name}:{at}{options}")),
            });
        }
        places
    }

    /// The image asks for a volume there.
    fn is_images(&self, destination: &str) -> bool {
        let volumes = self.image["Volumes"].as_object();
        volumes.is_some_and(|volumes| volumes.contains_key(destination))
    }

    /// The name that the engine gave to the volume there.
    fn volume_at(&self, destination: &str) -> Option<&str> {
        let mut mounts = self.container["Mounts"].as_array()?.iter();
        let mounted = mounts.find(|one| text(&one["Destination"]) == destination)?;
        mounted["Name"].as_str().filter(|name| !name.is_empty())
    }

    /// `source:destination:options`, or a destination alone.
    fn bind(&self, bind: &str) -> Option<Place> {
        let parts: Vec<&str> = bind.split(':').collect();
        let (source, destination, options) = match parts[..] {
            [destination] => (self.volume_at(destination)?, destination, ""),
            [source, destination] => (source, destination, ""),
            [source, destination, options] => (source, destination, options),
            _ => return None,
        };
        let options: Vec<&str> = options
            .split(',')
            .filter(|option| !option.is_empty())
            .filter(|option| !self.is_libpod() || !USUAL.contains(option))
            .collect();
        let kind = if source.starts_with('/') {
            MountKind::Bind
        } else {
            MountKind::Volume
        };
        let shown = if is_anonymous(source) { "" } else { source };
        let mut mount = told(kind, shown, destination);
        mount.read_only = options.contains(&"ro");
        if options.contains(&"z") {
            mount.relabel = Relabel::Shared;
        }
        if options.contains(&"Z") {
            mount.relabel = Relabel::Private;
        }
        let mut raw = format!("{source}:{destination}");
        if !options.is_empty() {
            raw = format!("{raw}:{}", options.join(","));
        }
        let is_images = is_anonymous(source) && self.is_images(destination);
        Some(Place {
            destination: destination.to_owned(),
            told: (!is_images).then_some(mount),
            raw: Raw::Bind(raw),
        })
    }

    /// As `--mount` tells it.
    fn mount(&self, mount: &Value) -> Place {
        let (destination, source) = (text(&mount["Target"]), text(&mount["Source"]));
        let mut raw = mount.clone();
        let kind = match text(&mount["Type"]) {
            "bind" => Some(MountKind::Bind),
            "volume" => Some(MountKind::Volume),
            "tmpfs" => Some(MountKind::Tmpfs),
            _ => None,
        };
        if kind == Some(MountKind::Volume)
            && source.is_empty()
            && let Some(name) = self.volume_at(destination)
        {
            raw["Source"] = json!(name);
        }
        let told = kind.map(|kind| {
            let mut told = told(kind, source, destination);
            told.read_only = mount["ReadOnly"] == true;
            told
        });
        Place {
            destination: destination.to_owned(),
            told,
            raw: Raw::Mount(raw),
        }
    }

    fn memory(&self, at: &str, options: &str) -> Option<Place> {
        let is_engines = self.is_libpod()
            && self.host()["ReadonlyRootfs"] == true
            && READ_ONLY_TMPFS.contains(&at)
            && options == READ_ONLY_OPTIONS;
        if is_engines {
            return None;
        }
        let options: Vec<&str> = options
            .split(',')
            .filter(|option| !self.is_libpod() || !TMPFS_USUAL.contains(option))
            .collect();
        let mut told = told(MountKind::Tmpfs, "", at);
        told.read_only = options.contains(&"ro");
        Some(Place {
            destination: at.to_owned(),
            told: Some(told),
            raw: Raw::Tmpfs(options.join(",")),
        })
    }
}

fn told(kind: MountKind, source: &str, destination: &str) -> MountSpec {
    MountSpec {
        kind,
        source: source.to_owned(),
        destination: destination.to_owned(),
        read_only: false,
        relabel: Relabel::Keep,
    }
}

/// Nobody chose this name.
fn is_anonymous(source: &str) -> bool {
    source.len() == ANONYMOUS && source.bytes().all(|b| b.is_ascii_hexdigit())
}
