"""A story in memory, for rules."""

import pytest

from tests.fakes.authority import Authority
from tests.fakes.ledger import Ledger
from tests.fakes.works import Teller


@pytest.fixture
def teller():
    """Give a teller whose studio and work are open; no authority is asked."""
    ledger = Ledger(Authority())
    ledger.open_studio()
    ledger.open_work("Cat pendant")
    return Teller(ledger)


@pytest.fixture
def ledger(teller):
    """Give what the teller tells into."""
    return teller.ledger
