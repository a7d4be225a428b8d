//! One HTTP/1.1 request to a registry, each over a connection of its own: TLS by what this machine trusts, plain only
//! to the loopback.

use std::{
    error::Error,
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Limited};
use hyper::{
    HeaderMap, Method, Request, StatusCode, Uri,
    client::conn::http1,
    header::{AUTHORIZATION, HOST, HeaderValue, USER_AGENT},
};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, pki_types::ServerName},
};
use tokio_util::task::AbortOnDropHandle;

/// Bytes of an answer's body.
const BODY_LIMIT: usize = 1024 * 1024;

/// What a registry said.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Reads whom this machine trusts when it is first needed.
#[derive(Default)]
pub(super) struct Http {
    tls: OnceLock<TlsConnector>,
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Http").finish_non_exhaustive()
    }
}

type BoxError = Box<dyn Error + Send + Sync>;

impl Http {
    /// Asks `url`, an absolute one. The error says why there was no answer.
    pub(super) async fn ask(
        &self,
        method: Method,
        url: &Uri,
        accept: &'static str,
        authorization: Option<HeaderValue>,
    ) -> Result<Answer, String> {
        let asked = self.exchange(method, url, accept, authorization).await;
        asked.map_err(|error| {
            let mut error: &(dyn Error + 'static) = error.as_ref();
            while let Some(source) = error.source() {
                error = source;
            }
            error.to_string()
        })
    }

    async fn exchange(
        &self,
        method: Method,
        url: &Uri,
        accept: &'static str,
        authorization: Option<HeaderValue>,
    ) -> Result<Answer, BoxError> {
        let host = url.host().ok_or("its address has no host")?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let plain = url.scheme_str() == Some("http");
        let port = url.port_u16().unwrap_or(if plain { 80 } else { 443 });
        let target = url.path_and_query().map_or("/", |path| path.as_str());
        let authority = url.authority().ok_or("its address has no host")?;
        let mut request = Request::builder()
            .method(method)
            .uri(target)
            .header(HOST, authority.as_str())
            .header(USER_AGENT, concat!("atomdeck/", env!("CARGO_PKG_VERSION")))
            .header("accept", accept);
        if let Some(mut value) = authorization {
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let request = request.body(Empty::new())?;
        if plain && !is_loopback(bare) {
            return Err("it is asked without encryption on the loopback only".into());
        }
        let stream = TcpStream::connect((bare, port)).await?;
        if plain {
            return over(stream, request).await;
        }
        let name = ServerName::try_from(bare.to_owned())?;
        let stream = self.tls()?.connect(name, stream).await?;
        over(stream, request).await
    }

    fn tls(&self) -> Result<&TlsConnector, BoxError> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls);
        }
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        let (added, _unusable) = roots.add_parsable_certificates(found.certs);
        if added == 0 {
            return Err("this machine has no trusted certificates: install ca-certificates".into());
        }
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(self.tls.get_or_init(|| Arc::new(config).into()))
    }
}

async fn over<S>(stream: S, request: Request<Empty<Bytes>>) -> Result<Answer, BoxError>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let _driver = AbortOnDropHandle::new(tokio::spawn(connection));
    let (parts, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, BODY_LIMIT).collect().await?;
    Ok(Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.to_bytes(),
    })
}

/// A name or an address, without a port and brackets.
pub(super) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
