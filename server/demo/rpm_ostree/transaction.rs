//! rpm-ostree's transaction: a private, peer-to-peer D-Bus server on a socket of the host. Nothing
//! happens before `Start`; it is over once it has finished and every peer has gone.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{net::UnixStream, sync::oneshot, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;
use zbus::{
    Connection, Guid,
    connection::{self, AuthMechanism},
    fdo,
    object_server::{ResponseDispatchListener, ResponseDispatchNotifier, SignalEmitter},
};

use super::values::{self, Dict, properties_changed};
use crate::demo::socket::Socket;

/// What the methods that begin one return: the host's own path, as on every host.
pub(super) const ADDRESS: &str = "unix:path=/run/rpm-ostree-transaction.sock";
/// The same, beneath the host's root.
pub(super) const SOCKET: &str = "run/rpm-ostree-transaction.sock";

/// Peers at a time; further ones are turned away.
const MAX_PEERS: usize = 16;
/// How long a peer may take to authenticate, and to take a signal.
const PEER_TIMEOUT: Duration = Duration::from_secs(5);

/// The call that began a transaction. An equal one joins it.
#[derive(Debug, PartialEq)]
pub(super) struct Call {
    pub method: &'static str,
    pub parameters: Vec<Dict>,
    pub elements: Vec<String>,
}

/// What a transaction says while it runs.
#[derive(Debug, Clone)]
pub(super) enum Signal {
    Message(String),
    TaskBegin(String),
    TaskEnd(String),
    Percent(String, u32),
    Download(Download),
    ProgressEnd,
}

/// The six structures of `DownloadProgress`: (start, elapsed seconds), (outstanding fetches, writes),
/// (metadata scanned, fetched, outstanding), (deltas…), (content fetched, requested), (bytes, bytes/s).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Download {
    pub time: (u64, u64),
    pub outstanding: (u32, u32),
    pub metadata: (u32, u32, u32),
    pub delta: (u32, u32, u32, u64),
    pub content: (u32, u32),
    pub transfer: (u64, u64),
}

/// One transaction.
#[derive(Debug)]
pub(super) struct Transaction {
    pub call: Call,
    /// The caller's unique name.
    pub sender: String,
    /// `InitiatingClientDescription`.
    client: String,
    state: Mutex<State>,
    /// Set by `Cancel`.
    pub cancelled: CancellationToken,
}

#[derive(Debug)]
struct State {
    title: String,
    stage: Stage,
    peers: Vec<Connection>,
}

#[derive(Debug)]
enum Stage {
    Waiting(oneshot::Sender<ResponseDispatchListener>),
    Running,
    Finished { success: bool, error: String },
}

impl Transaction {
    /// A transaction, and what hears of its `Start` (once the reply to it has gone out).
    pub(super) fn new(
        call: Call,
        sender: String,
        client: String,
        title: &str,
    ) -> (Self, oneshot::Receiver<ResponseDispatchListener>) {
        let (start, started) = oneshot::channel();
        let state = State {
            title: title.to_owned(),
            stage: Stage::Waiting(start),
            peers: Vec::new(),
        };
        let transaction = Self {
            call,
            sender,
            client,
            state: Mutex::new(state),
            cancelled: CancellationToken::new(),
        };
        (transaction, started)
    }

    pub(super) fn title(&self) -> String {
        self.state().title.clone()
    }

    /// Changes the title and tells the peers.
    pub(super) async fn retitle(&self, title: &str) {
        title.clone_into(&mut self.state().title);
        for peer in self.peers() {
            let changed = Peer::title_changed_on(&peer, title);
            cut_unless_taken(peer.clone(), changed).await;
        }
    }

    /// Tells the peers.
    pub(super) async fn say(&self, signal: Signal) {
        for peer in self.peers() {
            cut_unless_taken(peer.clone(), emit(&peer, &signal)).await;
        }
    }

    /// Ends it: peers hear `Finished`, now or when they call `Start`.
    pub(super) async fn finish(&self, outcome: Result<(), String>) {
        let (success, error) = match outcome {
            Ok(()) => (true, String::new()),
            Err(error) => (false, error),
        };
        let peers = {
            let mut state = self.state();
            state.stage = Stage::Finished {
                success,
                error: error.clone(),
            };
            state.peers.clone()
        };
        for peer in peers {
            cut_unless_taken(peer.clone(), finished(&peer, success, &error)).await;
        }
    }

    fn peers(&self) -> Vec<Connection> {
        self.state().peers.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves peers while `job` runs, and after that until the last of them has gone.
pub(super) async fn serve(
    transaction: &Arc<Transaction>,
    socket: &Socket,
    job: impl Future<Output = ()>,
) -> io::Result<()> {
    let _cut = Cut(transaction);
    let mut job = std::pin::pin!(job);
    let mut peers = JoinSet::new();
    let mut over = false;
    while !over || !peers.is_empty() {
        tokio::select! {
            () = &mut job, if !over => over = true,
            accepted = socket.accept() => {
                let stream = accepted?;
                if peers.len() < MAX_PEERS {
                    peers.spawn(serve_peer(Arc::clone(transaction), stream));
                }
            }
            Some(served) = peers.join_next() => {
                if let Ok(Err(error)) = served {
                    tracing::debug!(%error, "a peer of the demo host's transaction failed");
                }
            }
        }
    }
    Ok(())
}

/// Cuts the peers off when it goes, as the end of a process would: their connections and the transaction hold each
/// other, so that nothing else would.
struct Cut<'a>(&'a Transaction);

impl Drop for Cut<'_> {
    fn drop(&mut self) {
        self.0.state().peers.clear();
    }
}

