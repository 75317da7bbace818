"""Cases for another verifier: what was given to ``verify_bundle``, and what it said.

With the environment variable ``BOZZETTO_CASES`` set to a folder, every bundle that a test verifies
is kept there, each once::

    <sha256>.zip     the bundle, by its own digest
    <sha256>.json    how it was verified, and the report: by the digest of both

By hand, of bundles that lie in a folder, each with and without the root::

    python -m tests.verify.kept build/cases build/altered --trust demo-out/authority-root.pem
"""

import argparse
import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

import bozzetto
import bozzetto.verify
import bozzetto.verify.bundle
from bozzetto.record import Key, canonical, moment_of
from bozzetto.verify import Report, verify_bundle

VARIABLE = "BOZZETTO_CASES"

# Bytes. The long examples are about speed and memory; a second verifier learns nothing from them.
LARGEST = 5_000_000

Verify = Callable[..., Report]


def keep_from_now_on() -> None:
    """Keep what is verified, if the variable names a folder; to be called before tests import."""
    folder = os.environ.get(VARIABLE)
    if folder:
        keeping = kept(verify_bundle, Path(folder).absolute())
        for module in (bozzetto, bozzetto.verify, bozzetto.verify.bundle):
            module.verify_bundle = keeping


def kept(verify: Verify, folder: Path) -> Verify:
    """Wrap a verification, so that its bundle, arguments and report are kept in a folder."""
    folder.mkdir(parents=True, exist_ok=True)

    @functools.wraps(verify)
    def keeping(
        source: Path,
        *,
        roots: Sequence[x509.Certificate] = (),
        signers: Sequence[Key] = (),
        now: datetime | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Report:
        given = _bytes(source)
        report = verify(source, roots=roots, signers=signers, now=now, progress=progress)
        if given is not None:
            how = {
                "name": source.name,
                "roots": [root.public_bytes(Encoding.PEM).decode() for root in roots],
                "signers": [str(key) for key in signers],
                "clock": None if now is None else moment_of(now),
            }
            _keep(folder, given, how, report)
        return report

    return keeping


def _bytes(source: Path) -> bytes | None:
    if not source.is_file() or source.stat().st_size > LARGEST:
        return None
    return source.read_bytes()


def _keep(folder: Path, given: bytes, how: dict, report: Report) -> None:
    bundle = f"{hashlib.sha256(given).hexdigest()}.zip"
    case = {"bundle": bundle, **how}
    named = f"{hashlib.sha256(canonical(case)).hexdigest()}.json"
    test = os.environ.get("PYTEST_CURRENT_TEST", "").removesuffix(" (call)")
    _write(folder / bundle, given)
    said = {**case, "test": test, "report": report.to_value()}
    _write(folder / named, json.dumps(said, ensure_ascii=False, indent=1).encode())


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: several test runs may share the folder."""
    if path.exists():
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)


def main() -> None:
    """Keep the cases of all bundles of a folder."""
    parser = argparse.ArgumentParser(description="Verify bundles, and keep what was said.")
    parser.add_argument("cases", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--trust", type=Path, help="a root; each bundle is also verified with it")
    options = parser.parse_args()
    verify = kept(verify_bundle, options.cases)
    for path in sorted(options.folder.glob("*.zip")):
        verify(path)
        if options.trust:
            verify(path, roots=x509.load_pem_x509_certificates(options.trust.read_bytes()))


if __name__ == "__main__":
    main()
