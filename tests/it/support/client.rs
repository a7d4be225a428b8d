//! One HTTP request at a time over a connection of its own, with no memory: what is sent is what the
//! test says.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Method, Request, StatusCode, client::conn::http1, header::SET_COOKIE};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// Asks one server, always with the same headers.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    address: SocketAddr,
    headers: Vec<(&'static str, String)>,
}

/// What the server said.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Client {
    /// Names the server as `localhost`.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            headers: Vec::new(),
        }
    }

    /// The same with this header in place of any of that name.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.retain(|(set, _)| *set != name);
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "").await
    }

    pub(crate) async fn post(&self, path: &str) -> Answer {
        self.send(Method::POST, path, "").await
    }

    pub(crate) async fn post_json(&self, path: &str, body: &Value) -> Answer {
        let json = self.clone().header("content-type", "application/json");
        json.send(Method::POST, path, body.to_string()).await
    }

    /// As an HTML form is sent; `fields` is encoded already.
    pub(crate) async fn post_form(&self, path: &str, fields: &str) -> Answer {
        let form = self
            .clone()
            .header("content-type", "application/x-www-form-urlencoded");
        form.send(Method::POST, path, fields.to_owned()).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Answer {
        let stream = TcpStream::connect(self.address).await.expect("it listens");
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .expect("a connection");
        let mut request = Request::builder().method(method).uri(path);
        if !self.headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", format!("localhost:{}", self.address.port()));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = request
            .body(Full::new(body.into()))
            .expect("a request of valid parts");
        let exchange = async {
            let response = sender.send_request(request).await.expect("an answer");
            let (parts, body) = response.into_parts();
            let body = body.collect().await.expect("a whole body").to_bytes();
            drop(sender);
            Answer {
                status: parts.status,
                headers: parts.headers,
                body,
            }
        };
        let (answer, _ended) = tokio::join!(exchange, connection);
        answer
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("an ASCII header"))
    }

    /// `name=value` of the cookie that is set.
    pub(crate) fn cookie(&self) -> &str {
        let set = self.header(SET_COOKIE.as_str());
        set.split_once(';').map_or("", |(cookie, _)| cookie)
    }

    /// Panics unless this is a problem document with that status and code; its `detail`.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> String {
        let text = self.text();
        assert_eq!(self.status, status, "{text}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{text}");
        assert_eq!(problem["status"], status, "{text}");
        problem["detail"].as_str().expect("a detail").to_owned()
    }
}
