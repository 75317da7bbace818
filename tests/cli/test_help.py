"""Help pages: every command's, in both languages, within the terminal's width."""

import re

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bozzetto.cli.help import MIN_WIDTH, Formatter, paragraphs, wrap
from tests.cli.messages import commands

COMMANDS = dict(commands())
# A Chinese page has Latin letters in names, metavars and codes only
LATIN_SENTENCE = re.compile(r"(?:[a-z]+ ){4,}")


@pytest.mark.parametrize("path", COMMANDS)
def test_help_says_every_option(run, path):
    """A page names every option that is not hidden, says what each does, and ends with 0."""
    page = run(*path.split()[1:], "--help").stdout
    assert page.startswith(f"usage: {path}")
    for param in COMMANDS[path].params:
        if isinstance(param, click.Option) and not param.hidden:
            assert param.opts[0] in page
            assert param.help


@pytest.mark.parametrize("path", COMMANDS)
def test_help_is_chinese(run, path):
    """With --lang zh the page is Chinese throughout, also where the language comes last."""
    page = run("--lang", "zh", *path.split()[1:], "--help").stdout
    assert page == run(*path.split()[1:], "--help", "--lang", "zh").stdout
    assert page.startswith("用法：")  # Chinese
    assert "显示本页" in page
    assert not LATIN_SENTENCE.search(page), page


@pytest.mark.parametrize("path", COMMANDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_fits_the_terminal(run, path, language):
    """No line is wider than 80 columns, and none ends in a space."""
    page = run("--lang", language, *path.split()[1:], "--help", terminal_width=80).stdout
    for line in page.split("\n"):
        assert cell_len(line) <= 80, line
        assert line == line.rstrip()


def test_required_and_repeated_options_say_so(run):
    """An option that must be there or may be repeated is marked."""
    page = " ".join(run("edit", "--help").stdout.split())
    assert "digest [required] [may be repeated]" in page


@given(st.text(st.sampled_from("ab 猫，。的"), max_size=80), st.integers(MIN_WIDTH, 40))
def test_wrap_loses_nothing(text, width):
    """Lines hold the text in its order; only the spaces at their ends go."""
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("one two three four five", ["one two three four", "five"], id="words"),
        pytest.param("一二三四五六七八九十百", ["一二三四五六七八九十", "百"], id="characters"),
        pytest.param(
            "一二三四五六七八九十，百",  # Chinese
            ["一二三四五六七八九", "十，百"],  # no line begins with a comma
            id="comma",
        ),
        pytest.param("", [""], id="nothing"),
    ],
)
def test_wrap_breaks(text, lines):
    """English is broken between words, Chinese between characters, never before a comma."""
    assert wrap(text, 20) == lines


def test_paragraphs_are_lines():
    """A docstring's paragraphs are one line each: what is translated."""
    assert paragraphs("One\n    two.\n\n    Three.\n") == ["One two.", "Three."]


def test_long_names_have_a_line_of_their_own():
    """A name that is wider than its column does not push the text away."""
    page = Formatter(width=60)
    page.write_dl([("--short", "a"), ("--" + "long" * 12, "b")])
    assert page.getvalue().split("\n") == ["--short  a", "--" + "long" * 12, "         b", ""]
