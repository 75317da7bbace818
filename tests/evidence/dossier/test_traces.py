"""Traces in the chapter on rounds: figures beside what they are to be compared with."""

from dataclasses import replace

import pytest

from bozzetto.evidence.dossier.blocks import Line, Table
from bozzetto.evidence.dossier.rounds import rounds
from bozzetto.evidence.tracing import Traced, Unsaid, pairs_of
from bozzetto.story.trace import Agreement, Trace

ABOVE = Agreement(812, (310, 200))


def _source(source, trace, why=None, others=(), untraced=0):
    """Say the same of every pair of the work."""
    found = tuple(Traced(pair, trace, why, others) for pair in pairs_of(source.facts))
    assert found
    return replace(source, traced=found, untraced=untraced)


def _rows(source):
    tables = [block for block in rounds(source) if isinstance(block, Table)]
    return [row for table in tables if table.columns.heads[0].en == "Given" for row in table.rows]


def test_every_pair_stands_in_its_round(source):
    """With its names, and the entries of the instruction and of its outputs."""
    told = _source(source, Trace(500, ABOVE, None))
    rows = _rows(told)
    assert len(rows) == len(told.traced)
    assert [cell.en for cell in rows[0][:2]] == ["init: sketch.png", "1.png"]
    said = [block for block in rounds(told) if isinstance(block, Line)]
    (line,) = [line for line in said if line.words.en.startswith("How far what was given")]
    assert line.mark.groups == (("live", "2–3"),)


@pytest.mark.parametrize(
    ("trace", "others", "lines", "tones"),
    [
        pytest.param(
            Trace(500, ABOVE, Agreement(640, (600,))),
            (455, 12),
            "812; copies ≤\u00a0310: above; other outputs ≤\u00a0455",
            "640; copies ≤\u00a0600: not above",
            id="both",
        ),
        pytest.param(
            Trace(3, None, None),
            (),
            "fewer than 64 edges were given",
            "one of the two is flat",
            id="neither",
        ),
        pytest.param(
            Trace(500, Agreement(812, ()), Agreement(7, ())),
            (),
            "812; every copy is too like it",
            "7; every copy is too like it",
            id="no copies",
        ),
    ],
)
def test_no_figure_stands_alone(source, trace, others, lines, tones):
    """Beside it stands what chance and other pictures give."""
    _given, _made, *said = _rows(_source(source, trace, others=others))[0]
    assert [cell.en for cell in said] == [lines, tones]


@pytest.mark.parametrize("why", [pytest.param(why, id=why.value) for why in Unsaid])
def test_what_was_not_compared_says_why(source, why):
    """In both languages."""
    _given, _made, lines, tones = _rows(_source(source, None, why))[0]
    assert lines.en.startswith("not compared: ")
    assert lines.zh.startswith("未作比较：")
    assert tones.en == "–"


def test_method_and_limits_stand_once_and_only_where_there_are_figures(source):
    """What is left out is counted."""
    plain = [block.words.en for block in rounds(source) if isinstance(block, Line)]
    assert not any("bozzetto-trace/1" in said for said in plain)
    told = _source(source, Trace(500, ABOVE, None), untraced=7)
    said = [block.words.en for block in rounds(told) if isinstance(block, Line)]
    assert sum("bozzetto-trace/1" in each for each in said) == 1
    assert sum("no share of authorship" in each for each in said) == 1
    assert f"{len(told.traced)} of {len(told.traced) + 7} pairs" in " ".join(said)
