"""Authorities: what lawyers edit is read strictly."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.law.authority import Found, Outcome, Place, Read, Sort, authorities, parse

ONE = """
[[authority]]
id = "court-2025-case"
sort = "case"
court = { en = "A court", zh = "某法院" }
name = { en = "A v. B", zh = "甲诉乙" }
year = 2025
outcome = "refused"
source = "https://example.org/case"
checked = 2026-10-31
read = "report"
[[authority.asks]]
factor = "intent"
found = "missing"
en = "Why."
zh = "为何。"
"""


def test_an_authority_is_read():
    """With what it asked for, and what it found."""
    (one,) = parse(ONE)
    assert (one.id, one.sort, one.outcome, one.read) == (
        "court-2025-case",
        Sort.CASE,
        Outcome.REFUSED,
        Read.REPORT,
    )
    (asked,) = one.asks
    assert (asked.factor, asked.found, asked.words.zh) == ("intent", Found.MISSING, "为何。")


def test_a_text_that_only_asks_found_nothing():
    """What was found is left out there."""
    (one,) = parse(ONE.replace('found = "missing"\n', ""))
    assert one.asks[0].found is None


@pytest.mark.parametrize("place", Place)
def test_the_files_of_all_places_are_whole(place):
    """Each can be read, and says where each authority can be looked up."""
    known = authorities(place)
    assert known
    assert len({each.id for each in known}) == len(known)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[[authority]]", "[authority]"),
        ("[[authority]]", "[[court]]"),
        ('"court-2025-case"', '"Court 2025"'),
        ('sort = "case"', 'sort = "rumour"'),
        ('sort = "case"', ""),
        ('sort = "case"', 'sort = "case"\nscore = 7'),
        ("year = 2025", 'year = "2025"'),
        ("year = 2025", "year = true"),
        ("year = 2025", "year = 1700"),
        ("checked = 2026-10-31", 'checked = "today"'),
        ("checked = 2026-10-31", "checked = 2026-10-31T00:00:00Z"),
        ('"https://example.org/case"', '"http://example.org"'),
        ('read = "report"', 'read = "hearsay"'),
        ('factor = "intent"', 'factor = "humanity"'),
        ('found = "missing"', "found = false"),
        ('zh = "为何。"', ""),
        ('zh = "为何。"', 'zh = "为何。"\nwhy = "x"'),
        ("[[authority.asks]]", "[authority.asks]"),
        ("]]", "]"),
    ],
)
def test_another_form_is_refused(old, new):
    """The whole file is, so that no authority is left out silently."""
    with pytest.raises(FormatError):
        parse(ONE.replace(old, new))


def test_an_id_stands_once():
    """Two authorities of one name could not be told apart."""
    with pytest.raises(FormatError, match="two authorities"):
        parse(ONE + ONE)
