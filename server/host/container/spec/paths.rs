//! Whether the mounts and devices of a specification can be made: their paths stand in the engines' own notation,
//! `source:destination:options`, where no user's text may become an option.

use std::collections::HashSet;

use crate::model::{DeviceSpec, MountKind, MountSpec, Relabel, ResourceName};

/// Bytes of a path, the kernel's `PATH_MAX`.
const LONGEST_PATH: usize = 4096;

pub(super) fn mount(mount: &MountSpec) -> Result<(), String> {
    absolute("mounts", &mount.destination)?;
    if trimmed(&mount.destination).is_empty() {
        return Err("mounts: nothing can be mounted at `/`; choose a folder below it".to_owned());
    }
    let MountSpec { source, .. } = mount;
    let at = &mount.destination;
    match mount.kind {
        MountKind::Bind if source.is_empty() => Err(format!(
            "mounts: which folder of the host is to be at `{at}`? write its path"
        )),
        MountKind::Bind => absolute("mounts", source),
        MountKind::Volume if source.is_empty() && mount.read_only => Err(format!(
            "mounts: a volume without a name cannot be read-only at `{at}`; name one"
        )),
        MountKind::Volume if source.is_empty() && mount.relabel != Relabel::Keep => Err(format!(
            "mounts: a volume without a name has a label already; keep that at `{at}`"
        )),
        MountKind::Volume if source.is_empty() => Ok(()),
        MountKind::Volume => source
            .parse::<ResourceName>()
            .map(drop)
            .map_err(|error| format!("mounts: `{}`: {error}", source.escape_debug())),
        MountKind::Tmpfs if !source.is_empty() || mount.relabel != Relabel::Keep => Err(format!(
            "mounts: memory has no source and no label; leave both out at `{at}`"
        )),
        MountKind::Tmpfs => Ok(()),
        MountKind::Other => Err(format!(
            "mounts: what is to be at `{at}`? choose a folder of the host, a volume or memory"
        )),
    }
}

/// An absolute path that cannot smuggle an option into `source:destination:options`.
pub(super) fn absolute(field: &str, path: &str) -> Result<(), String> {
    let shown = path.escape_debug();
    if !path.starts_with('/') {
        return Err(format!(
            "{field}: `{shown}` is not an absolute path; begin it with `/`"
        ));
    }
    if path.len() > LONGEST_PATH {
        return Err(format!(
            "{field}: a path is longer than {LONGEST_PATH} bytes"
        ));
    }
    if path.contains(|c: char| matches!(c, ':' | ',') || c.is_control()) {
        return Err(format!(
            "{field}: `{shown}` has a colon, a comma or a control character, which the engines \
             cannot take; choose a path without"
        ));
    }
    if path.split('/').any(|part| part == "..") {
        return Err(format!(
            "{field}: `{shown}` leads upwards; write it without `..`"
        ));
    }
    Ok(())
}

pub(super) fn device(device: &DeviceSpec) -> Result<(), String> {
    let inside = device.container_path.as_deref().unwrap_or("/dev/");
    absolute("devices", &device.host_path)?;
    absolute("devices", inside)?;
    if !device.host_path.starts_with("/dev/") {
        return Err(format!(
            "devices: `{}` is no device; choose one below `/dev`",
            device.host_path
        ));
    }
    let permissions = &device.permissions;
    let known = permissions.chars().all(|c| "rwm".contains(c));
    let distinct = permissions.chars().collect::<HashSet<_>>().len() == permissions.len();
    if permissions.is_empty() || !known || !distinct {
        return Err(format!(
            "devices: `{}` is no permission; write some of `r`, `w` and `m`, each once",
            permissions.escape_debug()
        ));
    }
    Ok(())
}

/// `/a/` and `/a` are the same place.
pub(super) fn trimmed(path: &str) -> &str {
    path.trim_end_matches('/')
}
