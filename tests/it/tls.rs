//! The console with TLS, asked by real handshakes: a given certificate and one of its own, replaced while connections
//! stay open; plain HTTP led to TLS; and what reverse proxies say.

use std::path::Path;
use std::sync::Arc;

use atomdeck::http::{self, Front};
use atomdeck::model::Role;
use atomdeck::tls::{Plan, Tls};
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::support::{PASSWORD, TestApp};

/// A console that also listens with TLS.
struct Encrypted {
    app: TestApp,
    port: u16,
    tls: Arc<Tls>,
    folder: tempfile::TempDir,
    server: JoinHandle<std::io::Result<()>>,
}

impl Encrypted {
    async fn start(give: impl FnOnce(&Path)) -> Self {
        let app = TestApp::with_hosts(Vec::new()).await;
        Self::over(app, give).await
    }

    async fn over(app: TestApp, give: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let directory = folder.path().join("certs.d");
        std::fs::create_dir(&directory).expect("a folder");
        give(&directory);
        let plan = Plan {
            directory,
            own: folder.path().join("own"),
            names: vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
        };
        let tls = Arc::new(Tls::load(plan, Timestamp::now()).expect("a certificate"));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let front = Front::Tls(Arc::clone(&tls));
        let server = tokio::spawn(http::run(listener, front, Arc::clone(&app.app)));
        Self {
            app,
            port,
            tls,
            folder,
            server,
        }
    }

    async fn handshake(&self, trusted: &str) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(trusted.as_bytes()) {
            roots
                .add(certificate.expect("a certificate"))
                .expect("it is one to trust");
        }
        let config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
        let name = ServerName::try_from("localhost").expect("a name");
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
    }

    /// A connection to ask on, kept alive.
    async fn connect(&self, trusted: &str) -> SendRequest<Full<Bytes>> {
        let stream = self.handshake(trusted).await.expect("a handshake");
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
        tokio::spawn(connection);
        sender
    }

    fn request(&self, method: Method, path: &str, body: String) -> Request<Full<Bytes>> {
        Request::builder()
            .method(method)
            .uri(path)
            .header("host", format!("localhost:{}", self.port))
            .header("origin", format!("https://localhost:{}", self.port))
            .header("content-type", "application/json")
            .body(Full::new(body.into()))
            .expect("a request")
    }

    async fn stop(self) {
        self.app.stop().await;
        self.server
            .await
            .expect("no panic")
            .expect("connections end");
    }
}

/// A certificate for localhost and its key, PEM.
fn pair() -> (String, String) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    (cert.pem(), signing_key.serialize_pem())
}

fn give(directory: &Path, name: &str, (certificate, key): &(String, String)) {
    std::fs::write(directory.join(format!("{name}.crt")), certificate).expect("written");
    std::fs::write(directory.join(format!("{name}.key")), key).expect("written");
}

#[tokio::test]
async fn one_signs_in_and_opens_channels_over_tls() {
    let (certificate, key) = pair();
    let demo = TestApp::start().await;
    let given = (certificate.clone(), key);
    let console = Encrypted::over(demo, |folder| give(folder, "site", &given)).await;
    let mut sender = console.connect(&certificate).await;
    let credentials = json!({ "name": "viewer", "password": PASSWORD }).to_string();
    let sign_in = console.request(Method::POST, "/api/v1/session", credentials);
    let answer = sender.send_request(sign_in).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers().contains_key("strict-transport-security"));
    let set = answer.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    let cookie = set.split(';').next().expect("a cookie").to_owned();

    for (origin, opens) in [
        (format!("https://localhost:{}", console.port), true),
        (format!("http://localhost:{}", console.port), false),
        ("https://evil.example".to_owned(), false),
    ] {
        let stream = console.handshake(&certificate).await.expect("a handshake");
        let url = format!(
            "wss://localhost:{}/api/v1/hosts/demo/channels",
            console.port
        );
        let mut request = url.into_client_request().expect("a request");
        let headers = request.headers_mut();
        headers.insert("cookie", cookie.parse().expect("a value"));
        headers.insert("origin", origin.parse().expect("a value"));
        assert_eq!(
            client_async(request, stream).await.is_ok(),
            opens,
            "{origin}"
        );
    }
    drop(sender);
    console.stop().await;
}

