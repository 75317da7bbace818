"""The certifications under Rules 902(13) and 902(14)."""

from dataclasses import replace

import pytest

from bozzetto.evidence.dossier import Bundle
from bozzetto.evidence.papers import Blank, Grid, Paragraph, SheetSize, Signature
from bozzetto.evidence.papers.certification import certifications
from bozzetto.record import Digest
from tests.evidence.papers.works import HOSTILE_NAME, rich, sentences


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """What the papers of a work with a bit of everything are made from."""
    with rich(tmp_path_factory.mktemp("rich")) as told:
        yield told.source


@pytest.fixture(scope="module")
def papers(source):
    """Both of them."""
    return certifications(source)


def test_there_are_two_for_an_american_court(papers):
    """In English, on letter paper, each to be signed once."""
    assert [paper.name for paper in papers] == ["certification-902-13", "certification-902-14"]
    for paper in papers:
        assert (paper.languages, paper.sheet_size) == (("en",), SheetSize.LETTER)
        assert sum(isinstance(block, Signature) for block in paper.blocks) == 1


def test_the_signer_says_who_is_qualified_and_what_was_checked(papers):
    """Nothing in the record shows that: it is left blank, with a word on what belongs there."""
    process, copy = (
        {block.label.en for block in paper.blocks if isinstance(block, Blank)} for paper in papers
    )
    both = {"Full name", "Qualification", "Basis of knowledge", "Notice under Rule 902(11)"}
    assert both <= process & copy
    assert {"Check of the record", "Process, by the declarant's own knowledge"} <= process
    assert {"Comparison", "The copy", "Device, medium or file that was copied"} <= copy
    for paper in papers:
        assert all(block.note for block in paper.blocks if isinstance(block, Blank))


def test_both_forms_of_the_oath_are_there(papers):
    """28 U.S.C. 1746: within the United States, and elsewhere."""
    for paper in papers:
        said = sentences(paper)
        assert "I declare under penalty of perjury that the foregoing" in said
        assert "under the laws of the United States of America that the foregoing" in said


def test_sentences_are_numbered_through(papers):
    """As declarations are."""
    for paper in papers:
        told = [block.words.en for block in paper.blocks if isinstance(block, Paragraph)]
        assert [text.partition(".")[0] for text in told] == [
            str(number) for number in range(1, len(told) + 1)
        ]


def test_every_file_is_listed_with_its_digest(papers, source):
    """Whole digests, and the entries that name the file; also of what was erased."""
    (grid,) = (
        block
        for block in papers[1].blocks
        if isinstance(block, Grid) and "SHA-256" in {head.en for head in block.heads}
    )
    assert [f"sha256:{row[4]}" for row in grid.rows] == list(source.assets)
    assert all(row[5].groups for row in grid.rows)
    assert sum(row[1].endswith("[erased]") for row in grid.rows) == 1
    assert HOSTILE_NAME in {row[1] for row in grid.rows}


def test_the_file_handed_over_is_named_where_it_is_known(source):
    """Else it is left blank."""
    bundle = Bundle("cat.zip", Digest("sha256:" + "ab" * 32), 1234)
    (process, _) = certifications(replace(source, bundle=bundle))
    said = sentences(process)
    assert "in the file cat.zip of 1,234 bytes, with the digest sha256:abab" in said
    assert "File handed over" not in said
