"""The chapter on edits: before and after, and what the pixels say."""

from dataclasses import replace

from bozzetto.evidence.dossier.blocks import Gallery, Line
from bozzetto.evidence.dossier.edits import edits
from bozzetto.evidence.measuring import Measured, Why


def _said(source):
    return "\n".join(block.words.en for block in edits(source) if isinstance(block, Line))


def test_an_edit_is_shown_with_its_regions(source):
    """Framed in the picture after, not in the one before."""
    (gallery,) = (block for block in edits(source) if isinstance(block, Gallery))
    before, after = gallery.cards
    assert before.picture.frames == ()
    assert after.picture.frames == ((40, 20, 21, 21),)
    said = _said(source)
    assert "said to change: colour; note: an eye" in said
    assert "in 1 regions; largest 21×21 at 40, 20" in said


def test_what_was_not_compared_says_why(source):
    """And without measures nothing is said of pixels."""
    measured = {pair: Measured(*pair, None, Why.RE_ENCODED) for pair in source.measured}
    assert "lossily encoded" in _said(replace(source, measured=measured))
    assert "Pixels" not in _said(replace(source, measured={}))
