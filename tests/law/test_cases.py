"""Cases: for each decided story, what the court said was there, or missing, is said."""

import pytest

from bozzetto.law import Place, assess, findings
from bozzetto.upkeep.facts import facts_of
from tests.law.cases import CASES, open_work


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_decided_story(case, tmp_path):
    """The states of its factors are those of the judgment."""
    studio, work = open_work(tmp_path)
    with studio:
        case.record(work, tmp_path)
        facts = facts_of(studio, work)
    states = {each.factor: each.state.value for each in findings(facts)}
    assert {name: states[name] for name in case.wanted} == case.wanted
    asked = {each.finding.factor for each in assess(facts, Place(case.place))}
    assert len(asked & case.wanted.keys()) >= 3
