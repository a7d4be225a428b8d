//! Everything that the engine keeps, in memory and bounded, behind one lock.

use std::sync::Arc;

use hyper::StatusCode;
use jiff::{SignedDuration, Timestamp};

use super::{
    container::{Container, Endpoint},
    exec::Exec,
    images::Image,
    networks::Network,
    reply::{Fault, fault},
    volumes::Volume,
};
use crate::demo::{
    Pace,
    scenario::{CacheEntry, Scenario},
};

/// Things of one kind, at most.
const MOST: usize = 500;

#[derive(Debug, Default)]
pub(super) struct State {
    pub containers: Vec<Container>,
    pub images: Vec<Image>,
    pub volumes: Vec<Volume>,
    pub networks: Vec<Network>,
    pub execs: Vec<Exec>,
    pub cache: Vec<CacheEntry>,
    /// Containers and processes made so far.
    pub count: usize,
}

impl State {
    /// The scenario's things, its containers running since the last boot.
    pub(super) fn new(scenario: &Scenario, boot: Timestamp, now: Timestamp, pace: Pace) -> Self {
        let ago = |days: i64| now - SignedDuration::from_hours(24 * days);
        let mut state = Self {
            images: scenario
                .stored_images
                .iter()
                .map(|spec| Image::new(spec, ago(spec.created_days)))
                .collect(),
            volumes: scenario
                .volumes
                .iter()
                .map(|spec| Volume::new(spec, ago(spec.created_days)))
                .collect(),
            networks: Network::built_in(ago(200)),
            cache: scenario.build_cache.clone(),
            ..Self::default()
        };
        let networks = scenario.networks.iter();
        let networks = networks.map(|spec| Network::new(spec, ago(34)));
        state.networks.extend(networks);
        for spec in &scenario.containers {
            let spec = Arc::new(spec.clone());
            let number = state.number();
            let container = Container::new(&spec, number, boot, now, pace);
            state.containers.push(container);
            for name in &spec.networks {
                state.attach(number, name, Vec::new(), None);
            }
        }
        state
    }

    /// One that no container has yet.
    pub(super) fn number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    /// The place of the container of this name, id, or start of an id that no other has.
    pub(super) fn position(&self, reference: &str) -> Option<usize> {
        let reference = reference.trim_start_matches('/');
        let named = |one: &Container| one.spec.name == reference || one.id == reference;
        self.containers.iter().position(named).or_else(|| {
            let like = |one: &Container| !reference.is_empty() && one.id.starts_with(reference);
            let first = self.containers.iter().position(like)?;
            let others = self.containers.iter().skip(first + 1);
            (!{ others }.any(like)).then_some(first)
        })
    }

    /// Puts a container on a network.
    pub(super) fn attach(
        &mut self,
        number: usize,
        network: &str,
        aliases: Vec<String>,
        address: Option<&str>,
    ) {
        let range = self.networks.iter().find(|one| one.name == network);
        let range = range.map(|one| one.range.clone()).unwrap_or_default();
        let chosen = address.filter(|address| !address.is_empty());
        let address = match (chosen, range.is_empty()) {
            (Some(address), _) => address.to_owned(),
            (None, true) => String::new(),
            (None, false) => format!("{range}.{}", number % 250 + 2),
        };
        let mut containers = self.containers.iter_mut();
        if let Some(container) = containers.find(|one| one.number == number) {
            let endpoint = Endpoint { address, aliases };
            container.networks.insert(network.to_owned(), endpoint);
        }
    }

    /// Names of the containers that mount the volume.
    pub(super) fn users(&self, volume: &str) -> Vec<String> {
        let holds = |one: &&Container| one.spec.mounts.iter().any(|mount| mount.source == volume);
        let users = self.containers.iter().filter(holds);
        users.map(|one| one.spec.name.clone()).collect()
    }
}

/// Refuses more than the demo keeps.
pub(super) fn room<T>(things: &[T]) -> Result<(), Fault> {
    if things.len() < MOST {
        return Ok(());
    }
    fault(
        StatusCode::INTERNAL_SERVER_ERROR,
        format!("no space left on device: the demo keeps {MOST} of each kind"),
    )
}
