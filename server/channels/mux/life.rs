//! How a socket's channels begin and end.

use std::sync::Arc;

use futures_util::FutureExt;
use serde_json::{Map, Value};
use tokio::task::JoinError;

use super::{
    super::{
        ChannelOpen,
        frame::{ChannelId, Envelope},
        io,
    },
    Channel, Ended, MAX_CHANNELS, Mux,
};
use crate::model::ProblemCode;

impl Mux {
    pub(super) async fn open(&mut self, id: ChannelId, options: Map<String, Value>) {
        if self.channels.contains_key(&id) {
            self.fail(id.as_str(), "the channel's id is in use").await;
            return;
        }
        if self.channels.len() >= MAX_CHANNELS {
            let message = format!("a socket has at most {MAX_CHANNELS} channels");
            self.closed(&id, "not-supported", &message, None).await;
            return;
        }
        let (envelope, open) = match self.parse(options) {
            Ok(parsed) => parsed,
            Err((problem, message)) => {
                self.closed(&id, problem, &message, None).await;
                return;
            }
        };
        let (inbox, io) = io::channel(
            id.clone(),
            envelope.encoding(),
            envelope.flow_control,
            envelope.wants_acks(),
            self.outgoing.clone(),
        );
        let span = tracing::debug_span!(
            "channel",
            payload = envelope.payload,
            channel.id = id.as_str(),
            host.id = self.context.host.id().as_str(),
        );
        let takes_options = open.takes_options();
        let dismissed = io.dismissed.clone();
        let work = open.run(io, Arc::clone(&self.context));
        let name = id.clone();
        let task = self.tasks.spawn(tracing::Instrument::instrument(
            work.map(|result| (name, result)),
            span,
        ));
        let channel = Channel {
            inbox,
            task,
            encoding: envelope.encoding(),
            group: envelope.group,
            done: false,
            takes_options,
            dismissed,
        };
        self.channels.insert(id, channel);
    }

    fn parse(
        &self,
        options: Map<String, Value>,
    ) -> Result<(Envelope, ChannelOpen), (&'static str, String)> {
        let options = Value::Object(options);
        let invalid = |error: serde_json::Error| ("protocol-error", error.to_string());
        let envelope: Envelope = serde_json::from_value(options.clone()).map_err(invalid)?;
        if !ChannelOpen::PAYLOADS.contains(&envelope.payload.as_str()) {
            let message = format!("there is no payload `{}`", envelope.payload);
            return Err(("not-supported", message));
        }
        if let Some(capability) = envelope.capabilities.first() {
            let message = format!("no channel has the capability `{capability}`");
            return Err(("not-supported", message));
        }
        if let Some(host) = envelope.host.as_deref()
            && !self.is_here(host)
        {
            let message = format!("this socket reaches only `{}`", self.context.host.id());
            return Err(("not-supported", message));
        }
        let open = serde_json::from_value(options).map_err(invalid)?;
        Ok((envelope, open))
    }

    fn is_here(&self, host: &str) -> bool {
        host == "localhost" || host == self.context.host.id().as_str()
    }

    pub(super) async fn kill(&mut self, host: Option<&str>, group: Option<&str>) {
        if host.is_some_and(|host| !self.is_here(host)) {
            return;
        }
        let killed: Vec<ChannelId> = self
            .channels
            .iter()
            .filter(|(_, channel)| group.is_none_or(|group| group == channel.group))
            .map(|(id, _)| id.clone())
            .collect();
        for id in killed {
            self.abort(id.as_str());
            self.closed(&id, "terminated", "the client ended it", None)
                .await;
        }
    }

    pub(super) async fn joined(&mut self, ended: Result<(tokio::task::Id, Ended), JoinError>) {
        let task = match &ended {
            Ok((task, _)) => *task,
            Err(error) => error.id(),
        };
        // An aborted channel is off the list, and its id may be in use again.
        let Some((id, _)) = self
            .channels
            .iter()
            .find(|(_, open)| open.task.id() == task)
        else {
            return;
        };
        let id = id.clone();
        self.channels.remove(&id);
        match ended {
            Ok((_, (_, Ok(closing)))) => self.say("close", Some(&id), closing.0).await,
            Ok((_, (_, Err(problem)))) => {
                let code = problem.code.channel_problem();
                self.closed(&id, code, &problem.detail, problem.remedy.as_deref())
                    .await;
            }
            Err(error) => {
                tracing::error!(%error, channel.id = id.as_str(), "a channel panicked");
                let message = "the channel failed; the console's log says why";
                let code = ProblemCode::Internal.channel_problem();
                self.closed(&id, code, message, None).await;
            }
        }
    }
}
