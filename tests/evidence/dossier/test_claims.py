"""Claims: the sentences of the first page."""

from dataclasses import replace

from bozzetto.evidence.dossier.claims import claim, rests, weak
from bozzetto.law import since


def _said(lines):
    return "\n".join(line.words.en for line in lines)


def test_it_claims_what_the_record_has(source):
    """Counts as facts, each with its entries."""
    lines = claim(source)
    assert "Rounds of instructions: 2; outputs: 3; choices: 1, among candidates: 3" in _said(lines)
    assert [seen for seen, _ in lines[0].mark.groups] == ["live", "stated"]
    assert "was there to be looked at: 1 of 2" in _said(lines)
    assert "Ann" in _said(lines)


def test_it_says_how_it_is_known_and_when(source):
    """Live, imported and stated are counted apart; without an authority there is no time."""
    said = _said(rests(source))
    assert "2 recorded live" not in said
    assert "0 read out of files" in said
    assert "No outside authority" in said


def test_weak_points_stand_on_it(source):
    """What is missing and thin by name, what no time covers, and what is always so."""
    said = _said(weak(source))
    assert "Missing in the record: " in said
    assert "Account and job" in said
    assert "no outside time covers" in said
    assert "staged" in said


def test_a_dispute_parts_what_is_older(source, dispute):
    """By outside times alone."""
    parted = replace(source, dispute=dispute, parted=since(source.facts, dispute))
    assert "older than the dispute (2027-01-01 00:00:00Z): 0" in _said(rests(parted))
