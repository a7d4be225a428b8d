#!/bin/bash
# Starts one real daemon for tests, and stops it when its standard input ends: it cannot outlive whoever holds the
# other end, however that one dies. Used by tests/it/support and tests/e2e.
#
#   tests/daemons.sh docker|podman [DIR|'' [journal|experimental|disk=SIZE...]]
#   tests/daemons.sh bus [DIR]
#   tests/daemons.sh registry DIR|'' [PID...]
#
# Prints `image=NAME` and `pid=PID` (engines), `address=HOST:PORT` (registry), `socket=PATH` and `ready`. When it cannot: one sentence on standard error, and exit
# code 3 (a tool or a right is missing) or 1 (it did not come up). DIR is the caller's and stays; a daemon started
# in it again has the same socket and the same containers. Without it there is a folder that goes with the daemon.
#
# The engines need root. They get namespaces of their own, so that networks, mounts, locks and processes meet neither
# the machine's nor another run's, and killing the first process leaves nothing running. Containers are made of
# busybox. With `journal` there is a systemd-journald beside them, with `disk=SIZE` all that they keep lies on a
# disk of that size, and with `experimental` dockerd can freeze containers.
#
# The registry takes the account `user` with the password `open-sesame-7`. It answers at one address of the loopback, on the
# machine and in the network of each engine whose PID is given: a process in each, over the same files.
set -uo pipefail
export PATH="$PATH:/usr/sbin:/sbin" LC_ALL=C

readonly KIND=${1:-} GIVEN_DIR=${2:-} IMAGE=localhost/atomdeck-test:1 START_SECONDS=60 STOP_TRIES=100
dir='' cgroup='' daemon='' journal='' disk='' experimental=() others=()

missing() {
    echo "The tests cannot have $KIND: $1" >&2
    exit 3
}

require() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || missing "$tool is not installed. Run tests/setup.sh"
    done
}

# The daemon dies with this script even if this script is killed outright.
spawn() {
    setpriv --pdeathsig KILL "$@" >"$dir/log" 2>&1 </dev/null &
    daemon=$!
}

# isolated COMMAND…: as the first process of namespaces of its own. /run is empty, so an engine finds no other one's
# sockets, pid files and locks; the limits are what podman's runc accepts everywhere.
isolated() {
    spawn env JOURNAL="$journal" DISK="$disk" DATA="$dir/data" \
        unshare --mount --net --pid --fork --kill-child --mount-proc bash -euc '
        # Monitors of containers leave files where they are started.
        cd "${DATA%/data}"
        busybox ip link set lo up
        for private in /run /dev/shm; do mount -t tmpfs tmpfs "$private"; done
        for shared in /var/lib/cni /etc/cni/net.d; do
            if [ -d "$shared" ]; then mount -t tmpfs tmpfs "$shared"; fi
        done
        if [ -n "$DISK" ]; then
            mkdir -p "$DATA"
            mount -t tmpfs -o "size=$DISK" tmpfs "$DATA"
        fi
        if [ -n "$JOURNAL" ]; then
            mkdir -p /run/systemd/journald.conf.d /run/systemd/journal
            printf "[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=no\n" >/run/systemd/journald.conf.d/tests.conf
            /lib/systemd/systemd-journald &
            until [ -S /run/systemd/journal/socket ]; do sleep 0.05; done
        fi
        ulimit -n 10000 -u 4096
        exec "$@"' isolated "$@"
}

# wait_for COMMAND…: until it succeeds, the daemon ends or the time is up.
wait_for() {
    local deadline=$((SECONDS + START_SECONDS))
    until "$@" >/dev/null 2>&1; do
        if ! kill -0 "$daemon" 2>/dev/null || [ "$SECONDS" -ge "$deadline" ]; then
            echo "$KIND did not start:" >&2
            tail -n 20 "$dir/log" >&2
            exit 1
        fi
        sleep 0.1
    done
}

stop() {
    trap '' INT TERM HUP
    local process
    for process in $daemon "${others[@]}"; do
        kill -KILL "$process" 2>/dev/null
        wait "$process" 2>/dev/null
    done
    [ -n "$dir" ] || return 0
    # Control groups and files stay busy until the kernel has ended the namespace.
    local id groups=("$cgroup")
    for id in "$dir"/data/vfs-containers/*/; do groups+=("libpod_parent/libpod-$(basename "$id")"); done
    for _ in $(seq "$STOP_TRIES"); do
        remove_cgroups "${groups[@]}" && { [ -n "$GIVEN_DIR" ] || rm -rf "$dir"; } && return 0
        sleep 0.1
    done 2>/dev/null
    echo "$KIND: could not remove everything of $dir" >&2
}

# Both layouts of /sys/fs/cgroup: one tree, or one for each controller.
remove_cgroups() {
    local group path status=0
    for group in "$@"; do
        for path in /sys/fs/cgroup/"$group" /sys/fs/cgroup/*/"$group"; do
            [ ! -d "$path" ] || find "$path" -depth -type d -exec rmdir {} + || status=1
        done
    done
    return "$status"
}

