#!/bin/bash
# Installs what the tests run against: container engines, a message bus, a browser. Only what is missing,
# through apt, as root or with sudo. Run by `make test`; on a machine that has everything it does nothing.
set -euo pipefail

# command → Debian package. runc: podman's default crun fails under cgroup v1. The CNI plugins give podman's
# containers a network. busybox-static becomes the image of every test container; setpriv and unshare keep the
# daemons apart from the machine's own (see tests/daemons.sh). CRIU freezes containers where the kernel lets it. ostree
# and gpg make the host of tests/sysroot.sh.
wanted=(
    dockerd:docker.io
    podman:podman
    runc:runc
    iptables:iptables
    /usr/lib/cni/bridge:containernetworking-plugins
    docker-registry:docker-registry
    htpasswd:apache2-utils
    dbus-daemon:dbus-daemon
    criu:criu
    ostree:ostree
    gpg:gnupg
    /lib/systemd/systemd-journald:systemd
    journalctl:systemd
    chromium:chromium
    unshare:util-linux
    nsenter:util-linux
    setpriv:util-linux
)

export PATH="$PATH:/usr/sbin:/sbin"
packages=()
for pair in "${wanted[@]}"; do
    command -v "${pair%%:*}" >/dev/null || packages+=("${pair#*:}")
done
# /bin/busybox may be the dynamic one, which cannot run in an empty image.
dpkg-query -W -f '${Status}' busybox-static 2>/dev/null | grep -q 'ok installed' || packages+=(busybox-static)

[ ${#packages[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "The tests need ${packages[*]} (Debian's names). Please install them: there is no apt-get here." >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    # With a terminal sudo may ask for the password; without one it must not wait for it.
    as_root=(sudo)
    [ -t 0 ] || as_root=(sudo -n)
    if ! "${as_root[@]}" true; then
        echo "The tests need more packages. Please run, as root: apt-get install ${packages[*]}" >&2
        exit 1
    fi
fi

echo "Installing ${packages[*]}"
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" </dev/null; }
apt update
apt install --yes --no-install-recommends "${packages[@]}"
