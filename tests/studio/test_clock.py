"""Clocks: two that are compared, and the names of machines and boots."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.record import digest_of, parse_digest
from bozzetto.studio import Clock, Reading
from bozzetto.studio import clock as clock_module
from bozzetto.studio.clock import JUMP, boot_id, machine_id
from tests.studio.clocks import START, SetClock

STUDIO = digest_of(b"studio")


def test_read_runs_forward():
    """Both clocks of the machine go on between two readings, within one boot."""
    clock = Clock()
    first, second = clock.read(), clock.read()
    assert second.steady >= first.steady
    assert second.boot == first.boot == boot_id()
    assert second.jump_since(first) == timedelta(0)
    assert first.wall.tzinfo is UTC
    assert abs(clock.now() - first.wall) < timedelta(minutes=1)


def test_pause_between_the_two_is_no_jump(monkeypatch):
    """Where the process stands still after the wall clock was read, both are read once more."""
    clock = Clock()
    first = clock.read()
    steady = [first.steady + passed for passed in (1.0, 6.0, 6.001)]
    monkeypatch.setattr(clock_module, "_steady", lambda: steady.pop(0))
    assert clock.read().steady == first.steady + 6.001
    assert steady == []


def test_moment_spelled():
    """A reading spells its wall clock as the record does."""
    assert Reading(START, 1.0, STUDIO).moment == "2026-11-22T04:09:15.000000Z"


@given(
    st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1)),  # noqa: DTZ001  # made aware below
    st.integers(0, 10**12),
)
def test_value_round_trip(wall, microseconds):
    """What stands in an entry is read back as it was."""
    reading = Reading(wall.replace(tzinfo=UTC), microseconds / 10**6, STUDIO)
    assert Reading.from_value(reading.to_value()) == reading


@pytest.mark.parametrize(
    ("moved", "jump"),
    [
        pytest.param(timedelta(0), timedelta(0), id="not moved"),
        pytest.param(JUMP, timedelta(0), id="slewed"),
        pytest.param(timedelta(seconds=5), timedelta(seconds=5), id="forward"),
        pytest.param(timedelta(hours=-3), timedelta(hours=-3), id="back"),
    ],
)
def test_jump_same_boot(moved, jump):
    """Within one boot the steady clock tells how far the other was moved."""
    clock = SetClock()
    first = clock.read()
    clock.run(timedelta(days=1))
    clock.set(moved)
    assert clock.read().jump_since(first) == jump


@pytest.mark.parametrize(
    ("moved", "found"),
    [
        pytest.param(timedelta(days=30), False, id="forward cannot be told"),
        pytest.param(timedelta(seconds=-1), False, id="back a little"),
        pytest.param(timedelta(days=-1), True, id="back"),
    ],
)
def test_jump_other_boot(moved, found):
    """Across boots only a step backwards can be told."""
    clock = SetClock()
    first = clock.read()
    clock.set(moved)
    clock.reboot(b"2")
    assert bool(clock.read().jump_since(first)) is found


def test_boot_unnamed(monkeypatch, tmp_path):
    """Where the system names no boot, the process stands for it."""
    monkeypatch.setattr(clock_module, "_BOOT_FILE", tmp_path / "absent")
    unnamed = boot_id.__wrapped__  # it is asked once a process
    assert parse_digest(unnamed()) == unnamed()


def test_machine_by_studio(monkeypatch, tmp_path):
    """A machine has another name in every studio, and the same name every time."""
    file = tmp_path / "machine-id"
    file.write_bytes(b"0123\n")
    monkeypatch.setattr(clock_module, "_MACHINE_FILES", (tmp_path / "absent", file))
    here = machine_id(STUDIO)
    assert machine_id(STUDIO) == here
    assert machine_id(digest_of(b"another studio")) != here
    file.write_bytes(b"4567\n")
    assert machine_id(STUDIO) != here


@pytest.mark.parametrize(
    "content", [pytest.param(None, id="no file"), pytest.param(b" \n", id="empty file")]
)
def test_machine_without_file(monkeypatch, tmp_path, content):
    """Where no file names the machine, its hardware address does."""
    file = tmp_path / "machine-id"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setattr(clock_module, "_MACHINE_FILES", (file,))
    assert machine_id(STUDIO) == machine_id(STUDIO)
    parse_digest(machine_id(STUDIO))


def test_steady_without_boottime(monkeypatch):
    """A system without a clock that runs on in sleep has one that runs forward."""
    monkeypatch.delattr("time.CLOCK_BOOTTIME", raising=False)
    assert Clock().read().steady > 0
