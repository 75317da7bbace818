# Two commands do everything on a fresh machine with Python 3.11 or newer, and make:
#   make demo   sets up, then the main job end to end, on real input
#   make test   sets up, then all checks and all tests; CI runs this and nothing else
# For daily work: make check (two minutes), make format.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
JOBS   ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: setup system check test lint types format demo bench vectors lock clean

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

# Programs that tests ask for a second opinion: openssl, exiftool, strace.
system:
	sh scripts/system.sh

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

# What a change breaks most often, in about two minutes.
check: lint types
	HYPOTHESIS_PROFILE=quick $(BIN)/pytest -q -n $(JOBS) -m "not slow"

test: system lint types demo
	$(BIN)/pytest -q -n $(JOBS)

format: setup
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

demo: $(VENV)/.ready-demo
	$(BIN)/python demo/demo.py

bench: $(VENV)/.ready-test
	sh bench/run.sh

# Writes the test vectors anew; tests hold that nothing changes.
vectors: setup
	$(BIN)/python -m vectors.make_log
	$(BIN)/python -m vectors.make_record

# Pins the newest versions that the ranges allow, for every platform.
lock: setup
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	  pyproject.toml requirements/test.in --extra keyring -o requirements/test.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	  requirements/demo.in -c requirements/test.txt -o requirements/demo.txt

clean:
	rm -rf $(VENV) demo-out .pytest_cache .mypy_cache .ruff_cache .hypothesis
