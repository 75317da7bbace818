"""Weighing: what the studio takes is found out beside the requests."""

import time

import pytest

from bozzetto.api import Studio
from bozzetto.upkeep.settings import Settings, write_settings
from bozzetto.web import weighing
from bozzetto.web.weighing import Scales
from tests.web.test_indexing import PATIENCE, Heard, wait


@pytest.fixture
def layout(tmp_path):
    """Where a studio stands."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as made:
        return made.layout


def test_used(layout):
    """All files of the studio are weighed, and the pages are told once they are."""
    heard = Heard()
    scales = Scales(layout, heard)
    scales.start()
    wait(lambda: heard.names == ["state"])
    files = [path for path in layout.root.rglob("*") if path.is_file()]
    assert scales.used() == sum(path.stat().st_size for path in files)
    scales.stop()


def test_weighed_again(layout, monkeypatch):
    """What comes later is seen later."""
    monkeypatch.setattr(weighing, "INTERVAL", 0.02)
    scales = Scales(layout, Heard())
    scales.start()
    before = scales.used()
    folder = layout.assets / "ab"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cd").write_bytes(bytes(10_000))
    wait(lambda: scales.used() >= before + 10_000)
    scales.stop()


def test_before_the_first_weighing(layout, monkeypatch):
    """A request does not wait for the walk over all files: the database is known at once."""
    monkeypatch.setattr(weighing, "FIRST", 0.01)
    began = time.monotonic()
    assert Scales(layout, Heard()).used() == layout.database.stat().st_size
    assert time.monotonic() - began < PATIENCE


def test_goes_on_after_a_fault(layout, monkeypatch, caplog):
    """A folder that cannot be read is weighed again; the fault stands in the log."""
    monkeypatch.setattr(weighing, "INTERVAL", 0.02)
    away = layout.root.with_name("away")
    layout.root.rename(away)
    scales = Scales(layout, Heard())
    scales.start()
    wait(lambda: "cannot be weighed" in caplog.text)
    away.rename(layout.root)
    wait(lambda: scales.used() > layout.database.stat().st_size)
    scales.stop()


def test_another_state_is_news(layout, monkeypatch):
    """A budget that is used up is told without anybody asking, and told once."""
    monkeypatch.setattr(weighing, "INTERVAL", 0.02)
    heard = Heard()
    scales = Scales(layout, heard)
    scales.start()
    wait(lambda: heard.names == ["state"])
    write_settings(layout, Settings(disk_budget=1))
    wait(lambda: heard.names == ["state", "state"])
    time.sleep(0.2)
    scales.stop()
    assert heard.names == ["state", "state"]
