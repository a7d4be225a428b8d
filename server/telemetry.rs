//! The program's own log: to standard error, as text or JSON lines. The filter comes from
//! `$ATOMDECK_LOG`, else `$RUST_LOG`, in `tracing`'s syntax.

use std::{env, io};

use tracing_subscriber::EnvFilter;

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
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr);
    let started = match format {
        Format::Text => log.with_ansi(false).try_init(),
        Format::Json => log.json().try_init(),
    };
    if let Err(error) = started {
        tracing::debug!(%error, "logging already");
    }
    Ok(())
}
