"""Works whose papers are drafted, recorded through the public interface."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bozzetto.api import Input, Program, Studio, Work
from bozzetto.evidence.dossier import Source
from bozzetto.evidence.papers import Blank, Grid, Heading, Note, Paper, Paragraph, Quoted
from bozzetto.law import Place
from bozzetto.upkeep.sources import Asking, source_of
from tests.law.cases import CASES, told

HOSTILE_NAME = '=cmd|x \u202egnp.þ®\x14"..%2f..".png'


@dataclass(frozen=True)
class Told:
    """A work in its studio, and what its papers are made from."""

    studio: Studio
    work: Work

    @property
    def source(self) -> Source:
        """All that papers are made from."""
        return source_of(self.studio, self.work, Asking(Place.US), "bozzetto 1")


@contextmanager
def case(folder: Path, name: str) -> Iterator[Told]:
    """Tell the story of a decided case."""
    (found,) = (each for each in CASES if each.id == name)
    with Studio.create(folder / "studio", name="Atelier", owner="The artist") as studio:
        work = studio.open_work("The work")
        found.record(work, folder)
        yield Told(studio, work)


def drawn(path: Path, shade: int) -> Path:
    """Draw a picture."""
    Image.new("RGBA", (24, 16), (shade, 90, 200 - shade, 255)).save(path)
    return path


@contextmanager
def rich(folder: Path) -> Iterator[Told]:
    """Tell of own material, a hostile file name, an edit, bytes that were erased, and others."""
    with Studio.create(folder / "studio", name="Atelier", owner="Ann", device="desk") as studio:
        work = studio.open_work("Cat, þ and ®\nin two lines")
        work.add_material(drawn(folder / "unused.png", 3), role="photo", origin="own photo")
        sketch = work.take(drawn(folder / "sketch.png", 5))
        work.add_material(drawn(folder / "sketch.png", 5), role="sketch", origin="own hand")
        work.add_material(drawn(folder / "stock.png", 7), role="reference", origin="licensed")
        work.add_material(drawn(folder / "made.png", 9), role="reference", origin="generated")
        given = told(work, "a cat", inputs=(Input("init", sketch),))
        with drawn(folder / "1.png", 40).open("rb") as file:
            first = studio.assets.take(file, HOSTILE_NAME, studio.describe)
        made = [first, *(work.take(drawn(folder / f"{n}.png", n * 40)) for n in (2, 3))]
        work.receive_output(given, made, program=Program("ComfyUI", "0.3"))
        digests = [each.digest for each in made]
        work.choose(digests, chosen=digests[:1], rejected=digests[1:], reason="the ears")
        edited = drawn(folder / "edited.png", 41)
        work.record_edit(digests[:1], edited, program=Program("Krita", "5"), dimensions=["colour"])
        work.erase([digests[2]], "a face")
        yield Told(studio, work)


@contextmanager
def joint(folder: Path, terms: str | None = None) -> Iterator[Told]:
    """Tell a work of two people, of whom one has changed keys, and a third who did nothing."""
    with Studio.create(folder / "studio", name="Atelier", owner="Ann", device="desk") as studio:
        ben = studio.people.join("Ben", "colourist")
        studio.people.join("Cho", "visits")
        work = studio.open_work("Pendant", terms=terms)
        wish = work.state_intent("a crystal cat")
        work.comment("greener", [work.digest], person=ben)
        new = studio.people.replace(ben, "another laptop")
        work.comment("and brighter", [work.digest], person=new)
        work.countersign([wish.digest], new)
        given = told(work, "a crystal cat")
        work.receive_output(given, [work.take(drawn(folder / "1.png", 9))], program=DIFFUSION)
        yield Told(studio, work)


DIFFUSION = Program("Stable Diffusion web UI", "1.10")


def sentences(paper: Paper) -> str:
    """Return all that a paper says in English, one block a line."""
    return lines(paper.blocks)


def lines(blocks: Iterable[object]) -> str:
    """Return all that blocks say in English, one a line."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: object) -> Iterator[str]:
    match block:
        case Heading(_, words) | Note(words) | Paragraph(words, _):
            yield words.en
        case Quoted(text, _):
            yield text
        case Blank(label, note):
            yield f"{label.en}: ____ {note.en if note else ''}"
        case Grid(heads, rows, _):
            yield " | ".join(head.en for head in heads)
            for row in rows:
                yield " | ".join(str(getattr(cell, "en", cell)) for cell in row)
