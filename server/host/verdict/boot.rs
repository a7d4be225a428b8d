//! When the host booted and how long it took, from systemd's clock of its own start. Pure.

use jiff::Timestamp;

use crate::model::BootDuration;

use super::units::{self, Properties};

/// `Virtualization` of containers: their kernel runs for longer than they do.
const CONTAINERS: [&str; 11] = [
    "container-other",
    "docker",
    "lxc",
    "lxc-libvirt",
    "openvz",
    "podman",
    "pouch",
    "proot",
    "rkt",
    "systemd-nspawn",
    "wsl",
];

/// A boot's id, and how many times the user space was started anew in it.
pub(super) fn counted(boot_id: String, systemd: &Properties) -> String {
    match units::number(systemd, "SoftRebootsCount") {
        Some(count) if count > 0 => format!("{boot_id}+{count}"),
        Some(_) | None => boot_id,
    }
}

/// When the kernel started, or else the user space.
pub(super) fn booted_at(systemd: &Properties) -> Option<Timestamp> {
    let kernel = micros(systemd, "KernelTimestamp").filter(|_| !is_user_space_only(systemd));
    let at = kernel.or_else(|| micros(systemd, "UserspaceTimestamp"))?;
    Timestamp::from_microsecond(i64::try_from(at).ok()?).ok()
}

/// As `systemd-analyze time` counts it: firmware and loader are told as the time before the kernel's start. Absent
/// while it starts.
pub(super) fn took(systemd: &Properties) -> Option<BootDuration> {
    let of = |name: &str| micros(systemd, name);
    let finish = of("FinishTimestampMonotonic")?;
    let userspace = of("UserspaceTimestampMonotonic").unwrap_or(0);
    let userspace_ms = ms(finish.saturating_sub(userspace));
    if is_user_space_only(systemd) {
        return Some(BootDuration {
            total_ms: userspace_ms,
            userspace_ms,
            ..BootDuration::default()
        });
    }
    let (firmware, loader) = (
        of("FirmwareTimestampMonotonic"),
        of("LoaderTimestampMonotonic"),
    );
    let initrd = of("InitRDTimestampMonotonic");
    let before = firmware.or(loader).unwrap_or(0);
    Some(BootDuration {
        total_ms: ms(before.saturating_add(finish)),
        firmware_ms: firmware.map(|all| ms(all.saturating_sub(loader.unwrap_or(0)))),
        loader_ms: loader.map(ms),
        kernel_ms: Some(ms(initrd.unwrap_or(userspace))),
        initrd_ms: initrd.map(|initrd| ms(userspace.saturating_sub(initrd))),
        userspace_ms,
    })
}

fn is_user_space_only(systemd: &Properties) -> bool {
    let virtualization = units::text(systemd, "Virtualization").unwrap_or_default();
    CONTAINERS.contains(&virtualization.as_str())
        || units::number(systemd, "SoftRebootsCount").is_some_and(|count| count > 0)
}

/// 0 stands for "not known".
fn micros(systemd: &Properties, name: &str) -> Option<u64> {
    units::number(systemd, name).filter(|micros| *micros > 0)
}

fn ms(micros: u64) -> u64 {
    micros / 1000
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use zbus::{OwnedVariant, Variant};

    use super::*;

    fn systemd(numbers: &[(&str, u64)], virtualization: &'static str) -> Properties {
        let own = |value: Variant<'static>| OwnedVariant::try_from(value).expect("a plain value");
        let mut all: Properties = numbers
            .iter()
            .map(|(name, number)| ((*name).to_owned(), own(Variant::from(*number))))
            .collect();
        all.insert(
            "Virtualization".to_owned(),
            own(Variant::from(virtualization)),
        );
        all
    }

    #[test]
    fn a_boot_is_counted_as_systemd_analyze_does() {
        let numbers = [
            ("FirmwareTimestampMonotonic", 9_000_000),
            ("LoaderTimestampMonotonic", 2_000_000),
            ("InitRDTimestampMonotonic", 1_500_000),
            ("UserspaceTimestampMonotonic", 4_000_000),
            ("FinishTimestampMonotonic", 14_000_000),
        ];
        let expected = BootDuration {
            total_ms: 23_000,
            firmware_ms: Some(7000),
            loader_ms: Some(2000),
            kernel_ms: Some(1500),
            initrd_ms: Some(2500),
            userspace_ms: 10_000,
        };
        assert_eq!(took(&systemd(&numbers, "kvm")), Some(expected));
        let contained = took(&systemd(&numbers, "systemd-nspawn")).expect("it took some time");
        assert_eq!((contained.total_ms, contained.kernel_ms), (10_000, None));
        assert_eq!(took(&systemd(&[("FinishTimestampMonotonic", 0)], "")), None);
    }

    #[test]
    fn a_soft_reboot_is_a_boot_of_its_own() {
        let plain = systemd(&[("KernelTimestamp", 7_000_000)], "");
        assert_eq!(counted("a".to_owned(), &plain), "a");
        let numbers = [
            ("KernelTimestamp", 7_000_000),
            ("UserspaceTimestamp", 9_000_000),
            ("SoftRebootsCount", 2),
        ];
        let soft = systemd(&numbers, "");
        assert_eq!(counted("a".to_owned(), &soft), "a+2");
        assert_eq!(booted_at(&plain).map(|at| at.as_second()), Some(7));
        assert_eq!(booted_at(&soft).map(|at| at.as_second()), Some(9));
    }

    proptest! {
        #[test]
        fn no_clock_makes_it_panic(firmware: u64, loader: u64, initrd: u64, user: u64, finish: u64) {
            let all = systemd(&[
                ("FirmwareTimestampMonotonic", firmware),
                ("LoaderTimestampMonotonic", loader),
                ("InitRDTimestampMonotonic", initrd),
                ("UserspaceTimestampMonotonic", user),
                ("FinishTimestampMonotonic", finish),
                ("KernelTimestamp", firmware),
            ], "");
            took(&all);
            booted_at(&all);
        }
    }
}
