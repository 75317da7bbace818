import base64
import hashlib
import json

import pytest

from tests.integrations.comfyui.graphs import node, sampled, saved, sketched

SECRETS = {
    "auth_token_comfy_org": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl",
    "api_key_comfy_org": "comfyui-0123456789abcdef0123456789abcdef",
}
WIDGET = "sk-proj-4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c"
PASSWORD = "correct horse battery staple 9"  # noqa: S105  # planted


def sha256(data):
    """The digest as it is spelled in the record."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def test_words_and_settings(studio):
    """An instruction says what was asked for, in ComfyUI's own spelling."""
    (studio.base / "models/checkpoints/tiny.safetensors").write_bytes(b"weights")
    studio.queue(sampled(), extra_data={"extra_pnginfo": {"workflow": {"nodes": []}}})
    told = studio.settle()
    (said,) = told.instructions()
    assert [(prompt.role, prompt.text, prompt.by) for prompt in said.prompts] == [
        ("positive", "a lighthouse at dawn", "unknown"),
        ("negative", "watermark", "unknown"),
    ]
    assert said.settings == {
        "seed": "7",
        "steps": "3",
        "cfg": "7.0",
        "sampler_name": "euler",
        "scheduler": "normal",
        "denoise": "1.0",
        "width": "16",
        "height": "16",
    }
    assert told.bodies("instruction")[0]["models"] == [{"name": "tiny.safetensors"}]
    assert [model.name for model in said.models] == ["tiny.safetensors"]
    assert said.notes == ()


def test_raw_request(studio):
    """The request goes along as it was queued, before nodes wrote into it."""
    graph, extra = sampled(), {"extra_pnginfo": {"workflow": {"nodes": [], "version": 0.4}}}
    studio.queue(graph, extra_data=extra)
    told = studio.settle()
    raw = json.loads(told.data(told.reports("instruction")[0], 0))
    assert raw == {"prompt": graph, "extra_data": {**extra, "client_id": "me"}}


def test_input_by_its_bytes(studio, sketch):
    """A file of the input folder goes along once; later jobs name it by its digest."""
    studio.input("sketch.png").write_bytes(sketch)
    studio.queue(sketched())
    studio.queue(sketched())
    told = studio.settle()
    first, second = told.reports("instruction")
    (told_first,) = first["body"]["inputs"]
    assert told_first == {"role": "image", "node": "1", "name": "sketch.png", "file": 1}
    assert told.data(first, 1) == sketch
    assert second["body"]["inputs"] == [
        {"role": "image", "node": "1", "name": "sketch.png", "digest": sha256(sketch)}
    ]


def test_input_that_was_replaced(studio, sketch):
    """Another file under the same name is another file."""
    studio.input("sketch.png").write_bytes(sketch)
    studio.queue(sketched())
    studio.settle()
    studio.input("sketch.png").write_bytes(sketch + b"changed")
    studio.queue(sketched())
    told = studio.settle()
    kept = [told.data(report, 1) for report in told.reports("instruction")]
    assert kept == [sketch, sketch + b"changed"]


def test_input_of_any_node(studio, sketch):
    """A text of any node that names a file of the input folder names an input."""
    studio.input("clip.mp4").write_bytes(sketch)
    graph = saved()
    graph["1"]["inputs"] |= {"video": "clip.mp4", "other": "missing.mp4", "note": "v1.0"}
    studio.queue(graph)
    (body,) = studio.settle().bodies("instruction")
    assert body["inputs"] == [{"role": "image", "node": "1", "name": "clip.mp4", "file": 1}]


def test_output_as_an_input(studio, sketch):
    """A picture that goes in again is found where ComfyUI's own spelling says."""
    (studio.base / "output/best.png").write_bytes(sketch)
    studio.queue({**saved(), "3": node("EmptyImage", image="best.png [output]")})
    (body,) = studio.settle().bodies("instruction")
    assert body["inputs"][0]["file"] == 1


@pytest.mark.parametrize(
    "name", ["gone.png", "../secret.png", "/etc/hostname", "a\0b.png", "blake3:00", "."]
)
def test_input_that_is_not_there(studio, name):
    """A name that leads nowhere, or out of the folders, stays a name; ComfyUI refuses it."""
    (studio.base / "secret.png").write_bytes(b"not yours")
    assert studio.queue(sketched(name)).status_code == 400
    told = studio.settle()
    (used,) = told.bodies("instruction")[0]["inputs"]
    assert used == {"role": "image", "node": "1", "name": name}
    assert len(told.reports("instruction")[0]["files"]) == 1


def test_roles(studio, sketch):
    """A picture has the roles that the nodes behind it give it."""
    studio.input("a.png").write_bytes(sketch)
    graph = sampled()
    graph["10"] = node("LoadImage", image="a.png")
    graph["5"] = node("VAEEncodeForInpaint", pixels=["10", 0], vae=["4", 2], mask=["10", 1])
    studio.queue(graph)
    (said,) = studio.settle().instructions()
    assert [(used.role, used.name, used.file) for used in said.inputs] == [
        ("init", "a.png", 1),
        ("mask", "a.png", 1),
    ]


