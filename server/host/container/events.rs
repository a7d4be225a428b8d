//! The engine's events: every one goes to the timeline, and most say that a list changed. Read over a GET
//! of our own: bollard ends the stream at the first type that its closed enum lacks, and Podman has such.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::model::Topic;

use super::{Engines, HostError, RequestError, failed, request, timeline::Recorded, within};

/// Bytes of one event; the labels of its container are in it.
const EVENT_LIMIT: usize = 1024 * 1024;

/// How far back the engine is asked on the first connection.
const PAST: SignedDuration = SignedDuration::from_hours(1);

/// What happens within a container, or is told beside each change of its state. Podman says `sync` of
/// every container each time that somebody lists them.
const WITHIN: [&str; 15] = [
    "exec",
    "top",
    "attach",
    "detach",
    "resize",
    "sync",
    "init",
    "cleanup",
    "mount",
    "unmount",
    "archive-path",
    "extract-to-dir",
    "copy",
    "export",
    "prune",
];

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EngineEvent {
    pub(super) at: Timestamp,
    /// "container", "image", "volume", "network", "pod", "daemon", …
    pub(super) kind: String,
    /// "die", "health_status: healthy", …
    pub(super) action: String,
    /// The container's, the image's, …; some have none.
    pub(super) id: String,
    pub(super) attributes: BTreeMap<String, String>,
}

/// A document of `GET /events`, Docker API 1.41.
#[derive(Deserialize)]
struct Document {
    #[serde(rename = "Type", default)]
    kind: String,
    #[serde(rename = "Action")]
    action: Option<String>,
    /// The same, of old.
    status: Option<String>,
    #[serde(rename = "Actor")]
    actor: Option<Actor>,
    time: Option<i64>,
    #[serde(rename = "timeNano")]
    nanoseconds: Option<i64>,
    /// Podman's, beside `health_status`.
    #[serde(rename = "HealthStatus")]
    health: Option<String>,
}

#[derive(Deserialize)]
struct Actor {
    #[serde(rename = "ID")]
    id: Option<String>,
    #[serde(rename = "Attributes")]
    attributes: Option<BTreeMap<String, String>>,
}

/// What changed, as the engine tells it; what it remembers from before goes to the timeline alone. Ends
/// when the engine goes, or says what cannot be read.
pub(in crate::host) async fn changes(
    engines: Arc<Engines>,
) -> Result<impl Stream<Item = Topic>, HostError> {
    let client = engines.probe().await?;
    // What happened until now was not heard.
    engines.known.forget_all();
    let begun = Timestamp::now();
    let since = engines.timeline.newest().unwrap_or(begun - PAST);
    let path = format!("/events?since={}", since.as_second());
    let ask = request::get(&engines.transport, &client.engine, &path);
    let pieces = within(EVENTS_TIMEOUT, ask)
        .await
        .map_err(|error| failed(error, &client.engine, "events"))?;
    let events = documents(pieces).map(move |event| heard(&engines, &event, begun));
    Ok(events.flat_map(stream::iter))
}

/// Podman answers only after it has read what it remembers.
const EVENTS_TIMEOUT: Duration = Duration::from_secs(30);

/// Takes notice of an event, once. Answers with what is to be fetched again.
fn heard(engines: &Engines, event: &EngineEvent, begun: Timestamp) -> Vec<Topic> {
    if is_within(&event.action) {
        return Vec::new();
    }
    let noted = match engines.timeline.record(event) {
        Recorded::Again => return Vec::new(),
        Recorded::Entry => true,
        Recorded::Nothing => false,
    };
    engines.known.heard(event);
    if event.at < begun {
        return Vec::new();
    }
    let mut topics = match event.kind.as_str() {
        // Podman says it at each check.
        "container" if event.action.starts_with("health_status") && !noted => return Vec::new(),
        "container" | "pod" | "" => vec![Topic::Containers],
        "image" => vec![Topic::Images],
        "volume" | "network" => vec![Topic::Storage],
        _ => Vec::new(),
    };
    // The timeline is fetched with the containers.
    if noted && !topics.contains(&Topic::Containers) {
        topics.push(Topic::Containers);
    }
    topics
}

