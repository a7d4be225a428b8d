//! The files of the demo host that others read: `os-release`, host name, kernel, boot time. What a
//! running kernel would make up is written anew at each boot.

use std::{fs, io, os::unix::fs::symlink, path::Path};

use super::{
    programs,
    scenario::Scenario,
    world::{Image, Snapshot},
};

/// `/etc/rpm-ostreed.conf` as it comes: nothing is set.
const RPM_OSTREED: &str = "\
# Entries in this file show the compile time defaults.
# For option meanings, see rpm-ostreed.conf(5).

[Daemon]
#AutomaticUpdatePolicy=none
#IdleExitTimeout=60
";

/// Zincati's own fragment.
const ZINCATI: &str = "\
# How to finalize update.
[updates]
strategy = \"immediate\"
";

/// Lays out the folders, and the files that no boot changes.
pub(super) fn lay_out(root: &Path, scenario: &Scenario) -> io::Result<()> {
    for folder in [
        "etc/zincati/config.d",
        "usr/etc/zincati/config.d",
        "usr/lib/zincati/config.d",
        "proc/sys/kernel/random",
        "run/dbus",
    ] {
        fs::create_dir_all(root.join(folder))?;
    }
    for etc in ["etc", "usr/etc"] {
        fs::write(root.join(etc).join("rpm-ostreed.conf"), RPM_OSTREED)?;
    }
    let zincati = root.join("usr/lib/zincati/config.d/50-updates-strategy.toml");
    fs::write(zincati, ZINCATI)?;
    symlink("../usr/lib/os-release", root.join("etc/os-release"))?;
    fs::write(
        root.join("etc/hostname"),
        format!("{}\n", scenario.hostname),
    )?;
    fs::write(
        root.join("etc/machine-id"),
        format!("{}\n", scenario.machine_id),
    )?;
    symlink("../usr/lib/os-release", root.join("usr/etc/os-release"))?;
    for file in &scenario.etc {
        write(&root.join("usr/etc"), &file.path, file.image.as_deref())?;
        write(&root.join("etc"), &file.path, file.now.as_deref())?;
    }
    write(
        root,
        "ostree/repo/config",
        Some("[core]\nrepo_version=1\nmode=bare\n"),
    )?;
    programs::install(root)?;
    fs::write(root.join("run/ostree-booted"), "")
}

/// Writes a file where there is one, and its folder.
fn write(root: &Path, path: &str, text: Option<&str>) -> io::Result<()> {
    let Some(text) = text else {
        return Ok(());
    };
    let path = root.join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

/// Writes what differs from boot to boot.
pub(super) fn boot(
    root: &Path,
    scenario: &Scenario,
    now: &Snapshot,
    boot_id: &str,
) -> io::Result<()> {
    let kernel = root.join("proc/sys/kernel");
    fs::write(kernel.join("hostname"), format!("{}\n", scenario.hostname))?;
    fs::write(kernel.join("random/boot_id"), format!("{boot_id}\n"))?;
    if let Some(booted) = now.booted() {
        fs::write(
            kernel.join("osrelease"),
            format!("{}\n", booted.image.kernel),
        )?;
        fs::write(root.join("usr/lib/os-release"), os_release(&booted.image))?;
    }
    let btime = now.boot_time.as_second();
    fs::write(
        root.join("proc/stat"),
        format!(
            "cpu  184213 912 60417 9120553 3310 0 2211 0 0 0\nctxt 41877210\nbtime {btime}\nprocesses 88123\n"
        ),
    )
}

fn os_release(image: &Image) -> String {
    let Image {
        release, version, ..
    } = image;
    format!(
        "NAME=\"Fedora Linux\"\n\
         VERSION=\"{version} (CoreOS)\"\n\
         RELEASE_TYPE=stable\n\
         ID=fedora\n\
         VERSION_ID={release}\n\
         PLATFORM_ID=\"platform:f{release}\"\n\
         PRETTY_NAME=\"Fedora CoreOS {version}\"\n\
         VARIANT=\"CoreOS\"\n\
         VARIANT_ID=coreos\n\
         OSTREE_VERSION='{version}'\n"
    )
}
