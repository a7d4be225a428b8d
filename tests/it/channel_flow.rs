//! What does not flow: a log that nobody reads, a channel that does not read, a client that says or takes
//! nothing. The last ones at the console's end of a socket, with the clock put ahead.

use std::{
    convert::Infallible,
    path::Path,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context as Task, Poll},
    time::Duration,
};

use atomdeck::{
    access::Principal,
    channels::{self, Context, Message},
    model::Role,
};
use bytes::Bytes;
use futures_util::{Sink, SinkExt, Stream, stream};
use http_body_util::{BodyExt, Full, StreamBody, combinators::UnsyncBoxBody};
use hyper::{
    Request, Response,
    body::{Frame as Piece, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::UnixListener, sync::mpsc, task::JoinSet, time::timeout};
use tokio_util::{
    sync::{CancellationToken, PollSender},
    task::AbortOnDropHandle,
};

use crate::support::{Frame, Socket, TestApp, eventually, host};

const MIB: usize = 1024 * 1024;
/// When a line was written, before or after whoever reads it came.
const PAST: &str = "2020-01-01T00:00:00Z";
const PRESENT: &str = "2200-01-01T00:00:00Z";
/// Bytes of a log that may lie in sockets' and hyper's buffers on its way.
const UNDER_WAY: usize = 3 * MIB;

#[tokio::test]
async fn a_log_that_nobody_reads_stops_the_engine() {
    let root = tempfile::tempdir().expect("a folder");
    let engine = Endless::start(root.path(), PAST);
    let app = TestApp::with_hosts(vec![host("here", root.path())]).await;
    let mut socket = Socket::on(&app, Role::Operator, "here").await;
    let log =
        json!({"payload": "logs", "container": "endless", "follow": false, "flow-control": true});
    socket.channel("log", log).await;
    socket.channel("quick", json!({"payload": "echo"})).await;

    let (mut received, mut last_ping, mut echoed) = (0, 0, 0);
    while received < MIB {
        read(&mut socket, &mut received, &mut last_ping, &mut echoed).await;
    }
    for round in 1..=200 {
        socket.send("quick", "still here").await;
        while echoed < round {
            read(&mut socket, &mut received, &mut last_ping, &mut echoed).await;
        }
    }
    assert!(received < MIB + 128 * 1024, "{received} without a pong");
    let written = engine.written.load(Ordering::Relaxed);
    assert!(
        written < MIB + UNDER_WAY,
        "the engine has written {written}"
    );

    let pong = json!({"command": "pong", "channel": "log", "sequence": last_ping});
    socket.say(pong).await;
    let before = received;
    while received < before + MIB / 2 {
        read(&mut socket, &mut received, &mut last_ping, &mut echoed).await;
    }
    let close = json!({"command": "close", "channel": "log"});
    socket.say(close).await;
    let limit = Duration::from_secs(10);
    eventually("the engine's stream ends", limit, async || {
        engine.ended.load(Ordering::Relaxed).then_some(())
    })
    .await;
    drop(socket);
    app.stop().await;
}

#[tokio::test]
async fn a_log_that_is_followed_stays_near_the_present() {
    let root = tempfile::tempdir().expect("a folder");
    let engine = Endless::start(root.path(), PRESENT);
    let app = TestApp::with_hosts(vec![host("here", root.path())]).await;
    let mut socket = Socket::on(&app, Role::Operator, "here").await;
    let log = json!({"payload": "logs", "container": "endless", "flow-control": true});
    socket.channel("log", log).await;
    socket.channel("quick", json!({"payload": "echo"})).await;
    let (mut received, mut last_ping, mut echoed) = (0, 0, 0);
    while received < MIB {
        read(&mut socket, &mut received, &mut last_ping, &mut echoed).await;
    }
    // The client reads no more of it, and the engine goes on; so do the others.
    while engine.written.load(Ordering::Relaxed) < 32 * MIB {
        socket.send("quick", "still here").await;
        let before = echoed;
        while echoed == before {
            read(&mut socket, &mut received, &mut last_ping, &mut echoed).await;
        }
    }
    assert!(received < MIB + 128 * 1024, "{received} without a pong");
    let pong = json!({"command": "pong", "channel": "log", "sequence": last_ping});
    socket.say(pong).await;
    // What was kept is some MiB; all else went, and is counted.
    let (mut skipped, mut lines) = (0, 0);
    while skipped == 0 {
        for line in socket.json("log").await.as_array().expect("an array") {
            skipped += line["skipped"].as_u64().unwrap_or_default();
            lines += 1;
        }
    }
    assert!(skipped > 20_000, "{skipped}");
    assert!(lines < 200, "{lines} before the ones that are new");
    drop(socket);
    app.stop().await;
}

/// One frame: adds up what came of the log, and how often the echo did.
async fn read(socket: &mut Socket, log: &mut usize, last_ping: &mut u64, echoed: &mut u32) {
    match socket.next().await {
        Frame::Data(id, payload, _) if id == "log" => {
            assert!(payload.len() <= 64 * 1024, "{} in one", payload.len());
            *log += payload.len();
        }
        Frame::Data(..) => *echoed += 1,
        Frame::Control(control) if control["command"] == "ping" => {
            *last_ping = control["sequence"].as_u64().expect("a sequence");
        }
        Frame::Control(control) => assert_ne!(control["command"], "close", "{control}"),
        Frame::Closed(code) => panic!("the socket closed: {code}"),
    }
}

/// A Docker API whose one container writes its log as fast as it is read.
struct Endless {
    /// Bytes of the log handed to the connection.
    written: Arc<AtomicUsize>,
    /// A log was broken off.
    ended: Arc<AtomicBool>,
    _server: AbortOnDropHandle<()>,
}

impl Endless {
    fn start(root: &Path, at: &'static str) -> Self {
        std::fs::create_dir(root.join("run")).expect("a folder");
        let listener = UnixListener::bind(root.join("run/docker.sock")).expect("a socket");
        let (written, ended) = (Arc::<AtomicUsize>::default(), Arc::<AtomicBool>::default());
        let counts = (Arc::clone(&written), Arc::clone(&ended));
        let server = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (written, ended) = counts.clone();
                let service = service_fn(move |request: Request<Incoming>| {
                    let body = answer(request.uri().path(), at, &written, &ended);
                    std::future::ready(Ok::<_, Infallible>(Response::new(body)))
                });
                let connection = http1::Builder::new();
                connections.spawn(connection.serve_connection(TokioIo::new(stream), service));
            }
        });
        Self {
            written,
            ended,
            _server: AbortOnDropHandle::new(server),
        }
    }
}

