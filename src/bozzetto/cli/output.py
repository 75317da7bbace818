"""Output: results to stdout, everything else to stderr.

What goes to stdout is the answer, or with ``--json`` the answer as one JSON document, and
nothing else. Progress, notes, errors and hints go to stderr, in one voice:

    bozzetto: error: no work is called 'Cat'
    bozzetto: hint: see what there is: bozzetto work list

Names and texts come out of other people's files: they are escaped (``escape``), and never
read as markup.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len

from bozzetto.errors import BozzettoError
from bozzetto.escape import escape
from bozzetto.language import _, error_words, hint_words

if TYPE_CHECKING:
    from bozzetto.record import JSON

__all__ = [
    "complain",
    "fields",
    "hint",
    "is_terminal",
    "note",
    "say",
    "say_error",
    "show_json",
    "table",
]

PIPE_WIDTH = 160  # columns of a table that no terminal shows: longer cells are folded


def say(line: str = "") -> None:
    """Print a line of the answer."""
    click.echo(line)


def show_json(value: "JSON") -> None:
    """Print the answer as JSON. Only ASCII: a file's words do nothing to a terminal so."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=True))


def note(words: str) -> None:
    """Say something beside the answer."""
    click.echo(_("bozzetto: {words}", words=words), err=True)


def complain(words: str) -> None:
    """Say what is wrong."""
    click.echo(_("bozzetto: error: {words}", words=words), err=True)


def hint(words: str) -> None:
    """Say what to do next."""
    click.echo(_("bozzetto: hint: {words}", words=words), err=True)


def say_error(error: BozzettoError) -> None:
    """Say an error, and its hint."""
    complain(error_words(error))
    words = hint_words(error)
    if words:
        hint(words)


def is_terminal() -> bool:
    """Whether somebody is there who can be asked."""
    return sys.stdin.isatty()


def fields(rows: Iterable[tuple[str, str]]) -> None:
    """Print names and values in two columns; the values are escaped."""
    shown = list(rows)
    width = max((cell_len(name) for name, _value in shown), default=0)
    for name, value in shown:
        say(name + " " * (width - cell_len(name) + 2) + escape(value))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; the cells are escaped, and folded where they are too long."""
    # Loaded by the first table: a third of the time that the program takes to start
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for head in heads:
        shown.add_column(Text(head), overflow="fold")
    for row in rows:
        shown.add_row(*(Text(escape(cell)) for cell in row))
    for line in console.render_lines(shown, pad=False):
        say("".join(segment.text for segment in line).rstrip())
