# Everything a newcomer, a developer and CI do, each with one command. `make` alone lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# What the formatter and the linter look at.
SWIFT_FOLDERS := Sources Tests Benchmarks Plugins Package.swift

# Modules are small here, and what is called across them for each request is worth inlining.
RELEASE_FLAGS := -c release --product till -Xswiftc -cross-module-optimization

# The service is one file to copy: the Swift runtime is linked in, the C libraries stay Debian's so that Debian patches
# them. macOS has its Swift runtime in the system, and Homebrew hides the libraries that would shadow the system's own.
ifeq ($(shell uname -s),Darwin)
BREW := $(shell brew --prefix 2>/dev/null)
export PKG_CONFIG_PATH := $(BREW)/opt/openssl@3/lib/pkgconfig:$(BREW)/opt/curl/lib/pkgconfig:$(BREW)/opt/libpq/lib/pkgconfig:$(PKG_CONFIG_PATH)
else
RELEASE_FLAGS += --static-swift-stdlib -Xswiftc -use-ld=lld
endif

# `--disable-xctest`: all tests are Swift Testing's, and without the empty XCTest pass its summary is the last line.
# Few at a time: some tests hold the service to its own deadlines, and a crowd of others on two cores would break them.
TEST_FLAGS := --disable-xctest --experimental-maximum-parallelization-width 4

# Leaks are not looked for: the Swift runtime keeps its metadata for the life of the process.
ADDRESS_SANITIZER := ASAN_OPTIONS=detect_leaks=0
# Else a race would be printed and the tests would pass all the same.
THREAD_SANITIZER := TSAN_OPTIONS=halt_on_error=1

# Sanitized tests take several times as long, and then they are not hanging yet.
test-sanitized: export TEST_MINUTES := 60

FUZZ_SECONDS ?= 60

# What `make faults` drives: SEED=… replays a run, ARGS="--only NAME" runs one scenario; `python3 Tests/Faults --help` has
# the scale.
TILL ?= .build/debug/till

.PHONY: help setup run test-tools test build lint lint-format format test-sanitized faults mutants browser fuzz bench crowds release clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the Debian packages that are missing (`make run` and `make test` do it themselves)
	@scripts/install-dependencies build

run: release ## build for release and start everything on this machine: `till dev` (ARGS="--listen 127.0.0.1:9000")
	@exec .build/release/till dev $(ARGS)

test-tools:
	@scripts/install-dependencies build test
	@scripts/install-clients

test: test-tools lint-format ## everything CI runs: lint, build, all tests
	@swift build --build-tests
	@scripts/run-tests --skip-build $(TEST_FLAGS)

build: setup ## a debug build
	@swift build

lint: setup lint-format ## formatting and the rules of Tests/TidyTests
	@scripts/run-tests $(TEST_FLAGS) --filter TidyTests

lint-format:
	@echo "swift format lint --strict"
	@swift format lint --strict --parallel --recursive $(SWIFT_FOLDERS)

format: ## rewrite the sources as the formatter wants them
	@swift format --in-place --parallel --recursive $(SWIFT_FOLDERS)

test-sanitized: test-tools ## all tests under the thread sanitizer, then under the address sanitizer
	@$(THREAD_SANITIZER) scripts/run-tests $(TEST_FLAGS) --sanitize=thread --scratch-path .build/sanitize-thread
	@$(ADDRESS_SANITIZER) scripts/run-tests $(TEST_FLAGS) --sanitize=address --scratch-path .build/sanitize-address

faults: build ## replicas, PostgreSQL and provider under every fault, judged from outside (SEED=… TILL=… ARGS=…)
	@python3 Tests/Faults $(TILL) $(if $(SEED),--seed $(SEED)) $(ARGS)

browser: test-tools build ## the pages and till.js in a real browser (ARGS="--only name", ARGS="--list")
	@.venv/bin/python Tests/Browser $(TILL) $(ARGS)

mutants: setup ## break the service on purpose, and see the faults' scenarios notice (ARGS="skip_the_row_lock")
	@python3 Tests/Faults/mutate.py $(ARGS)

fuzz: setup ## the request parser under libFuzzer (FUZZ_SECONDS=60)
	@FUZZ_SECONDS=$(FUZZ_SECONDS) $(ADDRESS_SANITIZER) scripts/fuzz

bench: setup ## measure against nginx, pgbench, FastAPI and nchan; writes Benchmarks/RESULTS.md
	@Benchmarks/run $(ARGS)

crowds: setup ## a hundred thousand streams, and a crowd that comes back after a SIGKILL; writes Benchmarks/CROWDS.md
	@Benchmarks/run --only crowds $(ARGS)

release: setup ## .build/release/till, with the Swift runtime linked in
	@swift build $(RELEASE_FLAGS)

clean: ## remove everything that was built (the database of `till dev` in .till/ stays)
	@rm -rf .build .venv
