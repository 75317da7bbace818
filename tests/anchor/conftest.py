"""An authority on loopback, and tokens of it."""

import pytest

from bozzetto.anchor import Authority
from tests.fakes.authority import Authority as Loopback

DATA = b"bozzetto.local/0123456789abcdef\n17\nAAAA\n"


@pytest.fixture
def loopback():
    """A well-behaved authority, until the test says otherwise."""
    with Loopback() as authority:
        yield authority


@pytest.fixture(scope="module")
def shared():
    """An authority for tests that change none of its options."""
    with Loopback(accuracy=(1, 500, 3)) as authority:
        yield authority


@pytest.fixture
def authority(loopback):
    """The loopback authority as Bozzetto is told of it."""
    return Authority("loopback", "Loopback", loopback.url, policy=loopback.policy, min_interval=0)
