"""What ComfyUI tells of its jobs."""

import json

import pytest

from bozzetto.capture.proxy.events import Event, Made, read_event, read_outputs
from bozzetto.capture.proxy.prompting import Stored
from tests.fakes.comfyui import RECORDING

JOBS = RECORDING["jobs"]


def event(kind, **data):
    """Read one text."""
    return read_event(json.dumps({"type": kind, "data": data}).encode())


def made(node, *names, folder="temp"):
    """What a node made."""
    return Made(node, tuple(Stored(name, "", folder) for name in names))


def test_recorded_job_tells_its_outputs_and_its_end():
    """Of 31 recorded frames four are read: three nodes' files, and the end."""
    texts = [json.dumps(frame).encode() for _, frame in JOBS["first"]["frames"]]
    found = [e for e in map(read_event, texts) if e is not None]
    assert len(texts) == 31
    assert [each.made for each in found] == [
        made("8", "ComfyUI_temp_rpkic_00001_.png"),
        made("7", "ComfyUI_temp_zdify_00001_.png", "ComfyUI_temp_zdify_00002_.png"),
        made("6", "run_00001_.png", "run_00002_.png", folder="output"),
        None,
    ]
    assert found[-1] == Event(JOBS["first"]["id"], ends="done")


def test_recorded_interruption_is_read():
    """With the node at which it stopped."""
    texts = [json.dumps(frame).encode() for _, frame in JOBS["interrupt"]["frames"]]
    (found,) = [e for e in map(read_event, texts) if e is not None]
    assert (found.ends, found.note) == ("interrupted", "at ImageBlur")


def test_error_is_told_without_its_stack():
    """The stack names the user's folders, and the inputs may be anything."""
    found = event(
        "execution_error",
        prompt_id="j",
        node_type="KSampler",
        exception_type="torch.OutOfMemoryError",
        exception_message="too much\n",
        traceback=["/home/ann/x.py"],
        current_inputs={"a": ["b"]},
    )
    assert found == Event("j", ends="failed", note="torch.OutOfMemoryError: too much, at KSampler")


@pytest.mark.parametrize("left", [0, 3])
def test_length_of_the_queue_is_read(left):
    """It is told to everybody."""
    assert event("status", status={"exec_info": {"queue_remaining": left}}) == Event(queue=left)


def test_files_of_custom_nodes_are_read_under_any_name():
    """Films, sounds; not what a node only shows out of the input folder, nor its texts."""
    found = event(
        "executed",
        prompt_id="j",
        node="5",
        output={
            "gifs": [{"filename": "a.mp4", "subfolder": "v", "type": "output", "fps": 8}],
            "audio": [{"filename": "b.flac"}],
            "images": [{"filename": "in.png", "type": "input"}, {"filename": ""}, "x"],
            "text": ["a cat"],
            "animated": [True],
        },
    )
    files = (Stored("a.mp4", "v", "output"), Stored("b.flac", "", "output"))
    assert found == Event("j", Made("5", files))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b'"executed"',
        b'{"type": "executed"',
        b'{"type": "executed", "data": 5}',
        b'{"type": "executed", "data": {"prompt_id": 5}}',
        b'{"type": "executed", "data": {"prompt_id": "j", "output": {"text": ["a"]}}}',
        b'{"type": "status", "data": {"status": {"exec_info": {}}}}',
        b'{"type": "progress", "data": {"value": 1}}',
        b"[" * 100_000 + b'"executed"',
    ],
)
def test_other_texts_say_nothing(text):
    """Neither what is of no interest, nor what is of no form."""
    assert read_event(text) is None


def test_history_of_a_recorded_job_says_the_same():
    """Outputs that no websocket told are found there."""
    outputs, how, note = read_outputs(JOBS["anon"])
    assert [each.node for each in outputs] == ["8", "7", "6"]
    assert (how, note) == ("done", None)


def test_history_of_an_interrupted_job_says_so():
    """It has no outputs and the status error; the messages know better."""
    assert read_outputs(JOBS["interrupt"]) == ([], "interrupted", "at ImageBlur")


def test_history_of_a_failed_job_says_so():
    """Also where the messages do not."""
    entry = {"outputs": {}, "status": {"status_str": "error", "messages": 5}}
    assert read_outputs(entry) == ([], "failed", None)


@pytest.mark.parametrize("entry", [{}, {"outputs": 5}, {"status": "x"}])
def test_history_that_says_nothing_is_none(entry):
    """Then the job is asked after again."""
    assert read_outputs(entry) is None


def test_name_that_no_encoding_can_write_still_is_asked_for():
    """A lone surrogate is a stranger's bytes, and no reason to stop."""
    text = b'{"type": "executed", "data": {"prompt_id": "j", "node": "1", "output": {"images": '
    found = read_event(text + rb'[{"filename": "\ud800.png"}]}}}')
    assert found.made.files[0].target == "/view?filename=%3F.png&subfolder=&type=output"
