"""Wrong usage: click's errors in our words."""

import click
import pytest

from bozzetto.cli.usage import usage_hint, usage_words
from bozzetto.language import Language, speak


@pytest.mark.parametrize(
    ("error", "words"),
    [
        pytest.param(click.UsageError("Missing command."), "a command is missing", id="command"),
        pytest.param(click.UsageError("as it is"), "as it is", id="ours"),
        pytest.param(
            click.UsageError("Got unexpected extra arguments (a b)"),
            "too many arguments: a b",
            id="arguments",
        ),
        pytest.param(
            click.UsageError("Option '--among' requires 2 arguments."),
            "--among needs a value",
            id="value",
        ),
        pytest.param(click.BadParameter("not so"), "not so", id="parameter unknown"),
        pytest.param(
            click.BadParameter("not so", param=click.Option(["-w", "--work"])),
            "--work: not so",
            id="option",
        ),
        pytest.param(
            click.MissingParameter(param=click.Argument(["paths"], nargs=-1, metavar="PATH...")),
            "PATH is missing",
            id="argument",
        ),
        pytest.param(
            click.MissingParameter(param_hint="--name"), "--name is missing", id="by its hint"
        ),
    ],
)
def test_usage_words(error, words):
    """What click says is said in our voice."""
    assert usage_words(error) == words


def test_usage_words_escape():
    """What was typed is shown escaped."""
    assert usage_words(click.NoSuchOption("--\x1b[2J")) == "there is no option --\\x1b[2J"


def test_usage_hint_names_the_command():
    """The hint names the help page, of the program where no command was found."""
    assert usage_hint(click.UsageError("x")) == "see: bozzetto --help"
    with click.Context(click.Command("seal"), info_name="bozzetto seal") as ctx:
        assert usage_hint(click.UsageError("x", ctx)) == "see: bozzetto seal --help"


def test_usage_speaks_chinese():
    """The same words are there in Chinese."""
    speak(Language.ZH)
    assert usage_words(click.UsageError("Missing command.")) == "缺少命令"
