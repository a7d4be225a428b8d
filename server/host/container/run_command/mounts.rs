//! `--volume`, `--tmpfs` and `--mount`: options of theirs that the form has no field for are told, and the mount
//! stays.

use crate::model::{MountKind, MountSpec, Relabel, ResourceName};

use super::{parts::Draft, shapes};

/// Says nothing, or nothing on Linux.
const NEEDLESS: [&str; 7] = [
    "rw",
    "rbind",
    "rprivate",
    "cached",
    "delegated",
    "consistent",
    "tmpcopyup",
];

/// `source:destination[:options]`, or a destination alone.
pub(super) fn read_volume(draft: &mut Draft, text: &str) -> Result<(), String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (source, destination, options) = match parts[..] {
        [destination] => ("", destination, ""),
        [source, destination] => (source, destination, ""),
        [source, destination, options] => (source, destination, options),
        _ => return Err("it is no mount like `/srv/web:/data:ro`".to_owned()),
    };
    let kind = if source.starts_with('/') {
        MountKind::Bind
    } else {
        named(source)?;
        MountKind::Volume
    };
    let mount = mount(kind, source, destination);
    draft.mount(mount, options.split(','), text);
    Ok(())
}

/// The name of a volume, or none.
fn named(source: &str) -> Result<(), String> {
    if source.starts_with(['.', '~']) || source.contains('/') {
        return Err(
            "its path depends on where and by whom the line is run; write an absolute one"
                .to_owned(),
        );
    }
    if source.is_empty() {
        return Ok(());
    }
    let name = source.parse::<ResourceName>();
    name.map(drop).map_err(|error| format!("{error}"))
}

/// `destination[:options]`.
#[expect(clippy::unnecessary_wraps, reason = "one shape for all that read")]
pub(super) fn read_tmpfs(draft: &mut Draft, text: &str) -> Result<(), String> {
    let (destination, options) = text.split_once(':').unwrap_or((text, ""));
    let mount = mount(MountKind::Tmpfs, "", destination);
    draft.mount(mount, options.split(','), text);
    Ok(())
}

/// `type=bind,source=/a,destination=/b,readonly`.
pub(super) fn read_mount(draft: &mut Draft, text: &str) -> Result<(), String> {
    let (mut kind, mut source, mut destination) = ("volume", "", "");
    let mut options = Vec::new();
    for field in text.split(',') {
        let (name, value) = match field.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (field, None),
        };
        match (name, value) {
            ("type", Some(value)) => kind = value,
            ("source" | "src", Some(value)) => source = value,
            ("destination" | "dst" | "target", Some(value)) => destination = value,
            ("readonly" | "ro", value) => {
                if shapes::truth(value)? {
                    options.push("ro");
                }
            }
            ("relabel", Some("shared")) => options.push("z"),
            ("relabel", Some("private")) => options.push("Z"),
            _ => options.push(field),
        }
    }
    let kind = match kind {
        "bind" if source.starts_with('/') => MountKind::Bind,
        "bind" => return Err("write an absolute path as its source".to_owned()),
        "volume" => {
            named(source)?;
            MountKind::Volume
        }
        "tmpfs" => MountKind::Tmpfs,
        _ => {
            return Err(
                "the form mounts folders (`bind`), volumes and memory (`tmpfs`)".to_owned(),
            );
        }
    };
    if destination.is_empty() {
        return Err("it has no destination".to_owned());
    }
    draft.mount(mount(kind, source, destination), options.into_iter(), text);
    Ok(())
}

fn mount(kind: MountKind, source: &str, destination: &str) -> MountSpec {
    MountSpec {
        kind,
        source: source.to_owned(),
        destination: destination.to_owned(),
        read_only: false,
        relabel: Relabel::Keep,
    }
}

impl Draft {
    fn mount<'a>(
        &mut self,
        mut mount: MountSpec,
        options: impl Iterator<Item = &'a str>,
        written: &str,
    ) {
        for option in options.filter(|option| !option.is_empty()) {
            match option {
                "ro" => mount.read_only = true,
                "z" => mount.relabel = Relabel::Shared,
                "Z" => mount.relabel = Relabel::Private,
                option if NEEDLESS.contains(&option) => {}
                option => self.left_out(format!(
                    "`{option}` of the mount `{written}` was left out: the form has no field for it"
                )),
            }
        }
        self.spec.mounts.push(mount);
    }
}

/// For `--volume`; none for memory.
pub(super) fn volume(mount: &MountSpec) -> Option<String> {
    match mount.kind {
        MountKind::Bind | MountKind::Volume => {}
        MountKind::Tmpfs | MountKind::Other => return None,
    }
    let mut text = mount.destination.clone();
    if !mount.source.is_empty() {
        text = format!("{}:{text}", mount.source);
    }
    let relabel = match mount.relabel {
        Relabel::Keep => "",
        Relabel::Shared => "z",
        Relabel::Private => "Z",
    };
    Some(match (mount.read_only, relabel) {
        (false, "") => text,
        (true, "") => format!("{text}:ro"),
        (false, relabel) => format!("{text}:{relabel}"),
        (true, relabel) => format!("{text}:ro,{relabel}"),
    })
}

/// For `--tmpfs`; none for what is not memory.
pub(super) fn tmpfs(mount: &MountSpec) -> Option<String> {
    let options = if mount.read_only { ":ro" } else { "" };
    (mount.kind == MountKind::Tmpfs).then(|| format!("{}{options}", mount.destination))
}
