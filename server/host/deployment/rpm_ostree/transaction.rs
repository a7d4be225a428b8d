//! A transaction that is watched: a private connection to the daemon, on which it is started, heard and cancelled.

use std::{num::NonZeroUsize, sync::Arc};

use futures_util::{
    FutureExt, StreamExt, TryStreamExt,
    future::{BoxFuture, Either, select},
    stream::{self, BoxStream},
};
use zbus::{Connection, MessageStream, names::BusName};

use super::{
    BACKEND, Cancel, HostError, Step,
    bus::{Properties, TRANSACTION},
    progress::{Heard, hear},
    trouble::{failed, lost, refused},
};
use crate::host::dbus::Bus;

/// Signals of a transaction that may wait to be read.
const QUEUE: NonZeroUsize = NonZeroUsize::new(256).expect("not zero");

/// There is no bus between, so nobody is named.
const NOBODY: Option<BusName<'_>> = None;

/// Both connections close when this goes: `system` lives as long as the transaction is watched, because the daemon
/// gives up one whose asker leaves before its start, and ends itself when nobody is there.
pub(super) struct Watched {
    peer: Connection,
    signals: MessageStream,
    /// The answer to `Start`, which may come after the first signals.
    starting: Option<BoxFuture<'static, zbus::Result<()>>>,
    _system: Connection,
}

impl Watched {
    /// Connects, and hears everything from then on. It is started when its steps are asked for.
    pub(super) async fn connect(
        bus: &Bus,
        system: Connection,
        address: &str,
    ) -> Result<Self, HostError> {
        let mut peer = bus.peer(address, BACKEND).await?;
        peer.set_max_queued(QUEUE);
        // Before `Start`, so that nothing is missed.
        let signals = MessageStream::from(&peer);
        let starter = peer.clone();
        let starting = async move {
            let start = starter.call_method(NOBODY, "/", Some(TRANSACTION), "Start", &());
            start.await.map(|_running_already| ())
        };
        Ok(Self {
            peer,
            signals,
            starting: Some(starting.boxed()),
            _system: system,
        })
    }

    /// `Title` and `InitiatingClientDescription`.
    pub(super) async fn properties(&mut self) -> Result<Properties, HostError> {
        let interface = Some("org.freedesktop.DBus.Properties");
        let call = self
            .peer
            .call_method(NOBODY, "/", interface, "GetAll", &(TRANSACTION,));
        let answer = call.await.map_err(failed)?;
        answer.body().deserialize().map_err(failed)
    }

    /// Its steps until `Finished`, then the connections close.
    pub(super) fn steps(self) -> BoxStream<'static, Result<Step, HostError>> {
        let steps = stream::try_unfold(Some(self), |watched| async move {
            let Some(mut watched) = watched else {
                return Ok(None);
            };
            let (steps, over) = watched.next().await?;
            if over {
                watched.close().await;
                return Ok::<_, HostError>(Some((steps, None)));
            }
            Ok(Some((steps, Some(watched))))
        });
        steps
            .map_ok(|steps| stream::iter(steps.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }

    /// The daemon counts a transaction as over once all who watched it have gone.
    pub(super) async fn close(self) {
        if let Err(error) = self.peer.close().await {
            tracing::debug!(%error, "the transaction's connection was closed already");
        }
    }

    /// The next steps, and whether they are the last.
    async fn next(&mut self) -> Result<(Vec<Step>, bool), HostError> {
        loop {
            let message = match self.starting.take() {
                None => self.signals.next().await,
                Some(starting) => match select(starting, self.signals.next()).await {
                    Either::Left((started, _)) => {
                        started.map_err(failed)?;
                        continue;
                    }
                    Either::Right((message, starting)) => {
                        self.starting = Some(starting);
                        message
                    }
                },
            };
            let message = message.ok_or_else(lost)?.map_err(|_| lost())?;
            match hear(&message).map_err(failed)? {
                Heard::Nothing => {}
                Heard::Steps(steps) => return Ok((steps, false)),
                Heard::Done => return Ok((Vec::new(), true)),
                Heard::Failed(reason) => return Err(refused(reason)),
            }
        }
    }
}

/// Asks for its end, on a connection of its own: the watched one may be full of signals that nobody reads meanwhile.
pub(super) fn canceller(bus: &Arc<Bus>, address: &str) -> Cancel {
    let (bus, address) = (Arc::clone(bus), address.to_owned());
    Box::new(move || {
        async move {
            let peer = bus.peer(&address, BACKEND).await?;
            let call = peer.call_method(NOBODY, "/", Some(TRANSACTION), "Cancel", &());
            let cancelled = call.await.map(|_nothing| ()).map_err(failed);
            if let Err(error) = peer.close().await {
                tracing::debug!(%error, "the transaction's connection was closed already");
            }
            cancelled
        }
        .boxed()
    })
}