type Body = UnsyncBoxBody<Bytes, Infallible>;

fn answer(path: &str, at: &str, written: &Arc<AtomicUsize>, ended: &Arc<AtomicBool>) -> Body {
    let document: &[u8] = if path.ends_with("/version") {
        include_bytes!("../fixtures/docker/version.json")
    } else if path.ends_with("/logs") {
        return endless(at, Arc::clone(written), Broken(Arc::clone(ended)));
    } else {
        br#"{"Id":"a","Config": {}}"#
    };
    Full::new(Bytes::from_static(document)).boxed_unsync()
}

fn endless(at: &str, written: Arc<AtomicUsize>, broken: Broken) -> Body {
    let line = format!("{at} {}\n", "x".repeat(1000));
    let length = u32::try_from(line.len()).expect("a line is short");
    let header = [&[1, 0, 0, 0], &length.to_be_bytes()[..]].concat();
    let lines = Bytes::from([&header, line.as_bytes()].concat().repeat(32));
    let pieces = stream::repeat_with(move || {
        let _held = &broken;
        written.fetch_add(lines.len(), Ordering::Relaxed);
        Ok(Piece::data(lines.clone()))
    });
    StreamBody::new(pieces).boxed_unsync()
}

/// Says when it is dropped.
struct Broken(Arc<AtomicBool>);

