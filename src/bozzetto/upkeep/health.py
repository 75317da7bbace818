"""Health: whether a studio holds together, checked from its own entries up.

Nothing is believed that can be computed: each line is parsed, its digest taken, the tree's root
grown from the digests, and compared with the tiles, with every anchored checkpoint, and with
what this machine remembers to have signed. The rules of a bundle are not checked here: that is
what ``bozzetto export`` and ``bozzetto verify`` are for.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bozzetto.errors import BozzettoError
from bozzetto.language import term
from bozzetto.log import Checkpoint, Edge, Note, TileReader, leaf_hash, root
from bozzetto.record import Asset, Digest, Entry, Head, assets_in, digest_bytes, verify_next
from bozzetto.studio import Assets, Database, Studio
from bozzetto.studio.heads import read_head
from bozzetto.upkeep.said import Said, plain, said, say_error, sentences

__all__ = [
    "Check",
    "CheckState",
    "Readable",
    "Survey",
    "check_assets",
    "check_forks",
    "check_log",
    "survey",
]

Advance = Callable[[int, int], None]  # entries or files done, and in all

MAX_NAMED = 5  # damaged things that a check names one by one


class Readable(Protocol):
    """What can be surveyed: an open studio, or one that is only read, without its keys."""

    @property
    def database(self) -> Database:
        """The record."""

    @property
    def assets(self) -> Assets:
        """The original bytes."""

    def anchors(self) -> Sequence[tuple[int, Entry]]:
        """Read the anchor chain, its opening included."""


class CheckState(StrEnum):
    """How a check went."""

    OK = "ok"
    WARNING = "warning"  # works, and somebody should look
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what was looked at, and how it went."""

    name: str
    state: CheckState
    detail: Said  # said in the language that is spoken when it is read


@dataclass(slots=True)
class Survey:
    """What one reading of all lines found."""

    size: int = 0  # entries
    assets: dict[Digest, Asset] = field(default_factory=dict)  # named, and not erased
    erased: set[str] = field(default_factory=set)
    problems: list[Said] = field(default_factory=list)
    edge: Edge = field(default_factory=Edge)
    heads: dict[Digest, Head] = field(default_factory=dict)  # ends of the chains
    anchored: list[tuple[int, bytes]] = field(default_factory=list)  # size and root, as signed
    roots: dict[int, bytes] = field(default_factory=dict)  # as computed, at anchored sizes


def survey(studio: Readable, *, deep: bool, advance: Advance | None = None) -> Survey:
    """Read every line of the studio.

    Args:
        studio: What to read.
        deep: Whether to verify every signature, too.
        advance: Is told how many entries were read, of how many.
    """
    found, total = Survey(), studio.database.size()
    sizes = _anchored(studio, found)
    for place, digest, line in studio.database.all_lines():
        try:
            digest = _add(found, place, digest, line, deep=deep)  # noqa: PLW2901  # as computed
        except BozzettoError as error:
            words = term("entry {place} of the log: {why}")
            found.problems.append(said(words, place=place, why=say_error(error)))
        found.edge, _runs = found.edge.append(leaf_hash(digest))
        found.size += 1
        if found.size in sizes:
            found.roots[found.size] = found.edge.root()
        if advance is not None:
            advance(found.size, total)
    for erased in found.erased:
        found.assets.pop(Digest(erased), None)
    return found


def _anchored(studio: Readable, found: Survey) -> set[int]:
    """Read which tree sizes were anchored, and with which roots."""
    for _place, entry in studio.anchors():
        if entry.event.kind == "time.anchored":
            note = Note.parse(str(entry.event.body["checkpoint"]))
            checkpoint = Checkpoint.parse(note.text)
            found.anchored.append((checkpoint.tree_size, checkpoint.root_hash))
    return {size for size, _root in found.anchored}


