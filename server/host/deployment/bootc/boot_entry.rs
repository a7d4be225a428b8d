//! Kernel arguments of deployments, from their boot entries and from what the kernel was started with. Decoding is
//! pure. The files are those of the Boot Loader Specification, as ostree writes them.

use crate::{model::Deployment, transport::Transport};

/// Where the entries lie; a link that ostree turns over.
const ENTRIES: &str = "/boot/loader/entries";

/// Entries that are read, at most.
const MOST_ENTRIES: usize = 64;

/// Bytes of an entry, and of the kernel's command line.
const FILE_LIMIT: usize = 64 * 1024;

/// What ostree and the boot loader add for themselves; it is other in each deployment.
const NOT_ASKED_FOR: [&str; 3] = ["BOOT_IMAGE", "initrd", "ostree"];

/// One boot entry of ostree's.
#[derive(Debug, PartialEq, Eq)]
struct BootEntry {
    /// The highest is the first in boot order.
    version: u64,
    /// What `ostree=` says: which deployment it starts.
    starts: String,
    arguments: Vec<String>,
}

/// Adds the arguments to deployments in boot order, as far as they can be read: those of a staged one are in no
/// entry yet.
pub(super) async fn add_arguments(transport: &Transport, deployments: &mut [Deployment]) {
    let running = text(transport, "/proc/cmdline").await.unwrap_or_default();
    let mut entries = Vec::new();
    match transport.list(ENTRIES, MOST_ENTRIES).await {
        Ok(names) => {
            for name in names.iter().filter(|name| name.ends_with(".conf")) {
                let entry = text(transport, &format!("{ENTRIES}/{name}")).await;
                entries.extend(entry.as_deref().and_then(decode));
            }
        }
        Err(error) => tracing::debug!(%error, "boot entries cannot be read"),
    }
    assign(entries, &running, deployments);
}

fn assign(mut entries: Vec<BootEntry>, running: &str, deployments: &mut [Deployment]) {
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.version));
    let written = |deployment: &&mut Deployment| !deployment.staged;
    let written: Vec<_> = deployments.iter_mut().filter(written).collect();
    let booted = written.iter().position(|deployment| deployment.booted);
    let runs = running
        .split_whitespace()
        .find_map(|word| word.strip_prefix("ostree="));
    // Without the booted one in its place, the entries are of something else.
    let fit = entries.len() == written.len()
        && booted
            .and_then(|index| entries.get(index))
            .is_some_and(|entry| Some(entry.starts.as_str()) == runs);
    let mut entries = entries.into_iter();
    for deployment in written {
        let entry = entries.next().filter(|_| fit);
        deployment.kernel_arguments = match entry {
            Some(entry) => Some(entry.arguments),
            None if deployment.booted && !running.trim().is_empty() => Some(arguments(running)),
            None => None,
        };
    }
}

/// `None` for what is no entry of ostree's.
fn decode(text: &str) -> Option<BootEntry> {
    let value = |key: &str| {
        text.lines().find_map(|line| {
            let (name, value) = line.trim().split_once(char::is_whitespace)?;
            (name == key).then(|| value.trim())
        })
    };
    let options = value("options")?;
    let starts = options
        .split_whitespace()
        .find_map(|word| word.strip_prefix("ostree="))?;
    Some(BootEntry {
        version: value("version")?.parse().ok()?,
        starts: starts.to_owned(),
        arguments: arguments(options),
    })
}

fn arguments(line: &str) -> Vec<String> {
    let asked_for = |word: &&str| {
        let key = word.split_once('=').map_or(*word, |(key, _)| key);
        !NOT_ASKED_FOR.contains(&key)
    };
    let words = line.split_whitespace().filter(asked_for);
    words.map(str::to_owned).collect()
}

async fn text(transport: &Transport, path: &str) -> Option<String> {
    match transport.read(path, FILE_LIMIT).await {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => {
            tracing::debug!(%error, "kernel arguments cannot be read");
            None
        }
    }
}

#[cfg(test)]
mod tests;
