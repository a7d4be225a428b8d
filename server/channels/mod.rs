//! Everything that flows: channels over one socket, in the frames of Cockpit's protocol. `http/ws.rs`
//! brings the socket; this module knows no axum. To add a kind, copy `echo.rs` and add it to the table.

mod dbus;
mod echo;
mod events;
mod exec;
mod frame;
mod http_stream;
mod io;
mod logs;
mod mux;
mod operation;
mod stats;

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::{
    access::{Gate, Permit, Principal, Refusal, Target},
    host::Host,
    model::{Action, ContainerRef, Event, Problem},
};

pub use frame::{CLOSE_NORMAL, MAX_MESSAGE, Message};
pub use io::{ChannelIo, Input, Output, Received};
pub use mux::{MAX_CHANNELS, serve};

/// What a socket's channels may use, and for whom.
#[derive(Debug)]
pub struct Context {
    pub host: Arc<Host>,
    pub gate: Gate,
    pub principal: Principal,
    /// Tells the sessions of the principal apart.
    pub session: [u8; 32],
    pub events: broadcast::Sender<Event>,
    /// The session is over: every channel closes with `terminated`.
    pub ended: CancellationToken,
    /// The server goes down: likewise.
    pub stop: CancellationToken,
}

impl Context {
    /// May the principal look at this on the host, or at the host itself?
    pub async fn look(&self, action: Action, name: Option<String>) -> Result<(), Refusal> {
        let target = Target {
            name,
            ..Target::host(self.host.id())
        };
        self.gate.look(&self.principal, action, &target).await
    }

    /// May the principal see any container of the host, if nothing else of it?
    pub async fn look_any(&self) -> Result<(), Refusal> {
        let target = Target::containers(self.host.id());
        self.gate
            .look(&self.principal, Action::ContainerView, &target)
            .await
    }

    /// May the principal look at this container? The reference to use then.
    pub async fn look_container(
        &self,
        action: Action,
        container: ContainerRef,
    ) -> Result<ContainerRef, Problem> {
        let (target, container) = self.container(action, container).await?;
        self.gate.look(&self.principal, action, &target).await?;
        Ok(container)
    }

    /// Leave to change this container, and the reference to use for it.
    pub async fn permit_container(
        &self,
        action: Action,
        container: ContainerRef,
    ) -> Result<(Permit, ContainerRef), Problem> {
        let (target, container) = self.container(action, container).await?;
        let permit = self.gate.check(&self.principal, action, &target).await?;
        Ok((permit, container))
    }

    async fn container(
        &self,
        action: Action,
        container: ContainerRef,
    ) -> Result<(Target, ContainerRef), Problem> {
        let (engine, host) = (self.host.engine(), self.host.id());
        let identify = async |container: &ContainerRef| engine.identify(container).await;
        Ok(self
            .gate
            .container(&self.principal, action, host, container, identify)
            .await?)
    }
}

/// What the `close` of a channel that ended well says beside that.
#[derive(Debug, Default)]
struct Closing(Map<String, Value>);

/// THE TABLE: every kind of channel, by its `payload`.
#[derive(Debug, Deserialize)]
#[serde(tag = "payload")]
enum ChannelOpen {
    #[serde(rename = "dbus-json3")]
    Dbus(dbus::Open),
    #[serde(rename = "echo")]
    Echo(echo::Open),
    #[serde(rename = "events")]
    Events(events::Open),
    #[serde(rename = "exec")]
    Exec(exec::Open),
    #[serde(rename = "http-stream2")]
    HttpStream(http_stream::Open),
    #[serde(rename = "logs")]
    Logs(logs::Open),
    #[serde(rename = "operation")]
    Operation(operation::Open),
    #[serde(rename = "stats")]
    Stats(stats::Open),
}

impl ChannelOpen {
    /// The names above.
    const PAYLOADS: [&str; 8] = [
        "dbus-json3",
        "echo",
        "events",
        "exec",
        "http-stream2",
        "logs",
        "operation",
        "stats",
    ];

    /// May the client change its options?
    fn takes_options(&self) -> bool {
        match self {
            Self::Exec(_) => true,
            Self::Dbus(_)
            | Self::Echo(_)
            | Self::Events(_)
            | Self::HttpStream(_)
            | Self::Logs(_)
            | Self::Operation(_)
            | Self::Stats(_) => false,
        }
    }

    /// Returning closes the channel, dropping cancels it.
    async fn run(self, io: ChannelIo, context: Arc<Context>) -> Result<Closing, Problem> {
        let ended = match self {
            Self::Exec(open) => return exec::run(open, io, &context).await,
            Self::Dbus(open) => dbus::run(open, io, &context).await,
            Self::Echo(open) => echo::run(open, io, &context).await,
            Self::Events(open) => events::run(open, io, &context).await,
            Self::HttpStream(open) => http_stream::run(open, io, &context).await,
            Self::Logs(open) => logs::run(open, io, &context).await,
            Self::Operation(open) => operation::run(open, io, &context).await,
            Self::Stats(open) => stats::run(open, io, &context).await,
        };
        ended.map(|()| Closing::default())
    }
}
