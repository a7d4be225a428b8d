//! `dbus-json3`: the host's system bus for whoever speaks D-Bus in JSON, Cockpit's clients first: calls,
//! signals, and who owns the channel's name. Every call is classified and passes the gate; a change is
//! recorded with its reply. `watch`, `publish` and sending signals are not offered.
//!
//! Three loops share the channel's task: one reads the bus, one reads the client and sends its calls in
//! their order, one waits for replies. A client that does not read stops all three.

mod answer;
mod bus;
mod decode;
mod encode;
mod introspect;
mod matches;
mod names;
mod request;

use std::{
    future::pending,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures_util::{StreamExt, stream::FuturesUnordered};
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use zbus::{
    Message, MessageStream,
    message::{Flags, Type},
};

use super::{ChannelIo, Context, Input, Output};
use crate::{
    access::{Permit, Target, dbus_call},
    model::{Action, Problem, ProblemCode},
};
use answer::Wishes;
use bus::{Bus, CallError, Reply};
use encode::Arguments;
use introspect::Methods;
use matches::{Matches, Owner};
use names::owner_change;
use request::{Call, Request};

/// Calls of one channel that wait for their replies; the next one waits before it is sent.
const MAX_IN_FLIGHT: usize = 64;
/// For the reply to a call, unless the call says less: some answer when their work is done.
const REPLY: Duration = Duration::from_secs(600);
/// Methods whose types one channel remembers.
const MAX_METHODS: usize = 4096;

#[derive(Debug, Deserialize)]
pub(super) struct Open {
    /// Only `system`; also if absent.
    bus: Option<String>,
    /// The bus name to talk to by default.
    name: Option<String>,
    address: Option<String>,
}

pub(super) async fn run(open: Open, io: ChannelIo, context: &Context) -> Result<(), Problem> {
    if open.address.is_some() || open.bus.as_deref().is_some_and(|bus| bus != "system") {
        let detail = "this server reaches only the host's system bus";
        return Err(Problem::new(ProblemCode::NotSupported, detail));
    }
    context.look(Action::DbusRead, open.name.clone()).await?;
    let connection = context.host.open_bus().await?;
    let messages = MessageStream::from(&connection);
    let channel = Channel {
        bus: Bus::new(connection),
        name: open.name,
        matches: Mutex::default(),
        output: io.output.clone(),
        context,
    };
    let (asked, to_answer) = mpsc::channel(MAX_IN_FLIGHT);
    tokio::select! {
        problem = channel.hear(messages) => Err(problem),
        result = channel.listen(io.input, asked) => result,
        () = channel.answer(to_answer) => Ok(()),
    }
}

struct Channel<'a> {
    bus: Bus,
    name: Option<String>,
    matches: Mutex<Matches>,
    output: Output,
    context: &'a Context,
}

/// A call that was sent.
struct Asked<'a> {
    reply: Reply<'a>,
    limit: Duration,
    wishes: Option<Wishes>,
    /// Of calls that may change something.
    permit: Option<Permit>,
    _room: OwnedSemaphorePermit,
}

impl<'a> Channel<'a> {
    /// Reads the bus until it is gone.
    async fn hear(&self, mut messages: MessageStream) -> Problem {
        while let Some(Ok(message)) = messages.next().await {
            match message.message_type() {
                Type::Signal => self.signal(&message).await,
                Type::MethodReturn | Type::Error => self.bus.received(message),
                // Nothing is published here, so nobody has a reason to call.
                Type::MethodCall => {}
            }
        }
        Problem::new(
            ProblemCode::BackendFailed,
            "the connection to the bus is lost",
        )
        .remedy("open the channel again; if it stays so, look at the bus on the host")
    }

    async fn signal(&self, message: &Message) {
        if let Some((name, owner)) = owner_change(message)
            && self.matches().change(&name, owner.clone())
            && self.name.as_deref() == Some(&name)
        {
            self.tell_owner(&owner).await;
        }
        let said = {
            let matches = self.matches();
            if !matches.wanted(message) {
                return;
            }
            let header = message.header();
            let sender = header.sender().map(|sender| sender.as_str());
            let owner = self.name.as_deref().and_then(|name| matches.owner(name));
            let own = match owner {
                Some(Owner::Is(owner)) => sender == Some(owner),
                Some(Owner::Asked | Owner::Nobody) | None => false,
            };
            answer::signal(message, sender.filter(|_| !own))
        };
        match said {
            Ok(json) => self.output.send(&json).await,
            Err(error) => tracing::warn!(%error, "a signal cannot be told in JSON"),
        }
    }

