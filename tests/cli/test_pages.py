"""The documentation of the command line: every command, option, exit code and answer."""

import json
import re

import click
import pytest

from bozzetto.cli.exits import ExitCode
from tests.cli.messages import commands
from tests.cli.pages import MARKED, PAGE, help_of, written
from tests.fakes.stamping import StampingAuthority

TEXT = PAGE.read_text("utf-8")
COMMANDS = dict(commands())
SECTIONS = dict(
    re.findall(r"^## (bozzetto[a-z ]*)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
)
_PROXIES = {f"bozzetto proxy {tool}" for tool in ("comfyui", "webui", "openai", "gemini")}
SILENT = {
    "bozzetto",
    "bozzetto watch",
    "bozzetto serve",
    "bozzetto frames",
    "bozzetto listen invokeai",
} | _PROXIES  # no answer in JSON
# These change what the machine starts; their own tests hold them to the page
MACHINE = {"bozzetto service install", "bozzetto service uninstall"}
TOOLS = {"bozzetto replay"}  # needs a tool that runs: its own tests do so


def shape(path):
    """Return the documented answer of a command."""
    return json.loads(re.search(r"```json\n(.*?)```", SECTIONS[path], re.DOTALL)[1])


def fits(value, example, where="answer"):
    """Check that a value has the keys and the types of an example.

    Null fits everything, and everything fits null; an empty object stands for any.
    """
    if value is None or example is None or example == {}:
        return
    assert type(value) is type(example), where
    if isinstance(value, dict):
        assert list(value) == list(example), where
        for name, item in value.items():
            fits(item, example[name], f"{where}.{name}")
    elif isinstance(value, list):
        for item in value:
            fits(item, example[0], f"{where}[]")


def test_help_pages_are_current():
    """The help pages in the documentation are those of the program."""
    assert written(TEXT) == TEXT, "run: python -m tests.cli.pages"


def test_every_command_has_a_section():
    """Each command has a section with its page, in the order of the program."""
    assert list(SECTIONS) == list(COMMANDS)
    for path, section in SECTIONS.items():
        assert MARKED.findall(section) == [path]


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_is_documented(path):
    """Each option stands in its command's section."""
    for param in COMMANDS[path].params:
        if isinstance(param, click.Option) and not param.hidden:
            assert param.opts[0] in SECTIONS[path]


@pytest.mark.parametrize("path", COMMANDS)
def test_every_answer_is_documented(path):
    """A command with --json has an example of its answer, and no other has."""
    answers = any(param.name == "as_json" for param in COMMANDS[path].params)
    assert answers == ("```json" in SECTIONS[path])
    assert answers or path in SILENT or isinstance(COMMANDS[path], click.Group)


def test_every_exit_code_is_documented():
    """The table of exit codes is that of the program."""
    rows = re.findall(r"^\| (\d+) \| `([A-Z_]+)` \|", TEXT, re.MULTILINE)
    assert [(int(code), name) for code, name in rows] == [(c.value, c.name) for c in ExitCode]


@pytest.mark.parametrize("variable", ["STUDIO", "PASSPHRASE", "PASSPHRASE_PERSON", "WORK"])
def test_every_variable_is_documented(variable):
    """The environment's variables are named."""
    assert f"`BOZZETTO_{variable}`" in TEXT


@pytest.fixture
def stamping():
    """An authority whose timestamps readers of credentials take."""
    with StampingAuthority() as served:
        yield served


def test_answers_have_the_documented_shape(ask, asking, stamping, pictures, tmp_path, certificate):
    """Each answer has exactly the documented keys, in their order, with values of their types."""
    assert asking
    other = ("--studio", tmp_path / "other")
    answers = {
        "init": ask(*other, "init", "--owner", "Bob", "--no-passphrase", "--authority", "digicert"),
        "authority add": ask("authority", "add", "freetsa"),
        "authority list": ask("authority", "list"),
        "authority remove": ask("authority", "remove", "freetsa"),
        "work open": ask("work", "open", "Cat pendant"),
        "import": ask("import", *pictures),
        "intent": ask("intent", "a cat"),
        "material": ask("material", pictures[0], "--role", "sketch", "--origin", "own hand"),
        "choose": (choice := ask("choose", "--chosen", pictures[0])),
        "edit": ask("edit", pictures[1], "--before", pictures[0], "--tool", "Krita"),
        "comment": ask("comment", "good"),
        "correct": ask("correct", "1", "no"),
        "undo": ask("undo", choice["entry"][7:17]),
        "people list": ask("people", "list"),
        "people join": ask("people", "join", "Ben", "--role", "colourist", "--no-passphrase"),
        "people replace": ask("people", "replace", "Ben", "--reason", "x", "--no-passphrase"),
        "people leave": ask("people", "leave", "Ben"),
        "seal": ask("seal"),
        "status": ask("status"),
        "doctor": ask("doctor"),
        "work list": ask("work", "list"),
        "work show": ask("work", "show", "Cat pendant"),
        "inspect": ask("inspect", pictures[0]),
        "check": ask("check", "--for", "cn"),
        "dossier": ask("dossier", "Cat pendant", tmp_path / "cat.pdf"),
        "papers": ask("papers", "Cat pendant", tmp_path / "papers", "--for", "cn", "--load"),
        "timelapse": ask(
            "timelapse", "Cat pendant", tmp_path / "cat.mp4", "--sheet", tmp_path / "cat.png"
        ),
        "sign": ask(
            *("sign", tmp_path / "cat.pdf", tmp_path / "signed.pdf", "--sign", certificate),
            *("--timestamp", asking.url),
        ),
        "export": ask("export", "Cat pendant", tmp_path / "cat.zip"),
        "release": ask(
            *("release", "Cat pendant", pictures[0], "--preset", "plain"),
            *("--out", tmp_path / "out", "--place", "a wall", "--licence", "none", "--yes"),
            *("--creator", "Ann", "--self-made", "--timestamp", asking.url),
        ),
        "stamp": ask(
            *("stamp", tmp_path / "out" / f"{pictures[0].stem}-plain.png", tmp_path / "later.png"),
            *("--self-made", "--timestamp", stamping.url),
        ),
        "backup": ask("backup", tmp_path / "disk"),
        "restore": ask("restore", tmp_path / "disk", "--studio", tmp_path / "restored"),
        "service status": ask("service", "status"),
        "connect": ask("connect", "api"),
        "connections": ask("connections"),
        "receive": ask("receive", "--once"),
        "disconnect": ask("disconnect", "api"),
        "verify": ask("verify", tmp_path / "cat.zip", tmp_path / "cat.zip"),
        "erase": ask("erase", pictures[2], "--reason", "asked", "--yes"),
    }
    documented = {path for path, section in SECTIONS.items() if "```json" in section}
    documented -= MACHINE | TOOLS
    assert {f"bozzetto {name}" for name in answers} == documented
    for name, value in answers.items():
        fits(value, shape(f"bozzetto {name}"), name)


def test_shape_notices_differences():
    """The comparison is not satisfied with everything."""
    for value, example in [({"a": 1}, {"b": 1}), ([1], ["x"]), ({"a": 1, "b": 2}, {"a": 1})]:
        with pytest.raises(AssertionError):
            fits(value, example)
    assert "usage: bozzetto seal" in help_of("bozzetto seal")
