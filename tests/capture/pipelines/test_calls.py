"""Tests of recorded pipelines: a pipeline in small, without torch. See test_diffusers too."""

import functools
import hashlib
import io
import pickle
import threading
from types import SimpleNamespace

import pytest
from PIL import Image

import bozzetto
from bozzetto import Studio, verify_bundle
from bozzetto.capture.handover.connection import read_connections
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.capture.pipelines import calls
from bozzetto.errors import FormatError, StudioError
from bozzetto.verify import Verdict
from tests.capture.api.spooled import acts, holds, told

SKETCH = Image.new("RGB", (4, 3), (7, 7, 7))
ENCODED = ["picture.encoded"]


def quietly(function):
    """Wrap a function, as torch.no_grad does."""

    @functools.wraps(function)
    def wrapped(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapped


class Painter:
    """A pipeline in small: it paints one colour."""

    name_or_path = "painters/small"
    interrupt = False

    def __init__(self):
        self.config = {"_class_name": "Painter", "parts": ["brush"]}

    @quietly
    def __call__(self, prompt, image=None, mask_image=None, shade=9, **more):  # noqa: ARG002
        """Paint."""
        if prompt == "fail":
            raise ValueError("cannot paint: api_key=planted-secret-77")
        if prompt == "stop":
            raise KeyboardInterrupt
        return SimpleNamespace(
            images=[Image.new("RGB", (4, 3), (shade, shade, index)) for index in range(2)],
            nsfw_content_detected=[False, False],
        )


@pytest.fixture
def spool(studio):
    """Where reports wait."""
    return studio / "spool"


def recorded(pipe, studio, **options):
    """Record a pipeline."""
    return bozzetto.recording(pipe, work="Cat", studio=studio, prompts_by="person", **options)


def test_call(studio, spool):
    """A call is recorded from its arguments to its pictures, and gives what it gave."""
    pipe = Painter()
    with recorded(pipe, studio):
        result = pipe("a silver cat", shade=50, seed=7)
    started, asked, output, ended, stopped = told(spool)
    assert acts([started, ended, stopped]) == ["started", "ended", "stopped"]
    assert "python" in started.body["settings"]
    assert asked.body["prompts"] == [{"role": "positive", "text": "a silver cat", "by": "person"}]
    assert asked.body["models"] == [{"name": "painters/small"}]
    config = asked.body["settings"].pop("pipeline.config")
    assert asked.body["settings"] == {"pipeline": "Painter", "shade": "50", "seed": "7"}
    assert config.startswith("sha256:")
    assert output.job == asked.job == ended.job
    assert output.body["problems"] == ENCODED
    assert output.body["claims"] == {"nsfw_content_detected": "[False, False]"}
    for index, picture in enumerate(result.images):
        with Image.open(io.BytesIO(output.data(index))) as read:
            assert read.tobytes() == picture.tobytes()
    assert ended.body == {"how": "done"}


def test_told_aside_seen_before(studio, spool, monkeypatch):
    """What is encoded later bears the moment at which it was seen."""
    opened, to_file = threading.Event(), calls.to_file

    def held(samples, name):
        assert opened.wait(60)
        return to_file(samples, name)

    monkeypatch.setattr(calls, "to_file", held)
    pipe = Painter()
    with recorded(pipe, studio):
        pipe("a silver cat")
        returned = calls.now()
        opened.set()
    _started, asked, output, ended, _stopped = told(spool)
    assert asked.at <= output.at <= ended.at <= returned


def test_inputs(studio, spool):
    """Pictures go along as they are when they are given; a mask is the region of its picture."""
    pipe, image = Painter(), SKETCH.copy()
    with recorded(pipe, studio):
        pipe("a hat", image, Image.new("L", (4, 3), 255))
        image.paste((0, 0, 0), (0, 0, 4, 3))
    asked = told(spool)[1]
    assert asked.body["inputs"] == [{"role": "init", "file": 0, "region": 1}]
    assert asked.body["notes"] == ENCODED
    with Image.open(io.BytesIO(asked.data(0))) as read:
        assert read.tobytes() == SKETCH.tobytes()


def test_only_this_pipeline_only_here(studio, spool):
    """Others of its class, and this one afterwards, are not recorded; nothing else changes."""
    pipe, other = Painter(), Painter()
    with recorded(pipe, studio):
        other("a dog")
        assert isinstance(pipe, Painter)
        assert type(pipe).__name__ == type(pipe).__qualname__ == "Painter"
        assert type(pipe).__module__ == Painter.__module__
        assert type(pipe).__call__.__doc__ == "Paint."
    assert type(pipe) is Painter
    pipe("a cat")
    assert pickle.loads(pickle.dumps(pipe)).name_or_path == "painters/small"  # noqa: S301  # our own
    assert acts(told(spool)) == ["started", "stopped"]


def test_error(studio, spool):
    """An error is recorded, without secrets, and raised as it was."""
    pipe = Painter()
    with recorded(pipe, studio), pytest.raises(ValueError, match="planted-secret-77"):
        pipe("fail", token="planted-token-88")  # noqa: S106  # it is planted
    ended = told(spool)[2]
    assert (
        ended.body
        == {
            "how": "failed",
            "note": "ValueError: cannot paint: api_key=planted-secret-77",
        }
        or "planted" not in ended.body["note"]
    )
    assert holds(studio, "planted-token-88") == []
    assert "secret.removed" in told(spool)[1].body["notes"]


def test_keyboard(studio, spool):
    """Stopping a call at the keyboard is an interruption."""
    pipe = Painter()
    with recorded(pipe, studio), pytest.raises(KeyboardInterrupt):
        pipe("stop")
    assert told(spool)[2].body == {"how": "interrupted", "note": "KeyboardInterrupt"}


def test_interrupt_of_diffusers(studio, spool):
    """What a pipeline gave after it was told to stop stays, and the call was interrupted."""
    pipe = Painter()
    with recorded(pipe, studio):
        pipe.interrupt = True
        pipe("a cat")
    assert acts(told(spool)) == ["started", "instruction", "output", "ended", "stopped"]
    assert told(spool)[3].body["how"] == "interrupted"


def test_wrong_arguments(studio, spool):
    """A call that cannot be made is not made, and is not an instruction."""
    pipe = Painter()
    with recorded(pipe, studio), pytest.raises(TypeError, match="prompt"):
        pipe()
    assert acts(told(spool)) == ["started", "stopped"]


def test_arguments_that_cannot_be_read(studio, spool):
    """Where something cannot be understood, the pipeline runs, and the record says so."""

    class Odd:
        def __repr__(self):
            raise RuntimeError

        @property
        def shape(self):
            raise RuntimeError

    pipe = Painter()
    with recorded(pipe, studio):
        assert len(pipe("a cat", odd=Odd()).images) == 2
    assert acts(told(spool)) == ["started", "lost", "output", "ended", "stopped"]


@pytest.mark.parametrize(
    ("result", "count"),
    [
        (([SKETCH, SKETCH], None), 2),
        (SimpleNamespace(frames=[[SKETCH] * 3]), 3),
        (SKETCH, 1),
        ([SKETCH], 1),
        (None, 0),
        ("no picture", 0),
        ((), 0),
    ],
    ids=["tuple", "frames", "picture", "list", "none", "text", "empty"],
)
def test_results(studio, spool, result, count):
    """Pictures are found in whatever form a pipeline gives them."""

    class Giver:
        def __call__(self):
            return result

    pipe = Giver()
    with recorded(pipe, studio):
        assert pipe() is result
    outputs = [each for each in told(spool) if each.act == "output"]
    assert sum(len(each.body["files"]) for each in outputs) == count


def test_several_calls(studio, spool):
    """Calls come in order, each with its own pictures."""
    pipe = Painter()
    with recorded(pipe, studio) as recording:
        for shade in range(5):
            pipe("a cat", shade=shade)
        assert recording.flush()
        assert acts(told(spool)) == ["started", *["instruction", "output", "ended"] * 5]
    first = [each.files for each in told(spool) if each.act == "output"]
    digests = [hashlib.sha256(next(iter(files.values()))).hexdigest() for files in first]
    assert len(set(digests)) == 5


def test_steps_of_a_pipeline_without_any(studio, spool):
    """A pipeline that has no steps is recorded without them."""
    pipe = Painter()
    with recorded(pipe, studio, steps=2):
        pipe("a cat")
    assert acts(told(spool)) == ["started", "instruction", "output", "ended", "stopped"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"work": "Dog"}, StudioError),
        ({"work": "Cat", "prompts_by": "somebody"}, FormatError),
        ({"work": "Cat", "steps": 0}, FormatError),
        ({"work": "Cat", "person": "Ben"}, StudioError),
    ],
)
def test_wrong_options(studio, options, error):
    """What cannot be is said before anything is recorded."""
    with pytest.raises(error):
        bozzetto.recording(Painter(), studio=studio, **options)


