//! Which containers run, and whether each comes back after a restart: by its own unit, or by its engine and its
//! restart policy.

use std::collections::HashMap;

use crate::{
    host::{
        HostError,
        container::{Engines, Lively},
        dbus::Bus,
        systemd_units::{self as units, Comes},
    },
    model::{Engine, EngineKind, InterruptedContainer, RestartPolicyKind, Returns},
};

/// Where the sockets of engines that belong to single users lie.
const USERS: &str = "/run/user/";

/// What starts the engine's containers at boot.
const DOCKER: &str = "docker.service";
const PODMAN: &str = "podman-restart.service";

/// Those that run, by name.
pub(in crate::host) async fn interrupted(
    engines: &Engines,
    bus: &Bus,
) -> Result<Vec<InterruptedContainer>, HostError> {
    let (engine, all) = engines.lively().await?;
    let starts = match engine.socket.starts_with(USERS) {
        true => None,
        false => Some(Starts::ask(bus, &engine, &all).await),
    };
    Ok(all
        .into_iter()
        .map(|one| {
            let (returns, why) = returns(&engine, &one, starts.as_ref());
            InterruptedContainer {
                id: one.container.id,
                name: one.container.name,
                image: one.container.image,
                state: one.container.state,
                returns,
                why,
            }
        })
        .collect())
}

/// What systemd says of the units that start containers.
struct Starts {
    /// Of the engine's own unit.
    engine: Comes,
    /// By name.
    owners: HashMap<String, Comes>,
}

impl Starts {
    async fn ask(bus: &Bus, engine: &Engine, all: &[Lively]) -> Self {
        let own = match engine.kind {
            EngineKind::Docker => DOCKER,
            EngineKind::Podman => PODMAN,
        };
        let mut owners = HashMap::new();
        for name in all.iter().filter_map(|one| one.container.unit.as_ref()) {
            if !owners.contains_key(name) {
                owners.insert(name.clone(), ask(bus, name).await);
            }
        }
        Self {
            engine: ask(bus, own).await,
            owners,
        }
    }
}

async fn ask(bus: &Bus, name: &str) -> Comes {
    let asked = async {
        let connection = bus.shared().await?;
        units::unit(&connection, name, None).await
    };
    match asked.await {
        Ok(unit) => units::comes(name, &unit),
        Err(error) => Comes::Unknown(format!("it is not known whether {name} starts: {error}")),
    }
}

/// `starts` is absent for the engine of a single user.
fn returns(engine: &Engine, one: &Lively, starts: Option<&Starts>) -> (Returns, String) {
    let Some(starts) = starts else {
        let why = "its engine belongs to a user, whose own services start it or not";
        return (Returns::Unknown, why.to_owned());
    };
    if let Some(unit) = &one.container.unit {
        return match starts.owners.get(unit) {
            Some(comes) => answer(comes),
            None => (Returns::Unknown, format!("{unit} runs it")),
        };
    }
    if one.is_removed_when_ended {
        let why = "it is removed as soon as it ends (--rm)";
        return (Returns::No, why.to_owned());
    }
    match (one.policy, engine.kind) {
        (RestartPolicyKind::No, _) => (Returns::No, "it has no restart policy".to_owned()),
        (RestartPolicyKind::OnFailure, _) => (
            Returns::No,
            "its restart policy `on-failure` is not for restarts of the host".to_owned(),
        ),
        (RestartPolicyKind::Always, _) | (RestartPolicyKind::UnlessStopped, EngineKind::Docker) => {
            answer(&starts.engine)
        }
        (RestartPolicyKind::UnlessStopped, EngineKind::Podman) => match &starts.engine {
            Comes::Yes(why) => (
                Returns::Unknown,
                format!(
                    "{why}, but not every Podman starts those with the policy `unless-stopped`"
                ),
            ),
            other @ (Comes::No(_) | Comes::OnDemand(_) | Comes::Unknown(_)) => answer(other),
        },
    }
}

fn answer(comes: &Comes) -> (Returns, String) {
    match comes {
        Comes::Yes(why) => (Returns::Yes, why.clone()),
        Comes::No(why) => (Returns::No, why.clone()),
        Comes::OnDemand(why) | Comes::Unknown(why) => (Returns::Unknown, why.clone()),
    }
}

#[cfg(test)]
mod tests;
