"""Commands: click's, with help pages in the reader's language and options that all share.

``--studio`` and ``--lang`` may stand before the command or behind it. A command of a group is
imported when it is called: the program starts without what it does not need.
"""

import importlib
from collections.abc import Mapping
from pathlib import Path

import click

from bozzetto.cli.help import command_help, paragraphs
from bozzetto.language import Language, _, speak, term

__all__ = ["Command", "Group", "SharedOption", "shared_options"]

FOLDER = "bozzetto.cli.folder"  # the key under which a context keeps the studio's folder


class SharedOption(click.Option):
    """An option that every command takes."""


def _choose_language(_ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        if value not in set(Language):
            raise click.BadParameter(
                _("want {wanted}, got {got!r}", wanted=" | ".join(Language), got=value)
            )
        speak(Language(value))


def _choose_studio(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[FOLDER] = Path(value)


def shared_options(*, hidden: bool) -> list[click.Parameter]:
    """Make the options that every command takes; a help page shows them once."""
    return [
        SharedOption(
            ["--studio"],
            metavar="DIR",
            help=term("the studio's folder; else BOZZETTO_STUDIO, else the user's data folder"),
            callback=_choose_studio,
            expose_value=False,
            hidden=hidden,
        ),
        SharedOption(
            ["--lang"],
            metavar="en|zh",
            help=term("the language to speak; else what LC_ALL, LC_MESSAGES or LANG says"),
            callback=_choose_language,
            expose_value=False,
            is_eager=True,
            hidden=hidden,
        ),
    ]


class Command(click.Command):
    """A command whose help page is in the reader's language."""

    def __init__(self, name: str | None, **attributes: object) -> None:
        super().__init__(name, **attributes)  # type: ignore[arg-type]  # click's own arguments
        self.params += shared_options(hidden=True)

    def get_help(self, ctx: click.Context) -> str:
        """Return the help page."""
        return command_help(self, ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, with our words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = term("show this page")
        return option


class Group(click.Group):
    """A group of commands, each imported when it is called.

    Attributes:
        lazy: Where each command is: ``module:attribute``, by its name.
    """

    command_class = Command
    hides_shared = True  # a help page shows the shared options once, at the top

    def __init__(
        self, name: str | None, lazy: Mapping[str, str] | None = None, **attributes: object
    ) -> None:
        super().__init__(name, **attributes)  # type: ignore[arg-type]  # click's own arguments
        self.lazy = dict(lazy or {})
        self.params += shared_options(hidden=self.hides_shared)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """List the commands in the order in which they were written down."""
        return [*self.lazy, *(name for name in self.commands if name not in self.lazy)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command."""
        if cmd_name in self.lazy:
            module, _sep, attribute = self.lazy[cmd_name].partition(":")
            found = getattr(importlib.import_module(module), attribute)
            return found if isinstance(found, click.Command) else None
        return super().get_command(ctx, cmd_name)

    def get_help(self, ctx: click.Context) -> str:
        """Return the help page."""
        return command_help(self, ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, with our words."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = term("show this page")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first paragraph of the help page."""
        del limit  # the page wraps what is long
        return paragraphs(self.help or "")[0]
