"""Output: the answer on stdout, escaped, and all else on stderr."""

import json

import pytest

from bozzetto.cli.output import complain, fields, hint, note, say_error, show_json, table
from bozzetto.errors import StudioError
from tests.cli.scenes import hostile


def test_answers_and_remarks_go_apart(capsys):
    """What is asked for goes to stdout; notes, errors and hints to stderr, in one voice."""
    fields([("name", "Cat"), ("digest", "sha256:0")])
    note("beside")
    complain("wrong")
    hint("do this")
    out, err = capsys.readouterr()
    assert out == "name    Cat\ndigest  sha256:0\n"
    assert err == "bozzetto: beside\nbozzetto: error: wrong\nbozzetto: hint: do this\n"


def test_errors_are_said_with_their_hints(capsys):
    """An error without a hint is one line, with one two."""
    say_error(StudioError("no {what}", what="studio"))
    say_error(StudioError("no", hint="make one"))
    assert capsys.readouterr().err == (
        "bozzetto: error: no studio\nbozzetto: error: no\nbozzetto: hint: make one\n"
    )


@pytest.mark.parametrize("shown", [fields, lambda rows: table(("a", "b"), rows)], ids=["f", "t"])
def test_hostile_words_do_nothing(capsys, shown):
    """Control characters are shown spelled out, and markup is not read."""
    shown([("name", hostile)])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]cat[/bold]\\x1b[31m" in out


def test_table_keeps_columns_of_wide_characters(capsys):
    """Chinese takes two columns a character, and what follows it stands in line."""
    table(("名称", "n"), [("猫", "1"), ("cats", "2")])
    assert capsys.readouterr().out == "名称  n\n猫    1\ncats  2\n"


def test_table_folds_and_cuts_nothing(capsys):
    """A long cell is folded; every letter of it is there."""
    table(("a", "b"), [("x" * 300, "y" * 300)])
    out = capsys.readouterr().out
    assert (out.count("x"), out.count("y")) == (300, 300)
    assert max(map(len, out.split("\n"))) <= 160


def test_json_is_ascii(capsys):
    """JSON escapes what is not ASCII, lone surrogates too, and reads back as it was."""
    show_json({"name": hostile})
    out = capsys.readouterr().out
    assert out.isascii()
    assert "\x1b" not in out
    assert json.loads(out) == {"name": hostile}
