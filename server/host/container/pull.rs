//! Pulls an image: one operation, or a step of a larger one. The engine pulls; we tell how far each layer is, and why
//! it did not work in a sentence with the next step. Dropped, the engine stops pulling.

use std::time::{Duration, Instant};

use base64::{Engine as _, prelude::BASE64_URL_SAFE};
use bytes::Bytes;
use futures_util::TryStreamExt;
use http_body_util::Empty;
use hyper::{Method, header::HeaderValue};
use serde_json::json;
use tokio::time::timeout;

use crate::{
    access::Permit,
    host::{
        HostError,
        operations::Running,
        operations::{Cancel, Task},
    },
    model::{EngineFeature, ImageRef, Operation, OperationKind, RegistryCredentials},
};

use super::{
    BACKEND, Client, ContainerEngine, RequestError, failed,
    messages::{Message, messages},
    pull_progress::{Extraction, Layers},
    request,
};

/// How long the engine may say nothing while it pulls: Podman says nothing while it writes a large layer.
const SILENCE_TIMEOUT: Duration = Duration::from_mins(15);

/// Between two reports of progress.
const REPORT_EVERY: Duration = Duration::from_millis(250);

/// What came of a pull.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PullOutcome {
    /// With its tag.
    pub(super) reference: ImageRef,
    /// The id that it stands for now, 64 hexadecimal digits.
    pub(super) id: String,
    /// It stood for another image before, or for none.
    pub(super) changed: bool,
}

impl ContainerEngine {
    /// Pulls an image, as an operation that can be cancelled; joins a pull of the same one.
    pub async fn pull_image(
        &self,
        permit: Permit,
        reference: &ImageRef,
        credentials: Option<RegistryCredentials>,
    ) -> Result<Operation, HostError> {
        let reference = reference.with_tag();
        let task = Task {
            kind: OperationKind::ImagePull,
            target: Some(reference.to_string()),
            cancel: Cancel::Possible,
        };
        let engine = self.clone();
        let work = |running: std::sync::Arc<Running>| async move {
            let outcome = pull(&engine, &running, &reference, credentials).await?;
            Ok(outcome.sentence())
        };
        self.operations.run(task, permit, work).await
    }
}

impl PullOutcome {
    pub(super) fn sentence(&self) -> String {
        let reference = &self.reference;
        if self.changed {
            format!("{reference} was pulled")
        } else {
            format!("{reference} was up to date already")
        }
    }
}

/// Pulls `reference`, `:latest` where it has no tag, telling `running` how far it is.
pub(super) async fn pull(
    engine: &ContainerEngine,
    running: &Running,
    reference: &ImageRef,
    credentials: Option<RegistryCredentials>,
) -> Result<PullOutcome, HostError> {
    let reference = reference.with_tag();
    let before = engine.image_id(&reference).await?;
    let (client, stream) = engine.engines.reach().await?;
    let path = format!(
        "/images/create?fromImage={}",
        request::encoded(reference.as_str())
    );
    let mut head = request::request(&client.engine, Method::POST, &path);
    if let Some(credentials) = &credentials {
        head = head.header("x-registry-auth", authority(&reference, credentials)?);
    }
    let said = format!("the image {reference}");
    let why = |error| explained(error, &client, &reference, credentials.is_some());
    let answer = request::send(stream, head, Empty::<Bytes>::new());
    let pieces = in_time(answer).await.map_err(why)?;
    let mut messages = messages(pieces);
    let mut layers = Layers::new(extraction(&client));
    let mut reported: Option<Instant> = None;
    while let Some(message) = in_time(messages.try_next()).await.map_err(why)? {
        if let Message {
            error: Some(error), ..
        } = message
        {
            let error = RequestError::Status {
                status: 500,
                message: error,
            };
            return Err(why(error));
        }
        if let Some(text) = layers.take(message) {
            running.log(&text);
        }
        if reported.is_none_or(|at| at.elapsed() >= REPORT_EVERY) {
            running.progress(layers.progress(reference.as_str()));
            reported = Some(Instant::now());
        }
    }
    let id = engine.image_id(&reference).await?;
    let id = id.ok_or_else(|| HostError::Failed {
        backend: BACKEND,
        reason: format!("it ended pulling, but {said} is not there"),
    })?;
    Ok(PullOutcome {
        changed: before.as_ref() != Some(&id),
        reference,
        id,
    })
}

fn extraction(client: &Client) -> Extraction {
    if client.engine.features.contains(&EngineFeature::Libpod) {
        Extraction::Untold
    } else {
        Extraction::Told
    }
}

async fn in_time<T>(
    step: impl Future<Output = Result<T, RequestError>>,
) -> Result<T, RequestError> {
    timeout(SILENCE_TIMEOUT, step)
        .await
        .unwrap_or(Err(RequestError::Timeout {
            seconds: SILENCE_TIMEOUT.as_secs(),
        }))
}

/// `X-Registry-Auth`: JSON in URL-safe base64.
fn authority(
    reference: &ImageRef,
    credentials: &RegistryCredentials,
) -> Result<HeaderValue, HostError> {
    let registry = reference.name().map(|name| name.registry);
    let document = json!({
        "username": credentials.username,
        "password": credentials.password,
        "serveraddress": registry,
    });
    let text = BASE64_URL_SAFE.encode(document.to_string());
    let value = HeaderValue::from_str(&text).map_err(|_| HostError::Conflict {
        reason: "the credentials are too long for the engine".to_owned(),
    });
    value.map(|mut value| {
        value.set_sensitive(true);
        value
    })
}