    /// Reads the client until the channel closes.
    async fn listen<'s>(
        &'s self,
        mut input: Input,
        asked: mpsc::Sender<Asked<'s>>,
    ) -> Result<(), Problem> {
        let mut fields = Map::new();
        if let Some(name) = &self.name {
            let owner = self.start(name).await?;
            fields.insert("unique_name".to_owned(), owner.into());
        }
        self.output.control("ready", fields).await;
        let room = Arc::new(Semaphore::new(MAX_IN_FLIGHT));
        let mut known = Methods::new();
        while let Some(message) = input.recv().await {
            match request::parse(&message)? {
                Request::Call(call) => {
                    let Ok(room) = Arc::clone(&room).acquire_owned().await else {
                        break;
                    };
                    if let Some(call) = self.call(call, room, &mut known).await?
                        && asked.send(call).await.is_err()
                    {
                        break;
                    }
                }
                Request::AddMatch(rule) => self.add_match(rule).await?,
                Request::RemoveMatch(rule) => self.remove_match(rule).await?,
                Request::Unsupported { what, id } => {
                    let id = id.unwrap_or(Value::Null);
                    let text = format!("this server does not offer `{what}`");
                    let name = "org.freedesktop.DBus.Error.NotSupported";
                    self.output.send(&answer::error(name, &text, &id)).await;
                }
            }
        }
        // The client has said all, and may go on to hear.
        pending().await
    }

    /// Sends a call; a failure is answered here.
    async fn call(
        &self,
        call: Call,
        room: OwnedSemaphorePermit,
        known: &mut Methods,
    ) -> Result<Option<Asked<'_>>, Problem> {
        let Some(name) = call.name.clone().or_else(|| self.name.clone()) else {
            let detail = "a call needs the `name` to call, or the channel one to call by default";
            return Err(Problem::new(ProblemCode::InvalidRequest, detail));
        };
        let wishes = call.id.clone().map(|id| Wishes {
            id,
            types: call.types.is_some(),
            flags: call.flags.is_some(),
        });
        let permit = match self.permit(&name, &call).await {
            Ok(permit) => permit,
            Err(problem) => {
                if let Some(wishes) = &wishes {
                    self.output
                        .send(&answer::denied(&problem, &wishes.id))
                        .await;
                }
                return Ok(None);
            }
        };
        let sent = match self.message(&name, &call, known).await {
            Ok(message) => self.bus.send(&message).await,
            Err(error) => Err(error),
        };
        match sent {
            Ok(reply) => Ok(Some(Asked {
                reply,
                limit: call
                    .timeout
                    .map_or(REPLY, |ms| REPLY.min(Duration::from_millis(ms))),
                wishes,
                permit,
                _room: room,
            })),
            Err(error) => {
                if let Some(permit) = permit {
                    permit.settle(Some(&error)).await;
                }
                if let Some(wishes) = &wishes {
                    self.output
                        .send(&answer::call_error(&error, &wishes.id))
                        .await;
                }
                Ok(None)
            }
        }
    }

    /// What the gate says; a permit for whatever may change something.
    async fn permit(&self, name: &str, call: &Call) -> Result<Option<Permit>, Problem> {
        let action = dbus_call(&call.interface, &call.member);
        let what = format!("{name} {}.{}", call.interface, call.member);
        if action == Action::DbusRead {
            self.context.look(action, Some(what)).await?;
            return Ok(None);
        }
        let target = Target::on(self.context.host.id(), what);
        let Context {
            gate, principal, ..
        } = self.context;
        Ok(Some(gate.check(principal, action, &target).await?))
    }

    async fn message(
        &self,
        name: &str,
        call: &Call,
        known: &mut Methods,
    ) -> Result<Message, CallError> {
        let types = match &call.types {
            Some(types) => types.clone(),
            None if call.arguments.is_empty() => String::new(),
            None => self.types(name, call, known).await?,
        };
        let arguments =
            Arguments::new(&types, call.arguments.clone()).map_err(CallError::Invalid)?;
        let mut builder =
            Message::method_call(call.path.as_str(), call.member.as_str()).destination(name);
        if !call.interface.is_empty() {
            builder = builder.interface(call.interface.as_str());
        }
        if call
            .flags
            .as_deref()
            .is_none_or(|flags| flags.contains('i'))
        {
            builder = builder.with_flags(Flags::ALLOW_INTERACTIVE_AUTH);
        }
        if arguments.is_empty() {
            Ok(builder.build(&())?)
        } else {
            Ok(builder.build(&arguments)?)
        }
    }

    /// The types that the callee says it takes.
    async fn types(
        &self,
        name: &str,
        call: &Call,
        known: &mut Methods,
    ) -> Result<String, CallError> {
        let key = (call.interface.clone(), call.member.clone());
        if let Some(types) = known.get(&key) {
            return Ok(types.clone());
        }
        let ask = Message::method_call(call.path.as_str(), "Introspect")
            .destination(name)
            .interface("org.freedesktop.DBus.Introspectable")
            .build(&())?;
        let reply = self.bus.send(&ask).await?.soon().await?;
        let xml: String = reply.body().deserialize()?;
        let found =
            introspect::methods(&xml).map_err(|error| CallError::Invalid(error.to_string()))?;
        if known.len() + found.len() > MAX_METHODS {
            known.clear();
        }
        known.extend(found);
        known.get(&key).cloned().ok_or_else(|| {
            CallError::UnknownMethod(format!("{}.{} of {name}", call.interface, call.member))
        })
    }

    /// Waits for replies and sends them on, whichever comes first.
    async fn answer(&self, mut asked: mpsc::Receiver<Asked<'_>>) {
        let mut waiting = FuturesUnordered::new();
        loop {
            tokio::select! {
                Some(call) = asked.recv() => waiting.push(settle(call)),
                Some(said) = waiting.next(), if !waiting.is_empty() => {
                    if let Some(json) = said {
                        self.output.send(&json).await;
                    }
                }
                else => pending().await,
            }
        }
    }

    fn matches(&self) -> MutexGuard<'_, Matches> {
        self.matches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for the reply, records the outcome and writes what the client gets.
async fn settle(call: Asked<'_>) -> Option<Vec<u8>> {
    let result = call.reply.within(call.limit).await;
    if let Some(permit) = call.permit {
        let failure = result.as_ref().err().map(text);
        permit.settle(failure.as_ref()).await;
    }
    let wishes = call.wishes?;
    Some(match result {
        Ok(message) => answer::reply(&message, &wishes),
        Err(error) => answer::call_error(&error, &wishes.id),
    })
}

/// A failure in words, with the callee's own.
fn text(error: &CallError) -> String {
    match error {
        CallError::Remote(message) => answer::remote_text(message),
        CallError::Timeout
        | CallError::Invalid(_)
        | CallError::UnknownMethod(_)
        | CallError::Lost => error.to_string(),
    }
}
