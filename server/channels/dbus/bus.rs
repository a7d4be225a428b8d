//! A connection to the bus on which replies are told apart from signals here, and not in zbus: so both
//! come in the order in which the bus sent them.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::oneshot, time::timeout};
use zbus::{Connection, Message, message::Type, wire::DynamicType};

pub(super) const DBUS: &str = "org.freedesktop.DBus";
const DBUS_PATH: &str = "/org/freedesktop/DBus";
/// For the bus itself, and for introspection.
const ANSWER: Duration = Duration::from_secs(25);

/// Why a call has no reply.
#[derive(Debug, thiserror::Error)]
pub(super) enum CallError {
    #[error("the callee answered with an error")]
    Remote(Message),
    #[error("the callee did not answer in time")]
    Timeout,
    #[error("the call cannot be made: {0}")]
    Invalid(String),
    #[error("the method is not known: {0}")]
    UnknownMethod(String),
    #[error("the connection to the bus is lost")]
    Lost,
}

impl From<zbus::Error> for CallError {
    fn from(error: zbus::Error) -> Self {
        Self::Invalid(error.to_string())
    }
}

/// The connection, and who waits for what on it.
#[derive(Debug)]
pub(super) struct Bus {
    connection: Connection,
    waiting: Mutex<HashMap<NonZeroU32, oneshot::Sender<Message>>>,
}

impl Bus {
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            connection,
            waiting: Mutex::default(),
        }
    }

    /// Sends a call, in order; its reply comes later.
    pub(super) async fn send(&self, call: &Message) -> Result<Reply<'_>, CallError> {
        let serial = call.primary_header().serial_num();
        let (sender, receiver) = oneshot::channel();
        self.waiting().insert(serial, sender);
        let reply = Reply {
            bus: self,
            serial,
            receiver,
        };
        match self.connection.send(call).await {
            Ok(()) => Ok(reply),
            Err(zbus::Error::InputOutput(_)) => Err(CallError::Lost),
            Err(error) => Err(error.into()),
        }
    }

    /// Calls a method of the bus itself.
    pub(super) async fn ask<B>(
        &self,
        member: &'static str,
        body: &B,
    ) -> Result<Reply<'_>, CallError>
    where
        B: serde::Serialize + DynamicType,
    {
        let call = Message::method_call(DBUS_PATH, member)
            .destination(DBUS)
            .interface(DBUS)
            .build(body)?;
        self.send(&call).await
    }

    /// Hands a reply to whoever waits for it.
    pub(super) fn received(&self, message: Message) {
        match message.message_type() {
            Type::MethodReturn | Type::Error => {}
            Type::MethodCall | Type::Signal => return,
        }
        let serial = message.header().reply_serial();
        let waiting = serial.and_then(|serial| self.waiting().remove(&serial));
        if let Some(sender) = waiting {
            // Whoever asked may have given up meanwhile.
            let _gone = sender.send(message);
        }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, HashMap<NonZeroU32, oneshot::Sender<Message>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reply to come. Dropped, it is not waited for any more.
#[derive(Debug)]
pub(super) struct Reply<'a> {
    bus: &'a Bus,
    serial: NonZeroU32,
    receiver: oneshot::Receiver<Message>,
}

impl Reply<'_> {
    /// Of the bus itself, or of something as quick.
    pub(super) async fn soon(self) -> Result<Message, CallError> {
        self.within(ANSWER).await
    }

    pub(super) async fn within(mut self, limit: Duration) -> Result<Message, CallError> {
        let message = timeout(limit, &mut self.receiver)
            .await
            .map_err(|_| CallError::Timeout)?
            .map_err(|_| CallError::Lost)?;
        match message.message_type() {
            Type::Error => Err(CallError::Remote(message)),
            Type::MethodReturn | Type::MethodCall | Type::Signal => Ok(message),
        }
    }
}

impl Drop for Reply<'_> {
    fn drop(&mut self) {
        self.bus.waiting().remove(&self.serial);
    }
}
