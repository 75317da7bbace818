"""What the makers of the log's vectors have in common: cases, one tree, and fixed keys."""

import base64
from collections.abc import Iterator
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from bozzetto.log import Edge, HashReader, KeyKind, NoteKey, NoteSigner, leaf_hash

__all__ = [
    "COSIGNER",
    "ED25519",
    "MLDSA44",
    "ORIGIN",
    "STRANGER",
    "TIME",
    "Case",
    "Cases",
    "bad",
    "digest",
    "flip",
    "hexed",
    "line",
    "ok",
    "plain",
    "reader",
]

Case = dict[str, object]
Cases = Iterator[tuple[str, Case]]  # by name

LEAVES = 130  # of the one tree; enough for every ragged shape that the cases name

ORIGIN = "bozzetto.local/0123456789abcdef"
WITNESS = "witness.example.com/w1"
TIME = 1_795_320_555  # 2026-11-22T04:09:15Z

ED25519 = NoteSigner(ORIGIN, KeyKind.ED25519, Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32))
MLDSA44 = NoteSigner(ORIGIN, KeyKind.MLDSA44, MLDSA44PrivateKey.from_seed_bytes(bytes([2]) * 32))
COSIGNER = NoteSigner(
    WITNESS, KeyKind.ED25519_COSIGNATURE, Ed25519PrivateKey.from_private_bytes(bytes([3]) * 32)
)
STRANGER = NoteSigner(
    "stranger.example", KeyKind.ED25519, Ed25519PrivateKey.from_private_bytes(bytes([4]) * 32)
)


def ok(desc: str, **values: object) -> Case:
    """Describe what must be accepted, with these inputs and results."""
    return {"desc": desc, "ok": True, **values}


def bad(error: str, desc: str, **values: object) -> Case:
    """Describe what must be refused with this sort of error."""
    return {"desc": desc, "error": error, **values}


def digest(index: int) -> bytes:
    """Make the digest of entry `index`: SHA-256 over its number in decimal."""
    return sha256(str(index).encode()).digest()


def reader() -> HashReader:
    """Read the complete nodes of the tree of all leaves."""
    _, runs = Edge().extend([leaf_hash(digest(index)) for index in range(LEAVES)])
    return lambda level, index: runs[level].hashes[index]


def hexed(hashes: list[bytes]) -> list[str]:
    """Write hashes in hex."""
    return [value.hex() for value in hashes]


def flip(value: bytes) -> bytes:
    """Change one bit."""
    return value[:-1] + bytes([value[-1] ^ 1])


def line(key: NoteKey, data: bytes) -> str:
    """Write a signature line."""
    return f"\u2014 {key.name} {base64.b64encode(key.id + data).decode()}\n"


def plain(signer: NoteSigner, message: str) -> str:
    """Sign a text as plain Ed25519 keys do."""
    return line(signer.key(), signer.sign(message.encode()))
