# Makefile -- the house's commands, over Meson and ninja. SPDX-License-Identifier: Apache-2.0
#
#   make deps    install the Debian packages that everything below needs
#   make build   build/tocsin, optimised, with debug symbols
#   make test    all tests, on SQLite and on a throw-away PostgreSQL
#   make lint    format, clang-tidy, layers, own rules
#   make asan    all tests under AddressSanitizer and UndefinedBehaviorSanitizer
#   make clang   all tests, built by clang
#   make fuzz    each fuzz target for FUZZ_SECONDS
#   make bench   the benchmarks, beside nginx and bare SQLite
#   make clean   remove what was built

FUZZ_SECONDS = 60
SANITIZE = -Db_sanitize=address,undefined -Db_lundef=false

# $(call setup,FOLDER,OPTIONS): configures, or brings a configured folder to these options.
setup = said=$$(meson setup $(if $(wildcard $(1)/build.ninja),--reconfigure) $(1) $(2) 2>&1) || \
	{ echo "$$said"; exit 1; }

.PHONY: deps build build-tests test lint asan clang fuzz bench clean

deps:
	tools/deps build test lint fuzz bench

build:
	@test -e build/build.ninja || $(call setup,build,-Dtests=false)
	@ninja -C build tocsin
	@touch build/tocsin

build-tests:
	@$(call setup,build,-Dtests=true)
	@ninja -C build
	@touch build/tocsin

test: build-tests
	tools/run-tests build

lint:
	@tools/deps build test lint
	@export CC=clang; $(call setup,build-clang)
	tools/lint build-clang

asan:
	@tools/deps build test
	@$(call setup,build-asan,$(SANITIZE))
	@ninja -C build-asan
	tools/run-tests build-asan --timeout-multiplier=4

clang:
	@tools/deps build test lint
	@export CC=clang; $(call setup,build-clang)
	@ninja -C build-clang
	tools/run-tests build-clang

fuzz:
	@tools/deps build test fuzz
	@export CC=clang; $(call setup,build-fuzz,$(SANITIZE) -Dfuzz=true)
	@ninja -C build-fuzz
	tools/fuzz build-fuzz $(FUZZ_SECONDS)

bench: build
	@tools/deps bench
	bench/run

clean:
	rm -rf build build-clang build-asan build-fuzz
