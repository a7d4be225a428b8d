//! A real registry with one account, reachable by the same address from the tests and from the shared engines, and the
//! images that a test puts there.

use super::{Daemon, Engine, Kind};

pub(crate) const USERNAME: &str = "user";
pub(crate) const REGISTRY_PASSWORD: &str = "open-sesame-7";

#[derive(Debug)]
pub(crate) struct Registry {
    daemon: Daemon,
}

impl Registry {
    /// Reachable from here and from these engines.
    pub(crate) fn start(engines: &[&Engine]) -> Option<Self> {
        let pids = engines.iter().map(|engine| engine.daemon.pid.clone());
        let daemon = Daemon::start_with(Kind::Registry, None, &pids.collect::<Vec<_>>())?;
        Some(Self { daemon })
    }

    /// `127.0.0.1:PORT`.
    pub(crate) fn address(&self) -> &str {
        &self.daemon.address
    }

    /// Builds an image on the engine whose one layer above the tests' image has so many random bytes, puts it into the
    /// registry as `name` (`app:1`) and takes it from the engine. Its whole reference.
    pub(crate) fn publish(&self, engine: &Engine, name: &str, bytes: usize) -> String {
        let reference = format!("{}/{name}", self.address());
        let maker = format!("maker-{}", name.replace([':', '/'], "-"));
        let script = format!("head -c {bytes} /dev/urandom >/layer");
        let image = &engine.daemon.image;
        engine.cli(&["run", "--name", &maker, image, "sh", "-c", &script]);
        engine.cli(&["commit", &maker, &reference]);
        engine.cli(&["rm", "--force", &maker]);
        let login = [
            "login",
            "--username",
            USERNAME,
            "--password",
            REGISTRY_PASSWORD,
        ];
        let insecure = engine.insecure_registry();
        engine.cli(&[&login[..], insecure, &[self.address()]].concat());
        engine.cli(&[&["push"], insecure, &[&reference]].concat());
        engine.cli(&["logout", self.address()]);
        engine.cli(&["rmi", &reference]);
        reference
    }
}
