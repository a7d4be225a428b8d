//! The socket itself: who gets one, what it takes for a frame, what ends it, and that a slow reader stops
//! only what it does not read.

use atomdeck::{channels::MAX_MESSAGE, model::Role};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Frame, Socket, TestApp};

#[tokio::test]
async fn only_the_own_pages_of_somebody_signed_in_get_a_socket() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Role::Viewer);
    let own = format!("http://{}", app.address);
    for (cookie, origin, host, granted) in [
        (Some(cookie.as_str()), None, "demo", true),
        (Some(cookie.as_str()), Some(own.as_str()), "demo", true),
        (
            Some(cookie.as_str()),
            Some("http://evil.example"),
            "demo",
            false,
        ),
        (Some(cookie.as_str()), None, "nowhere", false),
        (Some("__Host-atomdeck=guess"), None, "demo", false),
        (None, None, "demo", false),
    ] {
        let socket = Socket::connect(&app, cookie, origin, host).await;
        assert_eq!(socket.is_ok(), granted, "{cookie:?} {origin:?} {host}");
    }
    app.stop().await;
}

#[tokio::test]
async fn echo_sends_back_text_bytes_and_done() {
    let app = TestApp::start().await;
    let mut socket = Socket::open(&app, Role::Viewer).await;
    socket
        .channel("a", json!({"payload": "echo", "send-acks": "bytes"}))
        .await;
    assert_eq!(socket.until("ready").await["channel"], "a");
    socket.send("a", "hällo").await;
    let ack = socket.control().await;
    assert_eq!(
        (&ack["command"], &ack["bytes"]),
        (&json!("ack"), &json!(6)),
        "{ack}"
    );
    assert_eq!(socket.data("a").await, "hällo");

    socket
        .channel("b", json!({"payload": "echo", "binary": "raw"}))
        .await;
    socket.until("ready").await;
    socket.send_binary("b", &[0, 255, b'\n']).await;
    assert_eq!(
        socket.next().await,
        Frame::Data("b".to_owned(), vec![0, 255, b'\n'], true)
    );

    socket
        .say(json!({"command": "ping", "channel": "a", "sequence": 7, "x": "y"}))
        .await;
    let pong = socket.until("pong").await;
    assert_eq!(
        pong,
        json!({"command": "pong", "channel": "a", "sequence": 7, "x": "y"})
    );
    socket
        .say(json!({"command": "ping", "channel": "nobody"}))
        .await;
    socket
        .say(json!({"command": "ping", "general": true}))
        .await;
    assert_eq!(socket.control().await["general"], true);

    socket.say(json!({"command": "done", "channel": "a"})).await;
    assert_eq!(socket.control().await["command"], "done");
    assert_eq!(socket.problem("a").await, "");
    socket.send("a", "ignored: the channel has closed").await;
    socket.say(json!({"command": "kill"})).await;
    assert_eq!(socket.problem("b").await, "terminated");
    drop(socket);
    app.stop().await;
}

#[tokio::test]
async fn what_breaks_the_protocol_on_a_channel_ends_that_channel_alone() {
    let app = TestApp::start().await;
    let mut socket = Socket::open(&app, Role::Viewer).await;
    socket.channel("kept", json!({"payload": "echo"})).await;
    for (options, problem) in [
        (json!({"payload": "teleport"}), "not-supported"),
        (
            json!({"payload": "echo", "host": "elsewhere"}),
            "not-supported",
        ),
        (
            json!({"payload": "echo", "capabilities": ["flight"]}),
            "not-supported",
        ),
        (
            json!({"payload": "echo", "binary": "cooked"}),
            "protocol-error",
        ),
        (json!({"payload": "logs"}), "protocol-error"),
        (
            json!({"payload": "logs", "container": "-rf"}),
            "protocol-error",
        ),
        (json!({}), "protocol-error"),
    ] {
        socket.channel("bad", options.clone()).await;
        assert_eq!(socket.problem("bad").await, problem, "{options}");
    }
    socket.channel("a", json!({"payload": "echo"})).await;
    socket.send_binary("a", b"binary on a text channel").await;
    assert_eq!(socket.problem("a").await, "protocol-error");
    socket.channel("a", json!({"payload": "events"})).await;
    socket.send("a", "data where none is taken").await;
    assert_eq!(socket.problem("a").await, "protocol-error");
    socket.channel("a", json!({"payload": "events"})).await;
    for _ in 0..2 {
        socket.say(json!({"command": "done", "channel": "a"})).await;
    }
    assert_eq!(socket.problem("a").await, "protocol-error");
    socket.channel("a", json!({"payload": "echo"})).await;
    socket
        .say(json!({"command": "options", "channel": "a"}))
        .await;
    assert_eq!(socket.problem("a").await, "not-supported");
    socket.send("kept", "still here").await;
    assert_eq!(socket.data("kept").await, "still here");
    drop(socket);
    app.stop().await;
}

