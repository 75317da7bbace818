"""Words: where they come from, and what is refused."""

import io
from types import SimpleNamespace

import click
import pytest

from bozzetto.cli import words as module
from bozzetto.cli.words import MAX_BYTES, read_words
from bozzetto.errors import FormatError
from bozzetto.record.commitment import MAX_TEXT_BYTES


@pytest.fixture
def pipe(monkeypatch):
    """Puts bytes on the standard input."""

    def put(data):
        monkeypatch.setattr(module.sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))

    return put


def test_words_are_taken_as_they_are(tmp_path, pipe):
    """An argument, a file or standard input: nothing is trimmed or normalised."""
    (tmp_path / "a").write_bytes("  é\r\n".encode())
    pipe("e\u0301 ".encode())
    assert read_words(" x ", None) == " x "
    assert read_words(None, tmp_path / "a") == "  é\r\n"
    assert read_words("-", None) == "e\u0301 "


def test_limit_is_the_records():
    """What is read is not more than an entry can hold."""
    assert MAX_BYTES == MAX_TEXT_BYTES


@pytest.mark.parametrize("text", [None, "x", "-"])
def test_one_source_is_wanted(tmp_path, text):
    """No source, or two, is wrong usage."""
    with pytest.raises(click.UsageError, match="either a text, or --file"):
        read_words(text, None if text is None else tmp_path)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(b"abc\xff", "not UTF-8 at byte 3", id="not UTF-8"),
        pytest.param("\ud83d".encode("utf-8", "surrogatepass"), "not UTF-8", id="surrogate"),
        pytest.param(b"x" * (MAX_BYTES + 1), "a text of more than", id="too long"),
    ],
)
def test_words_are_refused(pipe, data, why):
    """What is no text, or too long, is refused."""
    pipe(data)
    with pytest.raises(FormatError, match=why):
        read_words("-", None)
