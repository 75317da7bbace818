"""From a request to ComfyUI to a bundle that verifies: only commands, HTTP, and files between."""

import hashlib

import httpx
import pytest

from tests.cli.proxying import files_with
from tests.fakes.comfyui_host import ComfyUI
from tests.integrations.comfyui.graphs import node, sampled, sketched
from tests.integrations.recorded import check, entries, of, owner


@pytest.fixture
def comfyui(tmp_path, lighthouse):
    """A ComfyUI with our pack, put there by the command, for a person's work."""
    host = ComfyUI(tmp_path / "ComfyUI")
    lighthouse("connect", "comfyui", host.base, "--work", "Lighthouse", "--person", "Ann")
    with host:
        host.http = httpx.Client(base_url=host.url, timeout=60)
        yield host
        host.http.close()


def end(comfyui):
    """Let it hand over all that happened, and end."""
    comfyui.wait()
    assert comfyui.packs[0].RECORDING.settle(60)
    comfyui.packs[0].RECORDING.stop()


def test_requests_become_a_bundle(comfyui, command, tmp_path, sketch):
    """What was queued is recorded live, by its person, and the bundle of it holds."""
    comfyui.http.post("/upload/image", files={"image": ("sketch.png", sketch)})
    job = comfyui.http.post("/prompt", json={"prompt": sketched(), "client_id": "me"}).json()
    comfyui.http.post("/prompt", json={"prompt": sampled(), "client_id": "me"})
    comfyui.http.post("/prompt", json={"prompt": {"1": node("SaveImage")}})
    end(comfyui)
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
    for entry in (first, second, material):
        assert entry.event.by.person == owner()
    assert [prompt["role"] for prompt in second.event.body["prompts"]] == ["positive", "negative"]
    assert {text.text for text in second.texts} == {"a lighthouse at dawn", "watermark"}
    assert second.event.body["settings"]["seed"] == "7"
    assert "person" not in outputs[0].event.by.to_value()

    check(command, tmp_path / "lighthouse.zip")


def test_secrets_are_nowhere_in_the_studio(comfyui, command, own_folders):
    """What was planted in a request is found in no file of the studio, spool and all."""
    key, token = "comfyui-0123456789abcdef0123456789abcdef", "tr0ub4dor-and-3-horses"
    graph = {**sampled(), "20": node("Broken", api_key=token)}
    graph["21"] = node("SaveImage", images=["20", 0])
    extra = {"api_key_comfy_org": key, "auth_token_comfy_org": token}
    body = {"prompt": graph, "extra_data": extra, "client_id": "me"}
    comfyui.http.post("/prompt", json={**body, "prompt": sampled()})
    comfyui.http.post("/prompt", json={**body, "prompt": {**graph, "9": node("SaveImage")}})
    end(comfyui)
    command("receive", "--once")
    _, refused = of(entries(), "instruction.given")
    assert "secret.removed" in refused.event.body["notes"]
    for secret in (key, token):
        assert not files_with(own_folders / "studio", secret.encode())


def test_tool_that_was_killed(comfyui, command):
    """A ComfyUI that goes without a word leaves what it did, and nothing is made up."""
    comfyui.http.post("/prompt", json={"prompt": sampled(), "client_id": "me"})
    comfyui.wait()
    assert comfyui.packs[0].RECORDING.settle(60)
    command("receive", "--once")
    assert len(of(entries(), "output.received")) == 1


def test_disconnect_leaves_nothing(comfyui, command):
    """Disconnecting takes the pack away; the folder of packs is as it was before."""
    end(comfyui)
    command("receive", "--once")
    (connection,) = command("connections", "--json")["connections"]
    command("disconnect", connection["id"])
    left = [path.name for path in (comfyui.base / "custom_nodes").iterdir()]
    assert left == []