impl Drop for Broken {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_channel_that_does_not_read_is_closed_and_the_others_go_on() {
    let (app, (wire, client, mut console)) = start().await;
    let saying = async {
        say(&client, json!({"command": "init", "version": 1})).await;
        // Without pongs its credit ends, so it echoes no more, and reads no more.
        let stuck = json!({"command": "open", "channel": "stuck", "payload": "echo",
            "flow-control": true, "binary": "raw"});
        say(&client, stuck).await;
        let free = json!({"command": "open", "channel": "free", "payload": "echo"});
        say(&client, free).await;
        let piece = Bytes::from([b"stuck\n".as_slice(), &[7; 64 * 1024]].concat());
        for _ in 0..40 {
            let sent = client.send(Message::Binary(piece.clone())).await;
            sent.expect("the console reads");
        }
        let hello = Message::Text(Bytes::from_static(b"free\nhello"));
        client.send(hello).await.expect("the console reads");
    };
    let hearing = async {
        let mut problem = None;
        loop {
            match console.recv().await.expect("the socket lives") {
                Message::Text(data) if data == "free\nhello" => return problem,
                Message::Text(data) if data.starts_with(b"\n") => {
                    let control: Value = serde_json::from_slice(&data).expect("control is JSON");
                    if control["command"] == "close" {
                        assert_eq!(control["channel"], "stuck", "{control}");
                        problem = Some(control["problem"].clone());
                    }
                }
                Message::Text(_) | Message::Binary(_) | Message::Ping | Message::Pong => {}
                Message::Close { reason, .. } => panic!("the socket closed: {reason}"),
            }
        }
    };
    let problem = {
        let serving = channels::serve(wire, context(&app));
        tokio::select! {
            () = serving => panic!("the socket ended"),
            heard = timeout(LONG, async { tokio::join!(saying, hearing).1 }) => heard,
        }
    };
    assert_eq!(problem.expect("in time"), Some(json!("protocol-error")));
    end(app).await;
}

#[tokio::test]
async fn a_client_is_there_as_long_as_it_answers() {
    let (app, (wire, client, mut console)) = start().await;
    let answering = async {
        say(&client, json!({"command": "init", "version": 1})).await;
        let mut asked = 0;
        while let Some(message) = console.recv().await {
            if message == Message::Ping {
                asked += 1;
                if asked < 4 {
                    client.send(Message::Pong).await.expect("the console reads");
                }
            }
        }
        asked
    };
    let served = async { tokio::join!(channels::serve(wire, context(&app)), answering).1 };
    let asked = timeout(LONG, served).await;
    assert_eq!(asked.expect("the socket ends"), 4, "once more, in vain");
    end(app).await;
}

#[tokio::test]
async fn a_client_has_to_say_init_and_to_take_what_it_gets() {
    let (app, (wire, client, console)) = start().await;
    let served = timeout(LONG, channels::serve(wire, context(&app))).await;
    served.expect("without `init` the socket ends");
    drop((client, console));

    let (wire, client, console) = wires(1);
    let talking = async {
        say(&client, json!({"command": "init", "version": 1})).await;
        loop {
            say(&client, json!({"command": "ping"})).await;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    let served = timeout(LONG, async {
        tokio::select! {
            () = channels::serve(wire, context(&app)) => {}
            () = talking => {}
        }
    });
    served.await.expect("the socket ends");
    drop(console);
    end(app).await;
}

/// Longer than any limit of the console's, on a clock that does not wait.
const LONG: Duration = Duration::from_mins(10);

/// The console's end of a socket.
struct Wire {
    incoming: mpsc::Receiver<Message>,
    outgoing: PollSender<Message>,
}

type Ends = (Wire, mpsc::Sender<Message>, mpsc::Receiver<Message>);

/// A console over a host with nothing in it, a socket to it, and the clock put ahead whenever everybody waits.
async fn start() -> (TestApp, Ends) {
    let nothing = host("here", Path::new("/nonexistent"));
    let app = TestApp::with_hosts(vec![nothing]).await;
    tokio::time::pause();
    (app, wires(64))
}

async fn end(app: TestApp) {
    tokio::time::resume();
    app.stop().await;
}

/// The client's ends: what it says, what it gets; `room` messages wait for it.
fn wires(room: usize) -> Ends {
    let (client, incoming) = mpsc::channel(64);
    let (outgoing, console) = mpsc::channel(room);
    let outgoing = PollSender::new(outgoing);
    (Wire { incoming, outgoing }, client, console)
}

async fn say(client: &mpsc::Sender<Message>, control: Value) {
    let message = Message::Text(format!("\n{control}").into());
    client.send(message).await.expect("the console reads");
}

fn context(app: &TestApp) -> Context {
    let host = app.app.hosts.values().next().expect("a host");
    Context {
        host: Arc::clone(host),
        gate: app.app.gate.clone(),
        principal: Principal::standing("viewer", vec![Role::Viewer.into()], "-".to_owned()),
        session: [0; 32],
        events: app.app.events.clone(),
        ended: CancellationToken::new(),
        stop: app.app.stop.clone(),
    }
}

impl Stream for Wire {
    type Item = Result<Message, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_recv(task).map(|next| next.map(Ok))
    }
}

impl Sink<Message> for Wire {
    type Error = tokio_util::sync::PollSendError<Message>;

    fn poll_ready(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.poll_ready_unpin(task)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), Self::Error> {
        self.outgoing.start_send_unpin(message)
    }

    fn poll_flush(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.poll_flush_unpin(task)
    }

    fn poll_close(mut self: Pin<&mut Self>, task: &mut Task<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.poll_close_unpin(task)
    }
}
