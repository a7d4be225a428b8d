//! One socket: reads what the client says, owns the channels' tasks, says how each ended. The only place
//! that turns a `Problem` into a `close`.
//!
//! The socket is read by one loop and written by another. A channel that does not read holds the first
//! one up once its inbox is full, since the socket has no other way to slow the client down; after
//! [`STALL`] it is closed, so that it cannot hold the others up for longer.

mod life;

use std::{collections::HashMap, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use serde_json::{Map, Value, json};
use tokio::{
    sync::mpsc,
    task::{AbortHandle, JoinSet},
    time::{Instant, timeout, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{
    ChannelOpen, Closing, Context,
    frame::{
        self, CLOSE_GOING_AWAY, CLOSE_NORMAL, CLOSE_POLICY, CLOSE_PROTOCOL, CLOSE_TOO_LARGE,
        ChannelId, Control, Encoding, MAX_MESSAGE, Message,
    },
    io::{Delivery, Inbox, Outgoing, Queued},
};
use crate::model::Problem;

/// Of Cockpit's protocol.
const VERSION: u64 = 1;
/// Channels of one socket.
pub const MAX_CHANNELS: usize = 256;
/// For the client's `init`.
const INIT: Duration = Duration::from_secs(20);
/// Between two pings of the socket; a client that is silent for two of them is gone.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// For a channel with a full inbox to read from it.
const STALL: Duration = Duration::from_secs(5);
/// For the client to take one message.
const WRITE: Duration = Duration::from_secs(30);
/// For the client to take the last messages.
const FAREWELL: Duration = Duration::from_secs(2);

/// Serves a socket until either side ends it. All channels are gone when it returns.
pub async fn serve<S, E>(socket: S, context: Context)
where
    S: Stream<Item = Result<Message, E>> + Sink<Message>,
{
    let (sink, stream) = socket.split();
    let mut stream = std::pin::pin!(stream);
    let (outgoing, queue) = Outgoing::new();
    let mut writing = std::pin::pin!(write(sink, queue));
    let (ended, stop) = (context.ended.clone(), context.stop.clone());
    let mut mux = Mux::new(context, outgoing);
    let end = tokio::select! {
        () = &mut writing => End::Gone,
        () = ended.cancelled() => End::SessionOver,
        () = stop.cancelled() => End::ServerStops,
        end = mux.drive(&mut stream) => end,
    };
    tracing::debug!(
        ?end,
        channels = mux.channels.len(),
        "a socket of channels ends"
    );
    if end == End::LoggedOut {
        mux.dismiss();
    }
    mux.tasks.shutdown().await;
    if end != End::Gone {
        let said = futures_util::future::join(mux.say_farewell(end), writing);
        let _late = timeout(FAREWELL, said).await;
    }
}

/// Why a socket ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The client is there no more, or takes nothing any more.
    Gone,
    /// The client closed the socket.
    Left,
    LoggedOut,
    SessionOver,
    ServerStops,
    TooLarge,
    Protocol(&'static str),
    Version,
}

impl End {
    fn close(self) -> Message {
        let (code, reason) = match self {
            Self::Gone | Self::Left | Self::LoggedOut => (CLOSE_NORMAL, "logged out"),
            Self::SessionOver => (CLOSE_POLICY, "the session has ended"),
            Self::ServerStops => (CLOSE_GOING_AWAY, "the server stops"),
            Self::TooLarge => (CLOSE_TOO_LARGE, "the message is too large"),
            Self::Protocol(reason) => (CLOSE_PROTOCOL, reason),
            Self::Version => (CLOSE_PROTOCOL, "this server speaks version 1"),
        };
        Message::Close { code, reason }
    }
}

/// Writes until the queue ends, or the socket takes nothing any more.
async fn write(sink: impl Sink<Message>, mut queue: mpsc::Receiver<Queued>) {
    let mut sink = std::pin::pin!(sink);
    while let Some(queued) = queue.recv().await {
        let Ok(Ok(())) = timeout(WRITE, sink.send(queued.message)).await else {
            return;
        };
    }
    let _gone = timeout(WRITE, sink.close()).await;
}

/// A channel that is open, or ending.
struct Channel {
    inbox: Inbox,
    task: AbortHandle,
    group: String,
    encoding: Encoding,
    /// The client said `done`.
    done: bool,
    takes_options: bool,
    /// Cancelled before the task, where the client or the protocol ends the channel; not where the socket
    /// breaks.
    dismissed: CancellationToken,
}

/// Which channel has ended, and how.
type Ended = (ChannelId, Result<Closing, Problem>);

struct Mux {
    context: Arc<Context>,
    outgoing: Outgoing,
    channels: HashMap<ChannelId, Channel>,
    tasks: JoinSet<Ended>,
}

impl Mux {
    fn new(context: Context, outgoing: Outgoing) -> Self {
        Self {
            context: Arc::new(context),
            outgoing,
            channels: HashMap::new(),
            tasks: JoinSet::new(),
        }
    }

    async fn drive<E>(
        &mut self,
        mut stream: impl Stream<Item = Result<Message, E>> + Unpin,
    ) -> End {
        self.say("init", None, self.hello()).await;
        let mut silent = false;
        let mut said_init = false;
        let mut next_ping = Instant::now() + INIT;
        loop {
            tokio::select! {
                Some(ended) = self.tasks.join_next_with_id() => self.joined(ended).await,
                received = timeout_at(next_ping, stream.next()) => {
                    let message = match received {
                        Err(_late) if silent || !said_init => return End::Gone,
                        Err(_late) => {
                            silent = true;
                            next_ping = Instant::now() + KEEP_ALIVE;
                            self.outgoing.send(Message::Ping).await;
                            continue;
                        }
                        Ok(None | Some(Err(_))) => return End::Gone,
                        Ok(Some(Ok(message))) => message,
                    };
                    silent = false;
                    next_ping = Instant::now() + KEEP_ALIVE;
                    if let Err(end) = self.received(message, &mut said_init).await {
                        return end;
                    }
                }
            }
        }
    }

    fn hello(&self) -> Map<String, Value> {
        let fields = json!({
            "version": VERSION,
            "host": self.context.host.id(),
            "channel-seed": "c",
            "capabilities": ChannelOpen::PAYLOADS,
        });
        into_map(fields)
    }

    async fn received(&mut self, message: Message, said_init: &mut bool) -> Result<(), End> {
        if message.size() > MAX_MESSAGE {
            return Err(End::TooLarge);
        }
        let (data, encoding) = match message {
            Message::Text(data) => (data, Encoding::Text),
            Message::Binary(data) => (data, Encoding::Raw),
            Message::Ping | Message::Pong => return Ok(()),
            Message::Close { .. } => return Err(End::Left),
        };
        let Some((id, payload)) = frame::split(&data) else {
            return Err(End::Protocol(
                "a message starts with the line of its channel",
            ));
        };
        if !id.is_empty() {
            if !*said_init {
                return Err(End::Protocol("the first message is `init`"));
            }
            self.data(id, encoding, payload).await;
            return Ok(());
        }
        if encoding == Encoding::Raw {
            return Err(End::Protocol("a control message is text"));
        }
        let control = serde_json::from_slice(&payload)
            .map_err(|_| End::Protocol("a control message cannot be understood"))?;
        if !*said_init && !matches!(control, Control::Init { .. }) {
            return Err(End::Protocol("the first message is `init`"));
        }
        *said_init = true;
        self.control(control).await
    }

    async fn data(&mut self, id: &str, encoding: Encoding, payload: Bytes) {
        // A frame may have been under way when its channel closed.
        let Some(channel) = self.channels.get(id) else {
            return;
        };
        if channel.done {
            self.fail(id, "data came after `done`").await;
        } else if channel.encoding != encoding {
            self.fail(
                id,
                "binary data is for channels with `binary: raw`, and for no others",
            )
            .await;
        } else {
            self.deliver(id, &Delivery::Data(payload)).await;
        }
    }

    async fn control(&mut self, control: Control) -> Result<(), End> {
        match control {
            Control::Init { version, problem } => {
                if problem.is_some() {
                    return Err(End::Left);
                }
                if version != VERSION {
                    return Err(End::Version);
                }
            }
            Control::Open { channel, options } => self.open(channel, options).await,
            // Closed as soon as either side says so: there is no answer.
            Control::Close { channel } => self.abort(channel.as_str()),
            Control::Done { channel } => {
                if self.channels.get(&channel).is_some_and(|c| c.done) {
                    self.fail(channel.as_str(), "`done` came twice").await;
                } else if let Some(open) = self.channels.get_mut(&channel) {
                    open.done = true;
                    self.deliver(channel.as_str(), &Delivery::Done).await;
                }
            }
            Control::Options { channel, options } => {
                if self.channels.get(&channel).is_some_and(|c| c.takes_options) {
                    self.deliver(channel.as_str(), &Delivery::Options(options))
                        .await;
                } else if self.channels.contains_key(&channel) {
                    self.abort(channel.as_str());
                    let message = "this channel has no options to change";
                    self.closed(&channel, "not-supported", message, None).await;
                }
            }
            Control::Ping { channel, rest } => match channel {
                None => self.say("pong", None, rest).await,
                Some(id) => match self.channels.get(&id) {
                    None => {}
                    Some(open) if open.done => self.say("pong", Some(&id), rest).await,
                    // In its place among the data: it asks how far the channel has read.
                    Some(_) => self.deliver(id.as_str(), &Delivery::Ping(rest)).await,
                },
            },
            Control::Pong { channel, sequence } => {
                if let (Some(id), Some(sequence)) = (channel, sequence)
                    && let Some(open) = self.channels.get(&id)
                {
                    open.inbox.pong(sequence);
                }
            }
            Control::Kill { host, group } => self.kill(host.as_deref(), group.as_deref()).await,
            Control::Logout => return Err(End::LoggedOut),
            Control::Unknown => {}
        }
        Ok(())
    }

    /// Hands it to the channel; closes the channel if it has not read for too long.
    async fn deliver(&mut self, id: &str, delivery: &Delivery) {
        let Some(channel) = self.channels.get(id) else {
            return;
        };
        let delivering = timeout(STALL, channel.inbox.deliver(delivery));
        if delivering.await.is_err() {
            self.fail(id, "more data came than the channel reads; use `send-acks`")
                .await;
        }
    }

    /// The client broke the protocol on this channel.
    async fn fail(&mut self, id: &str, message: &str) {
        let Some((id, _)) = self.channels.get_key_value(id) else {
            return;
        };
        let id = id.clone();
        self.abort(id.as_str());
        self.closed(&id, "protocol-error", message, None).await;
    }

    fn dismiss(&self) {
        for channel in self.channels.values() {
            channel.dismissed.cancel();
        }
    }

    fn abort(&mut self, id: &str) {
        if let Some(channel) = self.channels.remove(id) {
            channel.dismissed.cancel();
            channel.task.abort();
        }
    }

    async fn closed(&self, id: &ChannelId, problem: &str, message: &str, remedy: Option<&str>) {
        let mut fields = into_map(json!({"problem": problem, "message": message}));
        if let Some(remedy) = remedy {
            fields.insert("remedy".to_owned(), remedy.into());
        }
        self.say("close", Some(id), fields).await;
    }

    async fn say(&self, command: &'static str, id: Option<&ChannelId>, fields: Map<String, Value>) {
        self.outgoing
            .send(Message::control(command, id, fields))
            .await;
    }

    /// Says that every channel has ended, and why. The queue ends with it.
    async fn say_farewell(mut self, end: End) {
        if end == End::Left {
            return;
        }
        let open: Vec<ChannelId> = self.channels.drain().map(|(id, _)| id).collect();
        match end {
            End::Version => {
                let problem = json!({"version": VERSION, "problem": "not-supported"});
                self.say("init", None, into_map(problem)).await;
            }
            End::Protocol(message) => {
                let problem =
                    json!({"version": VERSION, "problem": "protocol-error", "message": message});
                self.say("init", None, into_map(problem)).await;
            }
            End::Gone
            | End::Left
            | End::LoggedOut
            | End::SessionOver
            | End::ServerStops
            | End::TooLarge => {}
        }
        for id in open {
            let message = match end.close() {
                Message::Close { reason, .. } => reason,
                Message::Text(_) | Message::Binary(_) | Message::Ping | Message::Pong => "",
            };
            self.closed(&id, "terminated", message, None).await;
        }
        self.outgoing.send(end.close()).await;
    }
}

fn into_map(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}
