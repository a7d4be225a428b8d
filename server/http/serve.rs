//! Connections: accepted up to a number, served by HTTP/1.1, given time to end when the program stops.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::app::App;

/// Connections at once; more wait in the kernel's queue.
const CONNECTIONS: usize = 1024;

/// From connecting, or from the last answer, to the end of the next request's headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(60);

/// Bytes of a request's headers, at most.
const HEADER_LIMIT: usize = 32 * 1024;

/// How long requests under way may take once the program stops.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);

/// A pause after a failed accept: it fails when files are short, which passes.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until the app's `stop`, then lets requests under way end.
pub async fn run(listener: TcpListener, app: Arc<App>) -> io::Result<()> {
    let (stop, connections) = (app.stop.clone(), TaskTracker::new());
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let router = super::router(app);
    while let Some(accepted) = stop.run_until_cancelled(accept(&listener, &places)).await {
        match accepted {
            Ok((stream, peer, place)) => {
                let (router, stop) = (router.clone(), stop.clone());
                connections.spawn(async move {
                    serve(stream, peer, router, stop).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    tokio::time::timeout(DRAIN_TIMEOUT, connections.wait())
        .await
        .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "connections did not end in time"))
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places)
        .acquire_owned()
        .await
        .map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, peer, place))
}

async fn serve(stream: TcpStream, peer: SocketAddr, router: Router, stop: CancellationToken) {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(HEADER_LIMIT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // The client went away, or spoke no HTTP.
        tracing::debug!(%error, client = %peer.ip(), "a connection broke");
    }
}