# The files of the image: busybox under all its names.
image() {
    local root="$dir/image" applet
    mkdir -p "$root/bin" "$root/etc" "$root/tmp"
    cp "$(command -v busybox)" "$root/bin/busybox"
    for applet in $(busybox --list); do [ -e "$root/bin/$applet" ] || ln -s busybox "$root/bin/$applet"; done
    tar -C "$root" -cf "$dir/image.tar" .
}

# engine CLI…: waits for the daemon that was spawned and gives it the image.
engine() {
    wait_for "$@" version
    if ! "$@" image inspect "$IMAGE" >/dev/null 2>&1; then
        image
        wait_for "$@" import --change 'ENV PATH=/bin' --change 'CMD ["sh"]' "$dir/image.tar" "$IMAGE"
    fi
    echo "image=$IMAGE"
    echo "pid=$daemon"
}

# registry PID…: here and in those processes' networks. The port is below those that the kernel gives away.
registry() {
    local pid try
    htpasswd -Bbn user open-sesame-7 >"$dir/htpasswd" 2>/dev/null
    for try in $(seq 20); do
        address="127.0.0.1:$((20000 + RANDOM % 12000))"
        cat >"$dir/registry.yml" <<YAML
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: "$dir/data"}}
http: {addr: "$address", secret: tests}
auth: {htpasswd: {realm: tests, path: "$dir/htpasswd"}}
YAML
        spawn docker-registry serve "$dir/registry.yml"
        # Somebody else may have the port: it then ends at once.
        until answers; do
            kill -0 "$daemon" 2>/dev/null || continue 2
            sleep 0.1
        done
        break
    done
    for pid in "$@"; do
        others+=("$daemon")
        spawn nsenter --target "$pid" --net docker-registry serve "$dir/registry.yml"
        wait_for nsenter --target "$pid" --net bash -c "</dev/tcp/${address/://}"
    done
}

# Ours, not that of another run at the same port: only the process that has it stays.
answers() { sleep 0.2 && kill -0 "$daemon" 2>/dev/null && (: <"/dev/tcp/${address/://}") 2>/dev/null; }

case "$KIND" in
docker | podman)
    [ "$(id -u)" -eq 0 ] || missing "it needs root. Run the tests as root"
    require "$KIND" runc busybox iptables unshare setpriv tar
    [ "$KIND" = podman ] || require dockerd
    for option in "${@:3}"; do
        case "$option" in
        journal)
            require /lib/systemd/systemd-journald journalctl
            [ -s /etc/machine-id ] || missing "a journal needs /etc/machine-id. Run systemd-machine-id-setup"
            journal=yes
            ;;
        experimental) experimental=(--experimental) ;;
        disk=*) disk=${option#disk=} ;;
        *) missing "there is no option $option" ;;
        esac
    done
    ;;
bus) require dbus-daemon setpriv ;;
registry)
    [ "$#" -le 2 ] || [ "$(id -u)" -eq 0 ] || missing "it needs root. Run the tests as root"
    require docker-registry htpasswd nsenter setpriv
    ;;
*)
    echo "usage: tests/daemons.sh docker|podman|bus|registry [DIR [PID...]]" >&2
    exit 2
    ;;
esac

trap stop EXIT
trap 'exit 130' INT TERM HUP
dir=${GIVEN_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/daemon-XXXXXX")}
cgroup="atomdeck-$(basename "$dir")-$$"
socket="$dir/$KIND.sock"
rm -f "$socket"

case "$KIND" in
docker)
    isolated dockerd --data-root "$dir/data" --exec-root /run/docker --pidfile /run/docker.pid \
        --cgroup-parent "/$cgroup" --host "unix://$socket" "${experimental[@]}"
    engine docker --host "unix://$socket"
    ;;
podman)
    # As dockerd has it by itself: a registry on the loopback speaks HTTP.
    printf '[[registry]]\nlocation = "127.0.0.1"\ninsecure = true\n' >"$dir/registries.conf"
    export CONTAINERS_REGISTRIES_CONF="$dir/registries.conf"
    # crun, podman's default, fails under cgroup v1; systemd is not everywhere; vfs needs nothing of the kernel.
    isolated podman --runtime runc --cgroup-manager cgroupfs --storage-driver vfs --root "$dir/data" \
        --runroot /run/podman system service --time 0 "unix://$socket"
    engine podman --remote --url "unix://$socket"
    ;;
bus)
    cat >"$dir/bus.conf" <<XML
<busconfig>
  <type>session</type>
  <listen>unix:path=$socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>
XML
    spawn dbus-daemon --config-file "$dir/bus.conf" --nofork --nopidfile --print-address
    wait_for grep unix: "$dir/log"
    ;;
registry)
    registry "${@:3}"
    echo "address=$address"
    ;;
esac

[ ! -S "$socket" ] || echo "socket=$socket"
echo ready

while read -r _; do :; done
if ! kill -0 "$daemon" 2>/dev/null; then
    echo "$KIND ended by itself:" >&2
    tail -n 20 "$dir/log" >&2
fi