def _add(found: Survey, place: int, digest: bytes, line: bytes, *, deep: bool) -> bytes:
    """Take a line in, and return the digest that it has."""
    entry = Entry.parse(line)
    if place != found.size or digest_bytes(entry.digest) != digest:
        words = term("entry {place} of the log: not what was recorded")
        found.problems.append(said(words, place=place))
    for asset in assets_in(entry.event.body):
        found.assets.setdefault(asset.digest, asset)
    if entry.event.kind == "bytes.erased":
        gone = entry.event.body["assets"]
        found.erased |= {str(item) for item in gone} if isinstance(gone, list) else set()
    chain = entry.event.chain or entry.digest
    found.heads[chain] = verify_next(found.heads.get(chain), entry)
    if deep:
        entry.verify_signatures()
    return digest_bytes(entry.digest)


def check_log(studio: Readable, found: Survey) -> Check:
    """Compare the tree that the lines give with the tiles and with every anchored checkpoint."""
    problems = list(found.problems)
    reader = TileReader(studio.database.tile, found.size)
    try:
        stored = root(found.size, reader)
    except BozzettoError as error:
        stored = b""
        problems.append(say_error(error))
    computed = found.edge.root()
    if stored and stored != computed:
        words = term("the tiles give the root {got}, the entries {want}")
        problems.append(said(words, got=stored.hex(), want=computed.hex()))
    for size, signed in found.anchored:
        if found.roots.get(size) != signed:
            words = term("the log is not the one that was anchored at {size} entries")
            problems.append(said(words, size=size))
    if problems:
        return Check("log", CheckState.FAILED, _few(problems))
    counted = said(
        term("entries: {size}; anchors: {count}; root: {root}"),
        size=found.size,
        count=len(found.anchored),
        root=computed.hex()[:16],
    )
    return Check("log", CheckState.OK, counted)


def check_assets(
    studio: Readable, found: Survey, *, deep: bool, advance: Advance | None = None
) -> Check:
    """Look for the bytes of every file that the record names; hash them again if `deep`."""
    problems: list[Said] = []
    for index, asset in enumerate(found.assets.values()):
        problems += _damage(studio, asset, deep=deep)
        if advance is not None:
            advance(index + 1, len(found.assets))
    if problems:
        return Check("assets", CheckState.FAILED, _few(problems))
    words = term("all there, and read: {count}") if deep else term("all there: {count}")
    return Check("assets", CheckState.OK, said(words, count=len(found.assets)))


def _damage(studio: Readable, asset: Asset, *, deep: bool) -> Iterator[Said]:
    path = studio.assets.path(asset.digest)
    if not path.is_file():
        words = term("{name} ({digest}) is missing")
        yield said(words, name=asset.name or asset.type, digest=str(asset.digest))
        return
    size = path.stat().st_size
    if size != asset.size:
        words = term("{digest}: want {want} bytes, got {got}")
        yield said(words, digest=str(asset.digest), want=asset.size, got=size)
        return
    if deep:
        with path.open("rb") as file:
            got = "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
        if got != asset.digest:
            yield said(term("want {want}, got {got}"), want=str(asset.digest), got=got)


def check_forks(studio: Studio, found: Survey) -> Check:
    """Compare with what this machine remembers to have signed, and with what was found."""
    known = read_head(studio.digest)
    if known is not None and not _holds(studio, known.size, known.root, found):
        words = term(
            "this studio is not the log of {size} entries that was sealed on this machine: it was"
            " brought back from an older copy, or recorded elsewhere"
        )
        return Check("forks", CheckState.FAILED, said(words, size=known.size))
    seen = [
        entry
        for _place, entry in studio.entries(studio.digest)
        if entry.event.body.get("what") in {"copied", "rolled back"}
    ]
    if seen:
        words = term("the record says that it was copied or brought back {count} times")
        return Check("forks", CheckState.WARNING, said(words, count=len(seen)))
    return Check("forks", CheckState.OK, said(term("none found")))


def _holds(studio: Studio, size: int, want: bytes, found: Survey) -> bool:
    if size > found.size:
        return False
    try:
        return root(size, TileReader(studio.database.tile, size)) == want
    except BozzettoError:
        return False


def _few(problems: list[Said]) -> Said:
    """Name a few problems, and count the rest."""
    named = sentences(problems[:MAX_NAMED])
    if len(problems) <= MAX_NAMED:
        return plain(named)
    return said(term("{named}; and {count} more"), named=named, count=len(problems) - MAX_NAMED)
