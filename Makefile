# `make demo` and `make test` do all set-up on a fresh Debian 12 machine with Swift 6.3.

SHELL := /bin/bash
OUT ?= out/cases/demo
HEPATICA = .build/release/hepatica
# The commit that reports name, with a plus sign where files were changed since.
export HEPATICA_COMMIT := $(shell git describe --always --abbrev=40 --exclude '*' --dirty=+ 2>/dev/null || echo unknown)

.PHONY: demo test test-room test-browser test-endurance test-server fuzz bench docs format check build wide install install-files deb test-deb test-physics test-vectors test-statistics clean

build:
	@Scripts/install-dependencies
	swift build -c release --product hepatica

## Digital patient → DICOM → report, with a table of result against truth; a case of the workstation where OUT is …/cases/NAME.
demo: build
	$(HEPATICA) demo $(OUT)
	@case "$(OUT)" in */cases/*) echo; echo "In the workstation:  $(HEPATICA) serve $(patsubst %/cases/,%,$(dir $(OUT)))";; esac

test:
	@Scripts/install-dependencies --tests
	swift build --build-tests
	Scripts/test-all
	swift build --product hepatica
	Tests/Browser/run
	Tests/Slurm/run
	Tests/Python/run

## The workstation in a real browser: from a dropped folder to the signed report. HEPATICA names another program.
test-browser:
	@Scripts/install-dependencies --tests
	swift build --product hepatica
	Tests/Browser/run

## One room and its tests alone, without building the others: make test-room ROOM=Kinetics (or ROOM=Kinetics,Summaries).
test-room:
	@Scripts/install-dependencies --tests
	HEPATICA_TESTS=$(ROOM) swift build --product HepaticaPackageTests
	HEPATICA_TESTS=$(ROOM) swift test --skip-build

## Damaged copies of every kind of file that the digital patient and its results are made of, and of clinical tables;
## planted identifiers, which must come out nowhere; then each reader for some seconds, guided by coverage, under AddressSanitizer.
MUTATIONS ?= 400
FUZZ_SECONDS ?= 5
fuzz:
	@Scripts/install-dependencies
	swift build --product hepatica
	@test -d .build/fuzz-sample/results || .build/debug/hepatica demo --quiet .build/fuzz-sample > /dev/null
	Scripts/fuzz-inspect --mutations $(MUTATIONS) --keep .build/fuzz-failures \
	  .build/fuzz-sample/images/session_1/{CT_0001.dcm,NM.dcm} .build/fuzz-sample/images/session_2/RS.dcm \
	  .build/fuzz-sample/results/dicom/{RD_dose,SEG}.dcm .build/fuzz-sample/results/dose.nii.gz
	Scripts/fuzz-tables --mutations $$(($(MUTATIONS) / 4)) --keep .build/fuzz-failures
	Scripts/canaries .build/fuzz-sample
	Scripts/fuzz-readers --seconds $(FUZZ_SECONDS)

## Reference numbers of the dose engines alone; HEPATICA_PHYSICS names another folder.
test-physics:
	@Scripts/install-dependencies --tests
	swift test --filter 'DoseEnginesTests|NuclidesTests'

## Clinical rule vectors alone, with the rows of each file that held; HEPATICA_VECTORS names another folder.
test-vectors:
	@Scripts/install-dependencies --tests
	Scripts/test-vectors

## Statistics against R 4.2.2 alone; HEPATICA_STATISTICS names another folder.
test-statistics:
	@Scripts/install-dependencies --tests
	swift test --filter StatisticsOracleTests

## The registry killed at 1000 random instants, 10 000 tampers, 200 processes that ask at once.
test-endurance:
	@Scripts/install-dependencies
	swift build -c release --product endurance
	.build/release/endurance kill 1000
	.build/release/endurance tamper 10000
	.build/release/endurance allocate 200
	.build/release/endurance full 128

## The workstation with 50 users at once, and killed at random instants.
test-server: build
	Scripts/test-server $(HEPATICA)

bench:
	@Scripts/install-dependencies --bench
	swift build -c release --product bench
	.build/release/bench
	python3 Benchmarks/peer_fftconvolve.py
	Benchmarks/toxicity
	swift build -c release --product cohortbench
	python3 Benchmarks/Cohort/compare.py

docs:
	@Scripts/install-dependencies
	Scripts/build-documentation

format:
	swift format -i -r Sources Tests Benchmarks Endurance Package.swift

## Format, imports against the manifest, unused declarations, generated columns, wording, doc comments, documentation,
## tables of commands.
check:
	@Scripts/install-dependencies --tests
	swift format lint --strict -r Sources Tests Benchmarks Endurance Package.swift
	Scripts/check-imports
	Scripts/check-doors
	Scripts/make-rows --check
	Scripts/make-tables --check
	Scripts/make-requirements --check
	Scripts/check-conversions
	Scripts/check-words
	Scripts/check-docs
	Scripts/build-documentation .build/manual
	.build/debug/hepatica manual tables --check README.md Documentation/Hepatica.docc/CommandLine.md \
		Documentation/Hepatica.docc/Plausibility.md

## WIDE=1 adds a copy for processors with AVX2, which hepatica uses by default where it can run; it builds a second time.
PREFIX ?= /usr/local
install: build $(if $(WIDE),wide) install-files

install-files:
	install -D $(HEPATICA) $(DESTDIR)$(PREFIX)/bin/hepatica
	rm -rf .build/man && $(HEPATICA) manual man .build/man > /dev/null
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 .build/man/*.1
	$(HEPATICA) completion bash | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/bash-completion/completions/hepatica
	$(HEPATICA) completion zsh | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_hepatica
	$(HEPATICA) completion fish | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/hepatica.fish
	install -d $(DESTDIR)$(PREFIX)/share/hepatica/web
	cp -r Sources/Server/Resources/. $(DESTDIR)$(PREFIX)/share/hepatica/web/
	cp -r .build/niivue/. $(DESTDIR)$(PREFIX)/share/hepatica/web/ 2> /dev/null || true
	$(if $(WIDE),install -D .build/wide/release/hepatica $(DESTDIR)$(PREFIX)/bin/hepatica-x86-64-v3)

## A Debian package with the Swift runtime that it needs: .build/deb/hepatica_VERSION_ARCHITECTURE.deb
deb: build
	@Scripts/install-dependencies --package
	Scripts/build-deb

## The package installed, run and removed in a fresh Debian 12 root (needs the network and root).
test-deb: deb
	Scripts/test-deb

wide:
	@Scripts/install-dependencies
	swift build -c release --product hepatica --scratch-path .build/wide \
	  -Xswiftc -DHEPATICA_WIDE -Xswiftc -Xcc -Xswiftc -march=x86-64-v3

clean:
	rm -rf .build out Documentation/site
