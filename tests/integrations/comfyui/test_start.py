import ast
import logging

import httpx
import pytest

from tests.fakes.comfyui_host import REPOSITORY, ComfyUI
from tests.integrations.comfyui.conftest import Studio, Told
from tests.integrations.comfyui.graphs import saved

MODULES = sorted((REPOSITORY / "integrations" / "comfyui").glob("*.py"))


def test_started_and_stopped(tmp_path):
    """A run begins with what runs here, and ends with a word."""
    with Studio(tmp_path) as studio:
        (studio.base / "custom_nodes" / "Other").mkdir()
        assert studio.packs[0].NODE_CLASS_MAPPINGS == {}
        told = studio.settle()
    started, stopped = told.reports()
    assert (started["act"], stopped["act"]) == ("started", "stopped")
    assert started["tool"] == {"name": "ComfyUI", "version": "0.3.64"}
    assert started["reporter"] == "bozzetto-comfyui 1"
    settings = started["body"]["settings"]
    assert settings["comfyui"] == "0.3.64"
    assert {"python", "platform"} <= settings.keys()


@pytest.mark.parametrize(
    "connection",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="without a spool"),
    ],
)
def test_without_a_connection(tmp_path, caplog, connection):
    """A pack that cannot begin says so once, and ComfyUI works as without it."""
    host = ComfyUI(tmp_path / "comfyui")
    place = host.install(tmp_path / "spool") / "bozzetto.json"
    place.unlink()
    if connection is not None:
        place.write_text(connection)
    with host:
        answer = httpx.post(host.url + "/prompt", json={"prompt": saved()}, timeout=60)
        assert answer.status_code == 200
        host.wait()
    warnings = [each.message for each in caplog.records if each.levelno >= logging.WARNING]
    assert len(warnings) == 1
    assert warnings[0].startswith("Bozzetto: nothing is recorded: ")
    assert not (tmp_path / "spool").exists()


def test_spool_that_cannot_be_written(tmp_path, caplog):
    """A full or missing disk is told once; jobs go their way."""
    (tmp_path / "file").write_text("no folder")
    host = ComfyUI(tmp_path / "comfyui")
    host.install(tmp_path / "file" / "spool")
    with host:
        for number in range(3):
            httpx.post(
                host.url + "/prompt", json={"prompt": saved(number), "client_id": "me"}, timeout=60
            )
        host.wait()
        recording = host.packs[0].RECORDING
        assert recording.settle(60)
        httpx.post(host.url + "/prompt", json={"prompt": saved(9), "client_id": "me"}, timeout=60)
        host.wait()
        assert recording.settle(60)
        recording.stop()
    assert len(host.server.prompt_queue.history) == 4
    warnings = [each.message for each in caplog.records if each.name == "bozzetto"]
    assert warnings.count("Bozzetto: reports cannot be written: Not a directory") == 1


def test_everything_of_ours_fails(studio, monkeypatch, caplog):
    """Whatever fails in the pack, ComfyUI answers as before; that something is missing is told."""

    def fail(*_args, **_more):
        raise ZeroDivisionError

    for name in ("queued", "produced", "ended", "refused", "uploaded", "kept"):
        monkeypatch.setattr(studio.part("jobs").Jobs, name, fail)
    for name in ("spell", "_produced", "_ended"):
        monkeypatch.setattr(studio.part("hooks"), name, fail)
    monkeypatch.setattr(studio.part("web"), "_note", fail)
    assert studio.queue(saved()).status_code == 200
    assert studio.queue({}).status_code == 400
    assert studio.http.post("/upload/image", files={"image": ("a.png", b"a")}).status_code == 200
    assert studio.http.post("/interrupt").status_code == 200
    told = studio.settle()
    assert [entry["status"]["completed"] for entry in studio.server.prompt_queue.history.values()]
    assert {report["act"] for report in told.reports()} == {"started", "lost"}
    assert len({each.message for each in caplog.records if each.name == "bozzetto"}) == len(
        [each for each in caplog.records if each.name == "bozzetto" and each.levelno > 20]
    )


def test_queue_of_another_comfyui(tmp_path, monkeypatch):
    """Where a version lacks what is listened to, the rest is recorded, and the lack is told."""
    host = ComfyUI(tmp_path / "comfyui")
    host.install(tmp_path / "spool")
    monkeypatch.delattr("tests.fakes.comfyui_host.PromptQueue.wipe_queue")
    with host:
        httpx.post(host.url + "/prompt", json={"prompt": saved(), "client_id": "me"}, timeout=60)
        host.wait()
        assert host.packs[0].RECORDING.settle(60)
        host.packs[0].RECORDING.stop()
    told = Told(tmp_path / "spool")
    assert told.bodies("lost") == [{"note": "wipe_queue: AttributeError"}]
    assert told.bodies("ended") == [{"how": "done"}]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_python_of_comfyui(path):
    """The pack is Python 3.9, the oldest that ComfyUI runs on, and imports nothing of ours."""
    tree = ast.parse(path.read_text(), feature_version=(3, 9))
    for found in ast.walk(tree):
        if isinstance(found, ast.ImportFrom):
            assert (found.module or "").split(".")[0] != "bozzetto"
        if isinstance(found, ast.Import):
            assert "bozzetto" not in {name.name.split(".")[0] for name in found.names}
    annotated = [found for found in ast.walk(tree) if isinstance(found, ast.ImportFrom)]
    assert any(found.module == "__future__" for found in annotated)


def test_recorded_order(studio, recording):
    """The stand-in sends what the recorded server sent, in its order."""
    job = recording["txt2img"]
    _, _, graph, extra, _ = job["prompt"]
    client = extra.pop("client_id")
    studio.queue(graph, client=client, extra_data=extra)
    studio.settle()
    kinds = ("execution_start", "execution_cached", "executing", "executed", "execution_success")
    frames = [frame for _, frame in job["frames"] if "type" in frame]
    want = [
        (frame["type"], frame["data"].get("node")) for frame in frames if frame["type"] in kinds
    ]
    got = [(event, data.get("node")) for event, data, _ in studio.server.sent if event in kinds]
    assert [event for event, _ in got] == [event for event, _ in want]
    assert sorted(map(str, got)) == sorted(map(str, want))
