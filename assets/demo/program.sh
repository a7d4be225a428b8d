#!/bin/sh
# A program of the demo host: hands its name, its words and, where one of them asks for it, its input to the demo, and
# says what that answers. server/demo/programs/mod.rs is the other side.
set -u
root=${0%/usr/bin/*}
mine=$(mktemp -d "$root/run/programs/XXXXXXXX" 2>/dev/null) || { echo "error: the demo host is down" >&2; exit 1; }
trap 'rm -rf "$mine"' EXIT
printf '%s\0' "${0##*/}" "$@" >"$mine/words"
: >"$mine/input"
for word in "$@"; do
    case $word in --stdin | --gpg-import=/dev/stdin) cat >"$mine/input" ;; esac
done
mkfifo "$mine/end"
# Open for both, so that the answer is not lost whoever comes first.
exec 3<>"$mine/end"
echo "${mine##*/}" >"$root/run/programs/asked"
read -r code <&3
cat "$mine/stdout"
cat "$mine/stderr" >&2
exit "$code"
