//! The engine's events, as far as they tell that the list of containers changed.

use std::{collections::HashMap, sync::Arc};

use bollard::{models::EventMessage, query_parameters::EventsOptionsBuilder};
use futures_util::{
    Stream, StreamExt,
    future::{Either, ready, select},
};

use super::{Engines, HostError, RequestError, VERSION_TIMEOUT, failed, within};

/// What happens within a container, such as its health checks, changes no list.
const WITHIN: [&str; 5] = ["exec_", "top", "attach", "detach", "resize"];

/// An item each time the list may have changed; ends when the engine goes, or says what cannot be read.
pub(in crate::host) async fn changes(
    engines: &Engines,
) -> Result<impl Stream<Item = ()> + use<>, HostError> {
    let client = engines.probe().await?;
    // What happened until now was not heard.
    engines.known.forget_all();
    let known = Arc::clone(&engines.known);
    let containers = HashMap::from([("type", vec!["container"])]);
    let options = EventsOptionsBuilder::default().filters(&containers).build();
    let mut events = Box::pin(client.docker.events(Some(options)).peekable());
    // The request goes out with the first poll, and bollard does not tell when it was accepted: it was
    // once the engine has answered another.
    let ping = async {
        match select(events.as_mut().peek(), Box::pin(client.docker.ping())).await {
            Either::Left(_) => Ok(()),
            Either::Right((answer, _)) => answer.map(drop).map_err(RequestError::from),
        }
    };
    within(VERSION_TIMEOUT, ping)
        .await
        .map_err(|error| failed(error, &client.engine, "engine"))?;
    // With its client, whose path it may still need.
    let events = events.scan(Arc::clone(&client), move |_, event| match event {
        Ok(event) => {
            known.heard(&event);
            ready(Some(event))
        }
        Err(error) => {
            tracing::debug!(%error, "the engine's events ended");
            ready(None)
        }
    });
    Ok(events.filter_map(|event| ready(changes_list(&event).then_some(()))))
}

fn changes_list(event: &EventMessage) -> bool {
    let action = event.action.as_deref().unwrap_or_default();
    !WITHIN.iter().any(|word| action.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_list_shows_is_a_change() {
        for (event, change) in [
            (r#"{"Type":"container","Action":"die"}"#, true),
            (r#"{"Action":"health_status: healthy"}"#, true),
            (r#"{"Action":"exec_create: sh"}"#, false),
            ("{}", true),
        ] {
            let event_message = serde_json::from_str(event).expect("an event");
            assert_eq!(changes_list(&event_message), change, "{event}");
        }
    }
}
