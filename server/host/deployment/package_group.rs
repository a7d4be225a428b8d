//! What a package matters for, by its name: the same for every backend. The names are those of Fedora, CentOS and
//! RHEL; a name that is not known matters as any other.

use crate::model::PackageGroup;

/// Names, or beginnings of names where a `*` ends them; the first that fits decides.
const GROUPS: &[(PackageGroup, &[&str])] = &[
    // Named like others, but their own.
    (PackageGroup::Systemd, &["systemd", "systemd-*"]),
    (
        PackageGroup::Boot,
        &[
            "bootc",
            "bootc-*",
            "bootupd",
            "dracut",
            "dracut-*",
            "efibootmgr",
            "greenboot",
            "greenboot-*",
            "grub2",
            "grub2-*",
            "grubby",
            "ignition",
            "ignition-*",
            "kdump-utils",
            "kexec-tools",
            "ostree",
            "ostree-*",
            "plymouth",
            "plymouth-*",
            "rpm-ostree",
            "rpm-ostree-*",
            "s390utils*",
            "shim",
            "shim-*",
            "composefs",
            "composefs-*",
            "zincati",
        ],
    ),
    (
        PackageGroup::Kernel,
        &[
            "kernel",
            "kernel-*",
            "kmod",
            "kmod-*",
            "linux-firmware",
            "linux-firmware-*",
            "microcode_ctl",
            "amd-ucode-firmware",
            "realtime-setup",
        ],
    ),
    (
        PackageGroup::Engine,
        &[
            "aardvark-dns",
            "buildah",
            "conmon",
            "containerd",
            "containerd.*",
            "container-selinux",
            "containernetworking-*",
            "containers-common",
            "containers-common-*",
            "cri-o",
            "cri-o-*",
            "criu",
            "criu-*",
            "crun",
            "crun-*",
            "docker",
            "docker-*",
            "moby-*",
            "netavark",
            "passt",
            "passt-*",
            "podman",
            "podman-*",
            "runc",
            "skopeo",
            "skopeo-*",
            "slirp4netns",
            "fuse-overlayfs",
            "toolbox",
        ],
    ),
    (
        PackageGroup::Selinux,
        &[
            "selinux-*",
            "libselinux",
            "libselinux-*",
            "libsemanage",
            "libsemanage-*",
            "libsepol",
            "libsepol-*",
            "checkpolicy",
            "policycoreutils",
            "policycoreutils-*",
            "setools*",
            "mcstrans",
        ],
    ),
    (
        PackageGroup::Crypto,
        &[
            "ca-certificates",
            "crypto-policies",
            "crypto-policies-*",
            "cryptsetup",
            "cryptsetup-*",
            "gnupg2",
            "gnupg2-*",
            "gnutls",
            "gnutls-*",
            "gpgme",
            "gpgme-*",
            "krb5-*",
            "libgcrypt",
            "libksba",
            "libxcrypt",
            "libxcrypt-*",
            "nettle",
            "nspr",
            "nss",
            "nss-softokn*",
            "nss-sysinit",
            "nss-util",
            "openssl",
            "openssl-*",
            "p11-kit",
            "p11-kit-*",
            "tpm2-*",
            "clevis",
            "clevis-*",
        ],
    ),
    (
        PackageGroup::Network,
        &[
            "NetworkManager",
            "NetworkManager-*",
            "avahi",
            "avahi-*",
            "bind",
            "bind-*",
            "curl",
            "dhcp-*",
            "dnsmasq",
            "ethtool",
            "firewalld",
            "firewalld-*",
            "iproute",
            "iproute-*",
            "ipset",
            "ipset-*",
            "iptables",
            "iptables-*",
            "iputils",
            "libcurl",
            "libcurl-*",
            "libnftnl",
            "libssh",
            "libssh-*",
            "nftables",
            "nftables-*",
            "nmstate",
            "openssh",
            "openssh-*",
            "samba*",
            "sssd",
            "sssd-*",
            "tailscale",
            "unbound*",
            "wireguard-*",
            "wpa_supplicant",
        ],
    ),
];

pub(super) fn package_group(name: &str) -> PackageGroup {
    let fits = |pattern: &&str| match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == *pattern,
    };
    GROUPS
        .iter()
        .find(|(_, patterns)| patterns.iter().any(|pattern| fits(&pattern)))
        .map_or(PackageGroup::Other, |(group, _)| *group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_is_known_by_its_name() {
        for (name, group) in [
            ("kernel", PackageGroup::Kernel),
            ("kernel-modules-core", PackageGroup::Kernel),
            ("kernelshark", PackageGroup::Other),
            ("rpm-ostree-libs", PackageGroup::Boot),
            ("systemd-resolved", PackageGroup::Systemd),
            ("podman-compose", PackageGroup::Engine),
            ("container-selinux", PackageGroup::Engine),
            ("selinux-policy-targeted", PackageGroup::Selinux),
            ("openssl-libs", PackageGroup::Crypto),
            ("nss-altfiles", PackageGroup::Other),
            ("openssh-server", PackageGroup::Network),
            ("bash", PackageGroup::Other),
            ("", PackageGroup::Other),
        ] {
            assert_eq!(package_group(name), group, "{name}");
        }
    }
}
