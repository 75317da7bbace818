"""What papers in English are put together from."""

from dataclasses import replace

from bozzetto.api import Studio
from bozzetto.evidence.dossier.words import pair, same
from bozzetto.evidence.papers import Heading, Paragraph, SheetSize
from bozzetto.evidence.papers.english import (
    blank,
    called,
    english_paper,
    numbered,
    one_line,
    say,
)
from bozzetto.upkeep.sources import Asking, source_of


def test_what_is_said_is_english_in_both():
    """Words that go into it, too: a paper for an American court has no other language."""
    words = say("It was {what}: {n}.", what=pair("chosen", "选用"), n=3)
    assert words == same("It was chosen: 3.")


def test_braces_of_a_person_are_no_template():
    """What somebody typed is never formatted."""
    assert say("called {name}", name="{n} {0.__class__}").en == "called {n} {0.__class__}"


def test_somebodys_words_fit_into_a_sentence():
    """On one line, cut, and with nothing that turns the reading around."""
    assert one_line("a\n\tb\u202ec") == "a b[U+202E]c"
    assert one_line("x" * 5000) == "x" * 59 + "…"


def test_a_long_title_is_cut_in_sentences(tmp_path):
    """On one line; the whole of it is in the record."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as studio:
        work = studio.open_work("猫\n" + "y" * 5000)
        source = source_of(studio, work, Asking(), "bozzetto 1")
    assert called(source) == same("猫 " + "y" * 117 + "…")


def test_paragraphs_alone_are_numbered():
    """As declarations have them."""
    blocks = [Heading(2, same("Facts")), Paragraph(same("One.")), blank("Name", "legal")]
    blocks.append(Paragraph(same("Two.")))
    found = list(numbered(blocks))
    assert [each.words.en for each in found if isinstance(each, Paragraph)] == [
        "1. One.",
        "2. Two.",
    ]
    assert found[0] == blocks[0]
    assert found[3] == replace(blocks[3], words=same("2. Two."))


def test_a_paper_is_on_letter_paper():
    """In English alone."""
    paper = english_paper("x", "Title", [blank("Name", "legal")])
    assert (paper.sheet_size, paper.languages) == (SheetSize.LETTER, ("en",))
    assert paper.blocks[0].note.en == "legal"
