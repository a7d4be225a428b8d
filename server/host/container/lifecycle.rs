//! Start, stop and restart of one container, each within the time that the container itself may need
//! to stop.

use std::time::Duration;

use hyper::Method;
use serde::Deserialize;

use crate::model::{ContainerRef, ContainerVerb};

use super::{BACKEND, Engines, HostError, READ_TIMEOUT};

/// How long the engine may take beyond the container's own grace period.
const ACT_TIMEOUT: Duration = Duration::from_secs(60);

/// The engines' own grace period before they kill.
const DEFAULT_GRACE: Duration = Duration::from_secs(10);

/// A container may ask for any grace; nobody waits for longer than this.
const LONGEST_GRACE: Duration = Duration::from_secs(600);

/// What matters of `GET /containers/{id}/json`, Docker API 1.41.
#[derive(Deserialize)]
struct Description {
    #[serde(rename = "Config")]
    config: Config,
}

#[derive(Deserialize)]
struct Config {
    /// Seconds; -1 waits for ever.
    #[serde(rename = "StopTimeout")]
    stop_timeout: Option<i64>,
}

impl Engines {
    /// Does it, and waits until the engine has. That it was so already is success (304).
    pub(in crate::host) async fn act(
        &self,
        container: &ContainerRef,
        verb: ContainerVerb,
    ) -> Result<(), HostError> {
        let (word, grace) = match verb {
            ContainerVerb::Start => ("start", Duration::ZERO),
            ContainerVerb::Stop => ("stop", self.grace(container).await?),
            ContainerVerb::Restart => ("restart", self.grace(container).await?),
        };
        let path = format!("/containers/{container}/{word}");
        self.fetch(Method::POST, &path, grace + ACT_TIMEOUT)
            .await
            .map_err(|error| named(error, container))?;
        Ok(())
    }

    /// Is there such a container?
    pub(super) async fn find(&self, container: &ContainerRef) -> Result<(), HostError> {
        self.grace(container).await.map(|_| ())
    }

    async fn grace(&self, container: &ContainerRef) -> Result<Duration, HostError> {
        let path = format!("/containers/{container}/json");
        let (_, answer) = self
            .fetch(Method::GET, &path, READ_TIMEOUT)
            .await
            .map_err(|error| named(error, container))?;
        grace(&answer).map_err(|error| HostError::Failed {
            backend: BACKEND,
            reason: format!("its description cannot be understood: {error}"),
        })
    }
}

fn grace(description: &[u8]) -> serde_json::Result<Duration> {
    let description: Description = serde_json::from_slice(description)?;
    Ok(match description.config.stop_timeout {
        None => DEFAULT_GRACE,
        Some(seconds) => match u64::try_from(seconds) {
            Ok(seconds) => Duration::from_secs(seconds).min(LONGEST_GRACE),
            Err(_) => LONGEST_GRACE,
        },
    })
}

/// Says which container is missing, not which path.
fn named(error: HostError, container: &ContainerRef) -> HostError {
    if matches!(error, HostError::NotFound { .. }) {
        return HostError::NotFound {
            what: format!("container `{container}`"),
        };
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_allows_for_the_containers_own_grace() {
        let of = |text: &str| grace(text.as_bytes()).expect("a description");
        assert_eq!(of(r#"{"Config":{}}"#), DEFAULT_GRACE);
        let asked = of(r#"{"Config":{"StopTimeout":90}}"#);
        assert_eq!(asked, Duration::from_secs(90));
        assert_eq!(of(r#"{"Config":{"StopTimeout":-1}}"#), LONGEST_GRACE);
        assert!(grace(b"{}").is_err());
    }
}
