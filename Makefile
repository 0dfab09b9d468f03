# Each target does its own set-up and skips what is done. The work itself is in scripts/, one thing per file.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# No rule of make's own applies here: it would take dist.sh for the source of dist.
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.NOTPARALLEL:
.DELETE_ON_ERROR:

# The sandbox, and with `make run` the console too, is on this port of 127.0.0.1.
export PORT ?= 8640
# The page that `make dev` serves and reloads.
export DEV_PORT ?= 8650
# Real Redis servers behind DCS nodes, as NAME=redis://host:port, several apart by spaces.
export REDIS ?=
# `real` puts the engines of this machine behind nodes too, with a small load: redis-server, mariadbd, mongod.
export ENGINES ?=
# More arguments for the sandbox.
export SANDBOX_ARGS ?=
# How many worlds `make soak` plays, and from which seed on.
export RUNS ?= 1000000
export FROM ?= 0
# Where Trunk and wasm-bindgen are compiled to if PATH does not have them.
export QUELL_TOOLS ?= $(HOME)/.cache/quell/tools

# What the finished console is made from. Folders count too: a file that was removed changes its folder.
dist_sources := $(shell find src crates/core/src crates/core/data www scripts/dist) \
	scripts/dist.sh index.html Trunk.toml Cargo.toml Cargo.lock crates/core/Cargo.toml package-lock.json

## make run: the console and a local cloud on http://127.0.0.1:8640 (PORT=, REDIS="name=redis://…", ENGINES=real)
.PHONY: run
run: need
	@node scripts/port-free.mjs PORT "$(PORT)" run
	@$(MAKE) --no-print-directory dist
	@scripts/run.sh

## make dev: the same with live reload while you edit (DEV_PORT=)
.PHONY: dev
dev: tools
	@scripts/dev.sh

## make test: everything that must hold, in Chromium and on real database engines too
.PHONY: test
test: tools npm browser
	@scripts/debian.sh redis-server=redis-server mariadbd=mariadb-server-core mariadb-install-db=mariadb-server-core \
		mariadb=mariadb-client-core python3=python3 pip3=python3-pip /usr/sbin/nginx=nginx
	@scripts/proxy.sh
	@scripts/proxy-manifests.sh
	@scripts/engines/mongod.sh >/dev/null
	@scripts/sdk.sh
	@scripts/keystone.sh
	@scripts/test.sh

## make dist: the folder to copy to a host
.PHONY: dist
dist: tools npm dist/index.html

dist/index.html: $(dist_sources)
	@scripts/dist.sh

## make module: the core as an npm package for other pages and for Node, in dist/module
.PHONY: module
module: tools npm dist/module/package.json

module_sources := $(shell find crates/js crates/core/src crates/core/data crates/table/src scripts/dist -type f) \
	scripts/module.sh Cargo.toml Cargo.lock crates/core/Cargo.toml crates/table/Cargo.toml package-lock.json

dist/module/package.json: $(module_sources)
	@scripts/module.sh

## make screenshots: renew the pictures in docs/screenshots
.PHONY: screenshots
screenshots: dist browser
	@scripts/screenshots.sh

## make bench: the core's hot ways, the module beside the vendor's SDK, and the table beside its peers in Chromium (PERF=, ROUNDS=, PEERS=, CALLS=)
.PHONY: bench
bench: bench-page module
	@cargo bench --locked --package quell-bench-native
	@bench/module/run.sh
	@bench/tables.sh

## make soak: RUNS simulated kill runs, each with faults of its own; a seed that breaks an invariant is printed (RUNS=, FROM=)
.PHONY: soak
soak: need
	@scripts/soak.sh

## make bench-page: the folder that the bench runner opens, in bench/out/page
.PHONY: bench-page
bench-page: dist browser
	@bench/page/build.sh

## make bench-sandbox: how fast the local cloud is, and how much memory it takes
.PHONY: bench-sandbox
bench-sandbox: need
	@scripts/debian.sh wrk=wrk
	@bench/sandbox/run.sh

## make clean: remove what the build made, but for compiled crates and tools
.PHONY: clean
clean:
	rm -rf dist dist.next .cache node_modules tests/e2e/out .trunk-dev.toml

.PHONY: need tools npm browser help
need:
	@scripts/need.sh

tools: need
	@scripts/tools.sh

npm: need node_modules/.installed

node_modules/.installed: package-lock.json package.json
	@npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

browser:
	@scripts/debian.sh "$${CHROMIUM:-chromium}=chromium" chromedriver=chromium-driver

help:
	@sed -n 's/^## //p' $(firstword $(MAKEFILE_LIST))
