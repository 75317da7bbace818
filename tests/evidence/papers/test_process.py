"""What the certification under Rule 902(13) says of the process."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bozzetto.evidence.papers import Blank, Grid
from bozzetto.evidence.papers.process import erased, limits, process, result
from bozzetto.story import Delay
from tests.evidence.papers.works import lines, rich


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """What the papers of a work with a bit of everything are made from."""
    with rich(tmp_path_factory.mktemp("rich")) as told:
        yield told.source


def test_ways_of_knowing_are_apart(source):
    """Live and stated entries are counted apart; there is no sentence on imported ones."""
    said = lines(process(source))
    live = sum(step.seen.value == "live" for step in source.work)
    assert f"{live} entries are known as live" in said
    assert f"{len(source.work) - live} entries are known as stated" in said
    assert "known as imported" not in said


def test_programs_are_named_with_versions_and_entries(source):
    """As they gave them."""
    (grid,) = (block for block in process(source) if isinstance(block, Grid) and _is_of(block))
    assert [row[:2] for row in grid.rows] == [
        ("Stable Diffusion web UI", "1.10"),
        ("ComfyUI", "0.3"),
        ("Krita", "5"),
    ]
    assert all(row[3].groups for row in grid.rows)


def _is_of(grid):
    return grid.heads[0].en == "Program"


def test_recorders_are_named(source):
    """With their system, and the entries of the studio that say that they were started."""
    (grid,) = (
        block
        for block in process(source)
        if isinstance(block, Grid) and block.heads[0].en == "Recorder"
    )
    (row,) = grid.rows
    assert (row[0], row[3]) == ("bozzetto", "1")
    assert row[4].groups[0][1].startswith("S")


def test_a_record_without_recorders_says_so(source):
    """Nothing is made up in their place."""
    said = lines(process(replace(source, studio=())))
    assert "No entry says that a recorder was started." in said


def test_limits_are_named(source):
    """No outside time, and what was erased; that no gap is named proves nothing."""
    said = lines(limits(source))
    assert "No timestamp of an outside authority covers any of these entries." in said
    assert "The bytes of 1 files were erased" in said
    assert "That is no proof that there was none." in said


def test_outside_times_are_named(source):
    """With whether they cover all of it."""
    time = datetime(2026, 11, 22, tzinfo=UTC)
    times = replace(source.facts.times, before=(time, source.work[0]), all_before=time, open=())
    facts = replace(source.facts, times=times)
    said = lines(limits(replace(source, facts=facts)))
    assert "existed before 2026-11-22 00:00:00Z, and all of it before 2026-11-22" in said
    facts = replace(source.facts, times=replace(times, all_before=None, open=source.work[-1:]))
    said = lines(limits(replace(source, facts=facts)))
    assert "not all of it is covered yet" in said
    assert "No outside time covers 1 of the entries yet." in said


def test_entries_that_were_late_are_named(source):
    """With the longest wait."""
    late = tuple(Delay(source.work[0], timedelta(seconds=each)) for each in (3, -7.5))
    times = replace(source.facts.times, delays=late)
    said = lines(limits(replace(source, facts=replace(source.facts, times=times))))
    assert "2 entries were written more than two seconds before or after" in said
    assert "the most is 7.500 seconds" in said


def test_nothing_is_said_where_nothing_was_erased(source):
    """And what was is said with its entry."""
    (told,) = erased(source)
    assert told.mark.groups
    work = tuple(step for step in source.work if step.kind != "bytes.erased")
    facts = replace(source.facts, work=work)
    assert list(erased(replace(source, facts=facts))) == []


def test_the_result_is_for_the_signer():
    """What a check gave is not in the record."""
    labels = [block.label.en for block in result() if isinstance(block, Blank)]
    assert labels == ["Check of the record", "Further grounds"]
