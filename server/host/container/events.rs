//! The engine's events, as far as they tell that the list of containers changed.

use futures_util::{Stream, StreamExt, future::ready, stream};
use hyper::Method;
use serde::Deserialize;

use super::{Engines, HostError};

/// Every event of a container: `{"type":["container"]}`.
const PATH: &str = "/events?filters=%7B%22type%22%3A%5B%22container%22%5D%7D";

/// Longest event that is looked at.
const EVENT_LIMIT: usize = 64 * 1024;

/// What happens within a container, such as its health checks, changes no list.
const WITHIN: [&str; 5] = ["exec_", "top", "attach", "detach", "resize"];

/// What matters of an event of `GET /events`, Docker API 1.41.
#[derive(Deserialize)]
struct Occurrence {
    #[serde(rename = "Action")]
    action: String,
}

/// An item each time the list may have changed; ends when the engine goes.
pub(in crate::host) async fn changes(
    engines: &Engines,
) -> Result<impl Stream<Item = ()> + use<>, HostError> {
    let (_, body) = engines.send(Method::GET, PATH).await?;
    let pieces = stream::unfold((body, Vec::new()), |(mut body, mut line)| async move {
        let piece = match body.next().await {
            Ok(piece) => piece?,
            Err(error) => {
                tracing::debug!(%error, "the engine's events ended");
                return None;
            }
        };
        let change = changes_list(&mut line, &piece);
        Some((change, (body, line)))
    });
    Ok(pieces.filter_map(|change| ready(change.then_some(()))))
}

/// Whether one of the events that `piece` completes may change the list.
fn changes_list(line: &mut Vec<u8>, piece: &[u8]) -> bool {
    let mut change = false;
    for part in piece.split_inclusive(|byte| *byte == b'\n') {
        let room = EVENT_LIMIT - line.len();
        line.extend_from_slice(&part[..part.len().min(room)]);
        if part.ends_with(b"\n") {
            // What cannot be read may be a change.
            change |= serde_json::from_slice(line).map_or(true, |Occurrence { action }| {
                !WITHIN.iter().any(|word| action.starts_with(word))
            });
            line.clear();
        }
    }
    change
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_list_shows_is_a_change() {
        let mut line = Vec::new();
        assert!(!changes_list(&mut line, br#"{"Type":"container","Acti"#));
        assert!(changes_list(&mut line, b"on\":\"die\"}\n"));
        assert!(!changes_list(
            &mut line,
            b"{\"Action\":\"exec_create: sh\"}\n"
        ));
        assert!(changes_list(&mut line, b"not json\n"));
        let long = vec![b'x'; EVENT_LIMIT * 2];
        assert!(!changes_list(&mut line, &long));
        assert_eq!(line.len(), EVENT_LIMIT);
    }
}