def test_to_a_verified_bundle(studio, tmp_path):
    """From a call to a verified bundle: live, in order, with the person and the inputs' bytes."""
    pipe = Painter()
    with recorded(pipe, studio, person="Ann"):
        pipe("a hat", SKETCH)
    with Studio.open(studio) as opened:
        (connection,) = read_connections(opened.layout)
        assert (connection.sort, connection.person) == ("diffusers", opened.owner)
        Receiver(opened, connection).drain()
        work = opened.find_work("Cat")
        given, output = [entry for _, entry in work.entries()][1:]
        assert (given.event.kind, output.event.kind) == ("instruction.given", "output.received")
        assert (given.event.seen, output.event.seen) == ("live", "live")
        assert output.event.body["instruction"] == given.digest
        assert given.event.by.person == opened.owner
        # The same samples in any other lossless file have the same digest
        SKETCH.copy().save(tmp_path / "sketch.png", compress_level=9)
        with (tmp_path / "sketch.png").open("rb") as file:
            kept = opened.describe(file)
        assert given.event.body["inputs"][0]["asset"]["pixels"] == kept.pixels
        work.export(tmp_path / "cat.zip")
        report = verify_bundle(tmp_path / "cat.zip", signers=[opened.owner])
    assert report.verdict in {Verdict.INTACT, Verdict.INTACT_UNKNOWN_SIGNER}, report.findings


