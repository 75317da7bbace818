"""Which papers are for whom."""

from dataclasses import replace

import pytest

from bozzetto.evidence.papers.places import languages_of, papers_of
from bozzetto.law import Place
from tests.evidence.papers.works import joint

COMMON = ["prompts", "prompts", "statement"]


def names(source, languages=("zh",)):
    """Return the names of the papers."""
    return sorted(paper.name for paper in papers_of(source, languages))


def test_china_asks_for_a_list_of_evidence(full):
    """In Chinese."""
    assert names(full) == sorted([*COMMON, "exhibits", "exhibits"])
    assert {paper.languages for paper in papers_of(full, ("zh",))} == {("zh",)}


def test_the_united_states_have_forms_of_their_own(full):
    """In English, whatever the other papers are in."""
    papers = papers_of(replace(full, place=Place.US), ("en", "zh"))
    own = [paper for paper in papers if paper.name not in COMMON]
    assert len(own) >= 3
    assert {paper.languages for paper in own} == {("en",)}


@pytest.mark.parametrize("place", [Place.EU, Place.JP, Place.KR, None])
def test_others_have_what_is_the_same_everywhere(full, place):
    """Statement and prompts."""
    assert names(replace(full, place=place)) == COMMON


def test_work_of_several_has_papers_on_that(tmp_path):
    """In the languages of the other papers."""
    with joint(tmp_path) as told:
        papers = papers_of(replace(told.source, place=None), ("en",))
    found = [paper for paper in papers if paper.name.startswith("contribution")]
    assert [paper.languages for paper in found] == [("en",), ("en",)]


@pytest.mark.parametrize(
    ("place", "both", "wanted"),
    [
        (Place.CN, False, ("zh",)),
        (Place.CN, True, ("zh", "en")),
        (Place.US, False, ("en",)),
        (Place.EU, False, ("en", "zh")),
        (Place.JP, True, ("en", "zh")),
        (Place.KR, False, ("en", "zh")),
        (None, False, ("zh",)),
        (None, True, ("zh", "en")),
    ],
)
def test_languages_are_those_of_the_place(place, both, wanted):
    """And those of the program where there is none."""
    assert languages_of(place, "zh", both=both) == wanted
