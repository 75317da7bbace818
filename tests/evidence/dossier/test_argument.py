"""Chapters for whoever argues."""

from dataclasses import replace

import pytest

from bozzetto.evidence.dossier.argument import factors, limits, verification
from bozzetto.evidence.dossier.blocks import Commands, Head, Line
from bozzetto.evidence.readme import COMMANDS, README
from bozzetto.law import Place, assess


def _said(blocks):
    return "\n".join(block.words.en for block in blocks if isinstance(block, Line | Head))


@pytest.mark.parametrize("place", [*Place, None])
def test_every_factor_of_a_place_is_told(source, place):
    """With its state, and who asks for it; no score, and no advice in this chapter."""
    held = replace(source, place=place, assessments=assess(source.facts, place))
    said = _said(factors(held))
    for each in held.assessments:
        assert f"{each.words.name.en}: {each.finding.state.value}" in said
        assert all(authority.name.en in said for authority, _ in each.asked_by)
    assert "%" not in said
    assert "advice" not in said


def test_weak_points_come_with_what_can_be_done(source):
    """And the other side's words stand beside what is documented."""
    said = _said(limits(source))
    assert "Account and job (missing)" in said
    assert "Still possible: " in said
    assert "Creative intent: " in said


def test_a_record_without_weak_factors_says_so(source):
    """By the rules, which is not to say that it is strong."""
    assert "No factor is missing" in _said(limits(replace(source, assessments=())))


def test_three_ways_to_verify(source):
    """By the commands that the bundle's own text has."""
    blocks = list(verification(source))
    commands = [block.text for block in blocks if isinstance(block, Commands)]
    assert len(commands) == 3
    assert commands[1] == COMMANDS
    assert all(command in README for command in commands)
