//! What can be done to one container at once, each within the time that the container itself may need to stop;
//! and to give it another name, to make an image of it, to remove it.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use hyper::Method;

use crate::{
    access::Permit,
    host::HostError,
    model::{
        CommitRequest, ContainerRef, ContainerVerb, EngineFeature, ImageRef, RenameRequest,
        VerbOptions,
    },
};

use super::{
    Client, ContainerEngine, Engines, Repeat,
    inspect::Inspected,
    request::{self, query},
    what,
};

/// How long the engine may take beyond the container's own grace period.
const ACT_TIMEOUT: Duration = Duration::from_secs(60);

/// How long it may take to copy a container's files into an image, or to delete them.
const FILES_TIMEOUT: Duration = Duration::from_mins(10);

/// The engines' own grace period before they kill.
const DEFAULT_GRACE: Duration = Duration::from_secs(10);

/// A container may ask for any grace; nobody waits for longer than this.
const LONGEST_GRACE: Duration = Duration::from_secs(600);

/// Seconds that somebody may give a container to stop.
const LONGEST_TIMEOUT: u32 = 3600;

/// Bytes of the engine's answer to a change.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// What matters of a container's description to who waits for it.
#[derive(Debug, PartialEq)]
pub(super) struct Description {
    /// What it may need to stop.
    grace: Duration,
    pub(super) terminal: bool,
}

/// How a container is removed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Removal {
    /// Even if it runs.
    pub force: bool,
    /// With its anonymous volumes.
    pub volumes: bool,
}

impl ContainerEngine {
    /// Does it to one container, and waits for the engine to say that it is done. Goes on, and is recorded,
    /// when the caller leaves meanwhile.
    pub async fn act(
        &self,
        permit: Permit,
        container: &ContainerRef,
        verb: ContainerVerb,
        options: VerbOptions,
    ) -> Result<(), HostError> {
        let (engines, container) = (Arc::clone(&self.engines), container.clone());
        let acting = async move { engines.act(&container, verb, &options).await };
        self.operations.see_through(permit, acting).await
    }

    /// Gives it another name.
    pub async fn rename(
        &self,
        permit: Permit,
        container: &ContainerRef,
        request: RenameRequest,
    ) -> Result<(), HostError> {
        let name = request.name.to_string();
        let path = format!(
            "/containers/{container}/rename{}",
            query(&[("name", &name)])
        );
        self.change(permit, container, (Method::POST, path), ACT_TIMEOUT)
            .await
    }

    /// Makes an image of its files as they are.
    pub async fn commit(
        &self,
        permit: Permit,
        container: &ContainerRef,
        request: CommitRequest,
    ) -> Result<(), HostError> {
        let Some((repository, tag)) = name_and_tag(&request.reference) else {
            let error = HostError::Invalid {
                reason: format!(
                    "`{}` names an image by its digest, which a new image cannot have: give a name \
                     and a tag",
                    request.reference
                ),
            };
            permit.settle(Some(&error)).await;
            return Err(error);
        };
        let pause = if request.pause { "true" } else { "false" };
        let query = query(&[
            ("container", container.as_str()),
            ("repo", repository),
            ("tag", tag),
            ("comment", &request.comment),
            ("pause", pause),
        ]);
        let path = format!("/commit{query}");
        self.change(permit, container, (Method::POST, path), FILES_TIMEOUT)
            .await
    }

    /// Removes it.
    pub async fn remove(
        &self,
        permit: Permit,
        container: &ContainerRef,
        removal: Removal,
    ) -> Result<(), HostError> {
        let word = |yes| if yes { "true" } else { "false" };
        let query = query(&[("force", word(removal.force)), ("v", word(removal.volumes))]);
        let path = format!("/containers/{container}{query}");
        self.change(permit, container, (Method::DELETE, path), FILES_TIMEOUT)
            .await
    }

    /// One request that changes a container, seen through.
    async fn change(
        &self,
        permit: Permit,
        container: &ContainerRef,
        (method, path): (Method, String),
        limit: Duration,
    ) -> Result<(), HostError> {
        let (engines, what) = (Arc::clone(&self.engines), what(container));
        let changing = async move {
            let empty = Bytes::from_static(b"{}");
            engines.tell(&what, (method, &path), empty, limit).await?;
            Ok(())
        };
        self.operations.see_through(permit, changing).await
    }
}

