#!/bin/sh
# Installs the programs that tests ask for a second opinion and the browsers that the page is
# tested in, where Debian's package manager is here and may be used. Without the former those
# tests are skipped, and say why; without the browsers `make browsers` fails.
set -eu

missing=""
command -v openssl >/dev/null || missing="$missing openssl"
command -v exiftool >/dev/null || missing="$missing libimage-exiftool-perl"
command -v pdftotext >/dev/null || missing="$missing poppler-utils"
command -v vips >/dev/null || missing="$missing libvips-tools"
command -v heif-enc >/dev/null || missing="$missing libheif-examples"
command -v strace >/dev/null || missing="$missing strace"
command -v chromium >/dev/null || missing="$missing chromium"
command -v firefox-esr >/dev/null || missing="$missing firefox-esr"
command -v WebKitWebDriver >/dev/null || missing="$missing webkit2gtk-driver"
command -v Xvfb >/dev/null || missing="$missing xvfb"
# Drawing programs that save real files: about 430 MB
command -v kritarunner >/dev/null || missing="$missing krita python3-pyqt5"
command -v gimp-console-2.10 >/dev/null || missing="$missing gimp"
# Without a Chinese font the screenshots are boxes.
[ -d /usr/share/fonts/opentype/noto ] || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null; then
	echo "not here, and no apt-get to install them:$missing; tests that need them are skipped or fail" >&2
	exit 0
fi
run=""
if [ "$(id -u)" != 0 ]; then
	if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
		echo "not here, and no right to install them:$missing; tests that need them are skipped or fail" >&2
		exit 0
	fi
	run="sudo"
fi
# shellcheck disable=SC2086  # a list of packages
{
	$run apt-get -qq update
	DEBIAN_FRONTEND=noninteractive $run apt-get -qq install --yes --no-install-recommends $missing >/dev/null
}
