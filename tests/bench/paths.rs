//! The two ways to each thing that is measured: straight to it, and through a channel of the console.
//! Both keep the same number of requests under way.

use std::path::PathBuf;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::{BodyExt, Empty};
use hyper::{Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    task::JoinSet,
};
use zbus::{Connection, connection, interface};

use crate::support::{Frame, Socket};

const NAME: &str = "org.atomdeck.Bench";
const WORD: &str = "a word that goes there and comes back";
/// Bytes of one message of bulk.
pub(super) const PIECE: usize = 64 * 1024;
/// Messages of bulk under way.
const PIECES: usize = 8;

/// Echoes, as a method (which the console records, since it may change something) and as a property.
struct Echo;

#[interface(name = "org.atomdeck.Bench")]
impl Echo {
    fn echo(&self, word: String) -> String {
        word
    }

    #[zbus(property)]
    fn word(&self) -> String {
        WORD.to_owned()
    }
}

#[derive(Clone, Copy)]
pub(super) enum Call {
    /// Of a property: allowed to everybody, and not recorded.
    Read,
    Recorded,
}

/// A service on a bus, a client straight on it, and a `dbus-json3` channel to it.
pub(super) struct Bus {
    _service: Connection,
    client: Connection,
    socket: Socket,
}

impl Bus {
    pub(super) async fn start(address: &str, mut socket: Socket) -> Self {
        let builder = connection::Builder::address(address).serve_at("/bench", Echo);
        let service = builder.name(NAME).build().await.expect("a service");
        let client = connection::Builder::address(address).build().await;
        socket
            .channel("d", json!({"payload": "dbus-json3", "name": NAME}))
            .await;
        socket.until("ready").await;
        Self {
            _service: service,
            client: client.expect("a client"),
            socket,
        }
    }

    pub(super) async fn straight(&self, call: Call, count: usize, at_once: usize) {
        let (to, path) = (Some(NAME), "/bench");
        let calls = stream::iter(0..count).map(|_| async {
            match call {
                Call::Read => {
                    let properties = Some("org.freedesktop.DBus.Properties");
                    let body = (NAME, "Word");
                    self.client
                        .call_method(to, path, properties, "Get", &body)
                        .await
                }
                Call::Recorded => self.client.call_method(to, path, to, "Echo", &WORD).await,
            }
            .expect("a reply");
        });
        calls.buffer_unordered(at_once).collect::<()>().await;
    }

    pub(super) async fn through(&mut self, call: Call, count: usize, at_once: usize) {
        let call = match call {
            Call::Read => {
                json!([
                    "/bench",
                    "org.freedesktop.DBus.Properties",
                    "Get",
                    [NAME, "Word"]
                ])
            }
            Call::Recorded => json!(["/bench", NAME, "Echo", [WORD]]),
        };
        let mut sent = 0;
        for answered in 0..count {
            while sent < count.min(answered + at_once) {
                let call = json!({"call": call, "id": sent.to_string()});
                self.socket.send("d", &call.to_string()).await;
                sent += 1;
            }
            let reply = self.socket.json("d").await;
            assert!(reply["reply"].is_array(), "{reply}");
        }
    }
}

/// A Docker API; every request has a connection of its own, as it has in the console.
pub(super) struct Engine {
    pub(super) path: PathBuf,
    pub(super) socket: Socket,
}

impl Engine {
    const LIST: &str = "/containers/json";

    pub(super) async fn straight(&self, count: usize, at_once: usize) {
        let requests = stream::iter(0..count).map(|_| async {
            let stream = UnixStream::connect(&self.path).await.expect("an engine");
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
                .await
                .expect("a connection");
            let request = Request::get(Self::LIST)
                .header("host", "localhost")
                .body(Empty::<Bytes>::new())
                .expect("a request");
            let exchange = async {
                let response = sender.send_request(request).await.expect("an answer");
                assert_eq!(response.status(), 200);
                let body = response.into_body().collect().await;
                drop(sender);
                body.expect("a whole body")
            };
            let (_body, _ended) = tokio::join!(exchange, connection);
        });
        requests.buffer_unordered(at_once).collect::<()>().await;
    }

    pub(super) async fn through(&mut self, count: usize, at_once: usize) {
        let mut sent = 0;
        let mut closed = 0;
        while closed < count {
            while sent < count.min(closed + at_once) {
                let id = sent.to_string();
                let open = json!({
                    "payload": "http-stream2", "unix": "engine", "method": "GET", "path": Self::LIST,
                });
                self.socket.channel(&id, open).await;
                let done = json!({"command": "done", "channel": id});
                self.socket.say(done).await;
                sent += 1;
            }
            if let Frame::Control(control) = self.socket.next().await {
                if control["command"] == "response" {
                    assert_eq!(control["status"], 200, "{control}");
                } else if control["command"] == "close" {
                    assert!(control.get("problem").is_none(), "{control}");
                    closed += 1;
                }
            }
        }
    }
}

/// A pair of sockets with an echo at the far end, and a binary `echo` channel.
pub(super) struct Bulk {
    near: UnixStream,
    socket: Socket,
    piece: Vec<u8>,
    /// Owns the echo.
    _far: JoinSet<()>,
}

impl Bulk {
    pub(super) async fn start(mut socket: Socket) -> Self {
        let (near, far) = UnixStream::pair().expect("a pair of sockets");
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let (mut read, mut write) = far.into_split();
            let mut piece = vec![0; PIECE];
            while let Ok(1..) = read.read_exact(&mut piece).await {
                write.write_all(&piece).await.expect("the near end reads");
            }
        });
        let open = json!({"payload": "echo", "binary": "raw"});
        socket.channel("b", open).await;
        socket.until("ready").await;
        Self {
            near,
            socket,
            piece: vec![7; PIECE],
            _far: tasks,
        }
    }

    pub(super) async fn straight(&mut self, count: usize) {
        let (mut read, mut write) = self.near.split();
        let sending = async {
            for _ in 0..count {
                write.write_all(&self.piece).await.expect("an echo");
            }
        };
        let receiving = async {
            let mut piece = vec![0; PIECE];
            for _ in 0..count {
                read.read_exact(&mut piece).await.expect("an echo");
            }
        };
        tokio::join!(sending, receiving);
    }

    pub(super) async fn through(&mut self, count: usize) {
        let mut sent = 0;
        for received in 0..count {
            while sent < count.min(received + PIECES) {
                self.socket.send_binary("b", &self.piece).await;
                sent += 1;
            }
            while !matches!(self.socket.next().await, Frame::Data(..)) {}
        }
    }
}
