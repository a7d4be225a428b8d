//! Start, stop and restart of one container, each within the time that the container itself may need
//! to stop.

use std::{sync::Arc, time::Duration};

use bollard::{errors::Error as BollardError, models::ContainerConfig};

use crate::model::{ContainerRef, ContainerVerb, VerbOptions};

use super::{Client, Engines, HostError, READ_TIMEOUT, Repeat, RequestError};

/// How long the engine may take beyond the container's own grace period.
const ACT_TIMEOUT: Duration = Duration::from_secs(60);

/// The engines' own grace period before they kill.
const DEFAULT_GRACE: Duration = Duration::from_secs(10);

/// A container may ask for any grace; nobody waits for longer than this.
const LONGEST_GRACE: Duration = Duration::from_secs(600);

/// What matters of a container's description.
#[derive(Debug, PartialEq)]
pub(super) struct Description {
    /// What it may need to stop.
    grace: Duration,
    pub(super) terminal: bool,
}

impl Engines {
    /// Does it, and waits until the engine has. That it was so already is success (304).
    pub(in crate::host) async fn act(
        &self,
        container: &ContainerRef,
        verb: ContainerVerb,
        _options: &VerbOptions,
    ) -> Result<(), HostError> {
        let grace = match verb {
            ContainerVerb::Start
            | ContainerVerb::Kill
            | ContainerVerb::Pause
            | ContainerVerb::Unpause
            | ContainerVerb::Healthcheck => Duration::ZERO,
            ContainerVerb::Stop | ContainerVerb::Restart => self.inspect(container).await?.grace,
        };
        let name = &container.to_string();
        let act = move |client: Arc<Client>| async move {
            let docker = &client.docker;
            match verb {
                ContainerVerb::Start => docker.start_container(name, None).await?,
                ContainerVerb::Stop => docker.stop_container(name, None).await?,
                ContainerVerb::Restart => docker.restart_container(name, None).await?,
                ContainerVerb::Kill
                | ContainerVerb::Pause
                | ContainerVerb::Unpause
                | ContainerVerb::Healthcheck => {
                    return Err(RequestError::Answer("not yet".to_owned()));
                }
            }
            Ok(())
        };
        self.call(&what(container), Repeat::No, grace + ACT_TIMEOUT, act)
            .await
    }

    pub(super) async fn inspect(&self, container: &ContainerRef) -> Result<Description, HostError> {
        let name = &container.to_string();
        let inspect = move |client: Arc<Client>| async move {
            match client.docker.inspect_container(name, None).await {
                Ok(found) => Ok(describe(found.config)),
                // It is there, in a state that bollard does not know (`stopped`, of Podman 4).
                Err(BollardError::JsonDataError { .. }) => Ok(describe(None)),
                Err(error) => Err(error.into()),
            }
        };
        self.call(&what(container), Repeat::Yes, READ_TIMEOUT, inspect)
            .await
    }
}

fn what(container: &ContainerRef) -> String {
    format!("container `{container}`")
}

fn describe(config: Option<ContainerConfig>) -> Description {
    let Some(config) = config else {
        return Description {
            grace: LONGEST_GRACE,
            terminal: false,
        };
    };
    let grace = match config.stop_timeout {
        None => DEFAULT_GRACE,
        // -1 waits for ever.
        Some(seconds) => u64::try_from(seconds)
            .map_or(LONGEST_GRACE, Duration::from_secs)
            .min(LONGEST_GRACE),
    };
    Description {
        grace,
        terminal: config.tty.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_allows_for_the_containers_own_grace() {
        let of = |stop_timeout| {
            let config = ContainerConfig {
                stop_timeout,
                ..ContainerConfig::default()
            };
            describe(Some(config)).grace
        };
        assert_eq!(of(None), DEFAULT_GRACE);
        assert_eq!(of(Some(90)), Duration::from_secs(90));
        assert_eq!(of(Some(-1)), LONGEST_GRACE);
        assert_eq!(of(Some(100_000)), LONGEST_GRACE);
        assert_eq!(describe(None).grace, LONGEST_GRACE);
    }
}
