//! `dbus-json3` against a real dbus-daemon with a service of ours on it, each as somebody who may and who
//! may not.

use atomdeck::{
    host::HostSetup,
    model::{AuditPage, Outcome, Role},
};
use serde_json::{Value, json};
use zbus::{Connection, connection, interface, object_server::SignalEmitter};

use crate::support::{self, Daemon, Kind, Socket, TestApp};

const NAME: &str = "org.atomdeck.Test";

struct Test;

/// Every type goes there and comes back.
#[interface(name = "org.atomdeck.Test")]
impl Test {
    fn numbers(
        &self,
        y: u8,
        n: i16,
        x: i64,
        t: u64,
        d: f64,
        b: bool,
    ) -> (u8, i16, i64, u64, f64, bool) {
        (y, n, x, t, d, b)
    }

    fn texts(&self, s: String, o: zbus::OwnedObjectPath) -> (String, zbus::OwnedObjectPath) {
        (s, o)
    }

    fn bytes(&self, ay: Vec<u8>) -> Vec<u8> {
        ay
    }

    fn dict(
        &self,
        dict: std::collections::HashMap<u32, zbus::OwnedVariant>,
    ) -> std::collections::HashMap<u32, zbus::OwnedVariant> {
        dict
    }

    fn fail(&self) -> zbus::fdo::Result<()> {
        Err(zbus::fdo::Error::FileNotFound("it is gone".to_owned()))
    }

    async fn shout(
        &self,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
        word: &str,
    ) -> zbus::fdo::Result<()> {
        emitter.heard(word).await?;
        Ok(())
    }

