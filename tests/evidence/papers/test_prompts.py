"""The list of all words that were given to tools."""

from bozzetto.api import Instruction, Prompt, Studio
from bozzetto.evidence.dossier.words import SEEN
from bozzetto.evidence.papers import Blank, Grid, Signature
from bozzetto.evidence.papers.prompts import numbers_of_prompts, prompts
from bozzetto.evidence.papers.sheet import sheet
from bozzetto.evidence.papers.spelling import visible
from bozzetto.record import Seen
from bozzetto.upkeep.sources import Asking, source_of
from tests.evidence.papers.conftest import LONG
from tests.evidence.papers.reading import HOSTILE, cells


def rows_of(source):
    """Return the rows of the list itself."""
    grid = prompts(source, ("zh",))[0].blocks[-2]
    assert isinstance(grid, Grid)
    return grid.rows


def test_every_word_is_in_it_verbatim(full):
    """Whatever it looks like, and however long it is."""
    first, second = rows_of(full)
    assert first[4] == f"=cat, {HOSTILE}"
    assert second[4] == f"cat, 猫の目, {LONG}"
    assert [row[0] for row in (first, second)] == ["1-1", "2-1"]


def test_a_row_names_its_entry_and_both_clocks(full):
    """By number and digest, and how it is known."""
    row = rows_of(full)[0]
    step = full.facts.rounds[0].node.step
    assert row[1] == str(step.entry.event.number)
    assert row[2] == SEEN[Seen.LIVE]
    assert row[8].startswith(step.at[:10])
    assert row[9] == "–\n–"
    assert row[10] == step.digest
    assert row[6].en == "words by a person"


def test_the_translation_is_left_to_a_translator(full):
    """Who signs it; a machine's would be nobody's."""
    assert {row[5] for row in rows_of(full)} == {""}
    blocks = prompts(full, ("zh",))[0].blocks
    assert isinstance(blocks[-1], Signature)
    assert any(isinstance(block, Blank) for block in blocks)


def test_it_is_a_document_and_a_workbook_of_the_same_content(full, newest):
    """One to print, one to work in."""
    text, table = prompts(full, ("en", "zh"))
    assert (text.name, text.is_sheet) == (table.name, table.is_sheet ^ True) or table.is_sheet
    assert text.blocks == table.blocks
    said = [cell for row in cells(sheet(table, newest)) for cell in row]
    assert visible(f"=cat, {HOSTILE}") in said


def test_texts_of_one_instruction_are_numbered(tmp_path):
    """Each with its part, and with who wrote it."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as studio:
        work = studio.open_work("Cat")
        words = (Prompt("a cat", role="positive"), Prompt("", role="negative", by="template"))
        work.give_instruction(Instruction("ComfyUI", "1", prompts=words))
        work.give_instruction(Instruction("ComfyUI", "1"))
        source = source_of(studio, work, Asking(), "bozzetto 1")
    rows = rows_of(source)
    assert [(row[0], row[3].en, row[4], row[6].en) for row in rows] == [
        ("1-1", "positive", "a cat", "nobody said whose words"),
        ("1-2", "negative", "", "words of a template"),
    ]
    numbers = [numbers_of_prompts(each).en for each in source.facts.rounds]
    assert numbers == ["1-1…1-2", "no words"]


def test_a_work_without_instructions_says_so(tmp_path):
    """There is no table without rows."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as studio:
        source = source_of(studio, studio.open_work("Cat"), Asking(), "bozzetto 1")
    blocks = prompts(source, ("en",))[0].blocks
    assert blocks[-2].words.en == "The record has no instruction with words."
