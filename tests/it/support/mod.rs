//! What the integration tests stand on: real daemons, and waiting without sleeping.
//! A test that needs a daemon begins with `let Some(docker) = support::docker() else { return };`: the daemon is
//! started once per test process, and where it cannot be had one line says why (with `CI=true` the test fails).

mod app;
mod client;
mod daemon;
mod engine;
mod host;
mod registry;
mod socket;

use std::sync::LazyLock;
use std::time::Duration;

use tokio::time::{Instant, sleep};

pub(crate) use app::{LIMITS, PASSWORD, TestApp, host, place};
pub(crate) use client::{Answer, Client};
pub(crate) use daemon::{Daemon, Kind};
pub(crate) use engine::{Container, Engine};
pub(crate) use host::TestHost;
pub(crate) use registry::{REGISTRY_PASSWORD, Registry, USERNAME};
pub(crate) use socket::{Frame, Socket};

/// A real dockerd with nothing but the tests' containers in it.
pub(crate) fn docker() -> Option<&'static Engine> {
    static DOCKER: LazyLock<Option<Engine>> = LazyLock::new(|| Engine::start(Kind::Docker, None));
    DOCKER.as_ref()
}

/// A real `podman system service`, likewise.
pub(crate) fn podman() -> Option<&'static Engine> {
    static PODMAN: LazyLock<Option<Engine>> = LazyLock::new(|| Engine::start(Kind::Podman, None));
    PODMAN.as_ref()
}

/// A real registry that asks for a name and a password, for the two engines above.
pub(crate) fn registry() -> Option<&'static Registry> {
    static REGISTRY: LazyLock<Option<Registry>> = LazyLock::new(|| {
        let engines = [docker(), podman()];
        Registry::start(&engines.into_iter().flatten().collect::<Vec<_>>())
    });
    REGISTRY.as_ref()
}

/// A real dbus-daemon on which anyone may own any name. Names are shared by all tests of the process: a test that
/// needs a well-known one for itself, or a bus that goes away, starts its own with [`Daemon::start`].
pub(crate) fn bus() -> Option<&'static Daemon> {
    static BUS: LazyLock<Option<Daemon>> = LazyLock::new(|| Daemon::start(Kind::Bus, None));
    BUS.as_ref()
}

/// Asks again until `probe` has an answer; panics, naming `what`, when there is none within `limit`.
pub(crate) async fn eventually<T>(
    what: &str,
    limit: Duration,
    mut probe: impl AsyncFnMut() -> Option<T>,
) -> T {
    const PAUSE: Duration = Duration::from_millis(20);
    let deadline = Instant::now() + limit;
    loop {
        if let Some(answer) = probe().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "{what}: not within {limit:?}");
        sleep(PAUSE).await;
    }
}
