"""Events of the queue, as a real server sent them and as a hostile one may."""

import pytest

from bozzetto.capture.invokeai.events import NAMES, read_event
from tests.fakes.invokeai import RECORDING

EVENTS = [(name, data) for events in RECORDING["items"].values() for _at, name, data in events]


def test_recorded_events_are_read():
    """Of each item: under way, two images made, and done; the picture passed on is none."""
    for events in RECORDING["items"].values():
        read = [read_event(name, data) for _at, name, data in events if name in NAMES]
        told = [event for event in read if event is not None]
        assert [event.status for event in told] == ["in_progress", None, None, "completed"]
        assert [event.made.kind for event in told if event.made] == ["img_blur", "save_image"]
        assert [event.made.intermediate for event in told if event.made] == [True, False]


def test_raw_has_no_session_id():
    """It is the job, and looks like a secret."""
    (first, *_) = [event for name, data in EVENTS if (event := _made(name, data))]
    assert "session_id" not in first.raw
    assert first.raw["result"]["type"] == "image_output"


def _made(name, data):
    event = read_event(name, data)
    return event if event is not None and event.made is not None else None


@pytest.mark.parametrize("member", ["user_id", "session_id"])
def test_events_of_others_are_hidden(member):
    """Where InvokeAI asks for a login, it says that something happened, and nothing else."""
    name, data = next(each for each in EVENTS if each[0] == "queue_item_status_changed")
    assert read_event(name, {**data, member: "redacted"}) is None
    assert read_event("batch_enqueued", {"user_id": "redacted", "batch_id": "redacted"}) is None


@pytest.mark.parametrize("name", ["queue_cleared", "queue_items_canceled", "queue_items_retried"])
def test_events_of_the_queue_need_nothing(name):
    """Whatever they say: the queue is asked."""
    assert read_event(name, None).name == name


@pytest.mark.parametrize("member", ["session_id", "item_id", "invocation", "result"])
@pytest.mark.parametrize("value", [None, 3.5, [], ""], ids=repr)
def test_broken_events_say_nothing(member, value):
    """Of whatever kind what stands there is."""
    data = next(
        data for name, data in EVENTS if name == "invocation_complete" and "image" in data["result"]
    )
    assert read_event("invocation_complete", {**data, member: value}) is None
