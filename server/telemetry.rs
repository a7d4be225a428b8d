//! The program's own log: to standard error, as text or JSON lines. The filter comes from
//! `$ATOMDECK_LOG`, else `$RUST_LOG`, in `tracing`'s syntax. What is written to the audit log goes to the machine's
//! journal as well, where there is one, each column a field `ATOMDECK_…`.

use std::{env, io};

use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// The target of events that repeat the audit log.
const AUDIT: &str = "audit";

/// What is logged where no filter is given.
const FILTER: &str = "warn,atomdeck=info";

/// One line of text or one JSON object for each event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
}

/// The filter cannot be understood.
#[derive(Debug, thiserror::Error)]
#[error("${variable} is no log filter (try `info` or `atomdeck=debug`)")]
pub struct FilterError {
    variable: &'static str,
    source: tracing_subscriber::filter::ParseError,
}

/// Begins to log. Once a process; a second call changes nothing.
pub fn start(format: Format) -> Result<(), FilterError> {
    let given = ["ATOMDECK_LOG", "RUST_LOG"]
        .into_iter()
        .find_map(|variable| Some((variable, env::var(variable).ok()?)));
    let filter = match given {
        None => EnvFilter::new(FILTER),
        Some((variable, filter)) => filter
            .parse()
            .map_err(|source| FilterError { variable, source })?,
    };
    let log = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let log = match format {
        Format::Text => log.with_ansi(false).with_filter(filter).boxed(),
        Format::Json => log.json().with_filter(filter).boxed(),
    };
    let (journal, absent) = match tracing_journald::layer() {
        Ok(journal) => (Some(journal), None),
        Err(error) => (None, Some(error)),
    };
    let audit = Targets::new().with_target(AUDIT, LevelFilter::INFO);
    let journal = journal.map(|journal| {
        journal
            .with_field_prefix(Some("ATOMDECK".to_owned()))
            .with_syslog_identifier("atomdeck".to_owned())
            .with_filter(audit)
    });
    let started = tracing_subscriber::registry()
        .with(log)
        .with(journal)
        .try_init();
    if let Some(error) = absent {
        tracing::debug!(%error, "there is no journal here for the audit log");
    }
    if let Err(error) = started {
        tracing::debug!(%error, "logging already");
    }
    Ok(())
}