def test_error_without_words(studio, spool):
    """An error that cannot be spelled is raised as it was."""

    class OddError(Exception):
        def __str__(self):
            raise RuntimeError

    class Breaker:
        def __call__(self):
            raise OddError

    pipe = Breaker()
    with recorded(pipe, studio), pytest.raises(OddError):
        pipe()
    assert told(spool)[2].body == {"how": "failed", "note": "OddError"}


@pytest.mark.parametrize("inputs", [["latents"], None])
@pytest.mark.parametrize("by_place", [False, True], ids=["by name", "by place"])
def test_odd_callbacks(studio, spool, inputs, by_place):
    """However a pipeline is called, it runs, whether or not its steps can be shown."""

    class Stepper:
        def __call__(self, callback_on_step_end, callback_on_step_end_tensor_inputs):
            assert callback_on_step_end_tensor_inputs in (inputs, ["latents"])
            return [callback_on_step_end or SKETCH]

    pipe = Stepper()
    with recorded(pipe, studio, steps=1):
        if by_place:
            assert pipe(None, callback_on_step_end_tensor_inputs=inputs) == [SKETCH]
        else:
            pipe(callback_on_step_end=None, callback_on_step_end_tensor_inputs=inputs)
    lost = [each.body["note"] for each in told(spool) if each.act == "lost"]
    assert len(lost) == (1 if by_place or inputs is None else 0)
