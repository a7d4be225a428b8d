//! Which backend a host's deployments are asked of. A host may have several of them; the choice is one rule, so that
//! it shows one truth. What was found out holds until the next boot, and is remembered so long.

use std::sync::{Mutex, PoisonError};

use crate::transport::{Transport, TransportError};

use super::{BUS_NAME, HostError, bootc};
use crate::host::dbus::{Bus, Offer};

/// Where bootc is on a host that has it.
const BOOTC: &str = "/usr/bin/bootc";

/// Where rpm-ostree is on a host that has it: without its bus, another backend must not stand in for it.
const RPM_OSTREE: &str = "/usr/bin/rpm-ostree";

/// ostree's boot leaves this empty file.
const BOOTED_FROM_OSTREE: &str = "/run/ostree-booted";

/// Another one with each boot.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    RpmOstree,
    Bootc,
    /// Booted from an ostree deployment, and neither of the others is there.
    Ostree,
    /// It has no deployments.
    Packages,
}

/// What bootc says of what runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BootcSays {
    /// It is not on the host.
    Absent,
    /// It was asked, and failed.
    Unknown,
    /// A container image, as it is.
    Image,
    /// One that packages are layered on, which bootc leaves alone.
    Layered,
    /// No container image.
    Other,
}

/// What the choice is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) bootc: BootcSays,
    /// rpm-ostree's name on the bus.
    pub(super) rpm_ostree: Offer,
    pub(super) booted_from_ostree: bool,
}

pub(super) fn choose(found: Found) -> Choice {
    let has_rpm_ostree = match found.rpm_ostree {
        Offer::Owned => true,
        // Where the host was not booted from an image, calling it would only make its start fail.
        Offer::Startable => found.booted_from_ostree,
        Offer::Absent => false,
    };
    match found.bootc {
        BootcSays::Image => Choice::Bootc,
        BootcSays::Absent | BootcSays::Unknown | BootcSays::Layered | BootcSays::Other
            if has_rpm_ostree =>
        {
            Choice::RpmOstree
        }
        // It lists what is there, and says why it does nothing with it.
        BootcSays::Layered => Choice::Bootc,
        // Why it failed is the best answer there is.
        BootcSays::Unknown if found.booted_from_ostree => Choice::Bootc,
        BootcSays::Absent | BootcSays::Unknown | BootcSays::Other => {
            if found.booted_from_ostree {
                Choice::Ostree
            } else {
                Choice::Packages
            }
        }
    }
}

/// What bootc said since the host booted: running it at each question would cost more than the answer.
#[derive(Debug, Default)]
pub(in crate::host) struct Remembered(Mutex<Option<(Vec<u8>, BootcSays)>>);

impl Remembered {
    fn since(&self, boot: &[u8]) -> Option<BootcSays> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref()
            .filter(|(when, _)| when == boot)
            .map(|(_, says)| *says)
    }

    fn keep(&self, boot: Vec<u8>, says: BootcSays) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((boot, says));
    }
}

/// Asks the host as little as the choice needs.
pub(super) async fn of_host(transport: &Transport, bus: &Bus) -> Result<Choice, HostError> {
    let bootc = bootc_says(transport, bus.bootc()).await;
    let booted_from_ostree = booted_from_ostree(transport).await;
    let rpm_ostree = if bootc == BootcSays::Image {
        // It would not be chosen, and bootc needs no bus.
        Offer::Absent
    } else {
        match bus.offers(BUS_NAME).await {
            Ok(offer) => offer,
            Err(error) if booted_from_ostree && !is_there(transport, RPM_OSTREE).await => {
                tracing::debug!(%error, "no bus to ask for rpm-ostree, which is not installed");
                Offer::Absent
            }
            Err(error) => return Err(error),
        }
    };
    Ok(choose(Found {
        bootc,
        rpm_ostree,
        booted_from_ostree,
    }))
}

pub(in crate::host) async fn booted_from_ostree(transport: &Transport) -> bool {
    is_there(transport, BOOTED_FROM_OSTREE).await
}

async fn bootc_says(transport: &Transport, remembered: &Remembered) -> BootcSays {
    if !is_there(transport, BOOTC).await {
        return BootcSays::Absent;
    }
    let boot = transport.read(BOOT_ID, 64).await.ok();
    if let Some(says) = boot.as_deref().and_then(|boot| remembered.since(boot)) {
        return says;
    }
    let says = bootc::says(transport).await;
    if let Some(boot) = boot
        && says != BootcSays::Unknown
    {
        remembered.keep(boot, says);
    }
    says
}

/// Asks for nothing of the file, which a large one refuses.
async fn is_there(transport: &Transport, path: &str) -> bool {
    match transport.read(path, 0).await {
        Ok(_) | Err(TransportError::TooLarge { .. } | TransportError::Denied { .. }) => true,
        Err(TransportError::NotFound { .. }) => false,
        Err(error) => {
            tracing::warn!(%error, "cannot tell how the host was booted, or with what");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_with_several_tools_shows_one_truth() {
        use BootcSays::{Absent, Image, Layered, Other, Unknown};
        use Offer::{Owned, Startable};
        for (bootc, rpm_ostree, booted_from_ostree, choice) in [
            // A bootc host, with and without rpm-ostree, and one that boots from composefs without ostree.
            (Image, Offer::Absent, true, Choice::Bootc),
            (Image, Owned, true, Choice::Bootc),
            (Image, Offer::Absent, false, Choice::Bootc),
            // Packages are layered: rpm-ostree's, or nobody's.
            (Layered, Startable, true, Choice::RpmOstree),
            (Layered, Offer::Absent, true, Choice::Bootc),
            // Fedora CoreOS has bootc, but may follow an ostree branch.
            (Other, Owned, true, Choice::RpmOstree),
            (Absent, Owned, true, Choice::RpmOstree),
            (Absent, Startable, true, Choice::RpmOstree),
            (Unknown, Owned, true, Choice::RpmOstree),
            // The console may not run it as root.
            (Unknown, Offer::Absent, true, Choice::Bootc),
            // Only ostree.
            (Absent, Offer::Absent, true, Choice::Ostree),
            (Other, Offer::Absent, true, Choice::Ostree),
            // Tools on a host that was installed from packages.
            (Absent, Startable, false, Choice::Packages),
            (Other, Startable, false, Choice::Packages),
            (Unknown, Offer::Absent, false, Choice::Packages),
        ] {
            let found = Found {
                bootc,
                rpm_ostree,
                booted_from_ostree,
            };
            assert_eq!(choose(found), choice, "{found:?}");
        }
    }

    #[test]
    fn what_bootc_said_is_forgotten_at_the_next_boot() {
        let remembered = Remembered::default();
        assert_eq!(remembered.since(b"one"), None);
        remembered.keep(b"one".to_vec(), BootcSays::Image);
        assert_eq!(remembered.since(b"one"), Some(BootcSays::Image));
        assert_eq!(remembered.since(b"two"), None);
    }
}
