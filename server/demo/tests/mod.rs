//! The demo host through real clients: zbus on its bus and its transaction socket, bollard on its Docker
//! socket, and the files.

mod docker;
mod docker_things;
mod rpm_ostree;

use std::{fs, path::Path, time::Duration};

use jiff::Timestamp;
use tokio::time::{Instant, sleep, timeout};
use zbus::{Connection, Proxy, connection::Builder};

use super::{Demo, Pace};

/// Longer than anything takes at the fast pace, however busy the machine.
const LIMIT: Duration = Duration::from_secs(20);

async fn demo() -> Demo {
    Demo::start(Pace::fast()).await.unwrap()
}

async fn bus(demo: &Demo) -> zbus::Result<Connection> {
    let socket = demo.root().join("run/dbus/system_bus_socket");
    Builder::address(super::bus::address(&socket).as_str())
        .build()
        .await
}

async fn proxy(
    bus: &Connection,
    name: &'static str,
    path: &str,
    interface: &'static str,
) -> Proxy<'static> {
    zbus::proxy::Builder::new(bus)
        .destination(name)
        .path(path.to_owned())
        .interface(interface)
        .cache_properties(zbus::proxy::CacheProperties::No)
        .build()
        .await
        .unwrap()
}

/// Tries until it is so.
async fn eventually<T>(what: &str, mut attempt: impl AsyncFnMut() -> Option<T>) -> T {
    let end = Instant::now() + LIMIT;
    loop {
        if let Some(done) = attempt().await {
            return done;
        }
        assert!(Instant::now() < end, "never: {what}");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    timeout(LIMIT, future).await.expect("it takes too long")
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap()
}

fn boot_time(root: &Path) -> i64 {
    let stat = read(root, "proc/stat");
    let line = stat.lines().find_map(|line| line.strip_prefix("btime "));
    line.unwrap().parse().unwrap()
}

async fn reboot(demo: &Demo) {
    let bus = bus(demo).await.unwrap();
    let logind = proxy(
        &bus,
        "org.freedesktop.login1",
        "/org/freedesktop/login1",
        "org.freedesktop.login1.Manager",
    )
    .await;
    let can: String = logind.call("CanReboot", &()).await.unwrap();
    assert_eq!(can, "yes");
    let before = boot_time(demo.root());
    logind.call::<_, _, ()>("Reboot", &(false,)).await.unwrap();
    // It really goes away.
    within(bus.closed()).await;
    let again = eventually("booted again", async || {
        let up = boot_time(demo.root()) > before;
        up.then_some(self::bus(demo).await.ok()?)
    })
    .await;
    again.close().await.unwrap();
}

#[tokio::test]
async fn files_say_what_the_host_is() {
    let demo = demo().await;
    let root = demo.root();
    assert_eq!(read(root, "proc/sys/kernel/hostname"), "demo-coreos\n");
    assert!(read(root, "proc/sys/kernel/osrelease").contains(".fc42."));
    assert!(read(root, "etc/os-release").contains("VARIANT_ID=coreos\n"));
    let up = Timestamp::now().as_second() - boot_time(root);
    assert!((10 * 86_400..12 * 86_400).contains(&up), "{up}");
    demo.stop().await;
}

#[tokio::test]
async fn nothing_is_left_after_stop_or_drop() {
    let stopped = demo().await;
    let root = stopped.root().to_owned();
    let client = bus(&stopped).await.unwrap();
    stopped.stop().await;
    assert!(!root.exists());
    within(client.closed()).await;

    let dropped = demo().await;
    let root = dropped.root().to_owned();
    let client = bus(&dropped).await.unwrap();
    drop(dropped);
    within(client.closed()).await;
    eventually("the folder is gone", async || {
        (!root.exists()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn systemd_lists_units_and_the_failed_one() {
    let demo = demo().await;
    let bus = bus(&demo).await.unwrap();
    let systemd = proxy(
        &bus,
        "org.freedesktop.systemd1",
        "/org/freedesktop/systemd1",
        "org.freedesktop.systemd1.Manager",
    )
    .await;
    type Row = (
        String,
        String,
        String,
        String,
        String,
        String,
        zbus::OwnedObjectPath,
        u32,
        String,
        zbus::OwnedObjectPath,
    );
    let all: Vec<Row> = systemd.call("ListUnits", &()).await.unwrap();
    assert!((15..=30).contains(&all.len()), "{}", all.len());
    let failed: Vec<Row> = systemd
        .call("ListUnitsFiltered", &(vec!["failed"],))
        .await
        .unwrap();
    let [failed] = &failed[..] else {
        panic!("{failed:?}");
    };
    assert_eq!(
        (&*failed.0, &*failed.3),
        ("backup-offsite.service", "failed")
    );
    let unit = proxy(
        &bus,
        "org.freedesktop.systemd1",
        &failed.6,
        "org.freedesktop.systemd1.Unit",
    )
    .await;
    let id: String = unit.get_property("Id").await.unwrap();
    assert_eq!(id, failed.0);
    let state: String = systemd.get_property("SystemState").await.unwrap();
    assert_eq!(state, "degraded");
    demo.stop().await;
}
