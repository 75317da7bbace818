"""Checks: one list of them, for the command line and for the server."""

import pytest

from bozzetto.upkeep.checks import CHECKS, STATES, checks
from bozzetto.upkeep.health import CheckState


def test_all_checks_in_their_order(atelier):
    """Every check is made, in the order of the list, and a whole studio fails none."""
    found = list(checks(atelier, deep=True))
    assert [check.name for check in found] == list(CHECKS)
    assert CheckState.FAILED not in {check.state for check in found}


def test_no_path_of_the_machine(atelier):
    """The studio is named by the last parts of its folder."""
    found = {check.name: str(check.detail) for check in checks(atelier)}
    root = atelier.layout.root
    assert found["studio"] == f"{root.parent.name}/studio"
    assert not [detail for detail in found.values() if str(root.parent.parent) in detail]


def test_progress_goes_on_from_entries_to_files(atelier):
    """Entries and files are counted in one go, and what is done never goes back."""
    told = []
    list(checks(atelier, advance=lambda *numbers: told.append(numbers)))
    assert told == [(done, 6 if done <= 6 else 9) for done in range(1, 10)]


def test_what_the_watcher_raises_ends_the_checks(atelier):
    """A self-check can be called off."""

    def call_off(_done, _total):
        raise KeyboardInterrupt

    made = []
    with pytest.raises(KeyboardInterrupt):
        made.extend(check.name for check in checks(atelier, advance=call_off))
    assert not made or "log" not in made


def test_every_state_has_words():
    """No state is without words."""
    assert STATES.keys() == set(CheckState)
