#!/bin/sh
# Makes the environment in which real pipelines of diffusers are tested: build/diffusers, 1.3 GB.
# What the tests need beside them comes from the first environment.
#
#   sh scripts/diffusers.sh ENVIRONMENT      sets it up beside .venv
#   sh scripts/diffusers.sh --pin            writes requirements/torch-cpu.txt anew
#
# PyPI's torch for Linux asks for NVIDIA's libraries, some 3 GB to load and 7 GB on the disk. PyTorch
# also makes one for CPUs, 0.2 GB to load; pip takes it where its own configuration names a place
# that has it, such as PyTorch's index (PIP_EXTRA_INDEX_URL, PIP_FIND_LINKS).
set -eu
cd "$(dirname "$0")/.."
all=requirements/diffusers.txt
cpu=requirements/torch-cpu.txt

install() {
	"$python" -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes "$@"
}

# Ends with words where the disk has fewer GB than are needed.
need() {
	free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1000000) }')
	[ "$free" -ge "$1" ] && return
	echo "the environment for diffusers needs $1 GB, and this disk has $free" >&2
	exit 1
}

if [ "$1" = --pin ]; then
	version=$(sed -n 's/^torch==\([^ ]*\).*/\1/p' $all)
	folder=$(mktemp -d)
	trap 'rm -rf "$folder"' EXIT
	if ! .venv/bin/python -m pip download --quiet --no-deps --dest "$folder" "torch==$version+cpu"; then
		echo "pip finds no torch $version+cpu here: $cpu stays as it is" >&2
		exit 1
	fi
	{
		echo "# PyTorch's build for CPUs, which PyPI does not have; written by \`make lock\`."
		echo "# Where pip finds another one, or none, the tests take PyPI's."
		echo "torch==$version+cpu \\"
		for wheel in "$folder"/*.whl; do
			echo "    --hash=sha256:$(sha256sum "$wheel" | cut -d ' ' -f 1)"
		done
	} >$cpu
	exit
fi

place=$1
python=$place/bin/python
rm -rf "$place"
trap 'status=$?; [ $status = 0 ] || { rm -rf "$place"; echo "diffusers: no environment was made" >&2; }' EXIT
need 2
.venv/bin/python -m venv "$place"
rest=$place/rest.txt
if [ "$(uname -s)" = Linux ] && install --no-deps -r $cpu 2>"$place/torch.log"; then
	# Everything but torch and what only its other build asks for
	awk '/^[a-z]/ { out = /^(torch==|triton==|cuda-|nvidia-)/ } !out' $all >"$rest"
	install --no-deps -r "$rest"
else
	if [ "$(uname -s)" = Linux ]; then
		grep -v '^WARNING' "$place/torch.log" >&2 || true
		echo "diffusers: no torch for CPUs is found; PyPI's and NVIDIA's libraries are loaded, 3 GB" >&2
		need 10
	fi
	install -r $all
fi
"$python" - <<'END'
import site
import sysconfig
from pathlib import Path

first = Path(".venv") / Path(sysconfig.get_path("purelib")).relative_to(site.PREFIXES[0])
beside = Path(sysconfig.get_path("purelib")) / "beside.pth"
beside.write_text(f"import site; site.addsitedir({str(first.absolute())!r})\n")
END
"$python" -c 'import accelerate, bozzetto, diffusers, pytest, torch, transformers'
