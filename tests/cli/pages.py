"""Writes the help pages into docs/commands.md, between markers.

    python -m tests.cli.pages     # a test says when this is due

A page stands between ``<!-- help: bozzetto init -->`` and ``<!-- end -->``.
"""

import re
from pathlib import Path

import click

from bozzetto.language import Language, speak
from tests.cli.messages import commands

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
WIDTH = 80  # columns

MARKED = re.compile(r"<!-- help: ([a-z ]+) -->\n.*?<!-- end -->", re.DOTALL)


def help_of(path: str) -> str:
    """Return the help page of a command, in English."""
    speak(Language.EN)
    command = dict(commands())[path]
    with click.Context(command, info_name=path, terminal_width=WIDTH) as ctx:
        return command.get_help(ctx)


def written(text: str) -> str:
    """Return a page with every help page in it as it is now."""
    return MARKED.sub(_marked, text)


def _marked(match: re.Match[str]) -> str:
    return f"<!-- help: {match[1]} -->\n```text\n{help_of(match[1])}\n```\n<!-- end -->"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
