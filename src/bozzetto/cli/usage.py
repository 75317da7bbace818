"""Wrong usage: click's errors, in our words and the reader's language."""

import re

import click

from bozzetto.language import _, join

__all__ = ["usage_hint", "usage_words"]

# What click says only as a finished English sentence (click/core.py and click/parser.py)
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
_NEEDS_VALUE = re.compile(r"Option '(.*)' requires (?:an argument|\d+ arguments)\.", re.DOTALL)
_NO_VALUE = re.compile(r"Option '(.*)' does not take a value\.", re.DOTALL)


def usage_words(error: click.UsageError) -> str:
    """Say what is wrong with a command line."""
    if isinstance(error, click.MissingParameter):
        return _("{name} is missing", name=_param(error))
    if isinstance(error, click.BadParameter):
        return f"{_param(error)}: {error.message}" if error.param else error.message
    if isinstance(error, click.NoSuchOption):
        return _("there is no option {name}", name=error.option_name)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return _("there is no command {name!r}", name=error.command_name)
    return _sentence(error.message)


def usage_hint(error: click.UsageError) -> str:
    """Say what to do next."""
    path = error.ctx.command_path if error.ctx else "bozzetto"
    known = getattr(error, "possibilities", None)
    if known:
        return _("did you mean {names}?", names=join(sorted(known)))
    return _("see: {command} --help", command=path)


def _param(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return error.param.human_readable_name.strip("[].")


def _sentence(message: str) -> str:
    if match := _EXTRA.fullmatch(message):
        return _("too many arguments: {extra}", extra=match[1])
    if match := _NEEDS_VALUE.fullmatch(message):
        return _("{name} needs a value", name=match[1])
    if match := _NO_VALUE.fullmatch(message):
        return _("{name} takes no value", name=match[1])
    if message == "Missing command.":
        return _("a command is missing")
    return message
