#!/bin/bash
# Every check and test of the project, in one run: `make test`. A step that fails does not stop the others.
# A check (format, lint, types, …) counts as one; a suite counts its tests, and a suite that ran none has failed,
# as has every test that was skipped. The last line is "N passed, N failed"; the exit code says the same.
set -uo pipefail
cd "$(dirname "$0")/.."

export CARGO_TERM_COLOR=never NO_COLOR=1
# No step may use up the time of all; the slowest, a cold build on two cores, takes a third of this.
readonly STEP_LIMIT=15m
# Daemons need this long at most to stop once the tests that use them are gone.
readonly STOP_SECONDS=30

readonly results="$PWD/target/tests"
rm -rf "$results" && mkdir -p "$results"
# A folder of this run's own, so that what its daemons leave behind can be seen. Short: socket paths end at 107 bytes.
TMPDIR="$(mktemp -d /tmp/ad-XXXXXX)"
export TMPDIR
step=
trap 'rm -rf "$TMPDIR"' EXIT
trap '[ -z "$step" ] || kill "$step" 2>/dev/null; exit 130' INT TERM

passed=0 failed=0 failures=()

# run NAME COMMAND…: shows the output as it comes and keeps it in $log. `timeout` ends the command's children as well.
run() {
    local name=$1
    shift
    log="$results/${name// /-}.log"
    printf '\n== %s\n' "$name"
    : >"$log"
    timeout --kill-after=10 "$STEP_LIMIT" "$@" >"$log" 2>&1 </dev/null &
    step=$!
    tail --pid="$step" --sleep-interval=0.2 --lines=+1 --follow "$log" &
    local reader=$!
    wait "$step"
    local status=$?
    step=
    wait "$reader"
    [ "$status" -ne 124 ] || echo "$name: ended after $STEP_LIMIT"
    return "$status"
}

# count NAME PASSED FAILED
count() {
    passed=$((passed + $2)) failed=$((failed + $3))
    [ "$3" -eq 0 ] || failures+=("$1: $3 failed")
}

check() {
    if run "$@"; then count "$1" 1 0; else count "$1" 0 1; fi
}

# suite NAME COUNTER COMMAND…: COUNTER prints "PASSED FAILED" from what the command left.
suite() {
    local name=$1 counter=$2 status=0 ran=0 broken=0
    shift 2
    run "$name" "$@" || status=$?
    read -r ran broken < <("$counter") || true
    if [ "${broken:-0}" -eq 0 ] && [ "$status" -ne 0 ]; then broken=1; fi
    if [ $((${ran:-0} + ${broken:-0})) -eq 0 ]; then
        echo "$name: no test ran"
        broken=1
    fi
    count "$name" "${ran:-0}" "$broken"
}

cargo_counts() {
    awk '/^test result: / { for (i = 2; i <= NF; i++) {
             if ($i ~ /^passed/) passed += $(i - 1)
             if ($i ~ /^(failed|ignored)/ && $(i - 1) ~ /^[0-9]+$/) failed += $(i - 1) } }
         END { print passed + 0, failed + 0 }' "$log"
}

# json_counts FILE EXPRESSION over the report `r`
json_counts() {
    [ -s "$1" ] && node -e "const r = JSON.parse(require('fs').readFileSync('$1')); console.log($2)"
}

vitest_counts() {
    json_counts "$results/vitest.json" 'r.numPassedTests, r.numFailedTests + r.numPendingTests + r.numTodoTests'
}

playwright_counts() {
    json_counts "$results/playwright.json" 'r.stats.expected, r.stats.unexpected + r.stats.flaky + r.stats.skipped'
}

api_is_current() {
    cp web/openapi.json web/src/api/schema.ts "$TMPDIR/" && make --no-print-directory api || return
    cmp "$TMPDIR/openapi.json" web/openapi.json && cmp "$TMPDIR/schema.ts" web/src/api/schema.ts && return
    echo "The API document or the client's types were not what the code says. They are now: please commit them."
    return 1
}

nothing_is_left() {
    local deadline=$((SECONDS + STOP_SECONDS))
    while compgen -G "$TMPDIR/daemon-*" >/dev/null; do
        if [ "$SECONDS" -ge "$deadline" ]; then
            echo "still there after $STOP_SECONDS seconds:" "$TMPDIR"/daemon-*
            return 1
        fi
        sleep 0.2
    done
}
export -f api_is_current nothing_is_left
export STOP_SECONDS

check "setup" tests/setup.sh
check "web modules" make --no-print-directory web/node_modules/.package-lock.json tests/e2e/node_modules/.package-lock.json
check "web build" make --no-print-directory web
check "rust format" cargo fmt --check
check "rust build" cargo build
check "rust lints" cargo clippy --all-targets -- -D warnings
suite "rust unit tests" cargo_counts cargo test --no-fail-fast --lib --bins
suite "rust integration tests" cargo_counts cargo test --no-fail-fast --test it
check "api is current" bash -c api_is_current
check "web lints" bash -c 'cd web && node_modules/.bin/biome ci --colors=off --error-on-warnings .'
check "web types" bash -c 'cd web && node_modules/.bin/tsc --noEmit'
suite "web unit tests" vitest_counts bash -c "cd web && node_modules/.bin/vitest run \
    --reporter=default --reporter=json --outputFile.json='$results/vitest.json'"
check "browser test lints" bash -c 'cd tests/e2e && node_modules/.bin/biome ci --colors=off --error-on-warnings .'
check "browser test types" bash -c 'cd tests/e2e && node_modules/.bin/tsc --noEmit'
suite "browser tests" playwright_counts bash -c "cd tests/e2e && PLAYWRIGHT_JSON_OUTPUT_FILE='$results/playwright.json' \
    node_modules/.bin/playwright test --reporter=list,json"
check "nothing is left running" bash -c nothing_is_left

printf '\n'
[ ${#failures[@]} -eq 0 ] || printf '%s\n' "${failures[@]}"
echo "$passed passed, $failed failed" | tee "$results/total"
[ "$failed" -eq 0 ]
