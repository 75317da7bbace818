#!/bin/sh
# Installs the programs that tests ask for a second opinion, where Debian's package manager is
# here and may be used. Without them those tests are skipped, and say why.
set -eu

missing=""
command -v openssl >/dev/null || missing="$missing openssl"
command -v exiftool >/dev/null || missing="$missing libimage-exiftool-perl"
command -v strace >/dev/null || missing="$missing strace"
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null; then
	echo "not here, and no apt-get to install them:$missing; the tests that need them are skipped" >&2
	exit 0
fi
run=""
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
		echo "not here, and no right to install them:$missing; the tests that need them are skipped" >&2
		exit 0
	fi
	run="sudo"
fi
# shellcheck disable=SC2086  # a list of packages
{
	$run apt-get -qq update
	DEBIAN_FRONTEND=noninteractive $run apt-get -qq install --yes --no-install-recommends $missing >/dev/null
}
