//! `events`: "X changed on this host", each time it does; messages are `model::Event`. Who misses some is
//! told that everything changed.

use serde::Deserialize;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{ChannelIo, Context, Output};
use crate::{
    access::Target,
    model::{Action, Event, Problem, Topic},
};

/// No options of its own.
#[derive(Debug, Deserialize)]
pub(super) struct Open {}

pub(super) async fn run(_open: Open, mut io: ChannelIo, context: &Context) -> Result<(), Problem> {
    context.look_any().await?;
    // Before `ready`: what changes after it is heard.
    let events = context.events.subscribe();
    io.output.ready().await;
    tokio::select! {
        problem = io.input.refuse() => Err(problem),
        result = tell(events, &io.output, context) => result,
    }
}

async fn tell(
    mut events: Receiver<Event>,
    output: &Output,
    context: &Context,
) -> Result<(), Problem> {
    loop {
        match events.recv().await {
            Ok(event) if concerns(&event, context) => output.send_json(&event).await?,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => {
                for event in everything(context) {
                    output.send_json(&event).await?;
                }
            }
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

fn concerns(event: &Event, context: &Context) -> bool {
    let may = |action, target: &Target| context.gate.may(&context.principal, action, target);
    match event.topic {
        Topic::Audit => may(Action::AuditView, &Target::console()),
        // Whoever may not see the host still sees containers and what they began themselves.
        Topic::Host
        | Topic::Containers
        | Topic::Images
        | Topic::Storage
        | Topic::Deployments
        | Topic::Power
        | Topic::Verdict
        | Topic::UpdatePolicy
        | Topic::Operations => event
            .host
            .as_ref()
            .is_none_or(|host| host == context.host.id()),
    }
}

fn everything(context: &Context) -> impl Iterator<Item = Event> {
    let host = context.host.id();
    [
        Topic::Host,
        Topic::Containers,
        Topic::Images,
        Topic::Storage,
        Topic::Deployments,
        Topic::Power,
        Topic::Verdict,
        Topic::UpdatePolicy,
        Topic::Operations,
        Topic::Audit,
    ]
    .into_iter()
    .map(move |topic| Event {
        host: (topic != Topic::Audit).then(|| host.clone()),
        topic,
    })
    .filter(|event| concerns(event, context))
}
