"""Material: what a bundle's lines say about the bundle.

Read once, before anything is written: which assets the record names, which of them are time
tokens, which were erased, how large the anchored trees are, and the lines as this copy shows
them.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from bozzetto.errors import FormatError
from bozzetto.log import Checkpoint, Note
from bozzetto.record import (
    JSON,
    Asset,
    Digest,
    Entry,
    Event,
    Moment,
    assets_in,
    commitments_in,
    parse_digest,
)

__all__ = ["Material", "read_material"]


@dataclass(frozen=True, slots=True)
class Material:
    """What the lines of a bundle say."""

    record: bytes = field(repr=False)  # record.jsonl, as this copy shows it
    indexes: tuple[int, ...]  # each line's place in the log
    work: Digest  # the one work
    newest: Moment  # the latest `at`
    anchored: tuple[int, ...]  # sizes of the anchored trees
    assets: dict[Digest, Asset]  # all that the record names
    tokens: frozenset[Digest]  # of them, time tokens
    kept: frozenset[Digest]  # of them, what is kept beside tokens
    erased: frozenset[Digest]
    texts: frozenset[Digest]  # all commitments


@dataclass(slots=True)
class _Gathering:
    """What was read so far."""

    works: list[Digest] = field(default_factory=list)
    newest: str = ""
    anchored: list[int] = field(default_factory=list)
    assets: dict[Digest, Asset] = field(default_factory=dict)
    tokens: set[Digest] = field(default_factory=set)
    kept: set[Digest] = field(default_factory=set)
    erased: set[Digest] = field(default_factory=set)
    texts: set[Digest] = field(default_factory=set)

    def add(self, entry: Entry) -> None:
        event = entry.event
        self.newest = max(self.newest, event.at)
        self.texts.update(commitments_in(event.body))
        for asset in assets_in(event.body):
            self.assets.setdefault(asset.digest, asset)
        if event.kind == "work.opened":
            self.works.append(entry.digest)
        elif event.kind == "bytes.erased":
            self.erased.update(_digests(event.body["assets"]))
        elif event.kind == "time.anchored":
            self._add_anchor(event)

    def _add_anchor(self, event: Event) -> None:
        note = event.body["checkpoint"]
        if isinstance(note, str):
            self.anchored.append(Checkpoint.parse(Note.parse(note).text).tree_size)
        for token in _objects(event.body["tokens"]):
            self.tokens.update(asset.digest for asset in assets_in(token["token"]))
            self.kept.update(asset.digest for asset in assets_in(token["kept"]))


def read_material(
    lines: Sequence[tuple[int, bytes]], withheld: AbstractSet[Digest] = frozenset()
) -> Material:
    """Read a bundle's lines, and take the withheld texts out of them.

    Raises:
        FormatError: a line is malformed, lines are not in the order of the log, or there is
            not exactly one work among them.
    """
    gathered = _Gathering()
    shown = []
    for _, line in lines:
        entry = Entry.parse(line)
        gathered.add(entry)
        hidden = any(text.digest in withheld for text in entry.texts)
        shown.append(entry.without(withheld).line if hidden else line)
    indexes = tuple(index for index, _ in lines)
    if any(left >= right for left, right in pairwise(indexes)):
        raise FormatError("the lines of a bundle stand in the order of the log")
    if len(gathered.works) != 1:
        raise FormatError("a bundle holds one work, not {count}", count=len(gathered.works))
    return Material(
        record=b"".join(shown),
        indexes=indexes,
        work=gathered.works[0],
        newest=Moment(gathered.newest),
        anchored=tuple(gathered.anchored),
        assets=gathered.assets,
        tokens=frozenset(gathered.tokens),
        kept=frozenset(gathered.kept - gathered.tokens),
        erased=frozenset(gathered.erased),
        texts=frozenset(gathered.texts),
    )


def _digests(value: JSON) -> Iterable[Digest]:
    return [parse_digest(item) for item in value] if isinstance(value, list) else []


def _objects(value: JSON) -> Iterable[dict[str, JSON]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