/// Why an image could not be had from its registry, and what to do; what is not the registry's goes on as it is.
fn explained(
    error: RequestError,
    client: &Client,
    reference: &ImageRef,
    with_credentials: bool,
) -> HostError {
    match error {
        RequestError::Status { message, .. } => HostError::Conflict {
            reason: sentence(&message, reference, with_credentials),
        },
        error @ (RequestError::Connect(_)
        | RequestError::Timeout { .. }
        | RequestError::Broken(_)
        | RequestError::Answer(_)) => failed(error, &client.engine, "engine"),
    }
}

/// Words of the engines and their registries, in lower case, and what they come to. The first that fits counts.
const CAUSES: [(&[&str], Cause); 8] = [
    (&["no space left", "disk quota exceeded"], Cause::DiskFull),
    (
        &["toomanyrequests", "too many requests", "rate limit"],
        Cause::TooOften,
    ),
    (
        &[
            "unauthorized",
            "authentication required",
            "no basic auth credentials",
            "access denied",
            "denied:",
            "incorrect username or password",
            "invalid username/password",
        ],
        Cause::Unauthorised,
    ),
    (
        &["no matching manifest", "no image found in manifest list"],
        Cause::Platform,
    ),
    (
        &[
            "manifest unknown",
            "not found",
            "name unknown",
            "repository name not known",
        ],
        Cause::Unknown,
    ),
    (&["x509", "certificate"], Cause::Certificate),
    (
        &[
            "server gave http response to https client",
            "http: server gave",
        ],
        Cause::PlainHttp,
    ),
    (
        &[
            "dial tcp",
            "no such host",
            "network is unreachable",
            "connection refused",
            "no route to host",
            "i/o timeout",
            "timeout",
            "deadline exceeded",
            "connection reset",
            "unexpected eof",
        ],
        Cause::Unreachable,
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    DiskFull,
    TooOften,
    Unauthorised,
    Platform,
    Unknown,
    Certificate,
    PlainHttp,
    Unreachable,
}

/// For a person: why, and what to do.
pub(super) fn sentence(message: &str, reference: &ImageRef, with_credentials: bool) -> String {
    let words = message.to_ascii_lowercase();
    let mut causes = CAUSES.iter();
    let found = causes.find(|(signs, _)| signs.iter().any(|sign| words.contains(sign)));
    let registry = reference.name().map_or_else(
        || "the registry".to_owned(),
        |name| name.registry.to_string(),
    );
    let Some((_, cause)) = found else {
        return format!("the image {reference} cannot be pulled: {message}");
    };
    match cause {
        Cause::DiskFull => format!(
            "the host's disk is full, so the image {reference} cannot be pulled: remove unused images and \
             containers, then try again"
        ),
        Cause::TooOften => format!(
            "{registry} has been asked too often from this host: try again later, or sign in with credentials \
             of that registry"
        ),
        Cause::Unauthorised if with_credentials => format!(
            "{registry} refused {reference} for these credentials: check user name and password, and that this \
             account may read it"
        ),
        Cause::Unauthorised => format!(
            "{registry} gives {reference} to nobody without credentials, or does not have it: check the name, or \
             give a user name and a password"
        ),
        Cause::Platform => format!(
            "{reference} is not made for this host's processor: choose another tag, or build it on the host"
        ),
        Cause::Unknown => {
            format!("{registry} has no {reference}: check the name and the tag")
        }
        Cause::Certificate => format!(
            "the certificate of {registry} is not trusted by the engine: add the registry's authority to the \
             host's trusted ones ({message})"
        ),
        Cause::PlainHttp => format!(
            "{registry} speaks plain HTTP, which the engine does not accept: give the registry a certificate, or \
             declare it insecure in the engine's configuration"
        ),
        Cause::Unreachable => format!(
            "{registry} cannot be reached from the host: check its network, its name server and its proxy \
             ({message})"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(message: &str, with_credentials: bool) -> String {
        let reference = "quay.io/app/web:1".parse().expect("a reference");
        sentence(message, &reference, with_credentials)
    }

    #[test]
    fn a_failure_is_told_with_its_cause_and_the_next_step() {
        let refused =
            "initializing source: reading manifest 2: unauthorized: authentication required";
        assert!(of(refused, true).contains("check user name and password"));
        assert!(of(refused, false).contains("give a user name"));
        for (message, words) in [
            (
                "manifest for x not found: manifest unknown",
                "quay.io has no quay.io/app/web:1",
            ),
            (
                "Get \"https://quay.io/v2/\": dial tcp: lookup quay.io: network is unreachable",
                "cannot be reached from the host",
            ),
            ("write /var/lib/x: no space left on device", "disk is full"),
            (
                "toomanyrequests: You have reached your pull rate limit",
                "asked too often",
            ),
            (
                "no matching manifest for linux/arm64/v8",
                "this host's processor",
            ),
            (
                "tls: failed to verify certificate: x509: unknown authority",
                "not trusted",
            ),
            (
                "http: server gave HTTP response to HTTPS client",
                "plain HTTP",
            ),
            ("something else", "cannot be pulled: something else"),
        ] {
            let sentence = of(message, false);
            assert!(sentence.contains(words), "{message}: {sentence}");
        }
    }

    #[test]
    fn credentials_travel_as_the_engines_read_them() {
        let reference = "quay.io/a:1".parse().expect("a reference");
        let credentials = RegistryCredentials {
            username: "ada".to_owned(),
            password: "p\"ä?>".to_owned(),
        };
        let value = authority(&reference, &credentials).expect("a header");
        assert!(value.is_sensitive());
        let document = BASE64_URL_SAFE.decode(value.as_bytes()).expect("base64");
        let document: serde_json::Value = serde_json::from_slice(&document).expect("JSON");
        assert_eq!(document["password"], "p\"ä?>");
        assert_eq!(document["serveraddress"], "quay.io");
    }
}
