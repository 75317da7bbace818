"""The chapter on rounds: words, settings, pictures, choices and reasons."""

from bozzetto.evidence.dossier.blocks import Changes, Gallery, Head, Line, Quote, Table
from bozzetto.evidence.dossier.rounds import rounds


def _of(blocks, kind):
    return [block for block in blocks if isinstance(block, kind)]


def test_rounds_tell_words_settings_and_pictures(source):
    """What came, what went, what it was led by, and what was chosen, with the reason."""
    blocks = list(rounds(source))
    heads = [head.words.en for head in _of(blocks, Head)]
    assert heads == [
        "Rounds",
        "Round 1: first instruction of its line",
        "Round 2: changed after an output of round 1 was in the record",
    ]
    (changes,) = _of(blocks, Changes)
    assert "cat" in changes.removed
    assert "猫の目" in changes.added
    cards = [card for gallery in _of(blocks, Gallery) for card in gallery.cards]
    assert [card.state for card in cards if card.state] == ["chosen", "rejected", "undecided"]
    assert any(quote.text == "耳朵 and the tail" for quote in _of(blocks, Quote))
    settings = _of(blocks, Table)[-1]
    assert [cell.en for cell in settings.rows[0]] == ["cfg", "7", "8"]


def test_every_sentence_on_a_round_names_its_entry(source):
    """The instruction's own."""
    given = [line for line in _of(rounds(source), Line) if line.words.en.startswith("Given to")]
    assert [line.mark.groups for line in given] == [(("live", "2"),), (("live", "5"),)]
