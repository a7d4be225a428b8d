//! The fake rpm-ostreed: its properties, and transactions with the signals in the recorded order.

use std::collections::BTreeMap;

use futures_util::StreamExt;
use zbus::{
    Connection, MessageStream, OwnedObjectPath, OwnedVariant, Proxy, Variant, connection::Builder,
    message,
};

use super::{Demo, bus, demo, eventually, proxy, reboot, within};

type Dict = BTreeMap<String, OwnedVariant>;

const NAME: &str = "org.projectatomic.rpmostree1";

async fn sysroot(bus: &Connection) -> Proxy<'static> {
    let path = "/org/projectatomic/rpmostree1/Sysroot";
    proxy(bus, NAME, path, "org.projectatomic.rpmostree1.Sysroot").await
}

async fn os(bus: &Connection) -> Proxy<'static> {
    let booted: OwnedObjectPath = sysroot(bus).await.get_property("Booted").await.unwrap();
    assert_eq!(
        booted.as_str(),
        "/org/projectatomic/rpmostree1/fedora_2dcoreos"
    );
    proxy(bus, NAME, &booted, "org.projectatomic.rpmostree1.OS").await
}

/// Asks for a check; the transaction's address.
async fn check(os: &Proxy<'_>) -> String {
    let options = BTreeMap::from([
        ("mode", Variant::from("check")),
        ("output-to-self", false.into()),
    ]);
    let called = os.call("AutomaticUpdateTrigger", &(options,)).await;
    let (enabled, address): (bool, String) = called.unwrap();
    assert!(enabled);
    address
}

/// No options.
fn none() -> BTreeMap<String, Variant<'static>> {
    BTreeMap::new()
}

fn text(dict: &Dict, key: &str) -> String {
    dict[key].downcast_ref::<String>().unwrap()
}

fn flag(dict: &Dict, key: &str) -> bool {
    dict[key].downcast_ref::<bool>().unwrap()
}

async fn deployments(bus: &Connection) -> Vec<Dict> {
    sysroot(bus)
        .await
        .get_property("Deployments")
        .await
        .unwrap()
}

/// Each deployment's release, booted, staged.
async fn order(bus: &Connection) -> Vec<(String, bool, bool)> {
    let all = deployments(bus).await;
    all.iter()
        .map(|one| {
            let release = text(one, "version")[..2].to_owned();
            (release, flag(one, "booted"), flag(one, "staged"))
        })
        .collect()
}

fn row(release: &str, booted: bool, staged: bool) -> (String, bool, bool) {
    (release.to_owned(), booted, staged)
}

/// Connects to the transaction's socket.
async fn join(demo: &Demo, address: &str) -> Connection {
    assert_eq!(address, "unix:path=/run/rpm-ostree-transaction.sock");
    let socket = demo.root().join("run/rpm-ostree-transaction.sock");
    let address = super::super::bus::address(&socket);
    let peer = Builder::address(address.as_str()).p2p().build();
    within(peer).await.unwrap()
}

/// Starts the transaction and reads its signals until `Finished`; text or percentage of each.
async fn run(peer: &Connection) -> (bool, Vec<(String, String)>) {
    let mut messages = MessageStream::from(peer);
    let interface = Some("org.projectatomic.rpmostree1.Transaction");
    let start = peer.call_method(None::<&str>, "/", interface, "Start", &());
    let started: bool = within(start).await.unwrap().body().deserialize().unwrap();
    let mut signals = Vec::new();
    loop {
        let message = within(messages.next()).await.unwrap().unwrap();
        if message.message_type() != message::Type::Signal {
            continue;
        }
        let member = message.header().member().unwrap().to_string();
        let body = message.body();
        let text = match member.as_str() {
            "Message" | "TaskBegin" | "TaskEnd" => body.deserialize().unwrap(),
            "PercentProgress" => body.deserialize::<(String, u32)>().unwrap().0,
            "Finished" => {
                let (success, error): (bool, String) = body.deserialize().unwrap();
                assert!(success || !error.is_empty());
                error
            }
            "DownloadProgress" => {
                // zbus leaves the outermost parentheses out, as the wire does.
                let signature = body.signature().to_string_no_parens();
                assert_eq!(signature, "(tt)(uu)(uuu)(uuut)(uu)(tt)");
                String::new()
            }
            _ => String::new(),
        };
        let finished = member == "Finished";
        signals.push((member, text));
        if finished {
            return (started, signals);
        }
    }
}

#[tokio::test]
async fn deployments_are_in_boot_order() {
    let demo = demo().await;
    let bus = bus(&demo).await.unwrap();
    assert_eq!(
        order(&bus).await,
        [
            row("42", true, false),
            row("42", false, false),
            row("41", false, false)
        ]
    );
    let all = deployments(&bus).await;
    assert!(flag(&all[2], "pinned"));
    let rollback: Dict = os(&bus)
        .await
        .get_property("RollbackDeployment")
        .await
        .unwrap();
    assert_eq!(text(&rollback, "id"), text(&all[1], "id"));
    demo.stop().await;
}