    #[zbus(signal)]
    async fn heard(emitter: &SignalEmitter<'_>, word: &str) -> zbus::Result<()>;

    #[zbus(property)]
    fn colour(&self) -> String {
        "green".to_owned()
    }
}

/// A console whose host has this bus, and a service on it; the service ends with the connection.
async fn start() -> Option<(TestApp, Daemon, Connection)> {
    let daemon = Daemon::start(Kind::Bus, None)?;
    let host = HostSetup {
        system_bus: Some(daemon.bus_address()),
        ..support::host("bus", std::path::Path::new("/"))
    };
    let service = connection::Builder::address(daemon.bus_address().as_str())
        .serve_at("/test", Test)
        .name(NAME)
        .build()
        .await
        .expect("a service on the bus");
    Some((TestApp::with_hosts(vec![host]).await, daemon, service))
}

async fn open(app: &TestApp, role: Role) -> Socket {
    let mut socket = Socket::on(app, role, "bus").await;
    socket
        .channel("d", json!({"payload": "dbus-json3", "name": NAME}))
        .await;
    assert!(socket.json("d").await["owner"].is_string());
    assert!(socket.until("ready").await["unique_name"].is_string());
    socket
}

async fn ask(socket: &mut Socket, call: Value) -> Value {
    socket.send("d", &call.to_string()).await;
    socket.json("d").await
}

#[tokio::test]
async fn every_type_goes_there_and_comes_back() {
    let Some((app, daemon, service)) = start().await else {
        return;
    };
    let mut socket = open(&app, Role::Admin).await;
    let dict = json!({"7": {"t": "as", "v": ["x"]}, "8": {"t": "v", "v": {"t": "i", "v": -1}}});
    for (method, types, arguments) in [
        ("Numbers", "ynxtdb", json!([255, -2, -3, 4, 1.5, true])),
        ("Texts", "so", json!(["ä\"\n", "/a/b"])),
        ("Bytes", "ay", json!(["AAH/"])),
        ("Dict", "a{uv}", json!([dict])),
    ] {
        let mut call = json!({"call": ["/test", NAME, method, arguments], "id": "1"});
        // By introspection, then by the types that the call says.
        assert_eq!(
            ask(&mut socket, call.clone()).await,
            json!({"reply": [arguments], "id": "1"})
        );
        call["type"] = types.into();
        call["flags"] = "".into();
        let reply = ask(&mut socket, call).await;
        assert_eq!(reply["reply"], json!([arguments]), "{method}");
        assert_eq!(reply["type"], types);
        assert_eq!(reply["flags"], "<");
    }
    for (arguments, types, error) in [
        (
            json!([256, 0, 0, 0, 0, true]),
            json!("ynxtdb"),
            "org.freedesktop.DBus.Error.InvalidArgs",
        ),
        (
            json!(["x"]),
            json!("zz"),
            "org.freedesktop.DBus.Error.InvalidArgs",
        ),
        (
            json!([]),
            json!(""),
            "org.freedesktop.DBus.Error.InvalidArgs",
        ),
    ] {
        let call = json!({"call": ["/test", NAME, "Numbers", arguments], "type": types, "id": 2});
        let reply = ask(&mut socket, call).await;
        assert_eq!(reply["error"][0], error, "{reply}");
    }
    let reply = ask(
        &mut socket,
        json!({"call": ["/test", NAME, "Fail", []], "id": 3}),
    )
    .await;
    let expected = json!(["org.freedesktop.DBus.Error.FileNotFound", ["it is gone"]]);
    assert_eq!(reply, json!({"error": expected, "id": 3}));
    drop((socket, service));
    app.stop().await;
    drop(daemon);
}

#[tokio::test]
async fn a_viewer_may_read_and_only_an_admin_may_call() {
    let Some((app, daemon, service)) = start().await else {
        return;
    };
    let mut viewer = open(&app, Role::Viewer).await;
    let get = json!({"call": ["/test", "org.freedesktop.DBus.Properties", "Get", [NAME, "Colour"]], "type": "ss", "id": 1});
    let reply = ask(&mut viewer, get).await;
    assert_eq!(reply["reply"], json!([[{"t": "s", "v": "green"}]]));
    let bytes = json!({"call": ["/test", NAME, "Bytes", ["AA=="]], "type": "ay", "id": 2});
    let reply = ask(&mut viewer, bytes.clone()).await;
    assert_eq!(
        reply["error"][0], "org.freedesktop.DBus.Error.AccessDenied",
        "{reply}"
    );
    let mut admin = open(&app, Role::Admin).await;
    assert_eq!(ask(&mut admin, bytes).await["reply"], json!([["AA=="]]));

    let audit = app.as_role(Role::Admin).get("/api/v1/audit").await;
    let page: AuditPage = serde_json::from_slice(&audit.body).expect("a page");
    let target = Some(format!("{NAME} {NAME}.Bytes"));
    let lines = page.entries.iter().filter(|entry| entry.target == target);
    let outcomes: Vec<Outcome> = lines.map(|entry| entry.outcome).collect();
    assert_eq!(outcomes, [Outcome::Succeeded, Outcome::Denied]);
    drop((viewer, admin, service));
    app.stop().await;
    drop(daemon);
}

#[tokio::test]
async fn signals_are_heard_as_long_as_they_are_asked_for() {
    let Some((app, daemon, service)) = start().await else {
        return;
    };
    let mut admin = open(&app, Role::Admin).await;
    let shout =
        |word: &str| json!({"call": ["/test", NAME, "Shout", [word]], "type": "s", "id": word});
    assert_eq!(ask(&mut admin, shout("unheard")).await["id"], "unheard");
    let rule = json!({"interface": NAME, "member": "Heard", "arg0": "hello"});
    admin
        .send("d", &json!({"add-match": rule}).to_string())
        .await;
    assert_eq!(ask(&mut admin, shout("other")).await["id"], "other");
    // The signal comes before the reply, as on the bus.
    let signal = ask(&mut admin, shout("hello")).await;
    assert_eq!(
        signal,
        json!({"signal": ["/test", NAME, "Heard", ["hello"]]})
    );
    assert_eq!(admin.json("d").await["id"], "hello");
    admin
        .send("d", &json!({"remove-match": rule}).to_string())
        .await;
    assert_eq!(ask(&mut admin, shout("hello")).await["id"], "hello");

    drop(service);
    assert_eq!(admin.json("d").await, json!({"owner": null}));
    drop(admin);
    app.stop().await;
    drop(daemon);
}

#[tokio::test]
async fn a_channel_closes_with_what_went_wrong() {
    let Some((app, daemon, service)) = start().await else {
        return;
    };
    let mut socket = Socket::on(&app, Role::Admin, "bus").await;
    for (options, problem) in [
        (json!({"bus": "session"}), "not-supported"),
        (
            json!({"bus": "none", "address": "unix:path=/x"}),
            "not-supported",
        ),
        (json!({"name": "org.atomdeck.Nobody"}), "not-found"),
    ] {
        let mut options = options;
        options["payload"] = "dbus-json3".into();
        socket.channel("d", options.clone()).await;
        assert_eq!(socket.problem("d").await, problem, "{options}");
    }
    for message in [
        json!({"call": ["/test"]}),
        json!({"unknown": true}),
        json!({"call": ["/test", NAME, "Bytes", []], "id": 1}),
        json!({"add-match": {"path": "no path"}}),
        json!({"add-match": {"eavesdrop": "true"}}),
    ] {
        socket.channel("d", json!({"payload": "dbus-json3"})).await;
        socket.until("ready").await;
        socket.send("d", &message.to_string()).await;
        assert_eq!(socket.problem("d").await, "protocol-error", "{message}");
    }
    socket
        .channel("d", json!({"payload": "dbus-json3", "name": NAME}))
        .await;
    socket.until("ready").await;
    drop((daemon, service));
    assert_eq!(socket.problem("d").await, "disconnected");
    drop(socket);
    app.stop().await;
}
