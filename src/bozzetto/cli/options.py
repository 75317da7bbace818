"""Options that several commands share, and the values they take."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from bozzetto.language import _, term

__all__ = ["Choice", "ExistingFile", "ExistingPath", "OutputFile", "json_option", "work_option"]

Function = TypeVar("Function", bound=Callable[..., object])


class ExistingPath(click.ParamType[Path]):
    """A file or a folder that is there."""

    name = "path"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Return the path.

        Raises:
            click.BadParameter: nothing is there.
        """
        path = Path(str(value))
        if not path.exists():
            self.fail(_("there is nothing at {path}", path=path), param, ctx)
        return path


class ExistingFile(ExistingPath):
    """A file that is there."""

    name = "file"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Return the path.

        Raises:
            click.BadParameter: nothing is there, or a folder is.
        """
        path = super().convert(value, param, ctx)
        if path.is_dir():
            self.fail(_("{path} is a folder, a file is wanted", path=path), param, ctx)
        return path


class OutputFile(click.ParamType[Path]):
    """A file that is going to be written."""

    name = "file"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Return the path.

        Raises:
            click.BadParameter: its folder is not there, or it is a folder itself.
        """
        path = Path(str(value))
        if path.is_dir():
            self.fail(_("{path} is a folder, a file is wanted", path=path), param, ctx)
        if not path.absolute().parent.is_dir():
            self.fail(_("there is no folder {path}", path=path.absolute().parent), param, ctx)
        return path


class Choice(click.ParamType[str]):
    """One of several words."""

    name = "word"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Return the word.

        Raises:
            click.BadParameter: it is none of them.
        """
        if value not in self.words:
            wanted = " | ".join(self.words)
            self.fail(_("want {wanted}, got {got!r}", wanted=wanted, got=value), param, ctx)
        return str(value)


def json_option(function: Function) -> Function:
    """Let a command answer in JSON."""
    return click.option(
        "--json", "as_json", is_flag=True, help=term("answer as JSON, as docs/commands.md has it")
    )(function)


def work_option(function: Function) -> Function:
    """Let a command name a work."""
    return click.option(
        "--work",
        "work_name",
        metavar="WORK",
        envvar="BOZZETTO_WORK",
        help=term(
            "the work: its title, or the first digits of its digest; else BOZZETTO_WORK, else the"
            " only one"
        ),
    )(function)
