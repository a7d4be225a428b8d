#!/bin/bash
# Lays out a host that boots from plain ostree, for tests: a real sysroot, and a real repository that it pulls from.
#
#   tests/sysroot.sh make DIR   the host: 2.0 is booted, 1.0 is behind it, 3.0 is on offer
#   tests/sysroot.sh boot DIR   what a restart does: finishes what is staged and boots what is first
#
# DIR may be moved and copied. Its `usr/bin/ostree` is the machine's own ostree, run so that it sees the host as booted:
# its root folder is the deployment named in DIR/run/booted, in namespaces of its own. The branch `test/stable` of the
# remote `lab` has 0.9, 1.0, 2.0 and 3.0, `test/next` has 9.0; all commits are signed. DIR/key.asc is the key that they
# are signed with. Exit code 3: a tool or a right is missing.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin" LC_ALL=C OSTREE_SYSROOT_DEBUG=mutable-deployments
# Nobody pulls its plug.
export OSTREE_SUPPRESS_SYNCFS=1
readonly VERB=$1 DIR=$2

missing() {
    echo "The tests cannot have an ostree host: $1" >&2
    exit 3
}

wrapper() {
    mkdir -p "$DIR/usr/bin"
    cat >"$DIR/usr/bin/ostree" <<'WRAPPER'
#!/bin/sh
# ostree knows what is booted by what its root folder is; /proc shows it that it has a mount namespace of its own.
root=${0%/usr/bin/ostree}
exec unshare --mount --pid --fork --kill-child --propagation private /bin/sh -ec '
root=$1; booted=$root/ostree/deploy/testos/deploy/$(cat "$1/run/booted"); shift
mount --bind "$booted" "$booted"
mount --bind "$root" "$booted/sysroot"
mount --bind /usr "$booted/usr"
mount --bind "$root/boot" "$booted/boot"
mount --bind "$root/run" "$booted/run"
mount --bind "$root/ostree/deploy/testos/var" "$booted/var"
mount --rbind /dev "$booted/dev"
mount -t proc proc "$booted/proc"
export OSTREE_SYSROOT_DEBUG=mutable-deployments,test-staged-path OSTREE_SUPPRESS_SYNCFS=1
exec chroot "$booted" /usr/bin/ostree "$@"' sh "$root" "$@"
WRAPPER
    chmod +x "$DIR/usr/bin/ostree"
}

# What a kernel and a loader would set up, for the first deployment in boot order.
settle() {
    local first
    first=$(ostree admin --sysroot="$DIR" status | sed -n '1s/^..testos \([^ ]*\).*/\1/p')
    rm -rf "$DIR/run" "$DIR/etc"
    mkdir "$DIR/run"
    touch "$DIR/run/ostree-booted"
    echo "$first" >"$DIR/run/booted"
    ln -s "ostree/deploy/testos/deploy/$first/etc" "$DIR/etc"
}

# commit BRANCH VERSION DATE PACKAGE=VERSION...
commit() {
    local branch=$1 version=$2 date=$3 package
    shift 3
    echo "$version" >"$tree/usr/share/version"
    : >"$tree/usr/share/dpkg/status"
    for package in "$@"; do
        printf 'Package: %s\nStatus: install ok installed\nArchitecture: amd64\nVersion: %s\n\n' \
            "${package%%=*}" "${package#*=}" >>"$tree/usr/share/dpkg/status"
    done
    ostree --repo="$remote" commit --branch="$branch" --tree=dir="$tree" --timestamp="$date 10:00:00 +0000" \
        --add-metadata-string=version="$version" --gpg-sign="$key" --gpg-homedir="$GNUPGHOME" >/dev/null
}

make() {
    local tool
    for tool in ostree gpg unshare chroot; do
        command -v "$tool" >/dev/null || missing "$tool is not installed. Run tests/setup.sh"
    done
    unshare --mount --pid --fork true 2>/dev/null || missing "it takes root, and leave to make namespaces"
    local work tree remote key commits one
    work=$(mktemp -d)
    # shellcheck disable=SC2064 # the folder of now
    trap "rm -rf '$work'" EXIT
    export GNUPGHOME=$work/gpg
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --pinentry-mode loopback --passphrase '' \
        --quick-generate-key 'Test OS <test@example.org>' rsa2048 sign never 2>/dev/null
    gpg --armor --export >"$DIR/key.asc"
    key=$(gpg --quiet --list-keys --with-colons 2>/dev/null | sed -n 's/^fpr:*\([^:]*\):/\1/p' | head -n 1)

    tree=$work/tree
    mkdir -p "$tree"/usr/{lib/modules/6.1.0,etc/ssh,share/dpkg} "$tree"/{sysroot,boot,proc,dev,run,tmp,var}
    echo kernel >"$tree/usr/lib/modules/6.1.0/vmlinuz"
    echo initramfs >"$tree/usr/lib/modules/6.1.0/initramfs.img"
    printf 'NAME=Test\nID=test\nPRETTY_NAME="Test OS"\n' >"$tree/usr/lib/os-release"
    ln -s ../usr/lib/os-release "$tree/usr/etc/os-release"
    ln -s sysroot/ostree "$tree/ostree"
    for tool in bin sbin lib lib64; do ln -s "usr/$tool" "$tree/$tool"; done
    echo 'Port 22' >"$tree/usr/etc/ssh/sshd_config"
    echo hello >"$tree/usr/etc/motd"

    ostree admin init-fs "$DIR"
    ostree admin --sysroot="$DIR" os-init testos >/dev/null
    # Where the booted host sees it as /var/remote.
    remote=$DIR/ostree/deploy/testos/var/remote
    mkdir -p "$remote"
    ostree --repo="$remote" init --mode=archive
    commit test/stable 0.9 2026-01-01 bash=5.1-6 linux-image=6.0.1-1
    commit test/stable 1.0 2026-01-02 bash=5.2-1 linux-image=6.1.1-1 nano=7.2-1
    commit test/stable 2.0 2026-01-03 bash=5.2-1 linux-image=6.1.10-1 vim=9.1-1
    commit test/stable 3.0 2026-01-04 bash=5.2-2 linux-image=6.1.12-1 vim=9.1-1 podman=5.4-1
    commit test/next 9.0 2026-01-05 bash=5.3-1
    commits=$(ostree --repo="$remote" log test/stable | sed -n 's/^commit //p' | sed -n '2,3p' | tac)
    ostree --repo="$DIR/ostree/repo" config set core.fsync false
    ostree --repo="$DIR/ostree/repo" remote add --gpg-import="$DIR/key.asc" lab "file://$remote" >/dev/null
    for one in $commits; do
        ostree --repo="$DIR/ostree/repo" pull lab "test/stable@$one" >/dev/null
        ostree admin --sysroot="$DIR" deploy --os=testos --karg=root=LABEL=x --karg=quiet lab:test/stable >/dev/null
        # It keeps what is behind the booted one only where something is booted.
        settle
        wrapper
    done
    sed -i 's|^url=file://.*|url=file:///var/remote|' "$DIR/ostree/repo/config"
    gpgconf --kill all
}

boot() {
    [ ! -e "$DIR/run/ostree/staged-deployment" ] || "$DIR/usr/bin/ostree" admin finalize-staged >/dev/null
    settle
}

"$VERB"
