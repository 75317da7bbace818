"""Comparison of two bundles: can both be of one log?

A studio whose folder was copied, and which was then recorded into on two machines, has two
logs with one name. Each bundle verifies by itself; only side by side do they contradict each
other: the same number of a chain with another entry, the same place in the log with another
leaf, the same size with another root. None of this tells which of the two was first.
"""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bozzetto.errors import BozzettoError, FormatError, VerificationError
from bozzetto.log import TILE_WIDTH, Checkpoint, Note, Tile, leaf_hash
from bozzetto.log.merkle import HASH_SIZE
from bozzetto.log.note import MAX_NOTE_SIZE
from bozzetto.record import Digest, digest_bytes
from bozzetto.verify.container import Container, open_container
from bozzetto.verify.findings import Findings
from bozzetto.verify.lines import RECORD, Line, read_lines
from bozzetto.verify.report import Finding
from bozzetto.verify.tree import CHECKPOINT, FOLDER, read_index

__all__ = ["find_fork"]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(slots=True)
class _Claims:
    """What one bundle says of its studio's log."""

    studio: Digest | None = None
    entries: dict[tuple[Digest, int], Digest] = field(default_factory=dict)  # by chain, number
    leaves: dict[int, bytes] = field(default_factory=dict)  # by place in the log
    roots: dict[int, bytes] = field(default_factory=dict)  # by tree size


def find_fork(a: Path, b: Path) -> tuple[Finding, ...]:
    """Find out where two bundles of one studio cannot both be of one log.

    Each of them should have been verified by itself before: nothing is verified here.

    Returns:
        What contradicts, the first hundred of each sort; empty where nothing does. `want` is
        what the first bundle says, and `got` what the second says.

    Raises:
        FormatError: one of them is not a bundle.
        VerificationError: they are of two studios, so nothing can be compared.
    """
    with ExitStack() as stack:
        first, second = (_read(stack.enter_context(open_container(path))) for path in (a, b))
    if first.studio is None or first.studio != second.studio:
        raise VerificationError(
            "two bundles of two studios: {first} and {second}",
            first=first.studio,
            second=second.studio,
        )
    findings = Findings()
    for (chain, number), want, got in _differing(first.entries, second.entries):
        findings.add("fork.entry", f"{chain} number {number}", want=want, got=got)
    for index, leaf, other in _differing(first.leaves, second.leaves):
        findings.add("fork.leaf", f"leaf {index}", want=leaf.hex(), got=other.hex())
    for size, root, other in _differing(first.roots, second.roots):
        findings.add("fork.root", f"{size} entries", want=root.hex(), got=other.hex())
    return findings.sorted()


def _differing(
    first: dict[_Key, _Value], second: dict[_Key, _Value]
) -> Iterator[tuple[_Key, _Value, _Value]]:
    for key, want in first.items():
        got = second.get(key, want)
        if got != want:
            yield key, want, got


def _read(container: Container) -> _Claims:
    if RECORD not in container or CHECKPOINT not in container:
        raise FormatError("not a bundle: the record or the checkpoint is missing")
    findings = Findings()  # a bundle that has faults is for `verify_bundle` to judge
    claims = _Claims()
    leaves: list[bytes | None] = []
    for _, line in read_lines(container, findings):
        leaves.append(None if line is None else leaf_hash(digest_bytes(line.digest)))
        if line is not None:
            _add_line(claims, line)
    indexes = read_index(container, findings, len(leaves)) or ()
    _add_tiles(claims, container)
    for index, leaf in zip(indexes, leaves, strict=False):
        if leaf is not None:
            claims.leaves[index] = leaf
    _add_root(claims, container.read(CHECKPOINT, MAX_NOTE_SIZE).decode(errors="replace"))
    return claims


def _add_line(claims: _Claims, line: Line) -> None:
    event = line.entry.event
    claims.entries[(event.chain or line.digest, event.number)] = line.digest
    if event.kind == "studio.opened":
        claims.studio = claims.studio or line.digest
    elif event.kind == "time.anchored":
        _add_root(claims, str(event.body["checkpoint"]))


def _add_root(claims: _Claims, text: str) -> None:
    # What is no checkpoint claims nothing; that it should be one is not judged here.
    with suppress(BozzettoError):
        checkpoint = Checkpoint.parse(Note.parse(text).text)
        claims.roots[checkpoint.tree_size] = checkpoint.root_hash


def _add_tiles(claims: _Claims, container: Container) -> None:
    """Take in the leaves of other works too, of which a bundle has no more than the hashes."""
    for name in container.members:
        if not name.startswith(FOLDER + "tile/0/"):
            continue
        with suppress(BozzettoError):  # what is no tile claims nothing
            tile = Tile.parse_path(name.removeprefix(FOLDER))
            data = container.read(name, tile.size)
            for place in range(len(data) // HASH_SIZE):
                leaf = data[place * HASH_SIZE : (place + 1) * HASH_SIZE]
                claims.leaves[tile.index * TILE_WIDTH + place] = leaf
