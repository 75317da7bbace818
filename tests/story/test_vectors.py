"""The vectors of facts: the committed files are what is made, and say what the works were told for.

That the viewer finds the same in them is held by viewer/tests/story/facts.vectors.test.ts.
"""

import json
from pathlib import Path

import pytest

from bozzetto.record import Entry
from vectors import make_facts

PLACE = Path(make_facts.__file__).parent


@pytest.fixture(scope="module")
def made():
    """Make all cases once."""
    return make_facts.cases()


def test_files_are_what_is_made(made):
    """To the byte, and no others."""
    texts = {path: make_facts.text(case) for path, case in made.items()}
    files = {
        path.relative_to(PLACE).as_posix(): path.read_text("utf-8")
        for path in (PLACE / "facts").rglob("*.json")
    }
    assert files == texts


def test_lines_are_entries_each_with_an_interval(made):
    """And every signature on them holds."""
    for case in made.values():
        assert len(case["lines"]) == len(case["intervals"])
        for line in case["lines"]:
            Entry.parse(line.encode()).verify_signatures()


def test_every_answer_is_among_them(made):
    """So that another program that misses one is found out."""
    answers = [each["answer"] for case in made.values() for each in case["facts"]["rounds"]]
    assert set(answers) == {"first", "repetition", "responsive", "unanswered", "unknown"}


@pytest.mark.parametrize(
    "known", [["live"], ["imported"], ["stated"], ["live", "stated"]], ids=" and ".join
)
def test_every_way_of_knowing_is_among_them(made, known):
    """Alone, and with another that it is never made one with."""
    assert f'"strength": {json.dumps(known)}' in json.dumps([*made.values()])
