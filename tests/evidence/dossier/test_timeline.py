"""The chapter that lists every entry."""

from bozzetto.evidence.dossier.blocks import Table
from bozzetto.evidence.dossier.timeline import timeline


def _of(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def test_every_entry_stands_in_the_timeline(source):
    """Once, in order, with how it is known."""
    (table,) = _of(timeline(source), Table)
    assert [row[0].en for row in table.rows] == [str(n) for n in range(len(source.work))]
    assert {row[4].en for row in table.rows} == {"live", "stated"}
