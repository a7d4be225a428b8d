//! A client of the channels: a real WebSocket, frames in and out, nothing answered by itself but what the
//! WebSocket itself asks for.

use std::time::Duration;

use atomdeck::model::Role;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};

use super::TestApp;

/// For the next frame; generous, as the machine may be busy.
const SOON: Duration = Duration::from_secs(20);

pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What came.
#[derive(Debug, PartialEq)]
pub(crate) enum Frame {
    Control(Value),
    /// Channel, payload, and whether it came in a binary message.
    Data(String, Vec<u8>, bool),
    /// The socket's close code; 0 if it broke.
    Closed(u16),
}

impl Socket {
    /// Signed in with that role, on the demo host, `init` said.
    pub(crate) async fn open(app: &TestApp, role: Role) -> Self {
        Self::on(app, role, "demo").await
    }

    /// The same on another host.
    pub(crate) async fn on(app: &TestApp, role: Role, host: &str) -> Self {
        let connected = Self::connect(app, Some(&app.cookie(role)), None, host).await;
        let mut socket = connected.expect("the socket opens");
        let hello = socket.control().await;
        assert_eq!(hello["command"], "init", "{hello}");
        assert_eq!(hello["version"], 1, "{hello}");
        socket.say(json!({"command": "init", "version": 1})).await;
        socket
    }

    /// Nothing said yet.
    pub(crate) async fn connect(
        app: &TestApp,
        cookie: Option<&str>,
        origin: Option<&str>,
        host: &str,
    ) -> Result<Self, Error> {
        let url = format!("ws://{}/api/v1/hosts/{host}/channels", app.address);
        let mut request = url.into_client_request()?;
        for (name, value) in [("cookie", cookie), ("origin", origin)] {
            if let Some(value) = value {
                let value = HeaderValue::from_str(value).expect("a header's value");
                request.headers_mut().insert(name, value);
            }
        }
        let (socket, _response) = connect_async(request).await?;
        Ok(Self(socket))
    }

    /// Opens a channel; `options` must have its payload.
    pub(crate) async fn channel(&mut self, id: &str, mut options: Value) {
        options["command"] = "open".into();
        options["channel"] = id.into();
        self.say(options).await;
    }

    pub(crate) async fn say(&mut self, control: Value) {
        self.raw(Message::text(format!("\n{control}"))).await;
    }

    pub(crate) async fn send(&mut self, id: &str, text: &str) {
        self.raw(Message::text(format!("{id}\n{text}"))).await;
    }

    pub(crate) async fn send_binary(&mut self, id: &str, data: &[u8]) {
        let frame = [id.as_bytes(), b"\n", data].concat();
        self.raw(Message::binary(frame)).await;
    }

    pub(crate) async fn raw(&mut self, message: Message) {
        self.0.send(message).await.expect("the socket takes it");
    }

    pub(crate) async fn next(&mut self) -> Frame {
        loop {
            let message = timeout(SOON, self.0.next()).await.expect("a frame comes");
            let (data, binary) = match message {
                Some(Ok(Message::Text(text))) => (text.as_bytes().to_vec(), false),
                Some(Ok(Message::Binary(data))) => (data.to_vec(), true),
                Some(Ok(Message::Close(close))) => {
                    return Frame::Closed(close.map_or(0, |close| close.code.into()));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => continue,
                Some(Err(_)) | None => return Frame::Closed(0),
            };
            let end = data
                .iter()
                .position(|byte| *byte == b'\n')
                .expect("an id's line");
            let id = String::from_utf8(data[..end].to_vec()).expect("an id is text");
            let payload = &data[end + 1..];
            if id.is_empty() {
                return Frame::Control(serde_json::from_slice(payload).expect("control is JSON"));
            }
            return Frame::Data(id, payload.to_vec(), binary);
        }
    }

    /// The next frame is control.
    pub(crate) async fn control(&mut self) -> Value {
        match self.next().await {
            Frame::Control(control) => control,
            other @ (Frame::Data(..) | Frame::Closed(_)) => {
                panic!("expected control, found {other:?}")
            }
        }
    }

    /// The next control message of that command, data before it skipped.
    pub(crate) async fn until(&mut self, command: &str) -> Value {
        loop {
            match self.next().await {
                Frame::Control(control) if control["command"] == command => return control,
                Frame::Control(_) | Frame::Data(..) => {}
                Frame::Closed(code) => panic!("expected {command}, the socket closed: {code}"),
            }
        }
    }

    /// The next data of that channel, as text; control before it skipped, but not its `close`.
    pub(crate) async fn data(&mut self, id: &str) -> String {
        loop {
            match self.next().await {
                Frame::Data(from, payload, _) if from == id => {
                    return String::from_utf8(payload).expect("it is text");
                }
                Frame::Control(control) if control["command"] == "close" => {
                    panic!("expected data of {id}: {control}");
                }
                Frame::Control(_) | Frame::Data(..) => {}
                Frame::Closed(code) => panic!("expected data of {id}, the socket closed: {code}"),
            }
        }
    }

    /// The same as JSON.
    pub(crate) async fn json(&mut self, id: &str) -> Value {
        let text = self.data(id).await;
        serde_json::from_str(&text).expect("it is JSON")
    }

    /// The problem that the channel closes with; empty for none.
    pub(crate) async fn problem(&mut self, id: &str) -> String {
        loop {
            let close = self.until("close").await;
            if close["channel"] == id {
                return close["problem"].as_str().unwrap_or_default().to_owned();
            }
        }
    }
}
