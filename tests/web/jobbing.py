"""What tests of jobs share: how they are begun and waited for."""

import threading
import time

import pytest

from bozzetto.web import doing, tasks
from tests.capture.watched import save

__all__ = ["LONGEST", "begun", "comments", "exported", "gate", "pictures", "waited", "written"]

LONGEST = 60.0  # seconds that a test waits for what must come
ENDED = {"done", "failed", "cancelled", "interrupted"}


def waited(client, job, states=frozenset(ENDED)):
    """Wait until a job is in one of some states."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        found = client.get(f"/api/jobs/{job['id']}").json()
        if found["state"] in states:
            return found
        time.sleep(0.02)
    raise AssertionError(found)


def begun(served, sort, **body):
    """Begin a job."""
    answer = served.client.post(f"/api/jobs/{sort}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def exported(served, **body):
    """Export the work, and wait for the end."""
    whole = {"work": served.work, "withheld_texts": [], "withheld_assets": [], "reason": ""}
    return waited(served.client, begun(served, "export", **{**whole, **body}))


def written(served, **body):
    """Write the work's dossier, in English unless it is said, and wait for the end."""
    whole = {"work": served.work, "languages": ["en"], **body}
    return waited(served.client, begun(served, "dossier", **whole))


def comments(served):
    """What was remarked in the work."""
    with served.studio() as studio:
        return [
            entry.text(entry.event.body["text"])
            for _, entry in studio.find_work(served.work).entries()
            if entry.event.kind == "comment.made"
        ]


@pytest.fixture
def pictures(tmp_path):
    """A folder of pictures that were made earlier."""
    folder = tmp_path / "earlier"
    folder.mkdir()
    for number in range(5):
        save(folder / f"{number}.png", number)
    (folder / "notes.txt").write_text("no picture")
    return folder


@pytest.fixture
def gate(monkeypatch):
    """Holds every job at its first piece of work until it is set."""
    opened, arrived = threading.Event(), threading.Event()
    perform = tasks.perform

    def held(task, studio, bundle, advance):
        def advance_held(done, total):
            advance(done, total)
            arrived.set()
            while not opened.wait(0.01):
                advance(done, total)

        return perform(task, studio, bundle, advance_held)

    monkeypatch.setattr(doing, "perform", held)
    yield opened, arrived
    opened.set()
