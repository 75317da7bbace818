"""Tracing: what was given beside what was made, once for each pair, and others beside both."""

import importlib.util
import io

import pytest
from PIL import Image, ImageDraw

from bozzetto.api import Studio
from bozzetto.errors import StudioError
from bozzetto.evidence import tracing
from bozzetto.evidence.tracing import Traces, pairs_of
from bozzetto.studio import Input, Instruction, Program
from bozzetto.upkeep.facts import facts_of

TOOL = Program("ComfyUI")


def picture(*boxes, size=(96, 96), form="PNG", paper=250):
    """Draw boxes on paper."""
    image = Image.new("RGB", size, (paper, paper, paper))
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, outline=(0, 0, 0), width=2)
    data = io.BytesIO()
    image.save(data, form)
    return data.getvalue()


SKETCH = picture([10, 12, 40, 30], [20, 50, 44, 86])
FOLLOWED = picture([10, 12, 40, 30], [20, 50, 44, 86], paper=200)
ANOTHER = picture([60, 5, 90, 60], [3, 88, 60, 93])


@pytest.fixture
def work(tmp_path):
    """Open a studio with a work in it."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as opened:
        yield opened.open_work("Cat")


def tell(work, made, given=None, role="sketch"):
    """Record an instruction and its output; return the output's digest."""
    inputs = () if given is None else (Input(role, work.take(io.BytesIO(given), "in.png")),)
    told = work.give_instruction(Instruction(TOOL.name, inputs=inputs))
    work.receive_output(told, [io.BytesIO(made)], program=TOOL)
    return work.take(io.BytesIO(made), "out.png").digest


def traced(work):
    """What there is to say of every pair."""
    return [Traces(work.studio).of(each) for each in pairs_of(facts_of(work.studio, work))]


def test_a_sketch_that_was_followed(work):
    """Beside a picture that was not made from it; what was made of the output is no other."""
    tell(work, ANOTHER)
    output = tell(work, FOLLOWED, SKETCH)
    tell(work, picture([5, 5, 9, 9]), FOLLOWED, role="mask")
    (found,) = traced(work)
    assert (found.pair.made, len(found.pair.others)) == (output, 1)
    assert found.trace.lines.is_above
    assert found.others[0] < found.trace.lines.value // 2
    assert found.to_value()["trace"]["method"] == "bozzetto-trace/1"


def test_a_pair_is_compared_once(work, monkeypatch):
    """The second time it is read; the cache is no evidence, so an altered one is made anew."""
    tell(work, FOLLOWED, SKETCH)
    first = traced(work)
    (kept,) = (work.studio.layout.cache / "traces").rglob("*.json")
    with monkeypatch.context() as patched:
        patched.setattr(tracing, "picture_in", None)
        assert traced(work) == first
    kept.write_bytes(b"{}")
    assert traced(work) == first


@pytest.mark.parametrize(
    ("given", "why"),
    [
        pytest.param(picture([9, 9, 50, 50], form="JPEG"), "re-encoded", id="lossy"),
        pytest.param(picture(size=(32, 32)), "too small", id="small"),
        pytest.param(picture(size=(96, 70)), "other proportions", id="proportions"),
    ],
)
def test_what_cannot_be_said_is_said(work, given, why):
    """Neither that it shows, nor that it does not."""
    tell(work, FOLLOWED, given)
    (found,) = traced(work)
    assert (found.trace, found.to_value()["why"]) == (None, why)


def test_blank_and_erased_sketches(work):
    """One has no lines; of the other nothing is left."""
    tell(work, FOLLOWED, picture())
    (found,) = traced(work)
    assert (found.why, found.trace.lines, found.trace.tones) == (None, None, None)
    work.erase([found.pair.given], "not mine")
    for kept in (work.studio.layout.cache / "traces").rglob("*.json"):
        kept.unlink()
    (found,) = traced(work)
    assert found.why.value == "not here"


def test_without_numpy_it_says_what_to_install(work, monkeypatch):
    """Instead of failing in the middle."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(StudioError, match="numpy"):
        Traces(work.studio)
