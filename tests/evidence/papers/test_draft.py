"""What stands at the head of every paper."""

from dataclasses import replace

from bozzetto.evidence.dossier import Bundle
from bozzetto.evidence.papers import Grid, Note
from bozzetto.evidence.papers.draft import draft
from bozzetto.record import Digest


def test_it_says_that_it_is_a_draft_and_of_what(full):
    """Up to which entry, by which program, and that a lawyer decides."""
    note, _ = draft(full)
    assert isinstance(note, Note)
    assert f"up to entry {len(full.work) - 1}." in note.words.en
    assert "bozzetto 1" in note.words.en
    assert "bozzetto 1" in note.words.zh
    assert "不构成法律意见" in note.words.zh


def test_it_names_the_record_by_digests(full):
    """First and newest entry, the log, and the bundle where there is one."""
    _, grid = draft(full)
    assert isinstance(grid, Grid)
    values = [row[1] for row in grid.rows]
    assert values[0] == full.title
    assert values[1:3] == [full.work[0].digest, full.work[-1].digest]
    assert full.checkpoint.root_hash.hex() in str(values[3])
    assert values[4].en == ""


def test_a_bundle_is_named_with_its_digest(full):
    """A reader compares it with that of the file."""
    digest = Digest("sha256:" + "ab" * 32)
    _, grid = draft(replace(full, bundle=Bundle("cat.zip", digest, 9)))
    assert grid.rows[-1][1].zh == f"cat.zip {digest}"
