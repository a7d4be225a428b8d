# The few commands of the project; `make help` lists them. Work lives in scripts beside what they serve.
SHELL := /bin/bash
.DEFAULT_GOAL := help

WEB_SOURCES := $(shell find web -name node_modules -prune -o -type f -print 2>/dev/null)
WEB_MODULES := web/node_modules/.package-lock.json
E2E_MODULES := tests/e2e/node_modules/.package-lock.json
WEB_ASSETS  := assets/web/index.html
NPM_CI      := npm ci --no-audit --no-fund

.PHONY: help run dev test web api lint fmt bench tools

help: ## List the commands
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 14

run: tools web ## Build everything and start the console with this machine and a demo host (ARGS="--listen …")
	@cargo run -- demo $(ARGS)

dev: tools $(WEB_MODULES) ## The same, with the web app from Vite, reloaded as you edit
	@cargo build
	@cargo run -- demo $(ARGS) & server=$$!; \
	(cd web && exec node_modules/.bin/vite) & vite=$$!; \
	trap 'kill $$server $$vite 2>/dev/null; wait' EXIT; trap 'exit 130' INT TERM; \
	wait -n

test: tools ## Install what the tests need, run every check and test, and count them
	@tests/run.sh

web: $(WEB_ASSETS) ## Build the web app into assets/web/

api: $(WEB_MODULES) ## Write the API document and the client's types from the code
	@mkdir -p target && cargo run --quiet -- openapi > target/openapi.json
	@mv target/openapi.json web/openapi.json
	@npm --prefix web run --silent api

lint: $(WEB_MODULES) $(E2E_MODULES) ## Formats, lints, types, licences; changes nothing
	cargo fmt --check
	cargo clippy --quiet --all-targets -- -D warnings
	cd web && node_modules/.bin/biome ci --error-on-warnings . && node_modules/.bin/tsc --noEmit
	cd tests/e2e && node_modules/.bin/biome ci --error-on-warnings . && node_modules/.bin/tsc --noEmit
	@if cargo deny --version >/dev/null 2>&1; then cargo deny --offline check bans licenses sources; \
	else echo "cargo-deny is not installed, so deny.toml was not checked: cargo install cargo-deny"; fi

fmt: $(WEB_MODULES) $(E2E_MODULES) ## Format everything
	cargo fmt
	cd web && node_modules/.bin/biome check --write .
	cd tests/e2e && node_modules/.bin/biome check --write .

bench: $(WEB_ASSETS) $(E2E_MODULES) ## Measure the channels and the list of containers, as ratios within one run
	cargo bench --bench channels
	cargo build --release
	cd tests/e2e && ATOMDECK="$(CURDIR)/target/release/atomdeck" node_modules/.bin/playwright test --config bench.config.ts

tools:
	@.ci/tools.sh

# npm writes this file last, so it is older than the lock whenever the folder is out of date.
%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	cd $* && $(NPM_CI)
	@touch $@

$(WEB_ASSETS): $(WEB_MODULES) $(WEB_SOURCES)
	npm --prefix web run build
	@touch $@
