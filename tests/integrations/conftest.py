"""A studio that is used by its commands alone, beside a tool."""

import json

import pytest
from click.testing import CliRunner

from bozzetto.cli import cli
from bozzetto.language import Language, speak


@pytest.fixture
def command(monkeypatch):
    """Run a command line, and read its answer as JSON where it gives one."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "BOZZETTO_WORK"):
        monkeypatch.delenv(name, raising=False)
    speak(Language.EN)

    def call(*words, code=0):
        result = CliRunner().invoke(cli, [str(word) for word in words])
        assert result.exit_code == code, result.output
        return json.loads(result.stdout) if "--json" in words else result.output

    return call


@pytest.fixture
def lighthouse(command):
    """A studio with a work of that name; gives the command line."""
    command("init", "--owner", "Ann", "--device", "desk", "--no-passphrase")
    command("work", "open", "Lighthouse")
    return command
