//! The demo host's system bus: busd, on a thread of its own, because busd runs on zruntime and spawns
//! tasks that nobody else could end. The only place that knows busd.

use std::{
    io,
    path::Path,
    pin::pin,
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use busd::bus;
use futures_util::future::{Either, select};
use tokio::sync::oneshot;
use zruntime::SharedRuntime;

/// How long a client may take to read a message before busd cuts it off. busd's own 0.1 s is short for
/// a test machine that is busy with something else.
const SEND_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the ends of all connections may take once the bus goes.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// A running bus. Dropping it cuts every connection, removes the socket and joins the thread.
#[derive(Debug)]
pub(super) struct Bus {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Bus {
    /// Listens on the socket file `path`, which must not exist.
    pub(super) async fn listen(path: &Path) -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (ready, listening) = oneshot::channel();
        let address = address(path);
        let thread = thread::Builder::new()
            .name("demo-bus".to_owned())
            .spawn(move || zruntime::block_on(serve(&address, ready, stopped)))?;
        // From here on dropping it ends the thread.
        let bus = Self {
            stop: Some(stop),
            thread: Some(thread),
        };
        match listening.await {
            Ok(listening) => listening.map(|()| bus),
            Err(_) => Err(io::Error::other("the bus ended before it listened")),
        }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(Err(_)) = self.thread.take().map(JoinHandle::join) {
            tracing::error!("the demo host's bus panicked");
        }
    }
}

/// The D-Bus address of the bus at a socket file.
pub(super) fn address(path: &Path) -> String {
    format!("unix:path={}", path.display())
}

async fn serve(
    address: &str,
    ready: oneshot::Sender<io::Result<()>>,
    stopped: oneshot::Receiver<()>,
) {
    let mut bus = match bus::Bus::for_address(Some(address)).await {
        Ok(bus) => bus,
        Err(error) => {
            // Nobody waits any more where this fails.
            drop(ready.send(Err(io::Error::other(format!("{error:#}")))));
            return;
        }
    };
    bus.set_send_timeout(SEND_TIMEOUT);
    if ready.send(Ok(())).is_err() {
        return close(bus).await;
    }
    {
        let ended = pin!(bus.run());
        if let Either::Right((Err(error), _)) = select(stopped, ended).await {
            tracing::error!(error = format!("{error:#}"), "the demo host's bus failed");
        }
    }
    close(bus).await;
}

async fn close(bus: bus::Bus) {
    let peers = Arc::downgrade(bus.peers());
    // Their tasks end, and the connections with them.
    bus.peers().peers_mut().await.clear();
    if let Err(error) = bus.cleanup().await {
        tracing::warn!(
            error = format!("{error:#}"),
            "the demo host's bus left its socket behind"
        );
    }
    let Ok(runtime) = SharedRuntime::current() else {
        return;
    };
    let gone = async {
        while peers.upgrade().is_some() {
            runtime.sleep(Duration::from_millis(2)).await;
        }
    };
    if runtime.timeout(CLOSE_TIMEOUT, gone).await.is_err() {
        tracing::warn!("a connection outlived the demo host's bus");
    }
}
