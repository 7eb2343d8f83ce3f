# A thin top: each target installs what it needs and is missing, then configures, builds and runs.
.DEFAULT_GOAL := build
.PHONY: build demo test bench fuzz install format page clean help setup
PREFIX ?= /usr/local
CMAKE_LOG := build/configure.log

# Configures quietly: the log is only shown when it went wrong.
define configure
	@mkdir -p build
	@cmake --preset $(1) $(2) >$(CMAKE_LOG) 2>&1 || { cat $(CMAKE_LOG); exit 1; }
endef

build: ## build the command and the library (also: plain `make`)
	@tools/setup build
	$(call configure,release)
	@cmake --build build/release --target cohong_library cohong_command
	@echo "built build/release/cohong; next: make demo, make test, make install, make help"

demo: ## the claim of a million US jobs, checked: one screen, and the full report in build/demo
	@tools/setup build
	$(call configure,release)
	@if [ -t 1 ]; then cmake --build build/release --target cohong_command; \
	else cmake --build build/release --target cohong_command >build/build.log || { cat build/build.log; exit 1; }; fi
	@build/release/cohong demo --out build/demo

test: ## every test, sanitizers, short fuzzing; ends with "N passed, N failed"
	@tools/setup build test web
	@tools/test $(PARTS)

bench: ## how fast: one JSON line a case
	@tools/setup build bench
	$(call configure,release,-DCOHONG_BENCH=ON)
	@cmake --build build/release --target cohong_bench >build/build.log || { cat build/build.log; exit 1; }
	@build/release/bench/cohong_bench
	@if [ -x build/release/bench/cohong_serve_load ]; then build/release/bench/cohong_serve_load; fi

fuzz: ## fuzz every reader for SECONDS_EACH (60) seconds, from new seeds
	@tools/setup build test
	$(call configure,fuzz)
	@cmake --build build/fuzz --target fuzz_targets
	@for program in build/fuzz/tests/fuzz/fuzz_*; do \
	    if [ -f $$program ] && [ -x $$program ]; then name=$${program##*/fuzz_}; \
	        echo "$$name"; tests/fuzz/run.sh $$program tests/fuzz/corpus/$$name -max_total_time=$(SECONDS_EACH) || exit 1; fi; \
	done
SECONDS_EACH ?= 60

install: build ## install under PREFIX (/usr/local): command, library, header, data
	@cmake --install build/release --prefix $(PREFIX)

format: ## lay out every C file
	@tools/setup build test
	@tools/format

page: ## build web/dist, the page with its engine, from web/
	@tools/setup build test web
	$(call configure,release,-DCOHONG_TESTS=ON)
	@cmake --build build/release --target cohong_command cohong_page_data >build/build.log || { cat build/build.log; exit 1; }
	@web/build

setup: ## only install what `make test` and `make bench` need
	@tools/setup build test bench web

clean: ## remove everything that was built
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10
