#!/bin/sh
# Says what is wanting where Node.js is not there or is too old to build the judge's page.
set -eu

want="Node.js 20.19 or newer, with npm, builds the judge's page"
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
	echo "$want; it is not here" >&2
	exit 1
fi
if ! node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
	process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'; then
	echo "$want; here is $(node --version)" >&2
	exit 1
fi