#[tokio::test]
async fn a_check_finds_the_update() {
    let demo = demo().await;
    let bus = bus(&demo).await.unwrap();
    let os = os(&bus).await;
    let before: Dict = os.get_property("CachedUpdate").await.unwrap();
    assert!(before.is_empty());
    let address = check(&os).await;
    let (started, signals) = run(&join(&demo, &address).await).await;
    assert!(started);
    assert_eq!(signals.last().unwrap().0, "Finished");
    let update: Dict = os.get_property("CachedUpdate").await.unwrap();
    assert!(text(&update, "version").starts_with("43."));
    let diff: Dict = update["rpm-diff"].clone().try_into().unwrap();
    assert_eq!(
        diff["upgraded"].value_signature().to_string(),
        "a(us(ss)(ss))"
    );
    assert_eq!(diff["added"].value_signature().to_string(), "a(usss)");
    assert_eq!(
        update["advisories"].value_signature().to_string(),
        "a(suuasa{sv})"
    );
    assert!(
        os.get_property::<bool>("HasCachedUpdateRpmDiff")
            .await
            .unwrap()
    );
    demo.stop().await;
}

/// The types of a recorded dictionary, dictionaries in it included: "key.key" and signature.
fn recorded(dict: &serde_json::Value, prefix: &str, types: &mut BTreeMap<String, String>) {
    for (key, value) in dict.as_object().unwrap() {
        let (key, kind) = (format!("{prefix}{key}"), value["type"].as_str().unwrap());
        if kind == "a{sv}" {
            recorded(&value["data"], &format!("{key}."), types);
        }
        types.insert(key, kind.to_owned());
    }
}

/// The same of one that was received.
fn received(dict: &Dict, prefix: &str, types: &mut BTreeMap<String, String>) {
    for (key, value) in dict {
        let (key, kind) = (
            format!("{prefix}{key}"),
            value.value_signature().to_string(),
        );
        if kind == "a{sv}" {
            let dict = value.clone().try_into().unwrap();
            received(&dict, &format!("{key}."), types);
        }
        types.insert(key, kind);
    }
}

#[tokio::test]
async fn dictionaries_have_the_recorded_keys_and_types() {
    let record = include_str!(
        "../../../tests/fixtures/rpm-ostree/08-cached-update-advisories.OS.busctl.json"
    );
    let documents = serde_json::Deserializer::from_str(record).into_iter();
    let documents: Vec<serde_json::Value> = documents.map(Result::unwrap).collect();
    let demo = demo().await;
    let bus = bus(&demo).await.unwrap();
    let address = check(&os(&bus).await).await;
    run(&join(&demo, &address).await).await;
    // The key that only such a dictionary has, and the property that holds one here.
    for (mark, property) in [
        ("layered-commit-meta", "BootedDeployment"),
        ("update-sha256", "CachedUpdate"),
    ] {
        let document = documents.iter().find(|one| one["data"].get(mark).is_some());
        let (mut there, mut here) = (BTreeMap::new(), BTreeMap::new());
        recorded(&document.unwrap()["data"], "", &mut there);
        let dict: Dict = os(&bus).await.get_property(property).await.unwrap();
        received(&dict, "", &mut here);
        // The recorded host verified nothing.
        assert_eq!(here.remove("signatures").as_deref(), Some("av"));
        assert_eq!(here, there, "{property}");
    }
    demo.stop().await;
}

