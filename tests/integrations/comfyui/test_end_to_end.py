"""From a request to ComfyUI to a bundle that verifies: only commands, HTTP, and files between."""

import hashlib
import json

import httpx
import pytest
from click.testing import CliRunner

from bozzetto import Studio
from bozzetto.cli import cli
from bozzetto.language import Language, speak
from tests.fakes.comfyui_host import ComfyUI
from tests.integrations.comfyui.graphs import node, sampled, sketched


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
def comfyui(tmp_path, command):
    """A ComfyUI with our pack, put there by the command, for a person's work."""
    command("init", "--owner", "Ann", "--device", "desk", "--no-passphrase")
    command("work", "open", "Lighthouse")
    host = ComfyUI(tmp_path / "ComfyUI")
    command("connect", "comfyui", host.base, "--work", "Lighthouse", "--person", "Ann")
    with host:
        host.http = httpx.Client(base_url=host.url, timeout=20)
        yield host
        host.http.close()


def entries():
    """The entries of the only work, as kind and everything else."""
    with Studio.open() as studio:
        (work,) = studio.works()
        return [entry for _, entry in studio.entries(work.digest)]


def of(found, kind):
    """The entries of one kind."""
    return [entry for entry in found if entry.event.kind == kind]


def test_requests_become_a_bundle(comfyui, command, tmp_path, sketch):
    """What was queued is recorded live, by its person, and the bundle of it holds."""
    comfyui.http.post("/upload/image", files={"image": ("sketch.png", sketch)})
    job = comfyui.http.post("/prompt", json={"prompt": sketched(), "client_id": "me"}).json()
    comfyui.http.post("/prompt", json={"prompt": sampled(), "client_id": "me"})
    comfyui.http.post("/prompt", json={"prompt": {"1": node("SaveImage")}})
    comfyui.wait()
    comfyui.packs[0].RECORDING.stop()
    command("receive", "--once")

    found = entries()
    live = [entry for entry in found if entry.event.body.get("observed")]
    assert {entry.event.seen.value for entry in live} == {"live"}
    first, second, refused = of(found, "instruction.given")
    assert first.event.body["job"] == job["prompt_id"]
    (used,) = first.event.body["inputs"]
    digest = "sha256:" + hashlib.sha256(sketch).hexdigest()
    (material,) = of(found, "material.added")
    assert used.get("asset", used)["digest"] == digest == material.event.body["asset"]["digest"]
    outputs = of(found, "output.received")
    assert [entry.event.body["instruction"] for entry in outputs] == [
        first.digest,
        first.digest,
        second.digest,
    ]
    assert [len(entry.event.body["assets"]) for entry in outputs] == [1, 1, 3]
    assert found.index(second) < found.index(outputs[2])
    (ended,) = of(found, "job.ended")
    assert (ended.event.body["how"], ended.event.body["instruction"]) == ("refused", refused.digest)
    assert not of(found, "recorder.found")
    with Studio.open() as studio:
        (ann,) = [member for member in studio.people.members() if member.sort != "device"]
    for entry in (first, second, material):
        assert entry.event.by.to_value()["person"] == ann.key
    assert "person" not in outputs[0].event.by.to_value()

    place = tmp_path / "lighthouse.zip"
    command("export", "Lighthouse", place)
    (report,) = command("verify", place, "--json")["reports"]
    assert report["report"]["verdict"].startswith("intact")


def test_secrets_are_nowhere_in_the_studio(comfyui, command, own_folders):
    """What was planted in a request is found in no file of the studio, spool and all."""
    key, token = "comfyui-0123456789abcdef0123456789abcdef", "tr0ub4dor-and-3-horses"
    graph = {**sampled(), "20": node("Broken", api_key=token)}
    graph["21"] = node("SaveImage", images=["20", 0])
    extra = {"api_key_comfy_org": key, "auth_token_comfy_org": token}
    body = {"prompt": graph, "extra_data": extra, "client_id": "me"}
    comfyui.http.post("/prompt", json={**body, "prompt": sampled()})
    comfyui.http.post("/prompt", json={**body, "prompt": {**graph, "9": node("SaveImage")}})
    comfyui.wait()
    comfyui.packs[0].RECORDING.stop()
    command("receive", "--once")
    _, refused = of(entries(), "instruction.given")
    assert "secret.removed" in refused.event.body["notes"]
    files = [path for path in (own_folders / "studio").rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        data = path.read_bytes()
        assert key.encode() not in data, path
        assert token.encode() not in data, path


def test_tool_that_was_killed(comfyui, command):
    """A ComfyUI that goes without a word leaves what it did, and nothing is made up."""
    comfyui.http.post("/prompt", json={"prompt": sampled(), "client_id": "me"})
    comfyui.wait()
    comfyui.packs[0].RECORDING.settle(10)
    command("receive", "--once")
    assert len(of(entries(), "output.received")) == 1


def test_disconnect_leaves_nothing(comfyui, command):
    """Disconnecting takes the pack away; the folder of packs is as it was before."""
    comfyui.packs[0].RECORDING.stop()
    command("receive", "--once")
    (connection,) = command("connections", "--json")["connections"]
    command("disconnect", connection["id"])
    left = [path.name for path in (comfyui.base / "custom_nodes").iterdir()]
    assert left == []
