"""``bozzetto service``."""

import os
import plistlib
import sys

import pytest

from bozzetto.cli import service as command
from tests.cli.test_pages import fits, shape


@pytest.fixture
def manager(tmp_path, monkeypatch):
    """A home, and a ``systemctl`` that does what it is told, unless a file says otherwise."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "systemctl"
    program.write_text(f"#!/bin/sh\n[ ! -e {folder}/refuse ] || {{ echo 'no bus' >&2; exit 1; }}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return folder


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the commands are systemd's")


def test_install_status_uninstall(run, ask, studio, manager):
    """A service is installed, seen and removed."""
    assert studio
    assert manager
    said = ask("service", "status")
    assert (said["installed"], said["enabled"], said["running"]) == (False, False, None)
    done = ask("service", "install")
    fits(done, shape("bozzetto service install"))
    assert done["done"]
    assert done["by_hand"] == []
    assert done["service"].startswith("bozzetto-")
    said = ask("service", "status")
    assert (said["installed"], said["current"], said["enabled"]) == (True, True, True)
    out = run("service", "status").stdout
    assert "starts at log on  yes" in out
    done = ask("service", "uninstall")
    fits(done, shape("bozzetto service uninstall"))
    assert done["done"]
    assert "installed         no" in run("service", "status").stdout


def test_install_says_what_is_next(run, studio, manager):
    """Who installed it is told how to open the studio."""
    assert studio
    assert manager
    result = run("service", "install")
    assert "done" in result.stdout
    assert "bozzetto serve" in result.stderr


def test_install_without_a_manager(run, ask, studio, manager):
    """Without a manager the file is written, and the rest is said, and the code is 3."""
    assert studio
    (manager / "refuse").touch()
    result = run("service", "install", code=3)
    assert "no bus" in result.stderr
    assert "run by hand" in result.stderr
    assert "systemctl --user daemon-reload" in result.stderr
    done = ask("service", "install", code=3)
    assert not done["done"]
    assert len(done["by_hand"]) == 3


def test_install_of_another_version(run, studio, manager):
    """A service that another version wrote is to be installed again."""
    assert studio
    assert manager
    run("service", "install")
    (unit,) = manager.parent.rglob("bozzetto-*.service")
    unit.write_text("[Unit]\n")
    assert "by another version" in run("service", "status").stdout


def test_print_changes_nothing(run, studio, manager):
    """The file is shown as it would be written, and is not."""
    out = run("service", "install", "--print").stdout
    assert out.startswith("[Unit]\n")
    assert str(studio["place"]) in out
    assert not list(manager.parent.rglob("bozzetto-*.service"))


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_print_of_other_platforms(run, studio, monkeypatch, platform):
    """Whatever the platform's file is spelled in, it is shown as text."""
    place_of = command.place_of
    monkeypatch.setattr(command, "place_of", lambda made: place_of(made, platform))
    out = run("service", "install", "--print").stdout
    if platform == "darwin":
        assert str(studio["place"]) in plistlib.loads(out.encode())["ProgramArguments"]
    else:
        assert out.startswith("<?xml version='1.0' encoding='utf-16'?>")


def test_install_needs_a_studio(run, manager):
    """Without a studio there is nothing to serve."""
    assert manager
    assert "no studio at" in run("service", "install", code=5).stderr


def test_uninstall_needs_a_service(run, studio, manager):
    """What was never installed is not removed."""
    assert studio
    assert manager
    assert "this studio has no service" in run("service", "uninstall", code=5).stderr


def test_command_lines_are_spelled_for_the_platform(monkeypatch):
    """What is left to be run can be pasted into the platform's own shell."""
    words = ("schtasks", "/Create", "/XML", "C:\\my studio\\x.xml")
    assert command._spelled(words).endswith(" 'C:\\my studio\\x.xml'")  # noqa: SLF001
    monkeypatch.setattr(sys, "platform", "win32")
    assert command._spelled(words).endswith(' "C:\\my studio\\x.xml"')  # noqa: SLF001
