"""The queue is asked for what is new, and what has not ended."""

import json
from concurrent.futures import Future

import pytest

from bozzetto.capture.invokeai.queue import Answer, Queue

BASE = "/api/v1/queue/default"


class Answering:
    """Answers as InvokeAI does."""

    def __init__(self, *statuses):
        self.items = dict(enumerate(statuses, 1))
        self.said = {}  # what else is said at a place

    def fetch(self, target):
        """Give an item's bytes, or why not."""
        future = Future()
        number = int(target.rpartition("/")[2])
        item = {"item_id": number, "session_id": f"s{number}", "status": self.items.get(number)}
        known = json.dumps(item).encode() if number in self.items else "HTTP status 404"
        future.set_result(self.said.get(target, known))
        return future

    def ask(self, target):
        """Give what is said of the queue."""
        waiting = [status for status in self.items.values() if status == "pending"]
        known = {
            f"{BASE}/item_ids": {"item_ids": [*self.items, "x"]},
            f"{BASE}/status": {"queue": {"pending": len(waiting), "in_progress": None}},
        }
        return (known | self.said)[target]


def test_begins_with_what_has_not_ended():
    """And only that; afterwards with what is new."""
    tool = Answering("completed", "pending", "failed", "pending", "canceled")
    queue = Queue(tool)
    assert [item.number for item in queue.begin()] == [2, 4]
    assert queue.new() == []
    tool.items |= {6: "completed", 7: "pending"}
    assert [item.job for item in queue.new()] == ["s6", "s7"]
    assert queue.new() == []


def test_empty_queue():
    """Nothing waits, and nothing came."""
    queue = Queue(Answering())
    assert queue.begin() == queue.new() == []


@pytest.mark.parametrize("said", [None, [], {}, {"item_ids": 3}], ids=repr)
def test_queue_that_cannot_be_listed_has_nothing_new(said):
    """It is asked again."""
    tool = Answering("pending")
    queue = Queue(tool)
    tool.said = {f"{BASE}/item_ids": said, f"{BASE}/status": said}
    assert queue.begin() == []
    assert not queue.is_listed
    tool.said = {}
    assert [item.number for item in queue.new()] == [1]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("HTTP status 404", Answer(None, is_gone=True)),
        ("HTTP status 500", Answer(None)),
        ("ConnectionRefusedError", Answer(None)),
        (b"{", Answer(None)),
        (b"[" * 100_000, Answer(None)),
    ],
    ids=["gone", "failed", "away", "broken", "deep"],
)
def test_item_is_gone_only_where_invokeai_says_so(said, answer):
    """Not where it is away."""
    tool = Answering("pending")
    tool.said = {f"{BASE}/i/1": said}
    assert Queue(tool).item(1) == answer
