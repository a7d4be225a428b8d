//! What the host says of itself in its files: name, operating system, kernel, boot time.

use jiff::Timestamp;

use crate::{model::Facts, transport::Transport};

use super::deployment::Release;

/// None of these files is anywhere near as large on a healthy host.
const FILE_LIMIT: usize = 256 * 1024;

/// Reads all facts; what cannot be read is left out.
pub(super) async fn read(transport: &Transport) -> Facts {
    let (hostname, kernel, stat, release) = tokio::join!(
        line(transport, "/proc/sys/kernel/hostname"),
        line(transport, "/proc/sys/kernel/osrelease"),
        text(transport, "/proc/stat"),
        os_release(transport),
    );
    let release = release.unwrap_or_default();
    Facts {
        hostname,
        os_name: field(&release, "PRETTY_NAME"),
        os_id: field(&release, "ID"),
        os_variant: field(&release, "VARIANT_ID"),
        kernel,
        boot_time: stat.as_deref().and_then(boot_time),
    }
}

/// The host's own name.
pub(super) async fn hostname(transport: &Transport) -> Option<String> {
    line(transport, "/proc/sys/kernel/hostname").await
}

/// Which operating system it is, of which variant and version.
pub(super) async fn release(transport: &Transport) -> Release {
    let release = os_release(transport).await.unwrap_or_default();
    Release {
        id: field(&release, "ID"),
        variant_id: field(&release, "VARIANT_ID"),
        version_id: field(&release, "VERSION_ID"),
    }
}

async fn os_release(transport: &Transport) -> Option<String> {
    match text(transport, "/etc/os-release").await {
        None => text(transport, "/usr/lib/os-release").await,
        found => found,
    }
}

async fn line(transport: &Transport, path: &str) -> Option<String> {
    let text = text(transport, path).await?;
    let line = text.lines().next()?.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

async fn text(transport: &Transport, path: &str) -> Option<String> {
    match transport.read(path, FILE_LIMIT).await {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => {
            tracing::debug!(%error, "a fact cannot be read");
            None
        }
    }
}

/// A variable of an os-release(5) file, unquoted; the last assignment counts.
fn field(release: &str, name: &str) -> Option<String> {
    let assigned = release.lines().rev().find_map(|line| {
        let (key, value) = line.trim().split_once('=')?;
        (key == name).then_some(value)
    })?;
    let value = unquote(assigned);
    (!value.is_empty()).then_some(value)
}

fn unquote(value: &str) -> String {
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    if let Some(literal) = inner('\'') {
        return literal.to_owned();
    }
    let mut text = String::with_capacity(value.len());
    let mut characters = inner('"').unwrap_or(value).chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.extend(characters.next()),
            plain => text.push(plain),
        }
    }
    text
}

/// `btime` of proc_stat(5): seconds since the epoch.
fn boot_time(stat: &str) -> Option<Timestamp> {
    let seconds = stat.lines().find_map(|line| line.strip_prefix("btime "))?;
    Timestamp::from_second(seconds.trim().parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const COREOS: &str = include_str!("../../tests/fixtures/os-release/fedora-coreos");

    #[test]
    fn os_release_is_unquoted() {
        let name = "Fedora CoreOS 42.20261108.3.0";
        assert_eq!(field(COREOS, "PRETTY_NAME").as_deref(), Some(name));
        assert_eq!(field(COREOS, "ID").as_deref(), Some("fedora"));
        assert_eq!(field(COREOS, "VARIANT_ID").as_deref(), Some("coreos"));
        assert_eq!(field(COREOS, "NONE"), None);
        for (value, text) in [
            (r#"A="x \"y\" \$z""#, r#"x "y" $z"#),
            ("A='it is'", "it is"),
            ("A=1\nA=2", "2"),
            ("A=\"", "\""),
        ] {
            assert_eq!(field(value, "A").as_deref(), Some(text), "{value}");
        }
    }

    #[test]
    fn the_boot_time_is_a_line_of_stat() {
        let stat = "cpu  1 2 3\nbtime 1795373000\nprocesses 4\n";
        let time = boot_time(stat).map(Timestamp::as_second);
        assert_eq!(time, Some(1_795_373_000));
        assert_eq!(boot_time("btime x"), None);
        assert_eq!(boot_time("btime 99999999999999999"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_decoders_panic(text in any::<String>()) {
            let _ = (field(&text, "ID"), boot_time(&text), unquote(&text));
        }
    }
}
