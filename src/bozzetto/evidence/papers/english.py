"""English papers: what is filed in the United States is said in English alone, on letter paper."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bozzetto.evidence.dossier.source import Source
from bozzetto.evidence.dossier.words import same
from bozzetto.evidence.papers.paper import (
    Blank,
    Block,
    Cell,
    Grid,
    Heading,
    Paper,
    Paragraph,
    SheetSize,
)
from bozzetto.evidence.papers.spelling import visible
from bozzetto.law import Words

__all__ = ["blank", "called", "english_paper", "grid", "heading", "numbered", "one_line", "say"]

MAX_TITLE = 120  # characters of a title within a sentence; the whole of it is in the record
MAX_NAME = 60  # characters of a tool's name within a sentence


def say(template: str, **values: object) -> Words:
    """Say something in English; what is filled in is said in English, too.

    Args:
        template: As of `str.format`.
        values: What goes into it.
    """
    spoken = {name: each.en if isinstance(each, Words) else each for name, each in values.items()}
    return same(template.format(**spoken))


def blank(label: str, note: str) -> Blank:
    """Leave a line to fill in, with a word on what belongs there."""
    return Blank(same(label), same(note))


def heading(text: str) -> Heading:
    """Head a part of a paper."""
    return Heading(2, same(text))


def grid(
    heads: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...], widths: tuple[int, ...]
) -> Grid:
    """Put rows under heads."""
    return Grid(tuple(map(same, heads)), rows, widths)


def one_line(text: str, limit: int = MAX_NAME) -> str:
    """Return somebody's own words as they fit into a sentence."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def called(source: Source) -> Words:
    """Return what the work is called, as it fits into a sentence."""
    title = source.title
    return Words(one_line(title.en, MAX_TITLE), one_line(title.zh, MAX_TITLE))


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Number the paragraphs, as declarations have them."""
    number = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            number += 1
            yield replace(block, words=say("{n}. {said}", n=number, said=block.words))
        else:
            yield block


def english_paper(name: str, title: str, blocks: Iterable[Block]) -> Paper:
    """Put a paper together."""
    return Paper(name, same(title), ("en",), tuple(blocks), sheet_size=SheetSize.LETTER)
