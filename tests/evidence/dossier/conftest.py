from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageDraw

from bozzetto.api import Input, Program, Studio
from bozzetto.evidence.dossier import Source
from bozzetto.evidence.measuring import Measures
from bozzetto.law import Place, assess
from bozzetto.story import Step
from bozzetto.upkeep.facts import facts_of
from bozzetto.upkeep.times import read_anchors
from tests.law.cases import told

MARKUP = (
    '#panic("x") = Head *bold* $x^2$ @ref <label> `raw` #image("/etc/passwd") \\ // --- #eval("1")'
)


def source_of(studio, work, place=Place.CN, **others):
    """Gather what a dossier is made from."""
    facts = facts_of(studio, work)
    anchors = read_anchors(studio)
    measures = Measures(studio)
    return Source(
        facts,
        tuple(
            Step(entry, at, anchors.interval(at, entry.event.after))
            for at, entry in studio.entries(studio.digest)
        ),
        work.assets(),
        {studio.owner: "Ann", studio.device: "desk"},
        others.pop("anchors", ()),
        studio.checkpoint(),
        assess(facts, place),
        place,
        measured={
            (before, edit.after): measures.of(before, edit.after)
            for edit in facts.edits
            for before in edit.before
        },
        **others,
    )


@dataclass
class Told:
    """A studio with a work that has a bit of everything."""

    studio: Studio
    work: object
    erased: str


def picture(path, spot=None, shade=90):
    """Draw a picture, with a spot that was edited in."""
    image = Image.linear_gradient("L").convert("RGB").resize((96, 64))
    image.paste((shade, 20, 40), (0, 0, 8, 8))
    if spot:
        ImageDraw.Draw(image).rectangle(spot, fill=(250, 250, 10))
    image.save(path)
    return path


@pytest.fixture(scope="session")
def told_work(tmp_path_factory):
    """Record a work with hostile, long, and mixed words, and a picture that was erased."""
    folder = tmp_path_factory.mktemp("dossier")
    with Studio.create(folder / "studio", name="Atelier", owner="Ann", device="desk") as studio:
        work = studio.open_work("猫のペンダント Cat")
        work.state_intent(f"一只猫，a cat, 猫が好き 🐱 {MARKUP}")
        sketch = work.take(picture(folder / "sketch.png"))
        first = told(work, "cat, " + "x" * 200, inputs=(Input("init", sketch),), cfg="7")
        made = [work.take(picture(folder / f"{n}.png", shade=n * 40)) for n in (1, 2, 3)]
        work.receive_output(first, made, program=Program("Stable Diffusion web UI", "1.10"))
        digests = [each.digest for each in made]
        work.choose(digests, chosen=digests[:1], rejected=digests[1:2], reason="耳朵 and the tail")
        long = "猫の目, " + "silver moonlight over the roof, " * 160
        told(work, long + MARKUP, inputs=(Input("init", made[0]),), cfg="8")
        edited = picture(folder / "edited.png", spot=(40, 20, 60, 40), shade=40)
        work.record_edit(
            digests[:1], edited, program=Program("Krita", "5"), dimensions=["colour"], note="an eye"
        )
        work.erase([digests[2]], "a face")
        yield Told(studio, work, digests[2])


@pytest.fixture(scope="session")
def source(told_work):
    """All that its dossier is made from."""
    return source_of(told_work.studio, told_work.work)


@pytest.fixture(scope="session")
def dispute():
    """When a dispute began."""
    return datetime(2027, 1, 1, tzinfo=UTC)
