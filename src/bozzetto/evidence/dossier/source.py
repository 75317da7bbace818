"""Source: all that a dossier is made from, and how its sentences point at entries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from bozzetto.evidence.dossier.blocks import Card, Mark, Picture
from bozzetto.evidence.dossier.words import pair, same
from bozzetto.evidence.measuring import Measured
from bozzetto.evidence.tracing import Traced
from bozzetto.law import Assessment, Place, Since, Words
from bozzetto.log import Checkpoint
from bozzetto.record import Asset, Digest, Key, Seen
from bozzetto.story import Facts, Step
from bozzetto.story.body import digests

__all__ = ["SMALL", "Anchoring", "Bundle", "Source", "moment", "numbers_of", "short", "time_words"]

SMALL = 288  # pixels of a small picture: a quarter of the page's width at 180 dots an inch
MAX_RANGES = 24  # of numbers that a sentence names: three lines of print; the table has all


@dataclass(frozen=True, slots=True)
class Anchoring:
    """One timestamp of outside authorities."""

    entry: Digest
    time: datetime | None  # by which its tokens were made; None where none can be read
    size: int  # entries that it covers
    authorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The evidence bundle that goes with the dossier."""

    name: str
    digest: Digest
    size: int  # bytes
    is_attached: bool = False  # within the dossier's own file; else beside it


@dataclass(frozen=True, slots=True)
class Source:
    """A work, its story, and what the law asks of it."""

    facts: Facts
    studio: tuple[Step, ...]  # the studio's own chain
    assets: Mapping[Digest, Asset]
    names: Mapping[Key, str]  # people and devices, by the studio's own word
    anchors: tuple[Anchoring, ...]
    checkpoint: Checkpoint
    assessments: tuple[Assessment, ...]
    place: Place | None = None
    dispute: datetime | None = None
    parted: Since | None = None
    measured: Mapping[tuple[Digest, Digest], Measured] = field(default_factory=dict)
    traced: tuple[Traced, ...] = ()  # pictures that were given, and what was made from them
    untraced: int = 0  # more of them, which were not compared
    bundle: Bundle | None = None
    program: str = ""  # that writes the dossier, and its version
    erased: frozenset[Digest] = field(init=False)  # whose bytes were, as the record says

    def __post_init__(self) -> None:
        """Look once through all steps for what every card asks."""
        steps = (step for step in self.work if step.kind == "bytes.erased")
        found = frozenset(each for step in steps for each in digests(step.body, "assets"))
        object.__setattr__(self, "erased", found)

    @property
    def work(self) -> tuple[Step, ...]:
        """The steps of the work, in order."""
        return self.facts.work

    @property
    def title(self) -> Words:
        """What the work is called."""
        title = self.work[0].words("title")
        return pair("[title withheld]", "【标题未附】") if title is None else same(title)

    def steps(self, entries: Iterable[Digest]) -> list[Step]:
        """Return the steps of these entries, in order."""
        wanted = set(entries)
        return [step for step in (*self.studio, *self.work) if step.digest in wanted]

    def mark(self, steps: Iterable[Step]) -> Mark:
        """Point at the entries that a sentence rests on, apart by how they are known."""
        every = {step.digest: step for step in steps}.values()
        return Mark(
            tuple(
                (seen.value, numbers)
                for seen in Seen
                if (numbers := self._numbers(step for step in every if step.seen is seen))
            )
        )

    def _numbers(self, steps: Iterable[Step]) -> str:
        chain = self.work[0].digest
        own: list[int] = []
        others: list[int] = []
        for step in steps:
            number = step.entry.event.number
            is_own = chain in {step.entry.event.chain, step.digest}
            (own if is_own else others).append(number)
        return ", ".join(filter(None, (numbers_of(own), numbers_of(others, "S"))))

    def name(self, digest: Digest) -> Words:
        """Name a file."""
        asset = self.assets.get(digest)
        return same(asset.name) if asset and asset.name else same(short(digest))

    def card(self, picture: Picture, caption: Words | None = None, state: str = "") -> Card:
        """Show a file."""
        words = self.name(picture.digest) if caption is None else caption
        if picture.digest in self.erased:
            absent = pair("the bytes were erased; the record says so", "字节已删除，记录中有说明")
        else:
            absent = pair(
                "not shown: no picture, or not in the studio", "未显示：非图像或工作室中没有"
            )
        return Card(picture, words, state, absent)

    def person(self, key: Key | None) -> Words:
        """Name a person."""
        return same("–" if key is None else self.names.get(key) or short(key))

    def actor(self, step: Step) -> Words:
        """Name who acted."""
        tool = step.by.tool
        if step.by.person is None:
            return same(tool or "–")
        person = self.person(step.by.person)
        return (
            person
            if tool is None
            else pair("{who}, {tool}", "{who}，{tool}", who=person, tool=tool)
        )


def numbers_of(numbers: Sequence[int], prefix: str = "") -> str:
    """Spell numbers of entries, with ranges: ``4–7, 9``."""
    ranges: list[str] = []
    placed = enumerate(sorted(set(numbers)))
    for _key, members in groupby(placed, lambda pair: pair[1] - pair[0]):
        run = [number for _, number in members]
        last = "" if len(run) == 1 else f"–{prefix}{run[-1]}"
        ranges.append(f"{prefix}{run[0]}{last}")
    more = len(ranges) - MAX_RANGES
    return ", ".join(ranges[:MAX_RANGES]) + (f" +{more}" if more > 0 else "")


def short(digest: str) -> str:
    """Return the first digits of a digest or a key."""
    return digest.rpartition(":")[2][:8]


def moment(spelled: str) -> str:
    """Spell a moment of the record to the second, UTC."""
    return f"{spelled[:10]} {spelled[11:19]}Z"


def time_words(time: datetime | None) -> str:
    """Spell an outside time to the second, UTC."""
    return "–" if time is None else time.strftime("%Y-%m-%d %H:%M:%SZ")
