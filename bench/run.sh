#!/bin/sh
# Measures in an environment of its own, with the peers in it. They ask for newer versions of
# Python than they need, so that is not checked.
set -eu
cd "$(dirname "$0")/.."
venv=.venv-bench
if [ -z "$(find $venv/.ready -newer requirements/test.txt -newer requirements/bench.txt 2>/dev/null)" ]; then
	"${PYTHON:-python3}" -m venv $venv
	$venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	$venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$venv/bin/python -m pip install --quiet --disable-pip-version-check --ignore-requires-python -r requirements/bench.txt
	touch $venv/.ready
fi
exec $venv/bin/python -m bench.bench "$@"
