//! The demo host's system bus: busd, on a thread of its own, because busd runs on zruntime and spawns
//! tasks that nobody else could end. The only place that knows busd.

use std::{
    fs, io,
    path::{Path, PathBuf},
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
    socket: PathBuf,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Bus {
    /// Listens on a socket file beside `socket`: the host's services connect there first. Clients
    /// come with [`Bus::open`], because busd (0.6.1) answers nothing, not even an error, to a call to
    /// a name that nobody owns yet.
    pub(super) async fn listen(socket: &Path) -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let (ready, listening) = oneshot::channel();
        let address = address(&inner(socket));
        let thread = thread::Builder::new()
            .name("demo-bus".to_owned())
            .spawn(move || zruntime::block_on(serve(&address, ready, stopped)))?;
        // From here on dropping it ends the thread.
        let bus = Self {
            socket: socket.to_owned(),
            stop: Some(stop),
            thread: Some(thread),
        };
        match listening.await {
            Ok(listening) => listening.map(|()| bus),
            Err(_) => Err(io::Error::other("the bus ended before it listened")),
        }
    }

    /// The address for the host's services.
    pub(super) fn inner_address(&self) -> String {
        address(&inner(&self.socket))
    }

    /// Moves the socket to where clients look for it.
    pub(super) fn open(&self) -> io::Result<()> {
        fs::rename(inner(&self.socket), &self.socket)
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(Err(_)) = self.thread.take().map(JoinHandle::join) {
            tracing::error!("the demo host's bus panicked");
        }
        for path in [inner(&self.socket), self.socket.clone()] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "the demo host's bus left its socket behind");
                }
                Ok(()) | Err(_) => {}
            }
        }
    }
}

fn inner(socket: &Path) -> PathBuf {
    socket.with_extension("starting")
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
    drop(bus);
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
