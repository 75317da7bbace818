"""Papers as files in a folder."""

import importlib.util

import pytest

from bozzetto.errors import StudioError
from bozzetto.evidence.papers import Paragraph
from bozzetto.evidence.papers.folder import files_of, must_be_free, write_files
from bozzetto.law import Words

WORDS = Words("some", "一些")


def test_each_paper_is_a_file_of_its_kind(paper, newest):
    """Named by the paper, in its order."""
    papers = [paper(Paragraph(WORDS)), paper(Paragraph(WORDS), is_sheet=True)]
    files = files_of(papers, newest)
    assert list(files) == ["draft.docx", "draft.xlsx"]
    assert all(data.startswith(b"PK") for data in files.values())
    assert files == files_of(papers, newest)


def test_two_papers_of_one_name_are_refused(paper, newest):
    """One would be written over the other."""
    with pytest.raises(ValueError, match=r"draft\.docx"):
        files_of([paper(), paper()], newest)


def test_an_extra_that_is_absent_is_named(paper, newest, monkeypatch):
    """With the command that installs it."""
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "xlsxwriter" else found(name)
    )
    with pytest.raises(StudioError, match="XlsxWriter is needed for papers") as refused:
        files_of([paper()], newest)
    assert "bozzetto[papers]" in str(refused.value.hint)


def test_a_folder_is_made_and_filled(tmp_path):
    """With the folders above it."""
    folder = tmp_path / "a" / "b"
    write_files(folder, {"x.docx": b"1", "y.xlsx": b"2"})
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == {
        "x.docx": b"1",
        "y.xlsx": b"2",
    }


def test_nothing_is_ever_written_over(tmp_path):
    """A paper that somebody has filled in stays."""
    (tmp_path / "statement.docx").write_bytes(b"signed")
    for folder in (tmp_path, tmp_path / "statement.docx"):
        with pytest.raises(StudioError, match="never written over anything"):
            must_be_free(folder)
        with pytest.raises(StudioError, match="never written over anything"):
            write_files(folder, {"statement.docx": b"new"})
    assert (tmp_path / "statement.docx").read_bytes() == b"signed"
    must_be_free(tmp_path / "new")


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    """A file stands where a folder should."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StudioError, match="cannot"):
        write_files(tmp_path / "file" / "papers", {"x.docx": b"1"})
