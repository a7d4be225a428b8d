//! What a channel kind holds: `Input` to read from, `Output` to write to. Flow control is all here, so
//! that a kind need not think of it: reading acknowledges, writing waits.
//!
//! Towards the client there are two brakes. A channel opened with `"flow-control": true` has a credit of
//! [`WINDOW`] bytes, which the client's pongs renew, so a page that is slow to read one channel stops
//! that channel alone. And all channels of a socket share one short queue, served in turn.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};

use tokio_util::sync::CancellationToken;

use super::frame::{ChannelId, Encoding, Message};
use crate::model::{Problem, ProblemCode};

/// Bytes that a channel with flow control may be ahead of the client's last pong.
const WINDOW: u64 = 1024 * 1024;
/// Bytes between two pings that ask the client how far it is.
const PING_EVERY: u64 = 64 * 1024;
/// Bytes that wait for one socket; a larger message waits until it is alone.
const OUTGOING_BYTES: u32 = 1024 * 1024;
/// Messages that wait for one socket.
const OUTGOING_MESSAGES: usize = 64;
/// Bytes that wait for one channel; at least twice the largest message.
const INBOX_BYTES: u32 = 256 * 1024;
/// Messages that wait for one channel.
const INBOX_MESSAGES: usize = 64;

/// Both directions of one channel.
#[derive(Debug)]
pub struct ChannelIo {
    pub input: Input,
    pub output: Output,
    /// Cancelled, just before the channel is dropped, where the client closed it: not where its socket
    /// broke.
    pub dismissed: CancellationToken,
}

/// One message for a channel.
#[derive(Debug)]
pub enum Received {
    Data(Bytes),
    /// Only for kinds that take some.
    Options(Map<String, Value>),
}

/// What the client sends.
#[derive(Debug)]
pub struct Input {
    inbox: mpsc::Receiver<Inbound>,
    output: Output,
    wants_acks: bool,
    /// An `ack` or `pong` not sent yet.
    owed: Option<(&'static str, Map<String, Value>)>,
    /// What is handed out when that has gone.
    held: Option<Received>,
}

impl Input {
    /// The next data; `None` after the client's `done`. May be dropped and called again.
    pub async fn recv(&mut self) -> Option<Bytes> {
        loop {
            match self.next().await? {
                Received::Data(payload) => return Some(payload),
                Received::Options(_) => {}
            }
        }
    }

    /// The same, with the options that the client changes.
    pub async fn next(&mut self) -> Option<Received> {
        loop {
            if let Some((command, fields)) = &self.owed {
                self.output.control(command, fields.clone()).await;
                self.owed = None;
            }
            if let Some(held) = self.held.take() {
                return Some(held);
            }
            match self.inbox.recv().await? {
                Inbound::Data { payload, room } => {
                    drop(room);
                    if self.wants_acks {
                        let mut fields = Map::new();
                        fields.insert("bytes".to_owned(), payload.len().into());
                        self.owed = Some(("ack", fields));
                    }
                    self.held = Some(Received::Data(payload));
                }
                Inbound::Options(fields) => self.held = Some(Received::Options(fields)),
                Inbound::Ping(fields) => self.owed = Some(("pong", fields)),
                Inbound::Done => {
                    self.inbox.close();
                    return None;
                }
            }
        }
    }

    /// For kinds that take no data: answers pings, and ends only if the client sends some.
    pub async fn refuse(&mut self) -> Problem {
        if self.recv().await.is_none() {
            // `done`: there is nothing more to refuse.
            std::future::pending::<()>().await;
        }
        Problem::new(ProblemCode::InvalidRequest, "this channel takes no data")
    }
}

/// What the client gets. Every method waits while there is no room, and for ever once the socket is
/// gone: the channel is dropped then.
#[derive(Debug, Clone)]
pub struct Output {
    id: ChannelId,
    encoding: Encoding,
    outgoing: Outgoing,
    /// Only of channels with flow control.
    credit: Option<Arc<Credit>>,
}

impl Output {
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// "Settled": the client may rely on what follows.
    pub async fn ready(&self) {
        self.control("ready", Map::new()).await;
    }

    /// One message of data; UTF-8 unless the channel is raw.
    pub async fn send(&self, payload: &[u8]) {
        let length = payload.len() as u64;
        let asked = match &self.credit {
            None => None,
            Some(credit) => credit.spend(length).await,
        };
        self.outgoing
            .send(Message::data(&self.id, self.encoding, payload))
            .await;
        if let Some(sequence) = asked {
            let mut fields = Map::new();
            fields.insert("sequence".to_owned(), sequence.into());
            self.control("ping", fields).await;
        }
    }

    /// One message of JSON.
    pub async fn send_json(&self, value: &impl Serialize) -> Result<(), Problem> {
        self.send(&to_json(value)?).await;
        Ok(())
    }

    /// Nothing more will be sent.
    pub async fn done(&self) {
        self.control("done", Map::new()).await;
    }

    /// A control message about this channel.
    pub async fn control(&self, command: &'static str, fields: Map<String, Value>) {
        self.outgoing
            .send(Message::control(command, Some(&self.id), fields))
            .await;
    }
}

/// For a message of data.
pub(super) fn to_json(value: &impl Serialize) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| {
        let detail = format!("a message cannot be written as JSON: {error}");
        Problem::new(ProblemCode::Internal, detail)
    })
}

