//! The boot loader's entries of deployments (BLS, `/boot/loader/entries/*.conf`), for their kernel arguments.
//! The staged deployment has none yet: its entry is written at shutdown.

use crate::transport::{Transport, TransportError};

const FOLDER: &str = "/boot/loader/entries";

/// Entries that are read, and bytes of one; a host has a handful of a few hundred bytes.
const ENTRIES: usize = 256;
const ENTRY: usize = 64 * 1024;

/// One entry that boots a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BootEntry {
    /// Its place in boot order: the highest boots first.
    version: u64,
    /// Without `ostree=`, which ostree itself sets and which only says whose entry this is.
    pub(super) arguments: Vec<String>,
}

/// The deployments' kernel arguments in boot order; `None` where they cannot be read.
pub(super) async fn arguments(transport: &Transport) -> Option<Vec<Vec<String>>> {
    match entries(transport).await {
        Ok(entries) => Some(in_boot_order(entries)),
        Err(error) => {
            tracing::debug!(%error, "the boot entries cannot be read");
            None
        }
    }
}

async fn entries(transport: &Transport) -> Result<Vec<BootEntry>, TransportError> {
    let mut entries = Vec::new();
    for name in transport.list(FOLDER, ENTRIES).await? {
        if name.ends_with(".conf") {
            let bytes = transport.read(&format!("{FOLDER}/{name}"), ENTRY).await?;
            entries.extend(entry(&String::from_utf8_lossy(&bytes)));
        }
    }
    Ok(entries)
}

fn in_boot_order(mut entries: Vec<BootEntry>) -> Vec<Vec<String>> {
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.version));
    entries.into_iter().map(|entry| entry.arguments).collect()
}

/// Decodes one entry; `None` where it boots no deployment.
fn entry(text: &str) -> Option<BootEntry> {
    let (mut version, mut arguments) = (0, Vec::new());
    for line in text.lines() {
        let (key, value) = line.trim().split_once([' ', '\t']).unwrap_or((line, ""));
        match key {
            "version" => version = value.trim().parse().unwrap_or(0),
            "options" => arguments.extend(split(value)),
            _ => {}
        }
    }
    let before = arguments.len();
    arguments.retain(|argument| !argument.starts_with("ostree="));
    (arguments.len() < before).then_some(BootEntry { version, arguments })
}

/// The arguments of a kernel's command line; double quotes keep spaces together and stay where they are.
pub(super) fn split(line: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = line.split(|c: char| {
        quoted ^= c == '"';
        c.is_whitespace() && !quoted
    });
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIRST: &str = include_str!("../../../tests/fixtures/ostree/first.conf");
    const SECOND: &str = include_str!("../../../tests/fixtures/ostree/second.conf");

    #[test]
    fn the_highest_version_boots_first() {
        let entries = [SECOND, FIRST].map(|text| entry(text).expect("a deployment's"));
        let all = in_boot_order(entries.to_vec());
        assert_eq!(all.len(), 2);
        assert_eq!(
            all[0],
            ["root=LABEL=labroot", "rw", "console=ttyS0", "quiet"]
        );
        assert_eq!(all[1], ["root=LABEL=labroot", "rw", "console=ttyS0"]);
    }

    #[test]
    fn an_entry_of_something_else_is_left_out() {
        assert_eq!(
            entry("title Memtest\nlinux /memtest.efi\noptions quiet\n"),
            None
        );
        assert_eq!(entry(""), None);
    }

    #[test]
    fn quotes_keep_an_argument_together() {
        assert_eq!(
            split("a  dyndbg=\"file x +p\" b"),
            ["a", "dyndbg=\"file x +p\"", "b"]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in any::<String>()) {
            drop(entry(&text));
        }
    }
}
