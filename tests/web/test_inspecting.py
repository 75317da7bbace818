"""Inspecting a file that a page sends: it is explained, and nothing of it stays."""

import io
import os
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from bozzetto.errors import RecordingError
from bozzetto.record import digest_of
from bozzetto.web import guard, inspecting
from tests.cli.scenes import generated

BYTES = {"content-type": "application/octet-stream"}


@pytest.fixture
def ask(served):
    """Send a file, and expect an answer."""

    def call(data, status=200, **headers):
        answer = served.client.post("/api/inspect", content=data, headers={**BYTES, **headers})
        assert answer.status_code == status, answer.text
        return answer.json()

    return call


def test_what_it_says(ask, tmp_path):
    """Who says what, what protects it and what it is worth stand in the answer."""
    found = ask(generated(tmp_path / "a.png").read_bytes())
    assert found["type"] == "image/png"
    assert found["summary"] == ["Words that anybody can write say that AUTOMATIC1111 made it."]
    (voice,) = found["voices"]
    assert (voice["speaker"], voice["name"]) == ("tool", "AUTOMATIC1111")
    assert voice["protection"]["kind"] == "nothing"
    assert voice["protected_by"] == ["nothing"]
    assert "Anybody can write such words" in voice["worth"]
    prompts = [each for each in voice["statements"] if each["about"] == "prompt.positive"]
    assert [each["words"] for each in prompts] == ["a silver cat"]
    assert prompts[0]["code"] is None
    assert found["studio"]["same_bytes"] == []


def test_nothing_is_kept(served, ask, tmp_path, monkeypatch):
    """Neither the store nor the record nor any folder on the way has anything of it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    Path(tempfile.tempdir).mkdir()
    data = generated(tmp_path / "a.png").read_bytes()
    lines = served.client.get(f"/api/chains/{served.work}/lines").text
    ask(data)
    assert served.client.get(f"/api/chains/{served.work}/lines").text == lines
    with served.studio() as studio:
        assert not studio.assets.has(digest_of(data))
        assert list(studio.layout.staging.iterdir()) == []
    assert list(Path(tempfile.tempdir).iterdir()) == []


def test_a_crash_leaves_what_the_next_start_removes(served, ask, tmp_path, monkeypatch):
    """It lies where the studio looks after files on their way, named for the process."""
    seen = []

    def look(path, **_options):
        seen.append((path.parent, path.name.partition("-")[0], path.read_bytes()))
        raise RecordingError("enough")

    monkeypatch.setattr(inspecting, "inspect_file", look)
    data = generated(tmp_path / "a.png").read_bytes()
    ask(data, status=503)
    with served.studio() as studio:
        assert seen == [(studio.layout.staging, str(os.getpid()), data)]
        assert list(studio.layout.staging.iterdir()) == []


def test_it_is_looked_for_in_the_studio(served, ask, tmp_path):
    """A file that stands in a work is found by its bytes, and a copy by its pixels."""
    path = generated(tmp_path / "cat.png")
    with served.studio() as studio:
        studio.work(served.work).add_material(path, role="sketch", origin="own")
    found = ask(path.read_bytes())["studio"]["same_bytes"]
    assert [(each["work"], each["name"]) for each in found] == [(served.work, "cat.png")]
    out = io.BytesIO()
    Image.open(path).save(out, "PNG")
    assert len(ask(out.getvalue())["studio"]["same_pixels"]) == 1


@pytest.mark.parametrize(
    "data", [b"no picture", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1\xff\xff" * 9], ids=repr
)
def test_any_bytes(ask, data):
    """Whatever is sent, there is an answer."""
    assert ask(data)["summary"]


def test_refusals(served, ask, monkeypatch):
    """An empty file, a file of another type, a large one and a stranger are refused."""
    assert ask(b"", status=400)["error"]["code"] == "format"
    assert ask(b"{}", status=415, **{"content-type": "application/json"})
    monkeypatch.setitem(guard.LIMITS, guard.INSPECT, 10)
    assert ask(b"x" * 11, status=413)["error"]["code"] == "guard"
    with served.stranger(Origin=served.url) as stranger:
        answer = stranger.post("/api/inspect", content=b"x", headers=BYTES)
        assert answer.status_code == 401


def test_in_chinese(served, tmp_path):
    """What is ours is said in the reader's language."""
    data = generated(tmp_path / "a.png").read_bytes()
    answer = served.client.post(
        "/api/inspect", content=data, headers={**BYTES, "accept-language": "zh"}
    ).json()
    assert "AUTOMATIC1111" in answer["summary"][0]
    assert "Words" not in answer["summary"][0]
