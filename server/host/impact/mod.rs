//! What a restart of the host would interrupt, and what of it does not come back by itself. A part that cannot be had
//! says why, and costs nothing else.

mod containers;
mod services;

use std::time::Duration;

use tokio::time::timeout;

use crate::model::{
    Deployments, HostPart, Impact, MissingPart, NextBoot, PastBoot, Power, Returns,
};

use super::{Host, HostError, deployment, power, verdict};

pub(super) use containers::interrupted as interrupted_containers;

/// How long each part may take.
pub(super) const PART_TIMEOUT: Duration = Duration::from_secs(15);

impl Host {
    /// What a restart would interrupt. Of the boots, only this one.
    pub async fn impact(&self) -> Impact {
        let transport = &self.setup.transport;
        let deployments = async {
            let backend = deployment::probe(transport, &self.bus).await?;
            backend.deployments().await
        };
        let (containers, services, power, boot, deployments) = tokio::join!(
            within("the container engine", self.interrupted()),
            within("systemd", services::interrupted(&self.bus)),
            within("logind", power::show(&self.bus)),
            within("systemd", verdict::this_boot(transport, &self.bus)),
            within("the update service", deployments),
        );
        let mut missing = Vec::new();
        let power = part(HostPart::Power, power, &mut missing);
        let (sessions, inhibitors, scheduled) = power.map_or_else(Default::default, |power| {
            let Power {
                sessions,
                inhibitors,
                scheduled,
                ..
            } = power;
            (sessions, inhibitors, scheduled)
        });
        let mut containers =
            part(HostPart::Containers, containers, &mut missing).unwrap_or_default();
        containers.sort_by_key(|one| match one.returns {
            Returns::No => 0,
            Returns::Unknown => 1,
            Returns::Yes => 2,
        });
        let services = part(HostPart::Services, services, &mut missing);
        let boot = part(HostPart::Boots, boot, &mut missing);
        let deployments = part(HostPart::Deployments, deployments, &mut missing);
        let version = deployments.as_ref().and_then(booted_version);
        let boots = boot.and_then(|(boot_id, booted_at, took)| {
            Some(PastBoot {
                boot_id,
                booted_at,
                version,
                took: took?,
            })
        });
        Impact {
            containers,
            services: services.unwrap_or_default(),
            sessions,
            inhibitors,
            scheduled,
            boots: boots.into_iter().collect(),
            next: deployments.as_ref().and_then(next),
            missing,
        }
    }

    /// The containers that run, by name.
    async fn interrupted(&self) -> Result<Vec<crate::model::InterruptedContainer>, HostError> {
        interrupted_containers(self.engine.engines(), &self.bus).await
    }
}

/// Gives up on a part after its time.
pub(super) async fn within<T>(
    backend: &'static str,
    part: impl Future<Output = Result<T, HostError>>,
) -> Result<T, HostError> {
    let late = HostError::Timeout {
        backend,
        seconds: PART_TIMEOUT.as_secs(),
    };
    timeout(PART_TIMEOUT, part).await.unwrap_or(Err(late))
}

/// A part, or a note of why it is missing.
pub(super) fn part<T>(
    part: HostPart,
    answer: Result<T, HostError>,
    missing: &mut Vec<MissingPart>,
) -> Option<T> {
    answer
        .map_err(|error| {
            let why = error.advice();
            missing.push(MissingPart { part, why });
        })
        .ok()
}

fn booted_version(all: &Deployments) -> Option<String> {
    let booted = all.deployments.iter().find(|one| one.booted)?;
    booted.version.clone()
}

fn next(all: &Deployments) -> Option<NextBoot> {
    let next = all.deployments.iter().find(|one| one.next_boot)?;
    Some(NextBoot {
        deployment: next.id.clone(),
        version: next.version.clone(),
        changes: !next.booted,
    })
}
