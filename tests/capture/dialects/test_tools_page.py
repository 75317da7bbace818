"""The page that tells users what is read says what the code does."""

import re
from pathlib import Path

from bozzetto.capture.dialects import NOTES, TOOLS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "tools.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| ([^|]+?) \|(.*)\|$", re.MULTILINE)


def rows(heading):
    """The rows of the table under a heading, without its own head."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [(match[1], match[2].split("|")) for match in ROW.finditer(section)][1:]


def test_tools_are_all_told():
    """The page has one row for every tool that a reading can name, and no other."""
    assert sorted(name for name, _ in rows("The tools")) == sorted(TOOLS)


def test_tools_have_every_column():
    """No cell is empty."""
    for name, cells in rows("The tools"):
        assert len(cells) == 4, name
        assert all(cell.strip() for cell in cells), name


def test_notes_are_all_told():
    """The page has every note, with the meaning that the code gives it."""
    told = {name.strip("`"): cells[0].strip() for name, cells in rows("Notes")}
    assert told == NOTES
