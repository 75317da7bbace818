"""The watches of a server, and their file."""

import json
import os
from pathlib import Path

import pytest

from bozzetto.errors import FormatError
from bozzetto.record import Digest
from bozzetto.studio import Layout
from bozzetto.web import watching
from bozzetto.web.answers import Refusal
from bozzetto.web.watcher import Plan
from bozzetto.web.watching import named_path, read_plans, write_plans

WORK = Digest("sha256:" + "1" * 64)
ROW = {"id": "0" * 16, "folder": "/a", "work": WORK, "polling": True, "paused": False}


def test_plans(tmp_path):
    """What is written is read, in its order, whatever bytes a folder's name has."""
    plans = [
        Plan("b" * 16, Path("/a/猫"), WORK, polling=True, paused=False),
        Plan("a" * 16, Path(os.fsdecode(b"/a/\xff")), WORK, polling=False, paused=True),
    ]
    layout = Layout(tmp_path)
    assert read_plans(layout) == []
    for written in (plans, plans[:1], []):
        write_plans(layout, written)
        assert read_plans(layout) == written


@pytest.mark.parametrize(
    "rows",
    [
        [{**ROW, "id": "x"}],
        [{**ROW, "work": "Cat"}],
        [{**ROW, "polling": 1}],
        [{**ROW, "folder": None}],
        [ROW, ROW],
        [None],
        {"0": ROW},
    ],
    ids=["id", "work", "polling", "folder", "twice", "null", "no list"],
)
def test_plans_malformed(tmp_path, rows):
    """A file that is not of its form is refused, and not read in part."""
    (tmp_path / "watches.json").write_text(json.dumps({"watches": rows}))
    with pytest.raises(FormatError, match="not of its form"):
        read_plans(Layout(tmp_path))


def test_named_path(tmp_path, monkeypatch):
    """A path is what is there, with links resolved; `~` is the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    for text in ("~/real", "~/link", f"{tmp_path}/real/../link/"):
        assert named_path(text) == (tmp_path / "real").resolve()
    assert named_path("~/new", must_exist=False) == tmp_path.resolve() / "new"


@pytest.mark.parametrize(
    "text",
    ["", ".", "a/b", "/\0", "~nobody-of-this-name/a", "/" + "x" * 300, "/nothing", "\ud800"],
    ids=["empty", "here", "relative", "nul", "nobody", "long", "gone", "surrogate"],
)
def test_named_path_refused(text):
    """What is not there, or is not named from the root on, is refused."""
    with pytest.raises(Refusal) as caught:
        named_path(text)
    assert caught.value.status == 422


def test_too_many(served, tmp_path, monkeypatch):
    """There is an end to what one server watches."""
    monkeypatch.setattr(watching, "MAX_WATCHES", 1)
    statuses = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        body = {"folder": str(tmp_path / name), "work": served.work}
        statuses.append(served.client.post("/api/watches", json=body).status_code)
    assert statuses == [200, 409]


def test_news(served, tmp_path, monkeypatch):
    """Each change of a watch is news."""
    told = []
    monkeypatch.setattr(served.desk.news, "publish", lambda name, _data: told.append(name))
    (tmp_path / "a").mkdir()
    watch = served.desk.watches.add(str(tmp_path / "a"), served.work, polling=False)
    for act in (
        lambda: served.desk.watches.pause(watch.id, paused=True),
        lambda: served.desk.watches.pause(watch.id, paused=False),
        lambda: served.desk.watches.remove(watch.id),
    ):
        told.clear()
        act()
        assert "state" in told
