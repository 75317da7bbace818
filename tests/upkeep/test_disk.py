"""Disk: what a studio takes is weighed, and judged by named limits."""

import os
import shutil
import time
from pathlib import Path

import pytest

from bozzetto.errors import StudioError
from bozzetto.studio import Layout
from bozzetto.upkeep.disk import (
    NEARLY,
    OUT_OF_SPACE,
    SHORT_OF_SPACE,
    DiskState,
    Meter,
    disk_state,
    read_budget,
    usage,
)
from bozzetto.upkeep.settings import Settings, write_settings
from tests.upkeep.backing import sketch


def weighed(root):
    """Weigh a folder the slow way."""
    return sum(path.stat().st_size for path in Path(root).rglob("*") if path.is_file())


def test_usage_is_what_stands_there(atelier):
    """Every byte is counted once, and by what it is."""
    root = atelier.layout.root
    thumbnails = root / "cache" / "thumbnails"
    (thumbnails / "256" / "ab").mkdir(parents=True)
    (thumbnails / "256" / "ab" / "x.webp").write_bytes(bytes(500))
    (thumbnails / "256" / "stray").write_bytes(bytes(400))
    (root / "cache" / "catalogue.sqlite").write_bytes(bytes(100))
    (root / "settings.json").write_bytes(b"{}")
    found = usage(atelier.layout)
    assert found.used == weighed(root)
    assert found.cache == 1000
    assert found.assets == weighed(root / "assets") == 3 * 8
    assert found.database == sum(path.stat().st_size for path in root.glob("studio.sqlite*"))
    assert found.other == weighed(root / "keys") + 2
    assert abs(found.free - shutil.disk_usage(root).free) < 1 << 30


def test_meter_follows(atelier):
    """What is added or erased is seen at once, whether the folder was settled or not."""
    meter = Meter(atelier.layout)
    long_ago = time.time_ns() - 3_600_000_000_000
    for folder in atelier.layout.assets.iterdir():
        os.utime(folder, ns=(long_ago, long_ago))
    assert meter.read().assets == 24
    assert meter.read().assets == 24
    added = sketch(atelier, b"some more")
    assert meter.read().assets == 24 + 9
    atelier.assets.erase(added.digest)
    assert meter.read().assets == 24


def test_settled_folders_are_not_read_again(atelier):
    """A folder whose time of change is the same is not looked into."""
    meter = Meter(atelier.layout)
    long_ago = time.time_ns() - 3_600_000_000_000
    (asset, *_) = [path for path in atelier.layout.assets.rglob("*") if path.is_file()]
    os.utime(asset.parent, ns=(long_ago, long_ago))
    before = meter.read().assets
    asset.write_bytes(bytes(100))  # nobody does that
    assert meter.read().assets == before
    asset.parent.touch()
    assert meter.read().assets == before - 8 + 100


def test_folder_that_is_gone_is_an_error(tmp_path):
    """Where there is no studio nothing is weighed."""
    with pytest.raises(StudioError, match="cannot be read"):
        usage(Layout(tmp_path / "none"))


@pytest.mark.parametrize(
    ("used", "free", "budget", "state"),
    [
        pytest.param(1 << 40, SHORT_OF_SPACE, None, DiskState.OK, id="room"),
        pytest.param(0, SHORT_OF_SPACE - 1, None, DiskState.LOW, id="little room"),
        pytest.param(0, OUT_OF_SPACE - 1, None, DiskState.OVER, id="no room"),
        pytest.param(1000 * NEARLY, 1 << 40, 1000, DiskState.OK, id="within the budget"),
        pytest.param(1000 * NEARLY + 1, 1 << 40, 1000, DiskState.LOW, id="nearly used up"),
        pytest.param(1000, 1 << 40, 1000, DiskState.LOW, id="used up to the byte"),
        pytest.param(1001, 1 << 40, 1000, DiskState.OVER, id="over the budget"),
        pytest.param(0, OUT_OF_SPACE - 1, 1000, DiskState.OVER, id="budget, and no room"),
    ],
)
def test_state(used, free, budget, state):
    """Both limits count, and the worse one decides."""
    assert disk_state(used, free, budget) is state


def test_budget_is_the_settings(atelier):
    """The budget is read out of the settings; what cannot be read is none."""
    assert read_budget(atelier.layout) is None
    write_settings(atelier.layout, Settings(disk_budget=5_000_000_000))
    assert read_budget(atelier.layout) == 5_000_000_000
    (atelier.layout.root / "settings.json").write_text("[]")
    assert read_budget(atelier.layout) is None
