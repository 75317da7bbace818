"""Facts of a work of the studio: with the names and the times that the studio itself has."""

import pytest

from bozzetto.api import Studio
from bozzetto.upkeep.facts import facts_of


@pytest.fixture
def studio(tmp_path):
    """Open a studio with a work in it."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as opened:
        opened.open_work("Cat").state_intent("a cat of glass")
        yield opened


def test_a_work_is_told(studio):
    """Its people by name; what no authority covers is open."""
    (work,) = studio.works()
    facts = facts_of(studio, studio.find_work(work.digest))
    assert [hand.name for hand in facts.hands.people] == ["Ann"]
    assert [each.text for each in facts.statements] == ["a cat of glass"]
    assert len(facts.times.open) == 2
