"""Draw Things' projects, from the database to a verified bundle."""

import io

import pytest
from PIL import Image

from bozzetto.capture.importing import import_files
from bozzetto.record import digest_of
from tests.capture.archives.conftest import prompts_of, words_of
from tests.capture.archives.tables import project, state, table
from tests.capture.archives.test_lineage import change

CLOCK = 1_767_225_600_000_000  # the first second of 2026, in microseconds


def jpeg(number):
    """A preview."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (number * 25, 9, 9)).save(out, "JPEG")
    return out.getvalue()


def asked(time, preview, clock, **more):
    """A generated state."""
    told = {
        "seed": 11,
        "steps": 8,
        "guidance": 4.5,
        "model": "flux_1.ckpt",
        "sampler": 10,
        "positive": "a cat",
        "negative": "fog",
        "loras": [{0: "ink.ckpt", 1: ("f", 0.6)}],
    }
    return state(1, time, CLOCK + clock, preview, **(told | more))


@pytest.fixture
def cats(output):
    """A project: a drawing, a batch of two, and one picture later, repeated in another branch."""
    drawing = state(0, 1, CLOCK - 9_000_000, 70, generated=0, reason=3, mask=4)
    again = asked(4, 73, 60_000_000, seed=12)
    again[0] = ("q", 2)
    states = [drawing, asked(2, 71, 0), asked(3, 72, 1), asked(4, 73, 60_000_000, seed=12), again]
    return project(output / "Cats.sqlite3", states, {70 + n: jpeg(n) for n in range(4)})


@pytest.mark.usefixtures("cats")
def test_drawthings(output, entries, verified):
    """A project becomes what was drawn, and runs with their candidates; it is verified."""
    told = entries(output)
    assert [entry.event.kind for entry in told] == [
        "material.added",
        *("instruction.given", "output.received", "output.received"),
        *("instruction.given", "output.received"),
    ]
    drawn, given, one, two, _, three = told
    assert (drawn.event.body["role"], drawn.event.body["origin"]) == ("canvas", "unknown")
    assert list(words_of(drawn).values()) == ["in Draw Things: Draw"]
    assert drawn.event.body["asset"]["digest"] == digest_of(jpeg(0))
    assert one.event.body["instruction"] == two.event.body["instruction"] == given.digest
    pictures = [entry.event.body["assets"][0] for entry in (one, two, three)]
    assert [picture["digest"] for picture in pictures] == [digest_of(jpeg(n)) for n in (1, 2, 3)]
    assert pictures[0]["name"] == "Cats-1-2.jpg"
    assert one.event.body["claims"] == {
        "lineage": "1",
        "logical_time": "2",
        "wall_clock": "2026-01-01T00:00:00.000000Z",
    }
    verified()


@pytest.mark.usefixtures("cats")
def test_drawthings_words(output, entries):
    """An instruction has words, models and settings; the state itself is kept with it."""
    given = entries(output)[1]
    body = given.event.body
    assert prompts_of(given) == [
        ("a cat", "positive", "unknown", True),
        ("fog", "negative", "unknown", True),
    ]
    assert [model["name"] for model in body["models"]] == ["flux_1.ckpt", "ink.ckpt"]
    settings = body["settings"]
    assert (settings["seed"], settings["steps"], settings["guidance_scale"]) == ("11", "8", "4.5")
    assert (settings["sampler"], settings["lora 0 weight"]) == ("EulerATrailing", "0.6")
    assert body["notes"] == ["drawthings.preview"]
    assert body["raw"]["digest"] == digest_of(table(asked(2, 71, 0)))


def test_drawthings_older(output, entries):
    """An older project holds edits of the words, and adds up the number of a preview."""
    told = {"positive": "", "negative": "", "edits": 2, "line": 0, "tensor": 40, "mask": 2}
    edits = {0: ("q", 0), 2: ("q", 0), 5: [change(0, 0, "a dog"), change(2, 3, "cat")]}
    project(output / "a.sqlite3", [asked(1, 0, 0, **told)], {42: jpeg(1)}, [(0, 0, edits)])
    given, made = entries(output)
    assert prompts_of(given) == [("a cat", "positive", "unknown", True)]
    assert (given.event.body["settings"]["tensor_id"], made.event.kind) == (
        "40",
        "output.received",
    )


def test_drawthings_again(work, cats):
    """A second import adds nothing."""
    report = import_files(work, [cats])
    assert [(found.tool, found.pictures) for found in report.found] == [("Draw Things", 5)]
    assert (report.recorded, report.instructions) == (4, 2)
    before = len(work.entries())
    again = import_files(work, [cats])
    assert (again.recorded, again.known, len(work.entries())) == (0, 4, before)


@pytest.mark.usefixtures("cats")
def test_drawthings_damaged(work, output):
    """What came before the damage is recorded, and that the rest could not be read."""
    project(
        output / "b.sqlite3",
        [asked(1, 71, 0), asked(2, 72, 9)],
        {71: jpeg(8)},
    )
    data = (output / "b.sqlite3").read_bytes()
    whole = table({0: ("q", 71), 1: jpeg(8)})
    assert whole in data
    broken = data.replace(whole, b"\xff" * 64 + whole[64:])
    (output / "b.sqlite3").write_bytes(broken)
    report = import_files(work, [output])
    assert report.failed == (output / "b.sqlite3",)
    assert report.recorded == 4


def test_drawthings_nothing_to_see(output, entries):
    """A state without a preview, or with a clock that is none, is no error."""
    states = [asked(1, 99, 0), asked(2, 71, 7)]
    states[1][11] = ("q", -5)
    project(output / "a.sqlite3", states, {71: jpeg(1)})
    told = entries(output)
    assert [entry.event.kind for entry in told] == ["instruction.given", "output.received"]
    assert "wall_clock" not in told[1].event.body["claims"]
