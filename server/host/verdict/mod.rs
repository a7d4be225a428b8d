//! How the host stands in this boot: what was booted and how long that took, what failed, what runs. Whoever keeps it
//! can tell after the next boot whether that one is worse.

mod boot;
mod greenboot;

use jiff::Timestamp;
use zbus::Connection;

use crate::{
    model::{
        BootDuration, BootState, BootedDeployment, Deployment, Greenboot, HostPart, Origin,
        RunningContainer,
    },
    transport::{Transport, TransportError},
};

use super::{
    Host, HostError,
    dbus::Bus,
    deployment,
    impact::{interrupted_containers, part, within},
    power, systemd,
    systemd_units::{self as units, Properties},
};

const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// What greenboot writes for those who sign in.
const MOTD: [&str; 2] = ["/run/motd.d/boot-status", "/etc/motd.d/boot-status"];

/// Bytes of these files.
const FILE_LIMIT: usize = 64 * 1024;

impl Host {
    /// How the host stands now. `known`: how it stood before; what does not change within a boot is taken from it, as
    /// asking rpm-ostree would keep its service from ending. While the host goes down there is no answer: what it
    /// was like before counts.
    pub async fn boot_state(&self, known: Option<BootState>) -> Result<BootState, HostError> {
        let connection = self.bus.shared().await?;
        going_down(&connection).await?;
        let transport = &self.setup.transport;
        let boot_id = boot_id(transport).await;
        let systemd = units::manager(&connection).await;
        let mut missing = Vec::new();
        let boot_id = match &systemd {
            Ok(systemd) => boot::counted(boot_id?, systemd),
            Err(_) => boot_id?,
        };
        let known = known.filter(|known| known.boot_id == boot_id);
        let deployment = async {
            match known.and_then(|known| known.deployment) {
                Some(known) => Ok(Some(known)),
                None => {
                    let backend = deployment::probe(transport, &self.bus).await?;
                    let all = backend.deployments().await?;
                    Ok(all.deployments.iter().find(|one| one.booted).map(booted))
                }
            }
        };
        let engines = self.engine.engines();
        let (deployment, failed, containers, greenboot) = tokio::join!(
            within("the update service", deployment),
            within("systemd", systemd::failed_units(&self.bus)),
            within(
                "the container engine",
                interrupted_containers(engines, &self.bus)
            ),
            greenboot(transport, &connection),
        );
        let failed = part(HostPart::Services, failed, &mut missing);
        let containers = part(HostPart::Containers, containers, &mut missing);
        let deployment = part(HostPart::Deployments, deployment, &mut missing).flatten();
        let systemd = part(HostPart::Boots, systemd, &mut missing);
        // What was found while it began to go down is not what it was like.
        going_down(&connection).await?;
        let containers = containers.map(|all| {
            let all = all.into_iter().map(|one| RunningContainer {
                name: one.name,
                returns: one.returns,
            });
            all.collect()
        });
        Ok(BootState {
            boot_id,
            booted_at: systemd.as_ref().and_then(boot::booted_at),
            system_state: systemd
                .as_ref()
                .and_then(|systemd| units::text(systemd, "SystemState")),
            took: systemd.as_ref().and_then(boot::took),
            deployment,
            failed_units: failed.map(|all| all.into_iter().map(|unit| unit.name).collect()),
            containers,
            greenboot,
            missing,
        })
    }
}

/// This boot's id, when it was, and how long it took.
pub(super) async fn this_boot(
    transport: &Transport,
    bus: &Bus,
) -> Result<(String, Option<Timestamp>, Option<BootDuration>), HostError> {
    let boot_id = boot_id(transport).await?;
    let connection = bus.shared().await?;
    let systemd = units::manager(&connection).await?;
    let (booted_at, took) = (boot::booted_at(&systemd), boot::took(&systemd));
    Ok((boot::counted(boot_id, &systemd), booted_at, took))
}

async fn going_down(connection: &Connection) -> Result<(), HostError> {
    let systemd = units::manager(connection).await;
    let is_stopping = |systemd: Properties| {
        units::text(&systemd, "SystemState").is_some_and(|word| word == "stopping")
    };
    if systemd.is_ok_and(is_stopping) || power::is_going_down(connection).await {
        return Err(HostError::Conflict {
            reason: "the host is going down".to_owned(),
        });
    }
    Ok(())
}

async fn boot_id(transport: &Transport) -> Result<String, HostError> {
    let unknown = |reason| HostError::NotAvailable {
        reason,
        remedy: format!("let the console read {BOOT_ID}"),
    };
    let bytes = transport.read(BOOT_ID, FILE_LIMIT).await;
    let bytes = bytes.map_err(|error| unknown(format!("boots cannot be told apart: {error}")))?;
    let text = String::from_utf8_lossy(&bytes).trim().to_owned();
    match text.is_empty() {
        true => Err(unknown(format!("{BOOT_ID} is empty"))),
        false => Ok(text),
    }
}

fn booted(deployment: &Deployment) -> BootedDeployment {
    let digest = match &deployment.origin {
        Origin::Container { digest, .. } => digest.clone(),
        Origin::Ostree { .. } | Origin::Unknown => None,
    };
    // Where ids are names of slots, the content tells deployments apart.
    let is_of_content =
        !deployment.checksum.is_empty() && deployment.id.contains(&deployment.checksum);
    let checksum = Some(deployment.checksum.clone()).filter(|checksum| !checksum.is_empty());
    let key = match is_of_content {
        true => None,
        false => checksum.or(digest).or_else(|| deployment.version.clone()),
    };
    BootedDeployment {
        id: deployment.id.clone(),
        key: key.unwrap_or_else(|| deployment.id.clone()),
        version: deployment.version.clone(),
    }
}

/// Absent where it is not installed.
async fn greenboot(transport: &Transport, connection: &Connection) -> Option<Greenboot> {
    let unit = units::unit(connection, greenboot::UNIT, None).await.ok()?;
    let mut text = String::new();
    for path in MOTD {
        match transport.read(path, FILE_LIMIT).await {
            Ok(bytes) => {
                text = String::from_utf8_lossy(&bytes).into_owned();
                break;
            }
            Err(TransportError::NotFound { .. }) => {}
            Err(error) => tracing::debug!(%error, "greenboot's word cannot be read"),
        }
    }
    greenboot::decode(&unit, &text)
}
