"""Collects every template that the program can say, from the syntax trees of its sources.

    python -m tests.cli.messages     # lists what zh.json lacks or has too much, and sorts it

Three sorts: what the command line says (``_``, ``term``, help pages), what errors say (the
first argument and the hint of every error that is raised), and the tables whose values are
templates.
"""

import ast
import functools
import json
from collections.abc import Iterator
from pathlib import Path

import click

from bozzetto.capture.credentials import CLAIMS
from bozzetto.capture.dialects import NOTES
from bozzetto.cli import cli
from bozzetto.cli.help import paragraphs
from bozzetto.labels.inspection import NAMES, SENTENCES, WORTHS

SOURCES = Path(__file__).parents[2] / "src" / "bozzetto"
CATALOGUE = SOURCES / "zh.json"
BASES = {
    "AnchorError",
    "BozzettoError",
    "FormatError",
    "LockedError",
    "RecordingError",
    "StaleError",
    "StudioError",
    "VerificationError",
}
# Functions that hand a template on to an error: name, and which argument it is
RELAYS = {"_require": 1, "missing": 0, "Refusal": 2}
SPEAKING = {"bozzetto", "cli", "upkeep", "web"}  # packages that speak
SAYING = {"_", "term", "_passed", "_amiss"}


@functools.cache
def nodes() -> list[tuple[Path, list[ast.Call], list[ast.ClassDef]]]:
    """List the calls and the classes of every module: parsed and walked once."""
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        all_nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        calls = [node for node in all_nodes if isinstance(node, ast.Call)]
        found.append((path, calls, [node for node in all_nodes if isinstance(node, ast.ClassDef)]))
    return found


def errors():
    """Name every error class: the tree's, and what is derived from it."""
    known = set(BASES)
    classes = [node for _, _, classes in nodes() for node in classes]
    while True:
        derived = {
            node.name
            for node in classes
            if any(isinstance(base, ast.Name) and base.id in known for base in node.bases)
        }
        if derived <= known:
            return known
        known |= derived


def called(node: ast.Call) -> str:
    """Name what a call calls."""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def constants(node: ast.expr) -> Iterator[str]:
    """List the strings that an expression may be: a constant, or one of two."""
    if isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value


def raised():
    """List what errors say, with where it stands."""
    known = errors()
    for path, calls, classes in nodes():
        inside = {
            id(call)
            for node in classes
            if node.name in known and path.name != "errors.py"
            for call in ast.walk(node)
            if isinstance(call, ast.Call) and called(call) == "__init__"
        }
        for node in calls:
            where = f"{path.relative_to(SOURCES)}:{node.lineno}"
            if called(node) in RELAYS:
                place = RELAYS[called(node)]
            elif called(node) in known or id(node) in inside:
                place = 0
            else:
                continue
            hints = [keyword.value for keyword in node.keywords if keyword.arg == "hint"]
            for argument in (*node.args[place : place + 1], *hints):
                yield from ((words, where) for words in constants(argument))


def said():
    """List what the command line says."""
    for path, calls, _ in nodes():
        if path.parent.name not in SPEAKING:
            continue
        for node in calls:
            if called(node) in SAYING and node.args:
                where = f"{path.relative_to(SOURCES)}:{node.lineno}"
                yield from ((words, where) for words in constants(node.args[0]))


def commands(command: click.Command = cli, path: str = "bozzetto"):
    """Walk the tree of commands."""
    yield path, command
    if isinstance(command, click.Group):
        with click.Context(command) as ctx:
            for name in command.list_commands(ctx):
                yield from commands(command.get_command(ctx, name), f"{path} {name}")


def helped():
    """List what help pages say."""
    for path, command in commands():
        yield from ((words, path) for words in paragraphs(command.help or ""))
        with click.Context(command) as ctx:
            for param in command.get_params(ctx):
                if isinstance(param, click.Option) and param.help:
                    yield param.help, path


def templates() -> dict[str, str]:
    """Collect every template, with one place where it stands."""
    found = dict.fromkeys(NOTES.values(), "capture/dialects/reading.py")
    found |= dict.fromkeys(CLAIMS.values(), "capture/credentials/claims.py")
    for table in (NAMES, SENTENCES, WORTHS):
        found |= dict.fromkeys(table.values(), "labels/inspection/wording.py")
    for words, where in (*raised(), *said(), *helped()):
        found.setdefault(words, where)
    return found


def catalogue() -> dict[str, str]:
    """Read the Chinese."""
    return json.loads(CATALOGUE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    wanted, known = templates(), catalogue()
    for words in wanted.keys() - known.keys():
        print(f"missing ({wanted[words]}): {words}")  # noqa: T201  # a tool's output
    for words in known.keys() - wanted.keys():
        print(f"nobody says: {words}")  # noqa: T201
    text = json.dumps(dict(sorted(known.items())), ensure_ascii=False, indent=1)
    CATALOGUE.write_text(text + "\n", encoding="utf-8")
