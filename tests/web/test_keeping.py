"""Keeping: what the server does by itself."""

import time
from datetime import timedelta

import pytest

from bozzetto.web import keeping
from bozzetto.web.keeping import IDLE, is_check_due
from tests.fakes.authority import Authority

LONGEST = 60.0  # seconds that a test waits for what must come
DAY = timedelta(days=1)


def waited(look):
    """Look again and again until there is something to see."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError


@pytest.mark.parametrize(
    ("since", "hours", "idle", "due"),
    [
        (None, 24, IDLE, True),
        (None, 24, IDLE - 1, False),
        (None, None, IDLE, False),
        (DAY, 24, IDLE, True),
        (DAY - timedelta(seconds=1), 24, IDLE, False),
        (DAY, 25, IDLE, False),
    ],
    ids=["never", "busy", "unwanted", "a day ago", "not yet", "rarer"],
)
def test_is_check_due(since, hours, idle, due):
    """A check is due when the last one is too long ago and nobody works."""
    assert is_check_due(since, hours, idle) is due


@pytest.fixture
def eager(monkeypatch):
    """A keeper that takes a moment's rest for idleness."""
    monkeypatch.setattr(keeping, "PACE", 0.05)
    monkeypatch.setattr(keeping, "IDLE", 0.3)


def checks(client):
    """The checks that were made."""
    return client.get("/api/jobs", params={"sort": "check"}).json()


@pytest.mark.usefixtures("eager")
def test_checks_by_itself(served):
    """A studio that rests is looked through, once a day."""
    waited(lambda: [job for job in checks(served.client) if job["state"] == "done"])
    time.sleep(1)
    (job,) = checks(served.client)
    assert (job["result"]["ok"], job["work"]) == (True, None)


def test_a_check_that_fails_stays(served, tmp_path, monkeypatch):
    """What a check found amiss is the newest of them until another one was made."""
    sketch = tmp_path / "sketch.png"
    sketch.write_bytes(b"sketch")
    with served.studio() as studio:
        work = studio.find_work(served.work)
        work.add_material(sketch, role="sketch", origin="own")
        studio.assets.path(min(work.assets())).unlink()
    monkeypatch.setattr(keeping, "IDLE", 0.0)
    job = waited(lambda: [job for job in checks(served.client) if job["state"] == "done"])[0]
    assert job["result"]["ok"] is False


@pytest.mark.usefixtures("eager")
def test_broken_settings_stop_nothing(served, caplog, monkeypatch):
    """Settings that cannot be read are logged, and looked at again later."""
    monkeypatch.setattr(keeping, "AGAIN", 0.05)
    path = served.studio_folder / "settings.json"
    path.write_text("{")
    waited(lambda: "cannot be kept" in caplog.text)
    path.write_text("{}")
    waited(lambda: [job for job in checks(served.client) if job["state"] == "done"])


def test_seals_by_itself(served, monkeypatch):
    """What waits is sealed when it is due, whether or not a folder is watched."""
    monkeypatch.setattr("bozzetto.studio.sealing.PAUSE", timedelta(0))
    with Authority() as authority:
        text = f'[[authority]]\nname = "loopback"\ntitle = "L"\nurl = "{authority.url}"\n'
        (served.studio_folder / "authorities.toml").write_text(text + "min_interval = 0\n")

        def anchored():
            with served.studio() as studio:
                return len(studio.anchors()) > 1

        waited(anchored)
