"""Commands: options that all share, and modules that wait until they are called."""

import subprocess
import sys

import pytest

from bozzetto.cli.command import Command, Group, SharedOption
from tests.cli.messages import commands


@pytest.mark.parametrize(("path", "command"), list(commands()), ids=str)
def test_every_command_is_of_our_kind(path, command):
    """Every command speaks the reader's language and takes the shared options."""
    assert isinstance(command, Command | Group), path
    assert [p.name for p in command.params if isinstance(p, SharedOption)] == ["studio", "lang"]


def test_studio_option_may_stand_anywhere(run, ask, tmp_path):
    """The studio is named before the command or behind it, and wins over the environment."""
    run("init", tmp_path / "a", "--owner", "Ann", "--no-passphrase")
    before = ask("--studio", tmp_path / "a", "status")
    after = ask("status", "--studio", tmp_path / "a")
    assert before["studio"] == after["studio"] == str(tmp_path / "a")


def test_unknown_language_is_refused(run):
    """A language that is not spoken is wrong usage."""
    error = run("--lang", "fr", "status", code=2).stderr
    assert "--lang: want en | zh, got 'fr'" in error


def test_group_lists_in_its_order(run):
    """A group's page lists its commands in the order of the work, not of the alphabet."""
    page = run("work", "--help").stdout
    assert page.index("  open ") < page.index("  list ") < page.index("  show ")


def test_shared_options_are_shown_once(run):
    """The page of the program has the shared options, those of its commands have not."""
    assert "--studio DIR" in run("--help").stdout
    assert "--studio" not in run("status", "--help").stdout
    assert "--studio" not in run("work", "--help").stdout


def test_program_starts_without_what_it_does_not_need():
    """To say its version it loads no cryptography, no network and no picture library."""
    code = (
        "import sys\nfrom bozzetto.cli import cli\n"
        "try:\n cli.main(['--version'])\nexcept SystemExit: pass\n"
        "print(sorted({'cryptography', 'httpx', 'PIL', 'sqlite3'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split("\n")[1] == "[]"
