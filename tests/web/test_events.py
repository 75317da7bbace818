"""Events: a page hears what any process does, as it happens."""

import json
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from bozzetto.cli import cli
from bozzetto.web import events, news


@contextmanager
def listening(served, **headers):
    """Listen as an EventSource does: give the events, as name, number and data."""
    with served.client.stream("GET", "/api/events", headers=headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-store"
        yield read(answer.iter_lines())


def read(lines):
    """Read a stream as the standard has it."""
    found = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            found[name] = value
        else:
            if "event" in found:
                yield found["event"], found.get("id"), json.loads(found["data"])
            elif "" in found:
                yield "comment", None, found[""]
            found = {}


def next_named(stream, name):
    """Wait for the next event of a name."""
    return next(event for event in stream if event[0] == name)


def test_first_event_tells_everything(served):
    """Who connects is told what there is, by its size."""
    with listening(served) as stream:
        name, number, data = next(stream)
    assert name == "change"
    assert data == {"size": 3, "works": [served.work], "studio": True, "anchors": True}
    assert number == "3"


def test_change_of_another_process_appears(served):
    """What the command line records is heard by the open page; by every one of them."""
    with listening(served) as one, listening(served) as two:
        next(one), next(two)
        words = ["--studio", str(served.studio_folder), "comment", "a remark"]
        assert CliRunner().invoke(cli, words).exit_code == 0
        for stream in (one, two):
            _name, number, data = next_named(stream, "change")
            assert data["works"] == [served.work]
            assert number == str(data["size"])


def test_last_event_id_tells_what_was_missed(served):
    """Who comes back is told what changed meanwhile, and only that."""
    with served.studio() as studio:
        seen = studio.database.size()
        other = studio.open_work("another").digest
    with listening(served, **{"Last-Event-ID": str(seen)}) as stream:
        data = next(stream)[2]
    assert data == {"size": seen + 1, "works": [other], "studio": False, "anchors": False}


@pytest.mark.parametrize("last", ["", "x", "-1", "1.5", "9" * 30, "²"])
def test_odd_last_event_id_tells_everything(served, last):
    """A number that cannot be one of this log tells everything anew."""
    with listening(served, **{"Last-Event-ID": last.encode()}) as stream:
        assert next(stream)[2]["works"] == [served.work]


def test_state_and_jobs_are_told(served):
    """Other parts' news passes as it is, without a number."""
    with listening(served) as stream:
        next(stream)
        served.desk.news.publish("job", {"id": "1", "title": "猫\n"})
        assert next_named(stream, "job") == ("job", None, {"id": "1", "title": "猫\n"})


def test_silence_is_filled(served, monkeypatch):
    """A stream without news shows that it lives."""
    monkeypatch.setattr(events, "KEEPALIVE", 0.05)
    with listening(served) as stream:
        next(stream)
        assert next_named(stream, "comment")


def test_page_that_is_behind_looks_anew(served, monkeypatch):
    """A page that missed too much gets one change with everything, and the newest state."""
    monkeypatch.setattr(news, "MOST_WAITING", 0)
    with listening(served) as stream:
        next(stream)
        served.desk.news.publish("job", {"id": "1"})
        assert next(stream)[2]["works"] == [served.work]
        assert next(stream)[0] == "state"


def test_listeners_are_counted(served, monkeypatch):
    """One page too many is refused, and the place of one that left is free again."""
    monkeypatch.setattr(news, "MOST_LISTENERS", 1)
    with listening(served) as stream:
        next(stream)
        answer = served.client.get("/api/events")
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")
    monkeypatch.setattr(news, "MOST_LISTENERS", 2)
    with listening(served) as stream:
        assert next(stream)[0] == "change"


def test_no_session_no_events(served):
    """A stranger hears nothing."""
    with served.stranger() as stranger:
        assert stranger.get("/api/events").status_code == 401
