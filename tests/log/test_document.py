import re
from hashlib import sha256
from pathlib import Path

import pytest

from bozzetto.log import (
    MAX_TREE_SIZE,
    Checkpoint,
    Edge,
    KeyKind,
    NoteKey,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    open_checkpoint,
    sign_checkpoint,
)
from bozzetto.log.cosignature import mldsa44_message
from bozzetto.log.key import MAX_NAME_SIZE
from bozzetto.log.note import MAX_NOTE_SIZE, MAX_SIGNATURES, MAX_TIME
from tests.log.keys import LOG_ED25519, LOG_MLDSA44, ORIGIN, TIME

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats" / "log.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
# The indented examples, one a run of indented or empty lines.
BLOCKS = [
    re.sub(r"^    ", "", block, flags=re.MULTILINE).strip("\n")
    for block in re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", TEXT, flags=re.MULTILINE)
]

DIGESTS = [sha256(str(number).encode()).digest() for number in range(3)]
EDGE, RUNS = Edge().extend([leaf_hash(digest) for digest in DIGESTS])
CHECKPOINT = Checkpoint(ORIGIN, 3, EDGE.root())


def read(level, index):
    """Read a node of the example."""
    return RUNS[level].hashes[index]


@pytest.mark.parametrize("leaf", range(3))
def test_leaf_of_example(leaf):
    """The table gives each leaf's digest and hash."""
    assert f"| {leaf} | `{DIGESTS[leaf].hex()}` | `{read(0, leaf).hex()}` |" in TEXT


def test_nodes_of_example():
    """The document gives the example's inner node and root."""
    assert f"node (1, 0)  {read(1, 0).hex()}\nroot of 3    {EDGE.root().hex()}" in BLOCKS


def test_proofs_of_example():
    """The proofs that the document names are the proofs."""
    assert inclusion_proof(2, 3, read) == [read(1, 0)]
    assert inclusion_proof(0, 3, read) == [read(0, 1), read(0, 2)]
    assert consistency_proof(2, 3, read) == [read(0, 2)]


def test_keys_of_example():
    """The document gives the keys of the seeds that it names."""
    assert str(LOG_ED25519.key()) in BLOCKS
    mldsa44 = LOG_MLDSA44.key()
    assert f"key ID is `{mldsa44.id.hex()}`" in TEXT
    assert f"`{sha256(mldsa44.public).hexdigest()}`" in TEXT


def test_checkpoint_of_example():
    """The signed checkpoint stands in the document, and opens with the key beside it."""
    signed = sign_checkpoint(CHECKPOINT, LOG_ED25519, time=TIME)
    assert signed.strip("\n") in BLOCKS
    (key,) = [NoteKey.parse(block) for block in BLOCKS if block.startswith(f"{ORIGIN}+")]
    assert open_checkpoint(signed, [key])[0] == CHECKPOINT


def test_mldsa44_message_of_example():
    """The message stands in the document, a field a line."""
    message = mldsa44_message(ORIGIN, TIME, ORIGIN, 3, EDGE.root())
    assert message.hex() in [block.replace("\n", "") for block in BLOCKS]
    assert f"these {len(message)} bytes" in TEXT


@pytest.mark.parametrize("kind", KeyKind)
def test_kinds(kind):
    """The table of kinds gives the sizes that the code has."""
    (row,) = [line for line in TEXT.splitlines() if line.startswith(f"| `0x{kind:02x}` ")]
    time = "time (8 bytes), then " if kind.timed else ""
    assert row.endswith(f"| {kind.public_size:,} bytes | {time}{kind.signature_size:,} bytes |")


def test_limits():
    """The limits of the document are the limits of the code."""
    assert "| tree size | 2^53 − 1 leaves |" in TEXT  # noqa: RUF001 - the typeset minus
    assert MAX_TREE_SIZE == 2**53 - 1
    assert f"| {MAX_NAME_SIZE} bytes of UTF-8 |" in TEXT
    assert "| 2^20 bytes of UTF-8 |" in TEXT
    assert MAX_NOTE_SIZE == 2**20
    assert f"| signatures in a note | 1 to {MAX_SIGNATURES} |" in TEXT
    assert "| 2^63 − 1 seconds |" in TEXT  # noqa: RUF001 - the typeset minus
    assert MAX_TIME == 2**63 - 1
