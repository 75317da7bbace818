# Two commands do everything on a fresh machine with Python 3.11 or newer, Node 20.19 or newer, and make:
#   make demo   sets up, then the main job end to end, on real input
#   make test   sets up, then all checks and all tests; CI runs this and nothing else
# For daily work: make check (two minutes), make format, make page.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
JOBS   ?= $(shell nproc 2>/dev/null || echo 2)
# Python's tests start programs and wait for them: half as many workers again use the cores.
WORKERS ?= $(shell echo $$(($(JOBS) * 3 / 2)))
NPM    := npm --prefix viewer --silent
# Parts that do not wait for each other, at once. Each says all that it has to say when it ends
# (GNU Make 4), and one that fails fails the whole.
AT_ONCE := $(MAKE) --no-print-directory -j$(JOBS) $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
PAGE   := src/bozzetto/evidence/judge.html
STUDIO := src/bozzetto/web/page

# What Python's tests verify is kept here, and verified again by the viewer's.
export BOZZETTO_CASES := $(CURDIR)/build/cases

.PHONY: setup system check test ready tests-python tests-page lint lint-python lint-page \
  types types-python types-page format page browsers diffusers demo bench vectors lock notes clean

setup: $(VENV)/.ready-test

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "bozzetto needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

# Every package is pinned by its hash; the build backend is among them.
$(VENV)/.ready-test: requirements/test.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.ready-demo: requirements/demo.txt $(VENV)/.ready-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/demo.txt
	touch $@

# Packages run no scripts of their own while they are installed.
viewer/node_modules/.ready: viewer/package-lock.json viewer/package.json
	sh scripts/node.sh
	$(NPM) ci --ignore-scripts --no-audit --no-fund
	touch $@

# Programs that tests ask for a second opinion, and the browsers.
system:
	sh scripts/system.sh

# Real pipelines of diffusers, in an environment of their own beside the first one: 1 GB.
build/diffusers/.ready: requirements/diffusers.txt requirements/torch-cpu.txt scripts/diffusers.sh $(VENV)/.ready-test
	sh scripts/diffusers.sh build/diffusers
	touch $@

lint: lint-python lint-page

lint-python: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-page: viewer/node_modules/.ready
	$(NPM) run lint

types: types-python types-page

# Of the demo's network, too: what mypy reads is not installed meanwhile.
types-python: $(VENV)/.ready-demo
	$(BIN)/mypy

types-page: viewer/node_modules/.ready
	$(NPM) run types

# The judge's page and the studio's, into the packages that hand them out.
page: $(PAGE)

$(PAGE): viewer/node_modules/.ready src/bozzetto/verify/wording.json $(shell find viewer/src viewer/build -type f) $(wildcard viewer/*.ts viewer/*.js viewer/*.html)
	$(NPM) run build
	rm -rf $(STUDIO)
	cp -r viewer/dist/studio $(STUDIO)
	cp viewer/dist/judge.html $@

# What a change breaks most often, in about two minutes.
check: lint types page demo-out/cat-pendant.zip build/bundles/.ready
	HYPOTHESIS_PROFILE=quick $(BIN)/pytest -q -n $(WORKERS) -m "not slow"
	$(MAKE) tests-page

# First what uses both cores by itself, then what needs its verdicts, and the browsers, which often wait.
test:
	+$(AT_ONCE) ready
	$(MAKE) tests-python
	+$(AT_ONCE) browsers tests-page diffusers

ready: system lint types page demo build/bundles/.ready build/diffusers/.ready

tests-python: setup
	rm -rf $(BOZZETTO_CASES)
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal --durations 30 --durations-min 2

tests-page: viewer/node_modules/.ready
	$(NPM) test -- --pool=threads --maxWorkers=$(JOBS)

diffusers: build/diffusers/.ready
	build/diffusers/bin/python -m pytest -q -p no:cacheprovider tests/capture/pipelines/test_diffusers.py

# The built page in Chromium, Firefox and WebKitGTK, from disk, with the network off.
browsers: $(PAGE) build/bundles/.ready demo-out/cat-pendant.zip
	$(NPM) run browsers

# Records of every sort, for the viewer's tests and the browsers.
build/bundles/.ready: $(VENV)/.ready-test $(PAGE) $(wildcard tests/fakes/*.py)
	$(BIN)/python -m tests.fakes.bundles build/bundles
	touch $@

format: setup viewer/node_modules/.ready
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .
	$(NPM) run format

demo-out/cat-pendant.zip:
	$(MAKE) demo

demo: $(VENV)/.ready-demo $(PAGE)
	$(BIN)/python demo/demo.py

bench: $(VENV)/.ready-test $(PAGE)
	sh bench/run.sh

# Writes the test vectors anew; tests hold that nothing changes.
vectors: setup
	$(BIN)/python -m vectors.make_log
	$(BIN)/python -m vectors.make_record
	$(BIN)/python -m vectors.make_facts

# Pins the newest versions that the ranges allow, for every platform.
lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	  pyproject.toml requirements/test.in --extra credentials --extra dossier --extra edits --extra frames \
	  --extra invokeai --extra keyring --extra measure --extra papers --extra signature --extra timelapse --extra visible -o requirements/test.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	  requirements/demo.in -c requirements/test.txt -o requirements/demo.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	  requirements/diffusers.in -c requirements/test.txt -c requirements/demo.txt -o requirements/diffusers.txt
	sh scripts/diffusers.sh --pin

# What a release says: its changes, and the digest of the page, so that a stranger can compare it.
notes: $(PAGE)
	@sed -n '/^## /{:a;p;n;/^## /q;ba}' CHANGELOG.md
	@echo "SHA-256 of the judge's page (bozzetto verify --page):"
	@sha256sum < $(PAGE) | cut -d ' ' -f 1

clean:
	rm -rf $(VENV) viewer/node_modules viewer/dist $(PAGE) $(STUDIO) build demo-out .pytest_cache .mypy_cache .ruff_cache .hypothesis