/// The object `/` of a peer's connection.
struct Peer(Arc<Transaction>);

#[zbus::interface(name = "org.projectatomic.rpmostree1.Transaction")]
impl Peer {
    /// True: this call started it. Where it has finished already, `Finished` is sent again.
    async fn start(
        &self,
        #[zbus(connection)] connection: &Connection,
    ) -> fdo::Result<ResponseDispatchNotifier<bool>> {
        let (first, listener) = ResponseDispatchNotifier::new(true);
        let ended = {
            let mut state = self.0.state();
            match std::mem::replace(&mut state.stage, Stage::Running) {
                Stage::Waiting(start) => {
                    // Nobody waits for it once the transaction has been given up.
                    drop(start.send(listener));
                    return Ok(first);
                }
                Stage::Running => None,
                Stage::Finished { success, error } => {
                    let again = error.clone();
                    state.stage = Stage::Finished { success, error };
                    Some((success, again))
                }
            }
        };
        if let Some((success, error)) = ended {
            finished(connection, success, &error).await?;
        }
        Ok(ResponseDispatchNotifier::new(false).0)
    }

    fn cancel(&self) {
        self.0.cancelled.cancel();
    }

    #[zbus(property)]
    fn title(&self) -> String {
        self.0.title()
    }

    #[zbus(property)]
    fn initiating_client_description(&self) -> String {
        self.0.client.clone()
    }

    #[zbus(signal)]
    async fn message(emitter: &SignalEmitter<'_>, text: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn task_begin(emitter: &SignalEmitter<'_>, text: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn task_end(emitter: &SignalEmitter<'_>, text: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn percent_progress(
        emitter: &SignalEmitter<'_>,
        text: &str,
        percentage: u32,
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn download_progress(
        emitter: &SignalEmitter<'_>,
        time: (u64, u64),
        outstanding: (u32, u32),
        metadata: (u32, u32, u32),
        delta: (u32, u32, u32, u64),
        content: (u32, u32),
        transfer: (u64, u64),
    ) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn progress_end(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn finished(
        emitter: &SignalEmitter<'_>,
        success: bool,
        error_message: &str,
    ) -> zbus::Result<()>;
}

impl Peer {
    async fn title_changed_on(connection: &Connection, title: &str) -> zbus::Result<()> {
        let changed = values::dict([("Title", title.into())]);
        properties_changed::<Self>(connection, "/", &changed).await
    }
}

async fn serve_peer(transaction: Arc<Transaction>, stream: UnixStream) -> zbus::Result<()> {
    let builder = connection::Builder::unix_stream(stream.into_std()?)
        .server(Guid::generate())
        .p2p()
        .auth_mechanism(AuthMechanism::External)
        .serve_at("/", Peer(Arc::clone(&transaction)));
    let connection = timeout(PEER_TIMEOUT, builder.build())
        .await
        .map_err(io::Error::from)??;
    transaction.state().peers.push(connection.clone());
    connection.closed().await;
    transaction.state().peers.retain(|peer| !peer.is_closed());
    Ok(())
}

async fn emit(connection: &Connection, signal: &Signal) -> zbus::Result<()> {
    let emitter = SignalEmitter::new(connection, "/")?;
    match signal {
        Signal::Message(text) => Peer::message(&emitter, text).await,
        Signal::TaskBegin(text) => Peer::task_begin(&emitter, text).await,
        Signal::TaskEnd(text) => Peer::task_end(&emitter, text).await,
        Signal::Percent(text, percent) => Peer::percent_progress(&emitter, text, *percent).await,
        Signal::Download(now) => {
            let Download {
                time,
                outstanding,
                metadata,
                delta,
                content,
                transfer,
            } = *now;
            Peer::download_progress(
                &emitter,
                time,
                outstanding,
                metadata,
                delta,
                content,
                transfer,
            )
            .await
        }
        Signal::ProgressEnd => Peer::progress_end(&emitter).await,
    }
}

async fn finished(connection: &Connection, success: bool, error: &str) -> zbus::Result<()> {
    Peer::finished(&SignalEmitter::new(connection, "/")?, success, error).await
}

/// A peer that has gone, or does not read, is cut off.
async fn cut_unless_taken(peer: Connection, sent: impl Future<Output = zbus::Result<()>>) {
    let Ok(Ok(())) = timeout(PEER_TIMEOUT, sent).await else {
        if let Err(error) = peer.close().await {
            tracing::debug!(%error, "a peer of the demo host's transaction was gone already");
        }
        return;
    };
}
