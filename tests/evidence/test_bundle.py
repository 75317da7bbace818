"""The bundle: what is needed to check one work, and nothing of the others."""

import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import bagit
import pytest

from bozzetto.errors import StudioError
from bozzetto.evidence import Withheld, write_bundle
from bozzetto.evidence.bundle import EXTENSIONS, needed_tiles
from bozzetto.log import tiles_for_consistency, tiles_for_inclusion
from bozzetto.record import digest_of
from bozzetto.verify import Verdict, verify_bundle

ROOT = Path(__file__).parents[2]


def members(path):
    """Read all members of a bundle."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_write_bundle_order(bundle):
    """Files stand in the format's order."""
    names = [re.sub("[0-9a-f]{64}", "H", name) for name in members(bundle)]
    assert names == [
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "data/record.jsonl",
        "data/log/checkpoint",
        "data/log/index",
        "data/log/tile/0/000",
        "data/log/tile/0/001.p/102",
        "data/log/tile/1/000.p/1",
        *[name for name in names if name.startswith("data/time/")],
        *[name for name in names if name.startswith("data/assets/")],
        "data/withheld.json",
        "data/README.txt",
    ]


def test_write_bundle_same_evidence(told, tmp_path):
    """The same evidence is the same file, wherever it is written."""
    note = told.checkpoint()
    one = write_bundle(told.contents(checkpoint=note), tmp_path / "one.zip")
    two = write_bundle(told.contents(checkpoint=note), tmp_path / "two.zip")
    assert one == two == digest_of((tmp_path / "one.zip").read_bytes())


def test_write_bundle_info(bundle, told):
    """bag-info.txt is derived from the record: no clock is read."""
    info = members(bundle)["bag-info.txt"].decode()
    assert "Bagging-Date: 2026-11-22\n" in info
    assert f"External-Identifier: {told.work}\n" in info
    assert "Bag-Software-Agent: bozzetto 0.1.0\n" in info


def test_write_bundle_shows_no_other_work(bundle):
    """Of another work not even the title is there; nor its assets; leaves are hashes."""
    everything = b"".join(members(bundle).values())
    assert b"Another work" not in everything
    assert b"Harbour at dusk" in everything


def test_write_bundle_withheld(told, tmp_path):
    """A withheld text leaves the record, a withheld file the bag; both are declared."""
    entry = next(each for each in told.lines if each and each.event.kind == "instruction.given")
    text = entry.texts[0]
    asset = next(each for each in told.contents().assets if each.type == "image/webp")
    hidden = Withheld(frozenset([text.digest]), frozenset([asset.digest]), "a client's name")
    write_bundle(told.contents(hidden), tmp_path / "x.zip")
    found = members(tmp_path / "x.zip")
    assert text.text.encode() not in found["data/record.jsonl"]
    assert not any(asset.digest[7:] in name for name in found)
    assert json.loads(found["data/withheld.json"]) == {
        "assets": [asset.digest],
        "reason": "a client's name",
        "texts": [text.digest],
    }
    assert verify_bundle(tmp_path / "x.zip").verdict is Verdict.INTACT_UNKNOWN_SIGNER


def test_withheld_needs_a_reason():
    """Nothing is withheld without saying why."""
    with pytest.raises(StudioError, match="without a reason"):
        Withheld(frozenset([digest_of(b"x")]), reason=" ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: replace(c, assets=c.assets[1:]), "neither carried, nor withheld, nor erased"),
        (lambda c: replace(c, assets=[*c.assets, c.assets[0]]), "carried twice"),
        (
            lambda c: replace(c, assets=[*c.assets, replace(c.assets[0], digest=digest_of(b"?"))]),
            "names no asset",
        ),
        (
            lambda c: replace(
                c, withheld=Withheld(assets=frozenset([c.assets[0].digest]), reason="x")
            ),
            "both carried and withheld",
        ),
        (
            lambda c: replace(c, withheld=Withheld(texts=frozenset([digest_of(b"?")]), reason="x")),
            "does not commit to",
        ),
        (
            lambda c: replace(
                c, withheld=Withheld(assets=frozenset([digest_of(b"?")]), reason="x")
            ),
            "does not name",
        ),
    ],
    ids=["left out", "twice", "stranger", "both", "no such text", "no such asset"],
)
def test_write_bundle_refuses(told, tmp_path, change, message):
    """What is carried, withheld and erased is exactly what the record names."""
    with pytest.raises(StudioError, match=message):
        write_bundle(change(told.contents()), tmp_path / "x.zip")
    assert not list(tmp_path.iterdir())


def test_needed_tiles():
    """The tiles are those of every line and every anchor, and no others."""
    indexes, anchored, size = [0, 5, 255, 256, 700, 70_000], [3, 257, 66_000], 70_001
    want = set()
    for index in indexes:
        want |= tiles_for_inclusion(index, size)
    for old in anchored:
        want |= tiles_for_consistency(old, size)
    assert needed_tiles(size, indexes, anchored) == sorted(want)


def test_bundle_is_a_valid_bag(bundle, tmp_path):
    """Bagit and sha256sum accept it as it comes out of the ZIP."""
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path / "bag")
    assert bagit.Bag(str(tmp_path / "bag")).validate()
    if shutil.which("sha256sum"):
        for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            subprocess.run(
                ["sha256sum", "--check", "--strict", "--quiet", name],
                cwd=tmp_path / "bag",
                check=True,
            )


def test_extensions_are_documented():
    """The document's table of extensions is the code's."""
    text = (ROOT / "docs/formats/bundle.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"`([a-z]+/[a-z0-9.+-]+)` \| `([a-z0-9]+)`", text))
    assert table == EXTENSIONS