def test_one_file_of_two_nodes(studio, sketch):
    """A picture that two nodes load goes along once, under either name, in each of its roles."""
    studio.input("a.png").write_bytes(sketch)
    studio.input("b.png").write_bytes(sketch)
    graph = sampled()
    graph["10"] = node("LoadImage", image="a.png")
    graph["11"] = node("LoadImageMask", image="b.png", channel="alpha")
    graph["12"] = node("LoadImage", image="a.png")
    studio.queue(graph)
    told = studio.settle()
    (said,) = told.instructions()
    assert [(used.role, used.name, used.file) for used in said.inputs] == [
        ("image", "a.png", 1),
        ("mask", "b.png", 1),
    ]
    assert len(told.reports("instruction")[0]["files"]) == 2


@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_planted_secrets(tmp_path, old):
    """No secret is written anywhere but into the picture that ComfyUI itself wrote it into."""
    from tests.integrations.comfyui.conftest import Studio  # noqa: PLC0415

    graph = {**saved(), "3": node("Broken", api_key=PASSWORD), "4": node("EmptyImage", key=WIDGET)}
    graph["5"] = node("SaveImage", images=["3", 0])
    graph["4"]["inputs"] |= {"width": 8, "height": 8, "batch_size": 1, "color": 1}
    workflow = {"nodes": [{"type": "Broken", "widgets_values": [PASSWORD, WIDGET]}]}
    extra = {**SECRETS, "extra_pnginfo": {"workflow": workflow}}
    with Studio(tmp_path, old=old) as studio:
        headers = {"Authorization": "Bearer " + WIDGET, "Cookie": "session=" + PASSWORD}
        body = {"prompt": graph, "extra_data": extra, "client_id": "me"}
        studio.http.post("/prompt", json=body, headers=headers)
        studio.http.post("/prompt", json={**body, "prompt": {**graph, "6": node("SaveImage")}})
        told = studio.settle()
        assert {each["body"]["how"] for each in told.reports("ended")} == {"failed", "refused"}
        assert told.bodies("output")[0]["problems"] == ["secret.embedded"]
        assert all("secret.removed" in body["notes"] for body in told.bodies("instruction"))
        pictures = {
            told.spool / report["run"] / file["file"]
            for report in told.reports("output")
            for file in report["files"]
        }
    written = [path for path in tmp_path.joinpath("spool").rglob("*") if path.is_file()]
    assert len(written) > len(pictures) > 0
    for path in written:
        secrets = [*SECRETS.values(), *([] if path in pictures else [WIDGET, PASSWORD])]
        for secret in secrets:
            assert secret.encode() not in path.read_bytes(), path.name
    for path in tmp_path.joinpath("comfyui/custom_nodes").rglob("*.json"):
        assert PASSWORD not in path.read_text()


def test_graph_with_a_foreign_value(studio):
    """Whatever another pack put into a request is spelled by its type."""
    instructions = studio.part("instructions")
    assert json.loads(instructions.spell({}, {"a": object()})) == {
        "prompt": {},
        "extra_data": {"a": "[object]"},
    }


def test_large_input(studio, sketch, monkeypatch):
    """A large file is copied from where it lies; one beyond all measure goes by its digest."""
    instructions = studio.part("instructions")
    monkeypatch.setattr(instructions, "IN_MEMORY", 10)
    monkeypatch.setattr(instructions, "LARGEST", len(sketch) + 10)
    studio.input("sketch.png").write_bytes(sketch)
    studio.input("film.png").write_bytes(sketch * 2)
    studio.queue(sketched())
    studio.queue(sketched("film.png"))
    told = studio.settle()
    first, second = told.reports("instruction")
    assert first["files"][1]["path"] == str(studio.input("sketch.png"))
    assert told.data(first, 1) == sketch
    assert second["body"]["inputs"][0]["digest"] == sha256(sketch * 2)


def test_picture_in_the_graph(studio, sketch):
    """A picture that a program put into the graph is an input by its bytes, and not in the text."""
    text = base64.b64encode(sketch).decode()
    graph = {
        **saved(),
        "10": node("EmptyImage", image=text, width=8, height=8, batch_size=1, color=1),
        "11": node("EmptyImage", image="data:image/png;base64," + text),
    }
    studio.queue(graph)
    studio.queue(graph)
    told = studio.settle()
    first, second = told.reports("instruction")
    assert first["body"]["inputs"] == [
        {"role": "image", "node": "10", "file": 1},
        {"role": "image", "node": "11", "file": 1},
    ]
    assert len(first["files"]) == 2
    assert told.data(first, 1) == sketch
    assert first["files"][1]["name"] == "node 10.png"
    assert [used["digest"] for used in second["body"]["inputs"]] == [sha256(sketch)] * 2
    assert [len(said.inputs) for said in told.instructions()] == [1, 1]
    raw = json.loads(told.data(first, 0))["prompt"]
    assert raw["10"]["inputs"]["image"] == raw["11"]["inputs"]["image"] == sha256(sketch) + ".png"


def test_names_without_end(studio):
    """A text that is too long for a name is none, wherever one is looked for."""
    graph = {**saved(), "8": node("LoadImage", image="x" * 70_000)}
    graph["9"] = node("CheckpointLoaderSimple", ckpt_name="y" * 70_000)
    assert studio.queue(graph).status_code == 400
    (body,) = studio.settle().bodies("instruction")
    assert (body["inputs"], body["models"]) == ([{"role": "image", "node": "8"}], [])
