#!/bin/bash
# What a machine must have to build and run Atomdeck. Names everything that is missing or too old, each
# with its remedy, and then fails; needs no root and changes nothing. `make run` and `make test` begin here.
set -uo pipefail

missing=0

# need NAME WANTED HAVE REMEDY: HAVE is empty when the tool is not there; WANTED may be empty.
need() {
    if [ -z "$3" ]; then
        echo "missing: $1${2:+ $2 or newer}. $4" >&2
    elif [ -n "$2" ] && [ "$(printf '%s\n%s\n' "$2" "$3" | sort -V | head -n 1)" != "$2" ]; then
        echo "too old: $1 $3, needs $2 or newer. $4" >&2
    else
        return
    fi
    missing=1
}

# The first version number that the command prints, or nothing.
version_of() { "$@" 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1; }

# A compiler without the C library's headers cannot build SQLite.
compiler() { echo '#include <stdlib.h>' | cc -E -x c - >/dev/null 2>&1 && echo present; }

need "Rust (rustc)" 1.95 "$(version_of rustc --version)" "Install or update it with rustup: https://rustup.rs"
need "Cargo" 1.95 "$(version_of cargo --version)" "It comes with Rust: https://rustup.rs"
need "Node.js" 20.19 "$(version_of node --version)" "Install the LTS release: https://nodejs.org/en/download"
need "npm" "" "$(version_of npm --version)" "It comes with Node.js; on Debian: apt-get install npm"
need "make" "" "$(version_of make --version)" "On Debian: apt-get install make"
need "a C compiler (cc) with headers" "" "$(compiler)" "On Debian: apt-get install gcc libc6-dev"

exit "$missing"
