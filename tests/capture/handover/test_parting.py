"""Parting: what was handed over is recorded, and the record says that the source went."""

import pytest

from bozzetto.capture.handover import parting
from bozzetto.capture.handover.connection import read_connections, spool_of
from bozzetto.capture.handover.parting import disconnect
from tests.capture.handover.handing import Hand, instruction


def _sources(studio):
    return [
        entry
        for _, entry in studio.entries(studio.digest)
        if entry.event.kind.startswith("source.")
    ]


def test_a_tool_is_disconnected(studio, connection, hand, clock, spool, entries):
    """Reports that wait are recorded, every source of it is removed, and its spool is gone."""
    hand.report("started", {"settings": {"torch": "2.12"}})
    hand.report("stopped")
    second = Hand(spool, clock, "00000000000000b2")
    second.report("started", {"settings": {"torch": "2.13"}})
    second.report("instruction", instruction(), job="j")
    second.report("stopped")
    done = disconnect(studio, connection)
    assert (done.recorded, done.left) == (5, ())
    assert len(entries("instruction.given")) == 1
    added, removed = _sources(studio)[:2], _sources(studio)[2:]
    assert [entry.event.body["source"] for entry in removed] == [each.digest for each in added]
    assert read_connections(studio.layout) == []
    assert not spool_of(studio.layout, connection).exists()


def test_a_crash_before_the_connection_is_gone(studio, connection, hand, monkeypatch):
    """The record says it already; disconnecting once more says nothing twice, and ends it."""
    hand.report("started", {"settings": {}})
    with monkeypatch.context() as patch:
        patch.setattr(parting, "remove_connection", _crash)
        with pytest.raises(KeyboardInterrupt):
            disconnect(studio, connection)
    assert read_connections(studio.layout) == [connection]
    assert disconnect(studio, connection).recorded == 0
    assert [each.event.kind for each in _sources(studio)] == ["source.added", "source.removed"]
    assert read_connections(studio.layout) == []


def _crash(*_):
    raise KeyboardInterrupt


def test_a_tool_that_never_said_anything(studio, connection):
    """Without a source there is none to remove."""
    assert disconnect(studio, connection).recorded == 0
    assert _sources(studio) == []