fn is_within(action: &str) -> bool {
    WITHIN.iter().any(|word| {
        let rest = action.strip_prefix(word);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', ':']))
    })
}

/// The events of a body, one document a line; ends where one cannot be read.
fn documents(
    pieces: impl Stream<Item = Result<Bytes, RequestError>> + Send + Unpin + 'static,
) -> impl Stream<Item = EngineEvent> + Send {
    let lines = stream::try_unfold(
        (pieces, BytesMut::new()),
        |(mut pieces, mut buffer)| async move {
            loop {
                if let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
                    let line = buffer.split_to(end + 1).freeze();
                    return Ok(Some((line, (pieces, buffer))));
                }
                if buffer.len() > EVENT_LIMIT {
                    let why = format!("an event of more than {EVENT_LIMIT} bytes");
                    return Err(RequestError::Answer(why));
                }
                match pieces.try_next().await? {
                    Some(piece) => buffer.extend_from_slice(&piece),
                    None => return Ok(None),
                }
            }
        },
    );
    let events = lines.scan((), |(), line| {
        let event = line.map(|line| decode(&line));
        std::future::ready(match event {
            Ok(event) => Some(event),
            Err(error) => {
                tracing::debug!(%error, "the engine's events ended");
                None
            }
        })
    });
    events.filter_map(std::future::ready).boxed()
}

/// `None` for what is no event: one that cannot be read costs no other.
pub(super) fn decode(line: &[u8]) -> Option<EngineEvent> {
    let document: Document = match serde_json::from_slice(line) {
        Ok(document) => document,
        Err(error) => {
            if !line.trim_ascii().is_empty() {
                tracing::debug!(%error, "an event of the engine cannot be read");
            }
            return None;
        }
    };
    let at = match (document.nanoseconds, document.time) {
        (Some(nanoseconds), _) => Timestamp::from_nanosecond(nanoseconds.into()),
        (None, Some(seconds)) => Timestamp::from_second(seconds),
        (None, None) => Ok(Timestamp::now()),
    };
    let actor = document.actor;
    let (id, attributes) = actor.map_or_else(Default::default, |actor| {
        (
            actor.id.unwrap_or_default(),
            actor.attributes.unwrap_or_default(),
        )
    });
    let action = document.action.or(document.status).unwrap_or_default();
    Some(EngineEvent {
        at: at.ok()?,
        kind: document.kind,
        action: match document.health.filter(|_| action == "health_status") {
            Some(health) => format!("health_status: {health}"),
            None => action,
        },
        id,
        attributes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_within_changes_no_list() {
        for (action, within) in [
            ("exec_create: sh", true),
            ("exec_die", true),
            ("top", true),
            ("sync", true),
            ("die", false),
            ("health_status: healthy", false),
            ("stop", false),
            ("", false),
        ] {
            assert_eq!(is_within(action), within, "{action}");
        }
    }

    #[tokio::test]
    async fn events_are_read_whatever_pieces_they_come_in() {
        let text = concat!(
            r#"{"Type":"container","Action":"die","Actor":{"ID":"ab","Attributes":{"exitCode":"3"}},"timeNano":5}"#,
            "\n\nnonsense\n",
            r#"{"status":"health_status","Type":"container","Action":"health_status","time":1,"HealthStatus":"healthy"}"#,
            "\n",
            r#"{"Type":"pod","Action":"start","Actor":{"ID":"cd","Attributes":null},"time":2}"#,
            "\n{\"cut off",
        );
        for size in [1, 7, 4096] {
            let pieces: Vec<_> = text
                .as_bytes()
                .chunks(size)
                .map(|piece| Ok(Bytes::copy_from_slice(piece)))
                .collect();
            let events: Vec<_> = documents(stream::iter(pieces)).collect().await;
            let actions: Vec<_> = events.iter().map(|event| event.action.as_str()).collect();
            assert_eq!(actions, ["die", "health_status: healthy", "start"]);
            assert_eq!(events[0].attributes["exitCode"], "3");
            assert_eq!(events[0].at.as_nanosecond(), 5);
        }
    }
}
