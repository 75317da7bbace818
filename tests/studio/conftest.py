"""A studio, a clock that the test sets, and an authority on loopback."""

import pytest

from bozzetto.studio import Studio
from tests.fakes.authority import Authority as Loopback
from tests.studio.clocks import SetClock
from tests.studio.whole import check_whole


@pytest.fixture
def clock():
    """A clock that the test sets itself."""
    return SetClock()


@pytest.fixture
def folder(tmp_path):
    """Where the studio stands."""
    return tmp_path / "studio"


@pytest.fixture
def studio(folder, clock):
    """An open studio; whatever the test did to it, the whole log holds at the end."""
    with Studio.create(folder, name="Atelier", owner="Ann", device="desk", clock=clock) as made:
        yield made
    check_whole(folder)


@pytest.fixture
def work(studio):
    """A work of the studio."""
    return studio.open_work("Cat")


@pytest.fixture
def loopback():
    """A well-behaved authority, until the test says otherwise."""
    with Loopback() as authority:
        yield authority
