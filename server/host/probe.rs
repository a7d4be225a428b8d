//! What a host offers, and for everything it lacks the reason and the remedy. The parts are asked side
//! by side, each within its time, so that a dead one costs nobody else an answer.

use std::{sync::Arc, time::Duration};

use tokio::{io::AsyncReadExt, time::timeout};

use crate::{
    model::{Availability, Capability, CapabilityKind},
    transport::{Transport, TransportError},
};

use super::{
    HostError, container,
    container::Engines,
    dbus::{Bus, Offer},
    deployment, power, systemd,
};

/// How long one part may take.
pub(super) const PART_TIMEOUT: Duration = Duration::from_secs(6);

/// All capabilities, one of each kind.
pub(super) async fn capabilities(
    transport: &Transport,
    bus: &Arc<Bus>,
    engines: &Engines,
) -> Vec<Capability> {
    let (engine, deployments, dbus, systemd, power, journal) = tokio::join!(
        within("the container engine", engine(engines)),
        within("rpm-ostree", deployments(transport, bus)),
        within("the system bus", system_bus(bus)),
        within("systemd", systemd(bus)),
        within("logind", power(bus)),
        within("journalctl", journal(transport)),
    );
    let answers = [
        (CapabilityKind::Engine, engine),
        (CapabilityKind::Deployments, deployments),
        (CapabilityKind::Dbus, dbus),
        (CapabilityKind::Systemd, systemd),
        (CapabilityKind::Power, power),
        (CapabilityKind::Journal, journal),
    ];
    answers
        .into_iter()
        .map(|(kind, answer)| Capability {
            kind,
            availability: match answer {
                Ok(detail) => Availability::Available { detail },
                Err(error) => absent(&error),
            },
        })
        .collect()
}

async fn within(
    backend: &'static str,
    part: impl Future<Output = Result<String, HostError>>,
) -> Result<String, HostError> {
    timeout(PART_TIMEOUT, part)
        .await
        .unwrap_or(Err(HostError::Timeout {
            backend,
            seconds: PART_TIMEOUT.as_secs(),
        }))
}

fn absent(error: &HostError) -> Availability {
    let remedy = match error {
        HostError::NotAvailable { remedy, .. } | HostError::Blocked { remedy, .. } => {
            remedy.clone()
        }
        HostError::Denied { backend, .. } => {
            format!("allow the console's system user to use {backend}")
        }
        HostError::Timeout { backend, .. } | HostError::Failed { backend, .. } => {
            format!("look at the log of {backend} on the host, and restart it")
        }
        HostError::NotFound { .. } | HostError::Conflict { .. } | HostError::Invalid { .. } => {
            "look at the host's journal".to_owned()
        }
    };
    Availability::Absent {
        reason: error.to_string(),
        remedy,
    }
}

async fn engine(engines: &Engines) -> Result<String, HostError> {
    Ok(container::describe(&*engines.probe().await?))
}

async fn deployments(transport: &Transport, bus: &Arc<Bus>) -> Result<String, HostError> {
    let backend = deployment::probe(transport, bus).await?;
    Ok(backend.name().to_owned())
}

async fn system_bus(bus: &Bus) -> Result<String, HostError> {
    let _kept_by_the_bus = bus.shared().await?;
    Ok(format!("the system bus at {}", bus.address()))
}

async fn systemd(bus: &Bus) -> Result<String, HostError> {
    match bus.offers(systemd::BUS_NAME).await? {
        Offer::Owned => Ok(format!("systemd {}", systemd::version(bus).await?)),
        // Only systemd itself can take this name; the bus cannot start it.
        Offer::Startable | Offer::Absent => Err(HostError::NotAvailable {
            reason: "systemd does not run on this host, or not on its system bus".to_owned(),
            remedy: "boot the host with systemd; in a container, mount the host's /run/dbus"
                .to_owned(),
        }),
    }
}

async fn power(bus: &Bus) -> Result<String, HostError> {
    match bus.offers(power::BUS_NAME).await? {
        Offer::Owned | Offer::Startable => Ok("systemd-logind".to_owned()),
        Offer::Absent => Err(HostError::NotAvailable {
            reason: "systemd-logind is not on the host's system bus".to_owned(),
            remedy: "start it: `systemctl start systemd-logind.service`".to_owned(),
        }),
    }
}

async fn journal(transport: &Transport) -> Result<String, HostError> {
    const BACKEND: &str = "journalctl";
    let failed = |error: std::io::Error| HostError::Failed {
        backend: BACKEND,
        reason: error.to_string(),
    };
    let mut child = match transport.spawn(&[BACKEND, "--version"]) {
        Ok(child) => child,
        Err(TransportError::NotFound { .. }) => {
            return Err(HostError::NotAvailable {
                reason: "journalctl is not on this host".to_owned(),
                remedy: "install systemd, which brings the journal".to_owned(),
            });
        }
        Err(error) => {
            return Err(HostError::Failed {
                backend: BACKEND,
                reason: error.to_string(),
            });
        }
    };
    let mut text = String::new();
    if let Some(stdout) = child.stdout.take() {
        let mut stdout = stdout.take(4096);
        stdout.read_to_string(&mut text).await.map_err(failed)?;
    }
    let status = child.wait().await.map_err(failed)?;
    if !status.success() {
        return Err(HostError::Failed {
            backend: BACKEND,
            reason: format!("`journalctl --version` ended with {status}"),
        });
    }
    let version = text.lines().next().unwrap_or_default();
    Ok(format!("journalctl of {version}"))
}
