"""A studio whose clock the test sets, and a tool that is connected to it."""

import pytest

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import connect, spool_of
from bozzetto.capture.handover.receiver import Receiver
from tests.capture.handover.handing import Hand
from tests.studio.clocks import SetClock
from tests.studio.whole import check_whole


@pytest.fixture
def clock():
    """A clock that the test sets itself."""
    return SetClock()


@pytest.fixture
def studio(tmp_path, clock):
    """An open studio; whatever the test did, the whole log holds at the end."""
    folder = tmp_path / "studio"
    with Studio.create(folder, name="Atelier", owner="Ann", device="desk", clock=clock) as made:
        yield made
    check_whole(folder)


@pytest.fixture
def work(studio):
    """A work of the studio."""
    return studio.open_work("Cat")


@pytest.fixture
def connection(studio, work):
    """ComfyUI, connected; what happens in it are the owner's acts."""
    return connect(
        studio.layout, sort="comfyui", label="ComfyUI", work=work.digest, person=studio.owner
    )


@pytest.fixture
def spool(studio, connection):
    """Where its reports wait."""
    return spool_of(studio.layout, connection)


@pytest.fixture
def hand(spool, clock):
    """The tool."""
    return Hand(spool, clock)


@pytest.fixture
def told():
    """What the receiver told."""
    return []


@pytest.fixture
def receiver(studio, connection, told):
    """The receiver of the connection."""
    return Receiver(studio, connection, told.append)


@pytest.fixture
def entries(work):
    """What the work's entries say: kind, how it is known, body."""

    def read(kind=None):
        found = [entry.event for _, entry in work.entries()]
        return [each for each in found if kind is None or each.kind == kind]

    return read


@pytest.fixture
def found(studio):
    """What recorders found amiss: what it was, and the note."""

    def read():
        every = [entry for _, entry in studio.entries(studio.digest)]
        return [
            (entry.event.body["what"], entry.text(entry.event.body["note"]))
            for entry in every
            if entry.event.kind == "recorder.found"
        ]

    return read
