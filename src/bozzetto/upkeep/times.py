"""Times: in which interval each entry of the studio lies, by its anchors' tokens.

This reads what the studio itself keeps. Each token was verified when it came; a stranger
verifies it again with ``bozzetto verify``.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime

from bozzetto.anchor import Interval, Token, parse_token
from bozzetto.errors import BozzettoError
from bozzetto.log import Checkpoint, Note
from bozzetto.record import ChainSort, Digest, Entry, Moment, assets_in
from bozzetto.studio import Studio

__all__ = [
    "Anchor",
    "Anchors",
    "newest_anchor",
    "read_anchors",
    "short_moment",
    "short_time",
]


@dataclass(frozen=True, slots=True)
class Anchor:
    """One time anchor."""

    entry: Digest
    at: Moment  # the recorder's clock
    size: int  # entries that its checkpoint covers
    interval: Interval  # when its tokens were made; no bounds where none can be read
    authorities: tuple[str, ...]

    @property
    def time(self) -> datetime | None:
        """The latest moment at which its tokens may have been made."""
        return self.interval.before


@dataclass(frozen=True, slots=True)
class Anchors:
    """All anchors of a studio, in their order."""

    all: tuple[Anchor, ...]
    _sizes: tuple[int, ...] = field(init=False, repr=False)  # looked through for every entry
    _after: dict[Digest, datetime | None] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sizes", tuple(anchor.size for anchor in self.all))
        after = {anchor.entry: anchor.interval.after for anchor in self.all}
        object.__setattr__(self, "_after", after)

    def interval(self, place: int, after: Digest | None) -> Interval:
        """Return when the entry at `place` was made: later than `after`, before what covers it."""
        index = self._covering(place)
        before = self.all[index].interval.before if index is not None else None
        return Interval(self._after.get(after) if after else None, before)

    def covers(self, place: int) -> bool:
        """Whether an anchor covers the entry at `place`."""
        return self._covering(place) is not None

    def _covering(self, place: int) -> int | None:
        index = bisect_right(self._sizes, place)
        return index if index < len(self.all) else None


def read_anchors(studio: Studio) -> Anchors:
    """Read the anchors of a studio."""
    entries = [entry for _place, entry in studio.anchors()]
    return Anchors(
        tuple(_anchor(studio, entry) for entry in entries if entry.event.kind == "time.anchored")
    )


def newest_anchor(studio: Studio) -> Anchor | None:
    """Read the newest anchor, without the others; None where there is none yet."""
    (row,) = studio.database.chains(ChainSort.ANCHOR)
    for number in range(row.length - 1, 0, -1):
        _place, line = next(iter(studio.database.lines(row.id, number)))
        entry = Entry.parse(line)
        if entry.event.kind == "time.anchored":
            return _anchor(studio, entry)
    return None


def _anchor(studio: Studio, entry: Entry) -> Anchor:
    body = entry.event.body
    note = Note.parse(str(body["checkpoint"]))
    named = body["tokens"] if isinstance(body["tokens"], list) else []
    authorities = tuple(str(item["authority"]) for item in named if isinstance(item, dict))
    interval = Interval()
    for item in named:
        token = _token(studio, item["token"]) if isinstance(item, dict) else None
        if token is not None:
            interval = interval.narrow(Interval(token.earliest, token.latest))
    size = Checkpoint.parse(note.text).tree_size
    return Anchor(entry.digest, entry.event.at, size, interval, authorities)


def _token(studio: Studio, value: object) -> Token | None:
    """Read a token that is kept; None where its bytes are gone or damaged: `doctor` says so."""
    (asset,) = assets_in(value)  # type: ignore[arg-type]  # a part of a body
    try:
        with studio.assets.open(asset.digest) as file:
            return parse_token(file.read())
    except BozzettoError:
        return None


def short_time(time: datetime) -> str:
    """Spell a time for people, to the second, UTC."""
    return time.strftime("%Y-%m-%d %H:%M:%SZ")


def short_moment(moment: str) -> str:
    """Spell a moment of the record for people, to the second, UTC."""
    return f"{moment[:10]} {moment[11:19]}Z"
