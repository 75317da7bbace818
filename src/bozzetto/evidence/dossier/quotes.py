"""Quotes: what somebody wrote, whole, with the entry that it stands in."""

from bozzetto.evidence.dossier.blocks import Block, Line, Quote
from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.dossier.words import WITHHELD, pair
from bozzetto.law import Words
from bozzetto.story import Step

__all__ = ["quote"]


def quote(label: Words, text: str | None, source: Source, step: Step) -> Block:
    """Quote somebody's words in a step, or say that they are withheld."""
    if text is None:
        said = pair("{label}: {text}", "{label}：{text}", label=label, text=WITHHELD)
        return Line(said, source.mark([step]))
    return Quote(label, text, source.mark([step]))
