//! The demo: an atomic host faked at the wire. A temporary folder holds the files of a Fedora CoreOS
//! host, and behind the sockets in it answer a system bus with rpm-ostree, systemd and logind, and a
//! Docker API. Whoever treats that folder as the root of a host cannot tell the difference, raw channels
//! included.
//!
//! `scenario` says what the host is, `world` and `docker::engine` what it is now; the rest speaks for
//! them. Everything ends with [`Demo`].

mod bus;
mod docker;
mod hostnamed;
mod logind;
mod machinery;
mod programs;
mod rpm_ostree;
mod scenario;
mod socket;
mod systemd;
#[cfg(test)]
mod tests;
mod tree;
mod world;

use std::{
    fmt::Write as _,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use tempfile::TempDir;
use tokio::{
    sync::mpsc,
    task::{JoinHandle, JoinSet},
    time::sleep,
};
use tokio_util::sync::CancellationToken;
use zbus::Connection;

use bus::Bus;
use docker::Engine;
use machinery::Machinery;
use programs::Programs;
use scenario::Scenario;
use socket::Socket;
use world::World;

/// From the call of `Reboot` to the moment that everything is cut, and from there to the next boot.
const GOING_DOWN: Duration = Duration::from_millis(700);
const DOWN: Duration = Duration::from_millis(3300);

/// How fast the demo host works.
#[derive(Debug, Clone, Copy)]
pub struct Pace(f64);

impl Pace {
    /// For people: an upgrade takes some 15 s, a reboot 4 s.
    pub fn real() -> Self {
        Self(1.0)
    }

    /// For tests: the same at twenty times the speed.
    pub fn fast() -> Self {
        Self(0.05)
    }

    fn of(self, real: Duration) -> Duration {
        real.mul_f64(self.0)
    }
}

/// Why the demo host could not start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("the demo host's description is broken")]
    Scenario(#[from] toml::de::Error),
    #[error("the demo host's description lacks an image")]
    Images,
    /// Look at the folder for temporary files: room, permissions, and a path short enough for sockets.
    #[error("cannot lay out the demo host beneath {}", std::env::temp_dir().display())]
    Files(#[from] io::Error),
    #[error("the demo host's services do not start")]
    Bus(#[from] zbus::Error),
}

/// A running demo host. Dropping it ends everything and removes the folder, though maybe a moment
/// later; [`Demo::stop`] waits for that.
#[derive(Debug)]
pub struct Demo {
    root: PathBuf,
    stop: CancellationToken,
    supervisor: JoinHandle<()>,
}

impl Demo {
    /// Lays out the host and boots it.
    pub async fn start(pace: Pace) -> Result<Self, DemoError> {
        let folder = tempfile::Builder::new()
            .prefix("atomdeck-demo-")
            .tempdir()?;
        let root = folder.path().to_owned();
        let now = Timestamp::now();
        let world = World::new(Scenario::coreos()?, now).ok_or(DemoError::Images)?;
        tree::lay_out(&root, &world.scenario)?;
        let machinery = Machinery::new(&world.scenario, world.snapshot().boot_time);
        let world = Arc::new(world);
        let engine = Arc::new(Engine::new(Arc::clone(&world), pace, now));
        let host = Host {
            world,
            machinery: Arc::new(machinery),
            engine,
            pace,
            folder,
        };
        let (machine, reboot) = host.boot().await?;
        let stop = CancellationToken::new();
        let supervisor = tokio::spawn(host.supervise(machine, reboot, stop.clone()));
        Ok(Self {
            root,
            stop,
            supervisor,
        })
    }

    /// The folder that is the host's `/`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Ends everything; then nothing is left of it.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Err(error) = (&mut self.supervisor).await {
            tracing::error!(%error, "the demo host did not stop in order");
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.supervisor.abort();
    }
}

/// What outlives a reboot.
struct Host {
    world: Arc<World>,
    machinery: Arc<Machinery>,
    engine: Arc<Engine>,
    pace: Pace,
    /// Last: removed once nothing uses it.
    folder: TempDir,
}

/// What a boot brings up and a shutdown ends. Fields end in their order.
struct Machine {
    tasks: JoinSet<()>,
    connections: Vec<Connection>,
    bus: Bus,
}

impl Host {
    /// Brings everything up; the receiver hears of the first reboot asked for.
    async fn boot(&self) -> Result<(Machine, mpsc::Receiver<()>), DemoError> {
        let root = self.folder.path();
        let boot_id = self.machinery.boot_id();
        tree::boot(root, &self.world.scenario, &self.world.snapshot(), &boot_id)?;
        let bus = Bus::listen(&root.join("run/dbus/system_bus_socket")).await?;
        let address = bus.inner_address();
        let (reboot, asked) = mpsc::channel(1);
        let mut tasks = JoinSet::new();
        let (daemon, transactions) = rpm_ostree::serve(
            &address,
            root,
            Arc::clone(&self.world),
            self.pace,
            reboot.clone(),
        )
        .await?;
        tasks.spawn(transactions);
        let (logind, clock) = logind::serve(&address, &self.machinery, reboot).await?;
        tasks.spawn(clock);
        let connections = vec![
            daemon,
            logind,
            systemd::serve(&address, &self.machinery).await?,
            hostnamed::serve(&address, &self.world).await?,
        ];
        let docker = Socket::bind(&root.join("run/docker.sock"))?;
        tasks.spawn(docker::serve(docker, Arc::clone(&self.engine)));
        let engine = Arc::clone(&self.engine);
        tasks.spawn(async move { engine.run().await });
        let programs = Programs::start(root, Arc::clone(&self.world))?;
        tasks.spawn(programs.serve());
        bus.open()?;
        let machine = Machine {
            tasks,
            connections,
            bus,
        };
        Ok((machine, asked))
    }

    /// Keeps the host up, through reboots, until it is told to stop.
    async fn supervise(
        self,
        machine: Machine,
        reboot: mpsc::Receiver<()>,
        stop: CancellationToken,
    ) {
        let mut up = Some((machine, reboot));
        while let Some((machine, mut reboot)) = up.take() {
            tokio::select! {
                () = stop.cancelled() => machine.shut_down().await,
                Some(()) = reboot.recv() => {
                    sleep(self.pace.of(GOING_DOWN)).await;
                    self.engine.power_off();
                    machine.shut_down().await;
                    tokio::select! {
                        () = stop.cancelled() => return,
                        () = sleep(self.pace.of(DOWN)) => {}
                    }
                    let now = Timestamp::now();
                    self.world.boot(now);
                    self.machinery.boot(now);
                    self.engine.power_on();
                    match self.boot().await {
                        Ok(machine) => up = Some(machine),
                        Err(error) => {
                            tracing::error!(%error, "the demo host does not boot any more");
                        }
                    }
                }
            }
        }
    }
}

impl Machine {
    /// Cuts all connections and removes all sockets.
    async fn shut_down(self) {
        let Self {
            mut tasks,
            connections,
            bus,
        } = self;
        tasks.shutdown().await;
        for connection in connections {
            if let Err(error) = connection.close().await {
                tracing::debug!(%error, "a service of the demo host was cut off already");
            }
        }
        // Joins its thread.
        if tokio::task::spawn_blocking(|| drop(bus)).await.is_err() {
            tracing::error!("the demo host's bus did not stop in order");
        }
    }
}

/// A name as one part of an object path: what is no letter or digit becomes `_` and its code.
fn escape(name: &str) -> String {
    name.bytes().fold(String::new(), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "_{byte:02x}");
        }
        escaped
    })
}
