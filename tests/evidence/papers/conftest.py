from datetime import UTC, datetime

import pytest

from bozzetto.api import Input, Program, Studio
from bozzetto.evidence.papers import Paper
from bozzetto.law import Place, Words
from bozzetto.upkeep.sources import Asking, source_of
from tests.evidence.papers.reading import HOSTILE
from tests.evidence.papers.works import drawn
from tests.law.cases import told

LONG = "silver moonlight over the roof, " * 160  # 5,120 characters


@pytest.fixture(scope="session")
def newest():
    """When the newest entry of a record was written."""
    return datetime(2026, 11, 22, 4, 5, 6, 789, tzinfo=UTC)


@pytest.fixture(scope="session")
def full_work(tmp_path_factory):
    """A work that has every kind of entry that a paper speaks of, with hostile words."""
    folder = tmp_path_factory.mktemp("full")
    with Studio.create(folder / "studio", name="Atelier", owner="Ann", device="desk") as studio:
        work = studio.open_work("猫のペンダント & Cat")
        work.state_intent(f"一只猫，a cat {HOSTILE}", dimensions=["colour"])
        sketch = work.add_material(
            drawn(folder / "sketch.png", 5), role="sketch", origin="own hand"
        )
        assert sketch
        start = work.take(drawn(folder / "start.png", 7))
        first = told(work, f"=cat, {HOSTILE}", inputs=(Input("init", start),), cfg="7", seed="1")
        made = [work.take(drawn(folder / f"{n}.png", n * 40)) for n in (1, 2, 3)]
        work.receive_output(first, made, program=Program("Stable Diffusion web UI", "1.10"))
        digests = [each.digest for each in made]
        work.choose(digests, chosen=digests[:1], rejected=digests[1:2], reason="耳朵 and the tail")
        told(work, f"cat, 猫の目, {LONG}", inputs=(Input("init", made[0]),), cfg="8", seed="2")
        edited = drawn(folder / "edited.png", 41)
        work.record_edit(
            digests[:1], edited, program=Program("Krita", "5"), dimensions=["lines"], note="an eye"
        )
        work.choose(digests[:2], chosen=digests[1:2], rejected=[])
        work.erase([digests[2]], "a face")
        yield studio, work


@pytest.fixture(scope="session")
def full(full_work):
    """What its papers are made from, for China."""
    studio, work = full_work
    return source_of(studio, work, Asking(Place.CN), "bozzetto 1")


@pytest.fixture
def paper():
    """Make a paper of some blocks."""

    def make(*blocks, languages=("en",), title="A title", **others):
        return Paper("draft", Words(title, "标题"), languages, tuple(blocks), **others)

    return make
