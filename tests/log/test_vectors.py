import json
from pathlib import Path

import pytest

from bozzetto.errors import FormatError, VerificationError
from bozzetto.log import (
    NoteKey,
    Tile,
    leaf_hash,
    open_checkpoint,
    open_note,
    verify_consistency,
    verify_inclusion,
)
from vectors import make_log

PLACE = Path(make_log.__file__).parent
ERRORS = {"format": FormatError, "verification": VerificationError}


def hashes(values):
    """Read a list of hashes in hex."""
    return [bytes.fromhex(value) for value in values]


def keys_of(case):
    """Read the keys of a case."""
    return [NoteKey.parse(text) for text in case["keys"]]


def claims(verified):
    """Say which signatures hold, as a case does."""
    return [{"key": str(each.key), "time": each.time} for each in verified]


def run_inclusion(case):
    """Verify an inclusion proof."""
    (digest, root), proof = hashes([case["digest"], case["root"]]), hashes(case["proof"])
    verify_inclusion(leaf_hash(digest), case["index"], case["size"], proof, root)
    return {}


def run_consistency(case):
    """Verify a consistency proof."""
    old_root, new_root = hashes([case["old_root"], case["new_root"]])
    verify_consistency(case["old"], old_root, case["size"], new_root, hashes(case["proof"]))
    return {}


def run_tile_path(case):
    """Parse a tile's path."""
    tile = Tile.parse_path(case["path"])
    assert tile.path() == case["path"]
    return {"level": tile.level, "index": tile.index, "width": tile.width}


def run_note(case):
    """Open a plain note."""
    note, verified = open_note(case["note"], keys_of(case))
    assert str(note) == case["note"]
    return {"verified": claims(verified)}


def run_checkpoint(case):
    """Open a signed checkpoint."""
    checkpoint, verified = open_checkpoint(case["note"], keys_of(case))
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.tree_size,
        "root": checkpoint.root_hash.hex(),
        "verified": claims(verified),
    }


RUN = {
    "merkle-inclusion": run_inclusion,
    "merkle-consistency": run_consistency,
    "tile-path": run_tile_path,
    "note": run_note,
    "checkpoint": run_checkpoint,
}
FILES = sorted((PLACE / "log").rglob("*.json"))


@pytest.mark.parametrize("file", [pytest.param(f, id=f"{f.parent.name}/{f.stem}") for f in FILES])
def test_vector(file):
    """The case is accepted with the values that it gives, or refused with the error it names."""
    case, run = json.loads(file.read_text(encoding="utf-8")), RUN[file.parent.name]
    if "error" in case:
        with pytest.raises(tuple(ERRORS.values())) as caught:
            run(case)
        assert type(caught.value) is ERRORS[case["error"]]
    else:
        assert case["ok"] is True
        got = run(case)
        assert got == {name: case[name] for name in got}


def test_vectors_are_what_the_generator_makes():
    """The committed files are the generator's output, each of them and no others."""
    written = {
        file.relative_to(PLACE).as_posix(): file.read_text(encoding="utf-8") for file in FILES
    }
    made = {path: make_log.text(case) for path, case in make_log.cases().items()}
    assert written == made


def test_vectors_are_mostly_refusals():
    """Most cases show what must be refused, in every folder of proofs, notes and checkpoints."""
    refused = [file for file in FILES if "error" in json.loads(file.read_text(encoding="utf-8"))]
    assert len(refused) > len(FILES) * 2 // 3
    assert {file.parent.name for file in refused} == set(RUN)
