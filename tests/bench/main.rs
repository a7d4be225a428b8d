//! What the channels cost: the same work straight and through the console's WebSocket, in turn, in one
//! run, so that the ratio means the same on any machine. `make bench` runs it; no test looks at it.

mod paths;
#[path = "../it/support/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "the tests' support; this needs a part of it"
)]
mod support;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use atomdeck::{
    demo::{Demo, Pace},
    host::HostSetup,
    model::Role,
};

use paths::{Bulk, Bus, Call, Engine};
use support::{Daemon, Kind, Socket, TestApp, host};

/// Times that both ways are measured; the median counts.
const ROUNDS: usize = 5;
/// How long one way takes in one round, about.
const ROUND: Duration = Duration::from_millis(400);

/// One row of the table.
struct Measured {
    what: &'static str,
    unit: Unit,
    /// Medians; seconds of one unit of work.
    straight: f64,
    through: f64,
}

/// How a row is told.
enum Unit {
    /// Microseconds of one.
    Each,
    /// MiB in a second, when one is so many bytes.
    Bytes(usize),
}

#[tokio::main]
async fn main() {
    let demo = Demo::start(Pace::fast()).await.expect("a demo host");
    let bus = Daemon::start(Kind::Bus, None);
    let mut hosts = vec![host("demo", demo.root())];
    if let Some(bus) = &bus {
        // The bus's socket lies outside the demo host's tree.
        hosts.push(HostSetup {
            system_bus: Some(bus.bus_address()),
            ..host("bus", Path::new("/"))
        });
    }
    let app = TestApp::with_hosts(hosts).await;

    let mut rows = Vec::new();
    if let Some(daemon) = &bus {
        let socket = Socket::on(&app, Role::Admin, "bus").await;
        let mut bus = Bus::start(&daemon.bus_address(), socket).await;
        for (what, call, at_once) in [
            ("D-Bus read, one by one", Call::Read, 1),
            ("D-Bus read, 32 in flight", Call::Read, 32),
            ("D-Bus call, recorded, one by one", Call::Recorded, 1),
            ("D-Bus call, recorded, 32 in flight", Call::Recorded, 32),
        ] {
            rows.push(
                measure(
                    what,
                    Unit::Each,
                    &mut bus,
                    async |bus, way, count| match way {
                        Way::Straight => bus.straight(call, count, at_once).await,
                        Way::Through => bus.through(call, count, at_once).await,
                    },
                )
                .await,
            );
        }
    }
    let mut engine = Engine {
        path: demo.root().join("run/docker.sock"),
        socket: Socket::open(&app, Role::Viewer).await,
    };
    for (what, at_once) in [
        ("engine GET, one by one", 1),
        ("engine GET, 16 at once", 16),
    ] {
        rows.push(
            measure(
                what,
                Unit::Each,
                &mut engine,
                async |engine, way, count| match way {
                    Way::Straight => engine.straight(count, at_once).await,
                    Way::Through => engine.through(count, at_once).await,
                },
            )
            .await,
        );
    }
    let mut bulk = Bulk::start(Socket::open(&app, Role::Viewer).await).await;
    let unit = Unit::Bytes(paths::PIECE);
    rows.push(
        measure(
            "bulk there and back",
            unit,
            &mut bulk,
            async |bulk, way, count| match way {
                Way::Straight => bulk.straight(count).await,
                Way::Through => bulk.through(count).await,
            },
        )
        .await,
    );

    print(&rows);
    if bus.is_none() {
        println!("D-Bus is left out: there is no dbus-daemon here.");
    }
    drop((engine, bulk));
    app.stop().await;
    demo.stop().await;
}

#[derive(Clone, Copy)]
enum Way {
    Straight,
    Through,
}

/// Measures both ways in turn. `work` does so many units of it.
async fn measure<T>(
    what: &'static str,
    unit: Unit,
    subject: &mut T,
    work: impl AsyncFn(&mut T, Way, usize),
) -> Measured {
    let mut counts = [0; 2];
    let mut times = [Vec::new(), Vec::new()];
    for (way, count) in [Way::Straight, Way::Through].into_iter().zip(&mut counts) {
        *count = calibrate(async |count| work(subject, way, count).await).await;
    }
    for _ in 0..ROUNDS {
        for (index, way) in [Way::Straight, Way::Through].into_iter().enumerate() {
            let start = Instant::now();
            work(subject, way, counts[index]).await;
            times[index].push(start.elapsed().as_secs_f64() / counts[index] as f64);
        }
    }
    let [straight, through] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    });
    Measured {
        what,
        unit,
        straight,
        through,
    }
}

/// How often the work fits into a round; warms up on the way.
async fn calibrate(mut work: impl AsyncFnMut(usize)) -> usize {
    let mut count = 64;
    loop {
        let start = Instant::now();
        work(count).await;
        if start.elapsed() >= ROUND / 2 {
            return count;
        }
        count *= 2;
    }
}

fn print(rows: &[Measured]) {
    println!(
        "{:<36}{:>15}{:>15}{:>9}",
        "what", "straight", "through", "ratio"
    );
    for row in rows {
        let tell = |seconds: f64| match row.unit {
            Unit::Each => format!("{:.1} µs", seconds * 1e6),
            Unit::Bytes(bytes) => format!("{:.0} MiB/s", bytes as f64 / seconds / 1024.0 / 1024.0),
        };
        println!(
            "{:<36}{:>15}{:>15}{:>9.2}",
            row.what,
            tell(row.straight),
            tell(row.through),
            row.through / row.straight
        );
    }
}
