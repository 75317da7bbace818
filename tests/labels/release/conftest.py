"""A studio in memory with a work in it, somebody who tells what happens, and a signer."""

import pytest

from tests.fakes.authority import Authority
from tests.fakes.ledger import Ledger
from tests.fakes.works import Teller
from tests.labels.credentials.conftest import own, own_folder, root, served

__all__ = ["ledger", "own", "own_folder", "root", "served", "teller"]


@pytest.fixture(scope="session")
def unasked():
    """An authority that nobody asks: its keys are made once."""
    return Authority()


@pytest.fixture
def teller(unasked):
    """Give a teller whose studio and work are open."""
    ledger = Ledger(unasked)
    ledger.open_studio()
    ledger.open_work("Cat pendant")
    return Teller(ledger)


@pytest.fixture
def ledger(teller):
    """Give what the teller tells into."""
    return teller.ledger