#[tokio::test]
async fn a_certificate_is_replaced_while_connections_stay_open() {
    let (first, second) = (pair(), pair());
    let console = Encrypted::start(|folder| give(folder, "a", &first)).await;
    let mut before = console.connect(&first.0).await;
    let health = |console: &Encrypted| console.request(Method::GET, "/healthz", String::new());
    let answer = before
        .send_request(health(&console))
        .await
        .expect("an answer");
    answer.into_body().collect().await.expect("a body");

    // The last name wins.
    give(&console.folder.path().join("certs.d"), "b", &second);
    let replaced = console.tls.reload(Timestamp::now()).expect("read");
    assert!(replaced.is_some());
    console.handshake(&second.0).await.expect("the new one");
    console
        .handshake(&first.0)
        .await
        .expect_err("no longer the old one");
    let answer = before
        .send_request(health(&console))
        .await
        .expect("it is still open");
    assert_eq!(answer.status(), StatusCode::OK);

    // One that cannot be used does not replace it.
    let bad = (second.0.clone(), first.1.clone());
    give(&console.folder.path().join("certs.d"), "c", &bad);
    let fault = console
        .tls
        .reload(Timestamp::now())
        .expect_err("the key is another's");
    assert!(fault.to_string().contains("c.crt"), "{fault}");
    console.handshake(&second.0).await.expect("the one in use");
    drop(before);
    console.stop().await;
}

#[tokio::test]
async fn an_own_certificate_is_made_and_promises_nothing_for_later() {
    let console = Encrypted::start(|_| {}).await;
    let own = console.folder.path().join("own/self-signed.pem");
    let certificate = std::fs::read_to_string(&own).expect("it is kept");
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&own.metadata().expect("a file").permissions());
    assert_eq!(mode & 0o777, 0o600);
    let mut sender = console.connect(&certificate).await;
    let health = console.request(Method::GET, "/healthz", String::new());
    let answer = sender.send_request(health).await.expect("an answer");
    assert!(!answer.headers().contains_key("strict-transport-security"));
    drop(sender);
    console.stop().await;
}

#[tokio::test]
async fn plain_http_is_led_to_tls_and_noise_is_dropped() {
    let given = pair();
    let console = Encrypted::start(|folder| give(folder, "site", &given)).await;
    let stream = TcpStream::connect(("127.0.0.1", console.port))
        .await
        .expect("it listens");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
    tokio::spawn(connection);
    let request = Request::get("/login?next=%2Fx")
        .header("host", "deck.example:9")
        .body(Empty::<Bytes>::new())
        .expect("a request");
    let answer = sender.send_request(request).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(
        answer.headers()["location"],
        "https://deck.example:9/login?next=%2Fx"
    );
    assert!(answer.headers().get("set-cookie").is_none());

    // A handshake that never goes on holds up nobody.
    let silent = TcpStream::connect(("127.0.0.1", console.port))
        .await
        .expect("it listens");
    console
        .handshake(&given.0)
        .await
        .expect("others are served");
    drop((silent, sender));
    console.stop().await;
}

#[tokio::test]
async fn only_a_trusted_proxy_says_who_asks_and_how() {
    let app = TestApp::with_hosts(Vec::new()).await;
    let proxied = |client: crate::support::Client| {
        client
            .header("x-forwarded-for", "192.0.2.7")
            .header("x-forwarded-proto", "https")
    };
    let origin = format!("https://localhost:{}", app.address.port());
    let credentials = json!({ "name": "viewer", "password": PASSWORD });
    let ask = proxied(app.anonymous()).header("origin", origin.clone());
    ask.post_json("/api/v1/session", &credentials)
        .await
        .problem(403, "foreign-origin");
    let plain = proxied(app.anonymous());
    assert_eq!(
        plain
            .post_json("/api/v1/session", &credentials)
            .await
            .status,
        200
    );
    assert_eq!(
        last_address(&app).await,
        "127.0.0.1",
        "nobody trusts who asked"
    );
    app.stop().await;

    let trusting = TestApp::behind_proxy().await;
    let origin = format!("https://localhost:{}", trusting.address.port());
    let ask = proxied(trusting.anonymous()).header("origin", origin);
    assert_eq!(
        ask.post_json("/api/v1/session", &credentials).await.status,
        200
    );
    assert_eq!(last_address(&trusting).await, "192.0.2.7");
    trusting.stop().await;
}

/// Where the last sign-in of the viewer came from.
async fn last_address(app: &TestApp) -> String {
    let audit = "/api/v1/audit?principal=viewer&action=session_open";
    let audit = app.as_role(Role::Admin).get(audit).await.json();
    audit["entries"][0]["address"]
        .as_str()
        .expect("an address")
        .to_owned()
}
