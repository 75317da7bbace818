"""Words that a person gives: on the command line, in a file, or on standard input."""

import sys
from pathlib import Path

import click

from bozzetto.errors import FormatError
from bozzetto.language import _

__all__ = ["MAX_BYTES", "read_words"]

MAX_BYTES = 1 << 20  # the record's own limit of a text, in UTF-8


def read_words(text: str | None, file: Path | None) -> str:
    """Return the words that were given: as an argument, as a file, or on standard input.

    Raises:
        FormatError: they are not UTF-8, or more than a text may have.
    """
    if (text is None) == (file is None):
        raise click.UsageError(
            _("give either a text, or --file"), click.get_current_context(silent=True)
        )
    if text is not None and text != "-":
        return text
    data = _read(file)
    if len(data) > MAX_BYTES:
        raise FormatError("a text of more than {limit} bytes", limit=MAX_BYTES)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError("not UTF-8 at byte {at}", at=error.start) from error


def _read(file: Path | None) -> bytes:
    if file is None:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)
