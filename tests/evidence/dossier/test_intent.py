"""The chapter on what was wanted."""

from bozzetto.evidence.dossier.blocks import Quote
from bozzetto.evidence.dossier.intent import intent
from tests.evidence.dossier.conftest import MARKUP


def _of(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def test_the_intent_is_quoted_whole(source):
    """With when it was said; markup is text."""
    (quote,) = _of(intent(source), Quote)
    assert quote.text.endswith(MARKUP)
    assert "before any output" in quote.label.en
    assert quote.mark.groups == (("stated", "1"),)
