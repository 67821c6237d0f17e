# The only front door of sixscope. `make help` lists what it opens.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
export CCACHE_NOHASHDIR := 1
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_SLOPPINESS := time_macros
ONLY ?=
FUZZ_SECONDS ?= 20

.PHONY: help run serve demo build test ci bench fuzz fmt lint docs clean console configure-% build-%

help: ## This list
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## Install what is missing, build, start the server, play the demo into it, print the page
	@tools/setup build run
	@$(MAKE) --no-print-directory build console
	@tools/demo build/release/sixscope

serve: ## The same without the demo: point your routers at it
	@tools/setup build run
	@$(MAKE) --no-print-directory build console
	@build/release/sixscope serve

build: build-release ## The program: build/release/sixscope

build-release: configure-release
	@echo "[build] release"; ninja -C build/release sixscope | tools/progress

configure-%:
	@[ -f build/$*/build.ninja ] || { echo "[build] configure $*"; cmake --preset $* >build-$*.log 2>&1 \
	  && rm -f build-$*.log || { tail -n 30 build-$*.log; echo "configuring failed: is everything there? try tools/setup build"; exit 1; }; }

console: ## The web console: web/dist
	@tools/build_console

test: ## Install what is missing, then every test
	@tools/setup build run test
	@$(MAKE) --no-print-directory configure-release console
	@echo "[build] release, with tests"; ninja -C build/release all | tools/progress
	@python3 tools/run_tests.py --build build/release $(if $(ONLY),--only $(ONLY))

sanitize-%: configure-%
	@echo "[build] $*"; ninja -C build/$* unit_tests | tools/progress
	@python3 tools/run_tests.py --build build/$* --unit-only

# In the build that the AddressSanitizer's tests use: its libraries are compiled for both.
fuzz: configure-asan ## Each fuzz harness for FUZZ_SECONDS over its corpus
	@echo "[build] fuzz"; ninja -C build/asan fuzzers | tools/progress
	@python3 tools/run_fuzzers.py build/asan $(FUZZ_SECONDS)

ci: ## What the integration machine runs: sanitizers, fuzzing, then `make test`
	@tools/setup build run test bench
	@$(MAKE) --no-print-directory sanitize-asan
	@$(MAKE) --no-print-directory sanitize-tsan
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=5
	@$(MAKE) --no-print-directory test

bench: ## Benchmarks beside their peers, into docs/reference/performance.md
	@tools/setup build run bench
	@$(MAKE) --no-print-directory configure-release
	@echo "[build] release, with benchmarks"; ninja -C build/release all | tools/progress
	@python3 bench/run_all.py build/release docs/reference/performance.md

fmt: ## Format the C++ sources
	@python3 tools/check_format.py --fix

lint: ## The checks alone: layers, tidy, format, headers, clang-tidy
	@python3 tools/run_tests.py --only layers,tidy,format,headers,clang-tidy,catalogue,docs

docs: build ## Write the generated reference pages anew
	@python3 tools/check_docs.py --write

clean: ## Remove what was built; installed packages and data stay
	@rm -rf build web/dist
