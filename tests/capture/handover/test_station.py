"""The station: all connections at once, whatever becomes of one of them."""

import threading
import time
from contextlib import contextmanager, suppress

import pytest

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import Connection, add_connection, connect, spool_of
from bozzetto.capture.handover.parting import disconnect
from bozzetto.capture.handover.reporter import Reporter
from bozzetto.capture.handover.station import Station
from bozzetto.errors import FormatError, StudioError
from bozzetto.record import digest_of
from tests.capture.handover.handing import instruction

TIMEOUT = 60  # seconds; the machine may be busy


@pytest.fixture
def clock():
    """The machine's own: a reporter takes its time from there."""


@contextmanager
def _running(studio, **options):
    """Run a station in a thread of its own."""
    stop, told = threading.Event(), []
    own = Studio.open(studio.layout.root)
    station = Station(own, told.append)

    def work():
        station.run(stop, **options)
        own.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield station, thread, told
    finally:
        stop.set()
        thread.join(TIMEOUT)
        assert not thread.is_alive()


def _until(is_so):
    end = time.monotonic() + TIMEOUT
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def hand_over(studio):
    """Hand something over as a connection's tool does; each ends with the test."""
    made = []

    def report(connection):
        spool = str(spool_of(studio.layout, connection))
        made.append(Reporter(spool, {"name": connection.label}, "pack 1"))
        made[-1].report("instruction", instruction(), job="j")
        assert made[-1].flush(TIMEOUT)

    yield report
    for each in made:
        each.close(TIMEOUT)


def _bar(lock):
    """Put a lock there that cannot be opened; the station may make it anew meanwhile."""
    while not lock.is_dir():
        lock.unlink(missing_ok=True)
        with suppress(FileExistsError):
            lock.mkdir()


def _count(studio, work):
    return len(studio.work(work.digest).entries()) - 1


def test_what_two_tools_hand_over_is_recorded_at_once(studio, work, connection, hand_over):
    """Both connections are received while they run, and a third that comes meanwhile."""
    second = connect(studio.layout, sort="webui", label="Forge", work=work.digest)
    with _running(studio) as (station, _thread, told):
        for each in (connection, second):
            hand_over(each)
        _until(lambda: _count(studio, work) == 2)
        third = connect(studio.layout, sort="api", label="api", work=work.digest)
        hand_over(third)
        _until(lambda: _count(studio, work) == 3)
        _until(lambda: {each.connection.label for each in told} == {"ComfyUI", "Forge", "api"})
        _until(lambda: {each.recorded for each in station.conditions.values()} == {1})
        kinds = [entry.event.kind for _, entry in studio.entries(studio.digest)]
        assert kinds.count("recorder.started") == 1


def test_one_that_fails_does_not_hold_up_the_others(studio, work, connection, hand_over):
    """A connection into a work that is not there is in trouble; the others go on."""
    broken = Connection.new("krita", "Krita", digest_of(b"another"))
    add_connection(studio.layout, broken)
    with _running(studio) as (station, _thread, _told):
        hand_over(connection)
        _until(lambda: _count(studio, work) == 1)
        _until(lambda: connection.id in station.conditions)
        _until(lambda: broken.id in station.conditions and station.conditions[broken.id].error)
        assert isinstance(station.conditions[broken.id].error, StudioError)
        assert station.conditions[connection.id].error is None


def test_it_ends_when_no_tool_is_connected_any_more(studio, connection):
    """Without connections it may go home; until then it does not."""
    with _running(studio, while_idle=False) as (station, thread, _told):
        _until(lambda: connection.id in station.conditions)
        disconnect(studio, connection)
        thread.join(TIMEOUT)
        assert not thread.is_alive()
        assert station.is_idle


def test_a_damaged_file_of_connections_is_a_problem_until_it_is_mended(
    studio, work, connection, hand_over
):
    """What cannot be read is said, and what is received goes on."""
    good = studio.layout.connections.read_bytes()
    with _running(studio) as (station, _thread, _told):
        _until(lambda: connection.id in station.conditions)
        studio.layout.connections.write_bytes(b"{")
        _until(lambda: isinstance(station.problem, FormatError))
        hand_over(connection)
        _until(lambda: _count(studio, work) == 1)
        studio.layout.connections.write_bytes(good)
        _until(lambda: station.problem is None)


def test_trouble_is_over_when_it_is_over(studio, work, connection, hand_over):
    """A spool that cannot be read is tried again after a pause, and then nothing was lost."""
    spool = spool_of(studio.layout, connection)
    with _running(studio) as (station, _thread, _told):
        _until(lambda: connection.id in station.conditions)
        _until((spool / "lock").exists)
        _bar(spool / "lock")
        (spool / "news").touch()  # which it looks at at once; until then it may be at a turn
        _until(lambda: station.conditions[connection.id].error is not None)
        hand_over(connection)
        pause = station.conditions[connection.id].pause
        _until(lambda: station.conditions[connection.id].pause > pause)  # it was tried again
        assert _count(studio, work) == 0
        (spool / "lock").rmdir()
        _until(lambda: _count(studio, work) == 1)
        _until(lambda: station.conditions[connection.id].error is None)
