"""Rows: what goes in comes out."""

from bozzetto.record import ChainSort, digest_bytes, time_of
from bozzetto.verify.lines import Line
from bozzetto.verify.rows import NO_ANCHOR, UNKNOWN_ANCHOR, Rows


def test_rows(told):
    """Each row keeps its line, digest, clock, anchor and sort of chain."""
    entries = [entry for _, entry in told.carried()]
    sorts = [None, *ChainSort]
    rows = Rows()
    for number, entry in enumerate(entries, 1):
        after = (NO_ANCHOR, UNKNOWN_ANCHOR, 7)[number % 3]
        rows.add(Line(number, entry, entry.digest), after, sorts[number % 4])
    assert len(rows) == len(entries)
    for number, (entry, row) in enumerate(zip(entries, rows, strict=True), 1):
        assert row.line == number
        assert row.digest == digest_bytes(entry.digest)
        assert row.time == time_of(entry.event.at)
        assert row.after == (NO_ANCHOR, UNKNOWN_ANCHOR, 7)[number % 3]
        assert row.sort is sorts[number % 4]
        assert row.where == f"data/record.jsonl line {number} ({entry.digest})"
