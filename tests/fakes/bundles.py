"""Bundles for whoever verifies them by other means: `python -m tests.fakes.bundles FOLDER`.

Each is made by the ``Ledger``: real signatures, a real log, real time tokens. Beside each lie the
root of the authority that stamped it, ``NAME.pem``, and what Python's verifier says of it without
that root, ``NAME.json``; ``owner.txt`` is the owner's key.
"""

import argparse
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bozzetto.evidence import Contents, Withheld, find_page, write_bundle
from bozzetto.record import Asset, Digest
from bozzetto.verify import verify_bundle
from tests.fakes.authority import Authority
from tests.fakes.ledger import Ledger, story
from tests.fakes.works import harbour, hostile, long_work
from tests.verify.forge import careful, put_together, take_apart

__all__ = ["BUNDLES", "write_bundles"]

MEASURED = ("entries-10000",)  # for benchmarks: only where it is asked for by name
LARGE = 1 << 30  # bytes of one file: what must not sit in a browser's memory
BLOCK = hashlib.sha256(b"a video of the screen").digest() * 2048


class Endless(io.BytesIO):
    """A file of many bytes, made while it is read."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.left = size

    def read(self, size: int | None = -1) -> bytes:
        """Give the next bytes: a block at most."""
        wanted = len(BLOCK) if size is None or size < 0 else size
        count = min(wanted, self.left, len(BLOCK))
        self.left -= count
        return BLOCK[:count]


def _harbour(authority: Authority) -> Contents:
    return harbour(authority).contents()


def _withheld(authority: Authority) -> Contents:
    """Withhold the words of one instruction and the sketch."""
    ledger = harbour(authority)
    told = [entry for _, entry in ledger.carried() if entry.event.kind == "instruction.given"]
    texts = frozenset(text.digest for text in told[1].texts)
    assets = frozenset(
        asset.digest for asset in ledger.contents().assets if asset.name == "草图 sketch.png"
    )
    return ledger.contents(Withheld(texts, assets, "商业秘密 trade secret"))


def _large(authority: Authority) -> Contents:
    """Carry a file of a gigabyte."""
    ledger = Ledger(authority)
    ledger.open_studio()
    ledger.open_work("A long screen recording")
    hashing, file = hashlib.sha256(), Endless(LARGE)
    while chunk := file.read(len(BLOCK)):
        hashing.update(chunk)
    asset = Asset(Digest(f"sha256:{hashing.hexdigest()}"), LARGE, "video/mp4", "screen.mp4")
    body = {"asset": asset.to_value(), "role": "video", "origin": "own hand"}
    ledger.act("material.added", body, person=True)
    ledger.anchor()
    contents = ledger.contents()

    def opened(digest: Digest) -> io.BytesIO:
        if digest == asset.digest:
            return Endless(LARGE)
        return io.BytesIO(ledger.files[digest])

    return replace(contents, assets=[*contents.assets, asset], open_asset=opened)


# By name of the file. A stranger to the code finds each sort of record here.
BUNDLES: dict[str, Callable[[Authority], Contents]] = {
    "harbour": _harbour,
    "withheld": _withheld,
    "story": lambda authority: story(authority).contents(),
    "hostile": lambda authority: hostile(authority).contents(),
    "steps-300": lambda authority: long_work(authority, 120).contents(),
    "entries-5000": lambda authority: long_work(authority, 1998).contents(),
    "entries-10000": lambda authority: long_work(authority, 3998).contents(),
    "large": _large,
}


def write_bundles(folder: Path, names: Sequence[str]) -> None:
    """Write the named bundles, an incomplete one beside the first, and what is said of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with Authority() as authority:
        (folder / "owner.txt").write_text(Ledger(authority).owner.key)
        for name in names:
            path = folder / f"{name}.zip"
            write_bundle(replace(BUNDLES[name](authority), page=find_page()), path)
            path.with_suffix(".pem").write_bytes(authority.root_pem)
            if name == "harbour":
                _without_a_file(path, folder / "incomplete.zip")
        for path in sorted(folder.glob("*.zip")):
            report = verify_bundle(path)
            said = json.dumps(report.to_value(), ensure_ascii=False, indent=1)
            path.with_suffix(".json").write_text(said, encoding="utf-8")


def _without_a_file(bundle: Path, path: Path) -> None:
    """Leave out the largest file that the record names, and say nothing of it."""
    members = take_apart(bundle)
    assets = [name for name in members if name.startswith("data/assets/")]
    del members[max(assets, key=lambda name: len(members[name]))]
    put_together(careful(members), path)


def main() -> None:
    """Write them."""
    parser = argparse.ArgumentParser(description="Write bundles for other verifiers.")
    parser.add_argument("folder", type=Path)
    usual = [name for name in BUNDLES if name not in MEASURED]
    parser.add_argument("names", nargs="*", default=usual, help=", ".join(BUNDLES))
    options = parser.parse_args()
    write_bundles(options.folder, options.names)


if __name__ == "__main__":
    main()
