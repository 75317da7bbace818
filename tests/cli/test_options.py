"""Options: values that are checked before a command begins."""

import click
import pytest

from bozzetto.cli.options import Choice, ExistingFile, ExistingPath, NumberRange, OutputFile


def convert(kind, value):
    """Convert a value as click does."""
    return kind.convert(str(value), None, None)


def test_paths_are_returned(tmp_path):
    """What is there, or can be written, is a path."""
    file = tmp_path / "a"
    file.touch()
    assert convert(ExistingPath(), tmp_path) == tmp_path
    assert convert(ExistingFile(), file) == file
    assert convert(OutputFile(), tmp_path / "b") == tmp_path / "b"
    assert convert(Choice(["a", "b"]), "b") == "b"


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        pytest.param(ExistingPath(), "none", "there is nothing at", id="nothing"),
        pytest.param(ExistingFile(), ".", "is a folder, a file is wanted", id="folder"),
        pytest.param(OutputFile(), ".", "is a folder, a file is wanted", id="folder to write"),
        pytest.param(OutputFile(), "none/b", "there is no folder", id="no folder"),
    ],
)
def test_paths_are_refused(tmp_path, kind, name, words):
    """What is not there, or is something else, is wrong usage."""
    with pytest.raises(click.BadParameter, match=words):
        convert(kind, tmp_path / name)


@pytest.mark.parametrize("word", ["c", "A", "", " a"])
def test_choice_refuses_other_words(word):
    """Only the words themselves are taken."""
    with pytest.raises(click.BadParameter, match=r"want a \| b, got"):
        convert(Choice(["a", "b"]), word)


@pytest.mark.parametrize("word", ["nan", "-nan", "0.5", "inf", "many"])
def test_number_refuses_what_is_none(word):
    """Nor is a number what lies beyond the bounds."""
    with pytest.raises(click.BadParameter):
        convert(NumberRange(1, 60), word)
    assert convert(NumberRange(1, 60), "2.5") == 2.5