#[tokio::test]
async fn an_upgrade_is_downloaded_staged_and_booted() {
    let demo = demo().await;
    let bus = bus(&demo).await.unwrap();
    let os_object = os(&bus).await;
    let sysroot = sysroot(&bus).await;
    let options = BTreeMap::from([("initiating-command-line", Variant::from("demo upgrade"))]);
    let address: String = os_object
        .call("UpdateDeployment", &(none(), options))
        .await
        .unwrap();
    let active: (String, String, String) = sysroot.get_property("ActiveTransaction").await.unwrap();
    assert_eq!(active.0, "UpdateDeployment");
    let peer = join(&demo, &address).await;
    let (started, signals) = run(&peer).await;
    assert!(started);
    let members: Vec<_> = signals.iter().map(|(member, _)| member.as_str()).collect();
    let mut phases = members.clone();
    phases.dedup();
    assert_eq!(
        phases[..4],
        [
            "PropertiesChanged",
            "DownloadProgress",
            "Message",
            "ProgressEnd"
        ]
    );
    assert!(members.contains(&"PercentProgress"));
    assert_eq!(
        phases[phases.len() - 3..],
        ["TaskBegin", "TaskEnd", "Finished"]
    );
    let staging = signals.iter().rfind(|(member, _)| member == "TaskBegin");
    assert_eq!(staging.unwrap().1, "Staging deployment");
    assert_eq!(
        order(&bus).await[..2],
        [row("43", false, true), row("42", true, false)]
    );

    // Over only once the peer has gone.
    let path: String = sysroot.get_property("ActiveTransactionPath").await.unwrap();
    assert_eq!(path, address);
    peer.close().await.unwrap();
    eventually("idle", async || {
        let path: String = sysroot.get_property("ActiveTransactionPath").await.unwrap();
        path.is_empty().then_some(())
    })
    .await;

    let address: String = os_object.call("Upgrade", &(none(),)).await.unwrap();
    let (_, signals) = run(&join(&demo, &address).await).await;
    assert!(signals.contains(&("Message".to_owned(), "No upgrade available.".to_owned())));

    reboot(&demo).await;
    let bus = super::bus(&demo).await.unwrap();
    let now = deployments(&bus).await;
    assert!(flag(&now[0], "booted") && !flag(&now[0], "staged"));
    assert!(text(&now[0], "version").starts_with("43."));
    let rollback: Dict = os(&bus)
        .await
        .get_property("RollbackDeployment")
        .await
        .unwrap();
    assert!(text(&rollback, "version").starts_with("42."));
    let release = super::read(demo.root(), "etc/os-release");
    assert!(release.contains("VERSION_ID=43\n"), "{release}");
    demo.stop().await;
}

#[tokio::test]
async fn an_equal_call_joins_and_another_is_refused() {
    let demo = demo().await;
    let bus = bus(&demo).await.unwrap();
    let os = os(&bus).await;
    let address: String = os.call("Upgrade", &(none(),)).await.unwrap();
    let again: String = os.call("Upgrade", &(none(),)).await.unwrap();
    assert_eq!(address, again);
    let refused = os.call::<_, _, String>("Rollback", &(none(),)).await;
    let zbus::Error::MethodError(name, Some(text), _) = refused.unwrap_err() else {
        panic!("another kind of error");
    };
    assert_eq!(
        name.as_str(),
        "org.gtk.GDBus.UnmappedGError.Quark._g_2dio_2derror_2dquark.Code26"
    );
    assert!(
        text.starts_with("Transaction in progress: new-deployment\n"),
        "{text}"
    );

    // Who joins hears the same end.
    let (first, second) = (join(&demo, &address).await, join(&demo, &address).await);
    let (one, two) = tokio::join!(run(&first), run(&second));
    assert_ne!(one.0, two.0, "one of them has started it");
    assert_eq!(one.1.last(), two.1.last());
    let late = join(&demo, &address).await;
    let (started, signals) = run(&late).await;
    assert!(!started);
    assert_eq!(signals, [("Finished".to_owned(), String::new())]);
    demo.stop().await;
}

#[tokio::test]
async fn a_caller_that_leaves_before_the_start_blocks_nobody() {
    let demo = demo().await;
    let caller = bus(&demo).await.unwrap();
    let _: String = os(&caller).await.call("Upgrade", &(none(),)).await.unwrap();
    caller.close().await.unwrap();
    let bus = bus(&demo).await.unwrap();
    let os = os(&bus).await;
    let address = eventually("the next may begin", async || {
        os.call::<_, _, String>("Rollback", &(none(),)).await.ok()
    })
    .await;
    let (_, signals) = run(&join(&demo, &address).await).await;
    assert!(signals[0].1.starts_with("Moving '"), "{signals:?}");
    let rollback: Dict = os.get_property("RollbackDeployment").await.unwrap();
    let first: Dict = os.get_property("DefaultDeployment").await.unwrap();
    assert!(!flag(&first, "booted"));
    assert!(flag(&rollback, "pinned"), "the one after the booted one");
    demo.stop().await;
}

#[tokio::test]
async fn a_cancelled_upgrade_ends_and_stages_nothing() {
    let demo = demo().await;
    let bus = bus(&demo).await.unwrap();
    let address: String = os(&bus).await.call("Upgrade", &(none(),)).await.unwrap();
    let (starter, other) = (join(&demo, &address).await, join(&demo, &address).await);
    let cancel = async {
        let mut messages = MessageStream::from(&other);
        // The first sign that it runs.
        within(messages.next()).await.unwrap().unwrap();
        let interface = Some("org.projectatomic.rpmostree1.Transaction");
        let call = other.call_method(None::<&str>, "/", interface, "Cancel", &());
        within(call).await.unwrap();
    };
    let ((started, signals), ()) = tokio::join!(run(&starter), cancel);
    assert!(started);
    let end = ("Finished".to_owned(), "Operation was cancelled".to_owned());
    assert_eq!(signals.last(), Some(&end));
    assert_eq!(order(&bus).await[0], row("42", true, false));
    demo.stop().await;
}
