"""The chapter on what seals the record."""

from dataclasses import replace
from datetime import UTC, datetime

from bozzetto.evidence.dossier import Anchoring
from bozzetto.evidence.dossier.blocks import Line, Table
from bozzetto.evidence.dossier.integrity import integrity


def _said(blocks):
    return "\n".join(block.words.en for block in blocks if isinstance(block, Line))


def _tables(blocks):
    return [block for block in blocks if isinstance(block, Table)]


def test_integrity_tells_keys_times_and_gaps(source):
    """Without anchors it says that there are none, and what was erased."""
    blocks = list(integrity(source))
    said = _said(blocks)
    assert "There is none." in said
    assert "Bytes of 1 files were erased" in said
    assert "no verification of it" in said
    assert {row[1].en for row in _tables(blocks)[0].rows} == {"Ann", "desk"}


def test_anchors_are_listed_as_far_as_the_work_goes(source):
    """Those that cover nothing new are left out."""
    size = source.work[-1].place + 1
    time = datetime(2026, 11, 22, tzinfo=UTC)
    anchors = tuple(
        Anchoring(source.work[0].digest, time, each, ("tsa",)) for each in (size, size + 5)
    )
    tables = _tables(integrity(replace(source, anchors=anchors)))
    assert [row[0].en for row in tables[1].rows] == ["2026-11-22 00:00:00Z"]
    assert tables[1].rows[0][2].en == str(len(source.work) - 1)
