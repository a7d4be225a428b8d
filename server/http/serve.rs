//! Connections: accepted up to a number, encrypted where other machines connect, served by HTTP/1.1, given
//! time to end when the program stops.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{
        HeaderValue, StatusCode, header,
        uri::{Authority, PathAndQuery},
    },
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::{
    app::App,
    http::proxy::Wire,
    tls::{Origin, Served, Tls},
};

/// Connections at once; more wait in the kernel's queue.
const CONNECTIONS: usize = 1024;

/// From connecting to the end of the TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// What a TLS connection begins with: a record of type handshake (RFC 8446, 5.1).
const HANDSHAKE: u8 = 22;

/// From connecting, or from the last answer, to the end of the next request's headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(60);

/// Bytes of a request's headers, at most.
const HEADER_LIMIT: usize = 32 * 1024;

/// How long requests under way may take once the program stops.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);

/// A pause after a failed accept: it fails when files are short, which passes.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How connections are spoken with.
#[derive(Debug, Clone)]
pub enum Front {
    /// HTTP; on loopback only.
    Plain,
    Tls(Arc<Tls>),
}

/// Serves until the app's `stop`, then lets requests under way end.
pub async fn run(listener: TcpListener, front: Front, app: Arc<App>) -> io::Result<()> {
    let (stop, connections) = (app.stop.clone(), TaskTracker::new());
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let router = super::router(app);
    while let Some(accepted) = stop.run_until_cancelled(accept(&listener, &places)).await {
        match accepted {
            Ok((stream, peer, place)) => {
                let (front, router, stop) = (front.clone(), router.clone(), stop.clone());
                connections.spawn(async move {
                    meet(stream, peer, front, router, stop).await;
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

async fn meet(
    stream: TcpStream,
    peer: SocketAddr,
    front: Front,
    router: Router,
    stop: CancellationToken,
) {
    let tls = match front {
        Front::Plain => return serve(stream, peer, Wire::Plain, router, stop).await,
        Front::Tls(tls) => tls,
    };
    let served = tls.current();
    let handshake = tokio::time::timeout(HANDSHAKE_TIMEOUT, encrypted(stream, &served));
    match stop.run_until_cancelled(handshake).await {
        Some(Ok(Ok(Opened::Tls(stream)))) => {
            let wire = match served.certificate.origin {
                Origin::Given => Wire::Tls,
                Origin::SelfSigned => Wire::SelfSignedTls,
            };
            serve(*stream, peer, wire, router, stop).await;
        }
        Some(Ok(Ok(Opened::Plain(stream)))) => {
            let router = Router::new().fallback(to_https);
            serve(stream, peer, Wire::Plain, router, stop).await;
        }
        Some(Ok(Err(error))) => {
            tracing::debug!(%error, client = %peer.ip(), "a TLS handshake failed");
        }
        Some(Err(_)) => tracing::debug!(client = %peer.ip(), "a TLS handshake took too long"),
        None => {}
    }
}

/// What a client of the TLS port began.
enum Opened {
    Tls(Box<TlsStream<TcpStream>>),
    /// Something else, for which nothing was read yet.
    Plain(TcpStream),
}

async fn encrypted(stream: TcpStream, served: &Served) -> io::Result<Opened> {
    let mut first = [0];
    if stream.peek(&mut first).await? == 1 && first != [HANDSHAKE] {
        return Ok(Opened::Plain(stream));
    }
    let acceptor = TlsAcceptor::from(Arc::clone(&served.config));
    let stream = acceptor.accept(stream).await?;
    Ok(Opened::Tls(Box::new(stream)))
}

/// For who wrote http:// out of habit: the same address with TLS.
async fn to_https(request: Request) -> Response {
    let host = request.headers().get(header::HOST);
    let host = host
        .and_then(|host| host.to_str().ok())
        .and_then(|host| host.parse::<Authority>().ok());
    let path = request.uri().path_and_query();
    let target = host.and_then(|host| {
        let path = path.map_or("/", PathAndQuery::as_str);
        HeaderValue::from_str(&format!("https://{host}{path}")).ok()
    });
    let close = (header::CONNECTION, HeaderValue::from_static("close"));
    match target {
        Some(target) => {
            let headers = [(header::LOCATION, target), close];
            (StatusCode::PERMANENT_REDIRECT, headers).into_response()
        }
        None => (StatusCode::BAD_REQUEST, [close]).into_response(),
    }
}

async fn serve<S>(stream: S, peer: SocketAddr, wire: Wire, router: Router, stop: CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(wire);
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