/// The mux's end of a channel.
#[derive(Debug)]
pub(super) struct Inbox {
    sender: mpsc::Sender<Inbound>,
    room: Arc<Semaphore>,
    credit: Option<Arc<Credit>>,
}

/// What the mux hands to a channel, in the order it came.
#[derive(Debug)]
enum Inbound {
    Data {
        payload: Bytes,
        room: OwnedSemaphorePermit,
    },
    Options(Map<String, Value>),
    Ping(Map<String, Value>),
    Done,
}

/// What the mux has for a channel and cannot deliver yet.
#[derive(Debug)]
pub(super) enum Delivery {
    Data(Bytes),
    Options(Map<String, Value>),
    Ping(Map<String, Value>),
    Done,
}

impl Inbox {
    /// Waits for room. A channel that has ended takes everything: its `close` is under way.
    pub(super) async fn deliver(&self, delivery: &Delivery) {
        let inbound = match delivery {
            Delivery::Options(fields) => Inbound::Options(fields.clone()),
            Delivery::Ping(fields) => Inbound::Ping(fields.clone()),
            Delivery::Done => Inbound::Done,
            Delivery::Data(payload) => {
                let bytes =
                    u32::try_from(payload.len()).map_or(INBOX_BYTES, |b| b.min(INBOX_BYTES));
                let Ok(room) = Arc::clone(&self.room).acquire_many_owned(bytes).await else {
                    return;
                };
                Inbound::Data {
                    payload: payload.clone(),
                    room,
                }
            }
        };
        let _ended = self.sender.send(inbound).await;
    }

    /// The client has everything up to `sequence`.
    pub(super) fn pong(&self, sequence: u64) {
        if let Some(credit) = &self.credit {
            credit.renew(sequence);
        }
    }
}

/// How far a channel is ahead of its reader; counts payload bytes.
#[derive(Debug, Default)]
struct Credit {
    sent: AtomicU64,
    acknowledged: AtomicU64,
    renewed: Notify,
}

impl Credit {
    /// Waits for credit and counts the bytes; says which sequence to ask the client about, if any.
    async fn spend(&self, bytes: u64) -> Option<u64> {
        loop {
            let renewed = self.renewed.notified();
            let sent = self.sent.load(Ordering::Acquire);
            if sent.saturating_sub(self.acknowledged.load(Ordering::Acquire)) < WINDOW {
                break;
            }
            renewed.await;
        }
        let before = self.sent.fetch_add(bytes, Ordering::AcqRel);
        let after = before + bytes;
        (before / PING_EVERY != after / PING_EVERY).then_some(after)
    }

    fn renew(&self, sequence: u64) {
        // A client cannot have read what was not sent.
        let sequence = sequence.min(self.sent.load(Ordering::Acquire));
        self.acknowledged.fetch_max(sequence, Ordering::AcqRel);
        self.renewed.notify_waiters();
    }
}

/// The queue of one socket.
#[derive(Debug, Clone)]
pub(super) struct Outgoing {
    sender: mpsc::Sender<Queued>,
    room: Arc<Semaphore>,
}

/// A message that waits for the socket, with the room it takes until it is written.
#[derive(Debug)]
pub(super) struct Queued {
    pub(super) message: Message,
    _room: OwnedSemaphorePermit,
}

impl Outgoing {
    pub(super) fn new() -> (Self, mpsc::Receiver<Queued>) {
        let (sender, receiver) = mpsc::channel(OUTGOING_MESSAGES);
        let room = Arc::new(Semaphore::new(OUTGOING_BYTES as usize));
        (Self { sender, room }, receiver)
    }

    pub(super) async fn send(&self, message: Message) {
        let bytes = u32::try_from(message.size()).map_or(OUTGOING_BYTES, |b| b.min(OUTGOING_BYTES));
        if let Ok(_room) = Arc::clone(&self.room).acquire_many_owned(bytes).await
            && self.sender.send(Queued { message, _room }).await.is_ok()
        {
            return;
        }
        // The socket is gone, and with it, in a moment, whoever waits here.
        std::future::pending::<()>().await;
    }
}

/// Makes a channel's two ends.
pub(super) fn channel(
    id: ChannelId,
    encoding: Encoding,
    flow_control: bool,
    wants_acks: bool,
    outgoing: Outgoing,
) -> (Inbox, ChannelIo) {
    let (sender, inbox) = mpsc::channel(INBOX_MESSAGES);
    let credit = flow_control.then(Arc::<Credit>::default);
    let output = Output {
        id,
        encoding,
        outgoing,
        credit: credit.clone(),
    };
    let input = Input {
        inbox,
        output: output.clone(),
        wants_acks,
        owed: None,
        held: None,
    };
    let ours = Inbox {
        sender,
        room: Arc::new(Semaphore::new(INBOX_BYTES as usize)),
        credit,
    };
    let io = ChannelIo {
        input,
        output,
        dismissed: CancellationToken::new(),
    };
    (ours, io)
}
