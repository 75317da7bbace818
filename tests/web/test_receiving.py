"""Receiving while the server runs: at once, in one thread, and with nothing to do for nobody."""

import threading
import time

import pytest

from bozzetto.capture.handover.connection import Connection, add_connection, connect, spool_of
from bozzetto.capture.handover.reporter import File, Reporter
from bozzetto.record import digest_of
from bozzetto.studio import Layout
from tests.capture.handover.handing import Hand, instruction, picture
from tests.studio.whole import check_whole
from tests.web.conftest import entered, serving

TIMEOUT = 60  # seconds; the machine may be busy


@pytest.fixture
def layout(served):
    """The served studio's folder."""
    return Layout(served.studio_folder)


def _until(is_so):
    end = time.monotonic() + TIMEOUT
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def _reporter(layout, connection):
    return Reporter(str(spool_of(layout, connection)), {"name": "ComfyUI"}, "pack 1")


def _rows(served):
    return served.client.get("/api/connections").json()


def _kinds(served):
    with served.studio() as studio:
        return [entry.event.kind for _, entry in studio.work(served.work).entries()]


def test_what_is_handed_over_is_recorded_live(served, layout):
    """A tool that is connected while the server runs is heard, and the page hears of it."""
    assert _rows(served) == []
    with served.studio() as studio:
        owner = studio.owner
    made = connect(layout, sort="comfyui", label="ComfyUI", work=served.work, person=owner)
    reporter = _reporter(layout, made)
    reporter.report("instruction", instruction(), job="j")
    reporter.report("output", {"files": [0]}, job="j", files=[File("a.png", data=picture())])
    _until(lambda: _kinds(served) == ["work.opened", "instruction.given", "output.received"])
    _until(lambda: _rows(served)[0]["recorded"] == 2)
    (row,) = _rows(served)
    assert row["heard"] is not None
    assert {
        name: row[name] for name in ("id", "state", "waiting", "problem", "person", "title")
    } == {
        "id": made.id,
        "state": "receiving",
        "waiting": 0,
        "problem": None,
        "person": "Ann",
        "title": "Cat pendant",
    }
    with served.studio() as studio:
        assert {entry.event.seen for _, entry in studio.work(served.work).entries()} == {
            "stated",
            "live",
        }


def test_what_waited_is_recorded_at_the_start(served, layout):
    """Reports of a time without a server are recorded by the next one, and late."""
    made = connect(layout, sort="comfyui", label="ComfyUI", work=served.work)
    with served.studio() as studio:
        hand = Hand(spool_of(layout, made), studio.clock)
    hand.report("instruction", instruction(), job="j", late=600)
    with serving(served.studio_folder) as server, entered(server):
        _until(lambda: "instruction.given" in _kinds(served))


def test_trouble_is_told(served, layout):
    """A connection into another studio's work says what is wrong; the others go on."""
    add_connection(layout, Connection.new("krita", "Krita", digest_of(b"another")))
    made = connect(layout, sort="api", label="api", work=served.work)
    _reporter(layout, made).report("instruction", instruction(), job="j")
    _until(lambda: "instruction.given" in _kinds(served))
    _until(lambda: [row["state"] for row in _rows(served)] == ["trouble", "receiving"])
    assert "no work" in _rows(served)[0]["problem"]
    chinese = served.client.get("/api/connections", headers={"Accept-Language": "zh"}).json()
    assert chinese[0]["problem"] != _rows(served)[0]["problem"]


def test_a_damaged_file_is_a_refusal(served, layout):
    """What cannot be read is not shown as an empty list."""
    layout.connections.write_bytes(b"{")
    assert served.client.get("/api/connections").status_code >= 400


def test_its_end_is_in_the_record(served, layout):
    """A server that stops says so in the record, as each of its recorders does."""
    made = connect(layout, sort="api", label="api", work=served.work)
    _until(lambda: _rows(served) and _rows(served)[0]["state"] == "receiving")
    served.client.delete(f"/api/connections/{made.id}")

    def reasons():
        with served.studio() as studio:
            return [
                entry.text(entry.event.body["reason"])
                for _, entry in studio.entries(studio.digest)
                if entry.event.kind == "recorder.stopped"
            ]

    _until(lambda: "no tool is connected any more" in reasons())
    check_whole(served.studio_folder)


def test_nobody_is_watched_where_no_tool_is_connected(served):
    """Without connections no studio is open for them, and the thread sleeps."""
    assert served.desk.receiving._station is None  # noqa: SLF001  # what it holds
    (thread,) = [each for each in threading.enumerate() if each.name == "bozzetto-receiving"]
    clock = time.pthread_getcpuclockid(thread.ident)  # its own: other threads have to do
    before = time.clock_gettime(clock)
    time.sleep(1)
    assert time.clock_gettime(clock) - before < 0.5
    assert thread.is_alive()
