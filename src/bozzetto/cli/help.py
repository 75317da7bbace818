"""Help pages in the reader's language.

click writes a page in English, and takes each character for one column wide. These classes
write the same page with translated words, and wrap Chinese where Chinese may be broken.
"""

import inspect
from collections.abc import Iterable, Iterator, Sequence

import click
from rich.cells import cell_len

from bozzetto.language import _, translate

__all__ = ["Formatter", "command_help", "paragraphs", "wrap"]

MIN_WIDTH = 20  # columns: narrower text is no help
MAX_NAMES = 34  # columns of an option's names; longer ones have a line of their own
_NO_START = "，。；：、）」』！？,.;:)!?"  # a line does not begin with these


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a docstring, each in one line: what is translated."""
    blocks = inspect.cleandoc(text).split("\n\n")
    return [" ".join(block.split()) for block in blocks]


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns, between words or wide characters."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and cell_len(lines[-1]) + cell_len(piece.rstrip()) > max(width, MIN_WIDTH):
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> Iterator[str]:
    """Cut a text into what must stand together: words with their space, wide characters."""
    piece = ""
    for letter in text:
        wide = cell_len(letter) > 1 and letter not in _NO_START
        ends = piece.endswith(" ") or (piece and cell_len(piece[-1]) > 1)
        if piece and letter not in _NO_START and letter != " " and (wide or ends):
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece


class Formatter(click.HelpFormatter):
    """A formatter that knows wide characters."""

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        for line in wrap(text, self.width - self.current_indent):
            self.write(" " * self.current_indent + line + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = MAX_NAMES, col_spacing: int = 2
    ) -> None:
        """Write names, and beside each what it means."""
        rows = list(rows)
        fitting = [cell_len(name) for name, _text in rows if cell_len(name) <= col_max]
        column = max(fitting, default=0) + col_spacing
        indent = " " * self.current_indent
        for name, text in rows:
            lines = wrap(text, self.width - self.current_indent - column)
            if cell_len(name) > col_max:
                self.write(f"{indent}{name}\n")
                name = ""  # noqa: PLW2901  # it has its line
            for line in lines:
                self.write(f"{indent}{name}{' ' * (column - cell_len(name))}{line}".rstrip() + "\n")
                name = ""  # noqa: PLW2901  # the first line only


def command_help(command: click.Command, ctx: click.Context) -> str:
    """Return the help page of a command."""
    page = Formatter(width=ctx.terminal_width, max_width=ctx.max_content_width)
    pieces = command.collect_usage_pieces(ctx)
    page.write_usage(ctx.command_path, " ".join(pieces), prefix=_("usage: "))
    for paragraph in paragraphs(command.help or ""):
        page.write_paragraph()
        page.write_text(translate(paragraph))
    if isinstance(command, click.Group):
        _section(page, _("commands:"), _command_rows(command, ctx))
    _section(page, _("options:"), _option_rows(command, ctx))
    return page.getvalue().rstrip("\n")


def _section(page: Formatter, title: str, rows: Sequence[tuple[str, str]]) -> None:
    page.write_paragraph()
    page.write(f"{title}\n")
    with page.indentation():
        page.write_dl(rows)


def _command_rows(group: click.Group, ctx: click.Context) -> list[tuple[str, str]]:
    found = ((name, group.get_command(ctx, name)) for name in group.list_commands(ctx))
    return [
        (name, translate(paragraphs(command.help or "")[0])) for name, command in found if command
    ]


def _option_rows(command: click.Command, ctx: click.Context) -> list[tuple[str, str]]:
    rows = []
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if isinstance(param, click.Option) and record is not None:
            rows.append((record[0], _option_words(param)))
    return rows


def _option_words(option: click.Option) -> str:
    words = translate(option.help or "")
    if option.required:
        words += " " + _("[required]")
    if option.multiple:
        words += " " + _("[may be repeated]")
    return words
