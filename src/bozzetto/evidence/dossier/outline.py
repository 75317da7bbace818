"""Outline: all that a dossier says, before anything of it is set on pages. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bozzetto.evidence.dossier.appendix import custody, digests
from bozzetto.evidence.dossier.argument import factors, limits, verification
from bozzetto.evidence.dossier.blocks import Block, Card, Rendering, cards_of
from bozzetto.evidence.dossier.edits import edits
from bozzetto.evidence.dossier.integrity import integrity
from bozzetto.evidence.dossier.intent import intent
from bozzetto.evidence.dossier.people import people
from bozzetto.evidence.dossier.rounds import rounds
from bozzetto.evidence.dossier.source import Source, short
from bozzetto.evidence.dossier.summary import Summary, summary_of
from bozzetto.evidence.dossier.timeline import timeline
from bozzetto.evidence.dossier.tools import tools
from bozzetto.evidence.dossier.volumes import Volume, cover_of, whole
from bozzetto.evidence.dossier.words import MARKS, SEEN, pair, same
from bozzetto.law import Words
from bozzetto.record import JSONObject

__all__ = ["CHAPTERS", "Outline", "outline_of"]

CHAPTERS: tuple[Callable[[Source], Iterable[Block]], ...] = (
    intent,
    tools,
    timeline,
    rounds,
    edits,
    people,
    integrity,
    factors,
    limits,
    verification,
    digests,
    custody,
)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a dossier says."""

    summary: Summary
    chapters: tuple[tuple[Block, ...], ...]
    running: Words  # at the head of every page
    code: str  # what the QR code says
    newest: datetime  # of the newest entry: the date of the document

    def cards(self) -> Iterator[Card]:
        """Yield every picture that is shown."""
        if self.summary.final is not None:
            yield self.summary.final
        yield from self.summary.stages.cards
        for chapter in self.chapters:
            yield from cards_of(chapter)

    def to_value(
        self, how: Rendering, volumes: Sequence[Volume] = (), index: int = 0
    ) -> JSONObject:
        """Return it as JSON has it.

        Args:
            how: Languages, fonts and files.
            volumes: Into which it is cut; none where one file has all of it.
            index: Which of them is wanted.
        """
        shown = volumes[index] if volumes else whole(self.chapters)
        cover = cover_of(volumes, index) if len(volumes) > 1 else None
        return {
            "languages": [*how.languages],
            "date": [self.newest.year, self.newest.month, self.newest.day],
            "title": how.text(self.summary.title.zh),
            "running": how.say(self.running),
            "seen": {seen.value: how.say(words) for seen, words in SEEN.items()},
            "states": {name: how.say(words) for name, words in MARKS.items()},
            "heads": {name: how.say(words) for name, words in _HEADS.items()},
            "summary": self.summary.to_value(how),
            "cover": None if cover is None else cover.to_value(how),
            "has_summary": index == 0,
            "chapters": [part.to_value(how) for part in shown.parts],
            "code": self.code,
            "attached": None,
        }


_HEADS = {
    "claim": pair("What is claimed", "所主张者"),
    "rests": pair("On what it rests", "所依据者"),
    "weak": pair("What is weak", "薄弱之处"),
    "facts": pair("Digests that name this record", "指明本记录的摘要"),
}


def outline_of(source: Source) -> Outline:
    """Say all that a dossier says of a work."""
    first, newest = source.work[0], source.work[-1]
    running = pair(
        "{title} · {digest}",
        "{title} · {digest}",
        title=_shortened(source),
        digest=short(newest.digest),
    )
    lines = [
        f"work {first.digest}",
        f"newest {newest.digest}",
        f"log {source.checkpoint.tree_size} sha256:{source.checkpoint.root_hash.hex()}",
    ]
    if source.bundle is not None:
        lines.append(f"bundle {source.bundle.digest}")
    return Outline(
        summary_of(source),
        tuple(tuple(chapter(source)) for chapter in CHAPTERS),
        running,
        "\n".join(lines),
        max(step.time for step in source.work),
    )


def _shortened(source: Source) -> Words:
    limit = 40  # characters of a title that a page's head has room for
    title = same(" ".join(source.title.zh.split()))
    if len(title.zh) <= limit:
        return title
    return same(title.zh[: limit - 1] + "…")