impl Engines {
    /// Does it, and waits until the engine has. That it was so already is success (304).
    pub(super) async fn act(
        &self,
        container: &ContainerRef,
        verb: ContainerVerb,
        options: &VerbOptions,
    ) -> Result<(), HostError> {
        let grace = match (verb, options.timeout) {
            (ContainerVerb::Stop | ContainerVerb::Restart, Some(seconds)) => {
                if seconds > LONGEST_TIMEOUT {
                    return Err(HostError::Invalid {
                        reason: format!(
                            "a container may be given 0 to {LONGEST_TIMEOUT} seconds to stop, not {seconds}"
                        ),
                    });
                }
                Duration::from_secs(seconds.into())
            }
            (ContainerVerb::Stop | ContainerVerb::Restart, None) => {
                self.inspect(container).await?.grace
            }
            (
                ContainerVerb::Start
                | ContainerVerb::Kill
                | ContainerVerb::Pause
                | ContainerVerb::Unpause
                | ContainerVerb::Healthcheck,
                _,
            ) => Duration::ZERO,
        };
        let seconds = options.timeout.map(|seconds| seconds.to_string());
        let patience = seconds.as_deref().map(|seconds| query(&[("t", seconds)]));
        let patience = patience.unwrap_or_default();
        let path = match verb {
            ContainerVerb::Start => "start".to_owned(),
            ContainerVerb::Stop => format!("stop{patience}"),
            ContainerVerb::Restart => format!("restart{patience}"),
            ContainerVerb::Kill => match &options.signal {
                Some(signal) => format!("kill{}", query(&[("signal", signal.as_str())])),
                None => "kill".to_owned(),
            },
            ContainerVerb::Pause => "pause".to_owned(),
            ContainerVerb::Unpause => "unpause".to_owned(),
            ContainerVerb::Healthcheck => return self.check_health(container).await,
        };
        let path = format!("/containers/{container}/{path}");
        let limit = grace + ACT_TIMEOUT;
        let tell = async |path: &str| {
            let asked = (Method::POST, path);
            self.tell(&what(container), asked, Bytes::new(), limit)
                .await
        };
        match tell(&path).await {
            // Podman stops and starts it, and it had ended by itself in between.
            Err(HostError::Conflict { reason })
                if verb == ContainerVerb::Restart && reason.contains("state improper") =>
            {
                tell(&format!("/containers/{container}/start")).await?;
            }
            answer => drop(answer?),
        }
        Ok(())
    }

    /// Runs its own health check now.
    async fn check_health(&self, container: &ContainerRef) -> Result<(), HostError> {
        let client = self.current().await?;
        if !client.engine.has(EngineFeature::HealthRun) {
            return Err(HostError::NotAvailable {
                reason: "this container engine runs health checks by its own clock only".to_owned(),
                remedy: "wait for the next run; the container's details tell its interval"
                    .to_owned(),
            });
        }
        let path = format!("/libpod/containers/{container}/healthcheck");
        let limit = ACT_TIMEOUT;
        self.tell(&what(container), (Method::GET, &path), Bytes::new(), limit)
            .await?;
        Ok(())
    }

    /// Asks for a change, once, and answers with what the engine said of it.
    pub(super) async fn tell(
        &self,
        what: &str,
        (method, path): (Method, &str),
        body: Bytes,
        limit: Duration,
    ) -> Result<Bytes, HostError> {
        let (transport, method, body) = (&self.transport, &method, &body);
        let tell = move |client: Arc<Client>| async move {
            let asked = (method.clone(), path);
            request::ask(transport, &client.engine, asked, body.clone(), ANSWER_LIMIT).await
        };
        self.call(what, Repeat::No, limit, tell).await
    }

    pub(super) async fn inspect(&self, container: &ContainerRef) -> Result<Description, HostError> {
        Ok(describe(&self.inspected(container).await?))
    }
}

fn describe(found: &Inspected) -> Description {
    let grace = match found.config.stop_timeout {
        None => DEFAULT_GRACE,
        // -1 waits for ever.
        Some(seconds) => u64::try_from(seconds)
            .map_or(LONGEST_GRACE, Duration::from_secs)
            .min(LONGEST_GRACE),
    };
    Description {
        grace,
        terminal: found.config.tty,
    }
}

/// "quay.io/app/web:1" in two; `latest` where there is no tag, `None` where there is a digest.
fn name_and_tag(reference: &ImageRef) -> Option<(&str, &str)> {
    let text = reference.as_str();
    if text.contains('@') {
        return None;
    }
    match text.rsplit_once(':') {
        // A colon before a slash is a registry's port.
        Some((name, tag)) if !tag.contains('/') => Some((name, tag)),
        _ => Some((text, "latest")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::inspect;
    use super::*;

    #[test]
    fn the_wait_allows_for_the_containers_own_grace() {
        let of = |config: &str| {
            let answer = format!(r#"{{"Id":"a","Config":{config}}}"#);
            describe(&inspect::decode(answer.as_bytes()).expect("an answer")).grace
        };
        assert_eq!(of("{}"), DEFAULT_GRACE);
        assert_eq!(of(r#"{"StopTimeout":90}"#), Duration::from_secs(90));
        assert_eq!(of(r#"{"StopTimeout":-1}"#), LONGEST_GRACE);
        assert_eq!(of(r#"{"StopTimeout":100000}"#), LONGEST_GRACE);
    }

    #[test]
    fn a_registrys_port_is_no_tag() {
        let of = |text: &str| {
            let reference: ImageRef = text.parse().expect("a reference");
            let parts = name_and_tag(&reference);
            parts.map(|(name, tag)| format!("{name} {tag}"))
        };
        for (text, parts) in [
            ("kept:1", Some("kept 1")),
            ("kept", Some("kept latest")),
            ("127.0.0.1:5000/kept", Some("127.0.0.1:5000/kept latest")),
            ("127.0.0.1:5000/kept:2", Some("127.0.0.1:5000/kept 2")),
            ("kept@sha256:0123", None),
        ] {
            assert_eq!(of(text).as_deref(), parts, "{text}");
        }
    }
}
