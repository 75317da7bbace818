"""The program: how it ends, and what it says when it cannot go on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bozzetto import __version__
from bozzetto.cli.main import Program
from bozzetto.errors import (
    AnchorError,
    BozzettoError,
    FormatError,
    RecordingError,
    StudioError,
    VerificationError,
)

PROGRAM = [sys.executable, "-c", "from bozzetto.cli import main; main()"]


def test_version_is_said(run):
    """The version goes to stdout, and nothing else."""
    result = run("--version")
    assert (result.stdout, result.stderr) == (f"bozzetto {__version__}\n", "")


def test_no_command_shows_help_as_wrong_usage(run):
    """Without a command there is a page on stderr, and exit code 2."""
    result = run(code=2)
    assert result.stdout == ""
    assert "commands:" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["foo"], "there is no command 'foo'", id="unknown command"),
        pytest.param(["work"], "", id="group alone"),
        pytest.param(["status", "--foo"], "there is no option --foo", id="unknown option"),
        pytest.param(["status", "--jsn"], "did you mean --json?", id="misspelled option"),
        pytest.param(["intent", "--about"], "--about needs a value", id="no value"),
        pytest.param(["status", "--json=x"], "--json takes no value", id="value too many"),
        pytest.param(["status", "x"], "too many arguments: x", id="argument too many"),
        pytest.param(["material", "x.png"], "there is nothing at x.png", id="no such file"),
        pytest.param(["work", "open"], "TITLE is missing", id="argument missing"),
        pytest.param(["export", "Cat"], "FILE.zip is missing", id="second argument missing"),
        pytest.param(["erase", "abcdef"], "--reason is missing", id="option missing"),
        pytest.param(["init", "--authority", "x"], "got 'x'", id="not one of the words"),
        pytest.param(["authority", "add", "x", "--min-interval", "y"], "'y'", id="no number"),
    ],
)
def test_wrong_usage_ends_with_2(run, words, said):
    """Wrong usage is said in our voice on stderr, with where to look."""
    result = run(*words, code=2)
    assert result.stdout == ""
    assert said in result.stderr
    if said:
        assert result.stderr.startswith("bozzetto: error: ")
        assert "\nbozzetto: hint: " in result.stderr
        assert "Error" not in result.stderr


def test_wrong_usage_is_said_in_chinese(run):
    """Wrong usage is said in the language that the same command line asks for."""
    result = run("status", "--foo", "--lang", "zh", code=2)
    assert result.stderr.startswith("bozzetto：错误：没有选项 --foo")  # Chinese


def test_locale_decides_the_language(run, monkeypatch):
    """Without --lang the locale decides."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "错误" in run("foo", code=2).stderr
    assert "there is no command" in run("--lang", "en", "foo", code=2).stderr


def test_language_after_two_dashes_is_text(run, work, monkeypatch):  # noqa: ARG001
    """What follows -- is no option."""
    monkeypatch.setenv("LANG", "C")
    assert "recorded" in run("intent", "--", "--lang=zh").stdout


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(StudioError("x"), 5, id="studio"),
        pytest.param(RecordingError("x"), 6, id="recording"),
        pytest.param(AnchorError("x"), 7, id="anchor"),
        pytest.param(FormatError("x"), 8, id="format"),
        pytest.param(VerificationError("x"), 1, id="verification"),
        pytest.param(type("Sub", (FormatError,), {})("x"), 8, id="derived"),
        pytest.param(BozzettoError("x"), 5, id="any"),
        pytest.param(KeyboardInterrupt(), 130, id="interrupted"),
        pytest.param(PermissionError(13, "Permission denied", "/x"), 5, id="system"),
    ],
)
def test_errors_have_their_codes(run, monkeypatch, error, code):
    """Each class of error ends with its own code, and says so on stderr only."""

    def fail(*_words):
        raise error

    monkeypatch.setattr(Program, "invoke", fail)
    result = run("status", code=code)
    assert result.stdout == ""
    assert result.stderr.startswith("bozzetto: error: ")


def test_error_and_hint_are_two_lines(run):
    """An error of the studio is one line, and its hint another, without full stops."""
    lines = run("status", code=5).stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["error", "hint"]
    assert not any(line.endswith(".") for line in lines)


def test_broken_pipe_is_quiet(work, tmp_path):
    """Where nobody reads on, nothing is said, and the code is that of SIGPIPE."""
    assert work
    noise = tmp_path / "text"
    noise.write_text("many words " * 30_000, encoding="utf-8")
    subprocess.run([*PROGRAM, "comment", "--file", noise], check=True, capture_output=True)
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as nobody:
        words = [*PROGRAM, "work", "show", "Cat pendant", "--json"]
        done = subprocess.run(words, stdout=nobody, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


def test_console_of_another_encoding_loses_nothing(work):
    """On a console without Chinese what cannot be written is escaped, and nothing breaks."""
    assert work
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    words = [*PROGRAM, "--lang", "zh", "status"]
    done = subprocess.run(words, capture_output=True, check=True, env=environment)
    assert b"\\u5de5\\u4f5c\\u5ba4" in done.stdout


def test_installed_program_is_this_one():
    """The entry point that is installed leads here."""
    program = Path(sys.executable).with_name("bozzetto")
    if not program.exists():
        pytest.skip("bozzetto is not installed beside this Python")
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"bozzetto {__version__}\n"


def test_shell_completion_knows_the_commands():
    """Shells can complete commands, as click's documentation has it."""
    environment = {
        **os.environ,
        "_BOZZETTO_COMPLETE": "bash_complete",
        "COMP_WORDS": "bozzetto ver",
        "COMP_CWORD": "1",
    }
    done = subprocess.run(PROGRAM, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "plain,verify\n"
