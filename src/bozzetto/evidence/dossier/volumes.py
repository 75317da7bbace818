"""Volumes: a dossier that is cut into files which a court's inbox takes. Pure.

Cut is at chapters; a chapter that is larger than a volume, and the one on rounds, is cut between
rounds, and else between sections, or within a long table or gallery. Nothing is left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bozzetto.evidence.dossier.blocks import (
    Block,
    Columns,
    Gallery,
    Head,
    Picture,
    Rendering,
    Table,
    cards_of,
)
from bozzetto.evidence.dossier.words import pair, same
from bozzetto.law import Words
from bozzetto.record import JSONObject

__all__ = ["Cover", "Part", "Sizes", "Volume", "cover_of", "cut", "whole"]

MAX_ROWS = 400  # of a table that stay together: 5 pages
MAX_CARDS = 80  # of a gallery that stay together: 3 pages
LONG = 100  # blocks, rows and cards: some pages, which begin on a new one
MAX_BLOCKS = 200  # that stay together where there is no heading


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter, or what a volume has of it."""

    number: int  # of the chapter, from 1
    blocks: tuple[Block, ...]  # begins with its heading
    is_continued: bool = False  # from the volume before

    @property
    def title(self) -> Words:
        """What the chapter is called."""
        head = self.blocks[0]
        return head.words if isinstance(head, Head) else same("")

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        return {
            "number": self.number,
            "long": sum(map(_length, self.blocks)) > LONG,
            "blocks": [block.to_value(how) for block in self.blocks],
        }


@dataclass(frozen=True, slots=True)
class Volume:
    """What one file has."""

    parts: tuple[Part, ...]

    @property
    def titles(self) -> Words:
        """Its chapters, with their numbers."""
        named = [
            pair("{n}. {title}", "{n}. {title}", n=part.number, title=part.title)
            for part in self.parts
        ]
        return Words("; ".join(one.en for one in named), "；".join(one.zh for one in named))


@dataclass(frozen=True, slots=True)
class Cover:
    """The head page of a volume."""

    name: Words
    volumes: Table

    def to_value(self, how: Rendering) -> JSONObject:
        """Return it as JSON has it."""
        return {"said": how.say(self.name), "volumes": self.volumes.to_value(how)}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large things will be in a file, by a safe estimate."""

    pictures: Mapping[Picture, int]  # bytes; each goes into a file once
    how: Rendering
    each: float  # bytes in a file for each character of JSON

    def of(self, blocks: Iterable[Block]) -> int:
        """Estimate what some blocks take beside their pictures."""
        return int(self.each * sum(len(str(block.to_value(self.how))) for block in blocks))

    def shown(self, blocks: Iterable[Block]) -> dict[Picture, int]:
        """Return the pictures of some blocks."""
        return {
            card.picture: self.pictures[card.picture]
            for card in cards_of(blocks)
            if card.picture in self.pictures
        }


def whole(chapters: Sequence[tuple[Block, ...]]) -> Volume:
    """Put all chapters into one file."""
    return Volume(tuple(Part(number, blocks) for number, blocks in enumerate(chapters, 1)))


def cover_of(volumes: Sequence[Volume], index: int) -> Cover:
    """Say which volume it is, and what stands in each."""
    name = pair("Volume {n} of {all}", "第 {n} 卷，共 {all} 卷", n=index + 1, all=len(volumes))
    heads = (pair("Volume", "卷"), pair("Chapters", "章节"))
    rows = tuple((same(str(n)), each.titles) for n, each in enumerate(volumes, 1))
    return Cover(name, Table(Columns(heads, ("18mm", "1fr")), rows))


def cut(chapters: Sequence[tuple[Block, ...]], sizes: Sizes, limit: int) -> tuple[Volume, ...]:
    """Cut chapters into volumes of about `limit` bytes at most; one piece may be larger."""
    shelf = _Shelf(sizes, limit)
    for part in whole(chapters).parts:
        pieces = list(_pieces(part.blocks))
        if shelf.has_room(part.blocks):
            shelf.put(part.number, part.blocks)
        elif sizes.of(part.blocks) + sum(sizes.shown(part.blocks).values()) <= limit:
            shelf.begin()
            shelf.put(part.number, part.blocks)
        else:
            for piece in pieces:
                if not shelf.has_room(piece):
                    shelf.begin()
                shelf.put(part.number, piece)
    return shelf.volumes()


@dataclass(slots=True)
class _Shelf:
    """Volumes that are being filled."""

    sizes: Sizes
    limit: int
    filled: list[list[tuple[int, tuple[Block, ...]]]] = field(default_factory=lambda: [[]])
    used: int = 0
    has: set[Picture] = field(default_factory=set)

    def has_room(self, blocks: tuple[Block, ...]) -> bool:
        return self.used + self._more(blocks) <= self.limit

    def _more(self, blocks: tuple[Block, ...]) -> int:
        shown = self.sizes.shown(blocks)
        new = sum(size for picture, size in shown.items() if picture not in self.has)
        return self.sizes.of(blocks) + new

    def begin(self) -> None:
        if self.filled[-1]:
            self.filled.append([])
            self.used, self.has = 0, set()

    def put(self, number: int, blocks: tuple[Block, ...]) -> None:
        self.used += self._more(blocks)
        self.has |= self.sizes.shown(blocks).keys()
        self.filled[-1].append((number, blocks))

    def volumes(self) -> tuple[Volume, ...]:
        begun: dict[int, Head] = {}
        return tuple(Volume(tuple(_joined(pieces, begun))) for pieces in self.filled)


def _joined(pieces: Iterable[tuple[int, tuple[Block, ...]]], begun: dict[int, Head]) -> list[Part]:
    """Join the pieces of each chapter; one that goes on says so at its head."""
    found: dict[int, Part] = {}
    for number, blocks in pieces:
        if number in found:
            found[number] = replace(found[number], blocks=found[number].blocks + blocks)
        elif number in begun:
            words = pair("{title} (continued)", "{title}（续）", title=begun[number].words)
            found[number] = Part(number, (Head(1, words), *blocks), is_continued=True)
        else:
            found[number] = Part(number, blocks)
            if isinstance(blocks[0], Head):
                begun[number] = blocks[0]
    return list(found.values())


def _pieces(blocks: Iterable[Block]) -> Iterator[tuple[Block, ...]]:
    """Cut a chapter where a volume may end."""
    piece: list[Block] = []
    for block in blocks:
        for place, part in enumerate(_split(block)):
            is_head = isinstance(part, Head) and part.level > 1
            if piece and (is_head or place > 0 or len(piece) >= MAX_BLOCKS):
                yield tuple(piece)
                piece = []
            piece.append(part)
    if piece:
        yield tuple(piece)


def _length(block: Block) -> int:
    match block:
        case Table(_, rows):
            return len(rows)
        case Gallery(cards, _):
            return len(cards)
    return 1


def _split(block: Block) -> Iterator[Block]:
    """Split what may be longer than a volume."""
    match block:
        case Table(columns, rows) if len(rows) > MAX_ROWS:
            for at in range(0, len(rows), MAX_ROWS):
                yield Table(columns, rows[at : at + MAX_ROWS])
        case Gallery(cards, columns) if len(cards) > MAX_CARDS:
            for at in range(0, len(cards), MAX_CARDS):
                yield Gallery(cards[at : at + MAX_CARDS], columns)
        case _:
            yield block
