"""Factors: three states, by rules."""

import pytest

from bozzetto.law.factor import State, by_counts, found
from tests.story.told import steps_of


@pytest.mark.parametrize(
    ("strong", "weak", "state"),
    [(1, 0, "documented"), (2, 3, "documented"), (0, 1, "thin"), (0, 0, "missing")],
)
def test_a_state_comes_of_what_is_there(strong, weak, state):
    """Strong grounds document, weak ones are thin."""
    assert by_counts(strong, weak) == state


def test_a_finding_rests_on_entries(teller, ledger):
    """With what its words count."""
    teller.state("a")
    finding = found("intent", State.THIN, steps_of(ledger)[1], before=0, after=1)
    assert (finding.factor, finding.values["after"]) == ("intent", 1)
    assert len(finding.rest.entries) == 2
