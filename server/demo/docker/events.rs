//! What happens on the engine: told to whoever listens, and remembered for a while.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use hyper::Response;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tokio::sync::broadcast;

use super::reply::{Body, Query, streamed};

/// Events that a slow listener may be behind; after that it misses some.
const BEHIND: usize = 256;

/// Events that are remembered, as dockerd does.
const PAST: usize = 256;

/// The engine's events.
#[derive(Debug)]
pub(super) struct Events {
    sender: broadcast::Sender<Bytes>,
    past: Mutex<VecDeque<(Timestamp, Bytes)>>,
}

impl Events {
    pub(super) fn new() -> Self {
        Self {
            sender: broadcast::channel(BEHIND).0,
            past: Mutex::default(),
        }
    }

    /// Tells that something has happened.
    pub(super) fn tell(&self, kind: &str, action: &str, id: &str, attributes: &[(&str, &str)]) {
        let all: Map<String, Value> = attributes
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).into()))
            .collect();
        let now = Timestamp::now();
        let mut event = json!({
            "Type": kind,
            "Action": action,
            "Actor": {"ID": id, "Attributes": all},
            "scope": "local",
            "time": now.as_second(),
            "timeNano": i64::try_from(now.as_nanosecond()).unwrap_or(i64::MAX),
        });
        if matches!(kind, "container" | "image") {
            event["status"] = action.into();
            event["id"] = id.into();
        }
        if kind == "container" {
            event["from"] = event["Actor"]["Attributes"]["image"].clone();
        }
        let event = Bytes::from(format!("{event}\n"));
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        if past.len() == PAST {
            past.pop_front();
        }
        past.push_back((now, event.clone()));
        // Nobody may be listening.
        let _ = self.sender.send(event);
    }

    /// `GET /events`: those since a moment that are still known, and all from now on.
    pub(super) fn follow(&self, query: Query<'_>) -> Response<Body> {
        let past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        // While nothing can be told, so that nothing is missed or doubled.
        let events = self.sender.subscribe();
        let since = query.time("since");
        let known: Vec<Bytes> = past
            .iter()
            .filter(|(at, _)| since.is_some_and(|since| *at >= since))
            .map(|(_, event)| event.clone())
            .collect();
        drop(past);
        let until = query
            .time("until")
            .is_some_and(|until| until <= Timestamp::now());
        let new = stream::unfold(events, move |mut events| async move {
            loop {
                if until {
                    return None;
                }
                match events.recv().await {
                    Ok(event) => return Some((event, events)),
                    // A slow reader misses some, as with dockerd.
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        });
        streamed("application/json", stream::iter(known).chain(new))
    }
}
