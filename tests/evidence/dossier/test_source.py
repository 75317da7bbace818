"""Source: how sentences point at entries."""

import pytest

from bozzetto.evidence.dossier.blocks import Picture
from bozzetto.evidence.dossier.source import MAX_RANGES, moment, numbers_of, short, time_words


@pytest.mark.parametrize(
    ("numbers", "spelled"),
    [
        pytest.param([], "", id="none"),
        pytest.param([4], "4", id="one"),
        pytest.param([6, 4, 5, 5], "4–6", id="range"),
        pytest.param([1, 2, 4, 9, 10, 11], "1–2, 4, 9–11", id="ranges"),
    ],
)
def test_numbers_are_spelled_with_ranges(numbers, spelled):
    """In their order, each once."""
    assert numbers_of(numbers) == spelled


def test_very_many_are_counted():
    """The tables have all of them."""
    assert numbers_of(range(0, 2 * MAX_RANGES + 4, 2)).endswith(" +2")
    assert numbers_of([1, 2], "S") == "S1–S2"


def test_strengths_are_never_mixed(source):
    """Entries that are known in different ways stand in different groups."""
    mark = source.mark(source.work)
    assert [seen for seen, _ in mark.groups] == ["live", "stated"]
    numbers = [number for _, group in mark.groups for number in group.split(", ")]
    assert len(set(numbers)) == len(numbers)


def test_entries_of_the_studio_are_told_from_the_works(source):
    """By a letter."""
    assert source.mark(source.studio[:1]).groups[0][1] == "S0"
    assert source.mark(source.work[:1]).groups[0][1] == "0"


def test_a_file_that_was_erased_says_so(source, told_work):
    """In its frame; another one only that it is not shown."""
    assert "erased" in source.card(Picture(told_work.erased, 9)).absent.en
    other = next(each for each in source.assets if each != told_work.erased)
    assert "erased" not in source.card(Picture(other, 9)).absent.en


def test_times_and_digests_are_short():
    """To the second, and to eight digits."""
    assert moment("2026-11-22T07:30:12.5Z") == "2026-11-22 07:30:12Z"
    assert time_words(None) == "–"
    assert short("sha256:" + "ab" * 32) == "abababab"
