"""The chapter on people."""

from bozzetto.evidence.dossier.blocks import Table
from bozzetto.evidence.dossier.people import people


def _tables(blocks):
    return [block for block in blocks if isinstance(block, Table)]


def test_people_are_told_with_what_they_signed(source):
    """And programs that acted alone apart from them."""
    (table,) = _tables(people(source))
    assert table.rows[0][0].en == "Ann"
    assert "choice made 1" in table.rows[0][1].en
    assert table.rows[-1][0].en.startswith("program: ")
    assert table.rows[-1][2].en == "–"