#[tokio::test]
async fn what_breaks_the_protocol_as_such_ends_the_socket() {
    let app = TestApp::start().await;
    for (message, code) in [
        (Message::text("no line of a channel"), 1002),
        (Message::text("\nno JSON"), 1002),
        (
            Message::text("\n{\"command\":\"close\",\"channel\":\"\"}"),
            1002,
        ),
        (Message::text("\n{\"no\":\"command\"}"), 1002),
        (Message::binary(b"\n{\"command\":\"ping\"}".to_vec()), 1002),
        (
            Message::text("\n{\"command\":\"init\",\"version\":2}"),
            1002,
        ),
        (
            Message::text(format!("a\n{}", "x".repeat(MAX_MESSAGE))),
            1009,
        ),
        (Message::text("\n{\"command\":\"logout\"}"), 1000),
    ] {
        let mut socket = Socket::open(&app, Role::Viewer).await;
        socket.channel("open", json!({"payload": "echo"})).await;
        socket.until("ready").await;
        let shown = format!("{:.60}", message.to_string());
        socket.raw(message).await;
        assert_eq!(socket.problem("open").await, "terminated", "{shown}");
        assert_eq!(socket.next().await, Frame::Closed(code), "{shown}");
    }
    let cookie = app.cookie(Role::Viewer);
    let connected = Socket::connect(&app, Some(&cookie), None, "demo").await;
    let mut socket = connected.expect("the socket opens");
    socket.channel("early", json!({"payload": "echo"})).await;
    socket.until("init").await;
    assert_eq!(socket.until("init").await["problem"], "protocol-error");
    assert_eq!(socket.next().await, Frame::Closed(1002));
    app.stop().await;
}

#[tokio::test]
async fn a_slow_reader_stops_only_what_it_does_not_read() {
    const PIECE: usize = 64 * 1024;
    let app = TestApp::start().await;
    let mut socket = Socket::open(&app, Role::Viewer).await;
    let slow = json!({"payload": "echo", "binary": "raw", "flow-control": true});
    socket.channel("slow", slow).await;
    socket.channel("quick", json!({"payload": "echo"})).await;
    let piece = vec![7; PIECE];
    let (mut received, mut last_ping) = (0, 0);
    // The channel's credit is 1 MiB: without pongs it takes that and what its inbox holds, and no more.
    for _ in 0..18 {
        socket.send_binary("slow", &piece).await;
    }
    socket.send("quick", "still here").await;
    loop {
        match socket.next().await {
            Frame::Data(id, payload, _) if id == "slow" => received += payload.len(),
            Frame::Data(..) => break,
            Frame::Control(control) if control["command"] == "ping" => {
                last_ping = control["sequence"].as_u64().expect("a sequence");
            }
            Frame::Control(_) => {}
            Frame::Closed(code) => panic!("the socket closed: {code}"),
        }
    }
    assert!(
        received <= 1024 * 1024 + PIECE,
        "{received} bytes without a pong"
    );
    assert!(last_ping > 0, "the client is asked how far it is");
    socket
        .say(json!({"command": "pong", "channel": "slow", "sequence": last_ping}))
        .await;
    while received < 18 * PIECE {
        if let Frame::Data(_, payload, _) = socket.next().await {
            received += payload.len();
        }
    }
    drop(socket);
    app.stop().await;
}

#[tokio::test]
async fn channels_end_with_their_session_and_with_the_server() {
    let app = TestApp::start().await;
    let mut ended = Socket::open(&app, Role::Operator).await;
    ended.channel("a", json!({"payload": "events"})).await;
    ended.until("ready").await;
    let mut other = Socket::open(&app, Role::Viewer).await;
    other.channel("b", json!({"payload": "events"})).await;
    other.until("ready").await;

    let own = format!("http://localhost:{}", app.address.port());
    let operator = app.as_role(Role::Operator).header("origin", own);
    operator
        .send(hyper::Method::DELETE, "/api/v1/session", "")
        .await;
    assert_eq!(ended.problem("a").await, "terminated");
    assert_eq!(ended.next().await, Frame::Closed(1008));

    // Also proves that the tasks of both are gone: `stop` panics otherwise.
    tokio::join!(app.stop(), async {
        assert_eq!(other.problem("b").await, "terminated");
        assert_eq!(other.next().await, Frame::Closed(1001));
    });
}

#[tokio::test]
async fn a_session_has_so_many_sockets_and_gets_them_back() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Role::Viewer);
    let mut open = Vec::new();
    while let Ok(socket) = Socket::connect(&app, Some(&cookie), None, "demo").await {
        open.push(socket);
        assert!(open.len() < 100, "there is a limit");
    }
    assert_eq!(open.len(), 8);
    open.pop();
    // A client that vanishes frees its place.
    crate::support::eventually(
        "a place is free",
        std::time::Duration::from_secs(10),
        async || {
            Socket::connect(&app, Some(&cookie), None, "demo")
                .await
                .ok()
        },
    )
    .await;
    drop(open);
    app.stop().await;
}
