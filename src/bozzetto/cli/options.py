"""Options that several commands share, and the values they take."""

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

import click

from bozzetto.language import _, term

__all__ = [
    "Choice",
    "Day",
    "ExistingFile",
    "ExistingPath",
    "NumberRange",
    "OutputFile",
    "bundle_option",
    "json_option",
    "since_option",
    "work_option",
]

Function = TypeVar("Function", bound=Callable[..., object])


class NumberRange(click.FloatRange):
    """A number between two others; click takes `nan` for one that is."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number.

        Raises:
            click.BadParameter: it is none, or beyond its bounds.
        """
        found = float(super().convert(cast("float", value), param, ctx))
        if math.isnan(found):
            self.fail(_("{value!r} is no number", value=str(value)), param, ctx)
        return found


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


class Day(click.ParamType[datetime]):
    """A day, at its beginning in UTC; or a moment with its zone."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the moment, UTC.

        Raises:
            click.BadParameter: it is neither.
        """
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(_("not a date as 2026-11-22: {text!r}", text=str(value)), param, ctx)
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)


def json_option(function: Function) -> Function:
    """Let a command answer in JSON."""
    return click.option(
        "--json", "as_json", is_flag=True, help=term("answer as JSON, as docs/commands.md has it")
    )(function)


def since_option(function: Function) -> Function:
    """Let a command be told when a dispute began."""
    return click.option(
        "--since",
        "dispute",
        type=Day(),
        metavar="DATE",
        help=term(
            "when the dispute began: what is not shown to be older does not count as of the time"
        ),
    )(function)


def bundle_option(function: Function) -> Function:
    """Let a command be told which bundle goes with what it writes."""
    return click.option(
        "--bundle",
        type=ExistingFile(),
        metavar="FILE.zip",
        help=term("the evidence bundle that goes with it: its digest is printed"),
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
