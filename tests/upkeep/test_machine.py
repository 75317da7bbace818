"""The machine: what a studio stands on."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from bozzetto.api import Studio
from bozzetto.upkeep import disk, machine
from bozzetto.upkeep.health import CheckState
from bozzetto.upkeep.settings import Settings, write_settings
from tests.studio.clocks import SetClock


class Usage(NamedTuple):
    """What ``shutil.disk_usage`` answers."""

    total: int
    used: int
    free: int


@pytest.fixture
def opened(studio):
    """The studio, as the library sees it."""
    assert studio
    with Studio.open() as known:
        yield known


def test_program_stands_on_what_it_needs():
    """The interpreter, SQLite and the packages that run these tests are good enough."""
    for check in (machine.check_python(), machine.check_sqlite(), machine.check_packages()):
        assert check.state is CheckState.OK, check
        assert str(check.detail)


def test_old_versions_fail(monkeypatch):
    """A version that is too old is said to be."""
    monkeypatch.setattr(machine, "OLDEST_PYTHON", (99,))
    monkeypatch.setattr(machine, "OLDEST_SQLITE", (99,))
    assert machine.check_python().state is CheckState.FAILED
    assert machine.check_sqlite().state is CheckState.FAILED


def test_missing_packages_are_named(monkeypatch):
    """A package that is wanted and not there is named; extras are not wanted."""
    wanted = ["click>=8.3", "no-such-package-x (>=1)", 'keyring>=1; extra == "keyring"']
    monkeypatch.setattr(machine.metadata, "requires", lambda _name: wanted)
    found = machine.check_packages()
    assert found.state is CheckState.FAILED
    assert str(found.detail) == "not installed: no-such-package-x"


def test_program_that_is_not_installed_is_a_warning(monkeypatch):
    """Run from its sources, nobody knows what it needs."""

    def fail(_name):
        raise machine.metadata.PackageNotFoundError

    monkeypatch.setattr(machine.metadata, "requires", fail)
    assert machine.check_packages().state is CheckState.WARNING


def test_keys_that_others_can_read_fail(opened):
    """Keys are their owner's only."""
    assert machine.check_keys(opened).state is CheckState.OK
    own = opened.layout.credentials / "root.p12"
    own.parent.mkdir(mode=0o700)
    own.touch(0o600)
    assert machine.check_keys(opened).state is CheckState.OK
    for file in (next(opened.layout.keys.glob("*.key")), own):
        file.chmod(0o644)
        found = machine.check_keys(opened)
        assert found.state is CheckState.FAILED
        assert file.name in str(found.detail)


def test_keys_that_are_gone_are_named(opened):
    """A key that is not here is named by what it is for."""
    for file in opened.layout.keys.iterdir():
        file.unlink()
    found = machine.check_keys(opened)
    assert found.state is CheckState.FAILED
    assert "owner's key" in str(found.detail)


def test_clock_before_the_newest_token_fails(run, asking, work):
    """A clock that is earlier than what was stamped already is wrong."""
    assert asking
    assert work
    run("seal")
    for days, state in ((0, CheckState.OK), (-1, CheckState.FAILED)):
        clock = SetClock(datetime.now(UTC) + timedelta(days=days))
        with Studio.open(clock=clock) as studio:
            assert machine.check_clock(studio).state is state


def test_clock_without_a_token_is_not_judged(opened):
    """Without a token there is nothing to compare with."""
    assert "no token to compare" in str(machine.check_clock(opened).detail)


def test_authorities_are_asked_only_online(run, asking, work):
    """Nobody is asked unless it was said so; who answers not is a warning."""
    assert work
    with Studio.open() as studio:
        assert "not asked now" in str(machine.check_authorities(studio, online=False).detail)
        assert str(machine.check_authorities(studio, online=True).detail) == "local answered"
    assert asking
    run("authority", "add", "gone", "--url", "http://127.0.0.1:9/")
    with Studio.open() as studio:
        found = machine.check_authorities(studio, online=True)
    assert found.state is CheckState.WARNING
    assert "gone: not reached" in str(found.detail)


def test_broken_file_of_authorities_fails(opened):
    """A file that cannot be read is said to be, and nothing breaks."""
    opened.layout.authorities.write_text("x = 1", encoding="utf-8")
    assert machine.check_authorities(opened, online=False).state is CheckState.FAILED


def test_nobody_to_ask_is_a_warning(opened):
    """Without an authority nothing proves when."""
    assert machine.check_authorities(opened, online=False).state is CheckState.WARNING


@pytest.mark.parametrize(
    ("free", "state"),
    [
        pytest.param(1, CheckState.FAILED, id="none"),
        pytest.param(500 << 20, CheckState.WARNING, id="little"),
        pytest.param(500 << 30, CheckState.OK, id="enough"),
    ],
)
def test_free_space(opened, monkeypatch, free, state):
    """Little space is a warning, none a failure."""
    monkeypatch.setattr(disk.shutil, "disk_usage", lambda _path: Usage(0, 0, free))
    assert machine.check_disk(opened).state is state


@pytest.mark.parametrize(
    ("budget", "state"),
    [
        pytest.param(1, CheckState.WARNING, id="used up"),
        pytest.param(1 << 40, CheckState.OK, id="ample"),
    ],
)
def test_budget(opened, budget, state):
    """A budget that is used up is a warning: nothing stops because of it."""
    write_settings(opened.layout, Settings(disk_budget=budget))
    found = machine.check_disk(opened)
    assert found.state is state
    assert "that are allowed" in str(found.detail)
