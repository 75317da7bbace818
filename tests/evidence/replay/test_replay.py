"""Replay: what can be given again, what is refused, and what is said of what came."""

import io
import json

import pytest
from PIL import Image, PngImagePlugin

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import Connection, Installed, add_connection
from bozzetto.capture.handover.redaction import REMOVED
from bozzetto.errors import StudioError
from bozzetto.evidence.replay import (
    MARK,
    BrokenError,
    Family,
    comparing,
    look,
    read_recipe,
    recorders,
    replay,
    tool_at,
)
from bozzetto.evidence.replay import line as lines
from bozzetto.evidence.replay.mark import file_name
from bozzetto.evidence.replay.models import compare_models
from bozzetto.evidence.replay.recipe import NamedModel
from bozzetto.evidence.replay.telling import tell
from bozzetto.record import digest_of
from bozzetto.studio import Input, Instruction, ModelFile, Program, Prompt
from tests.fakes.comfyui import RECORDING, stand_in
from tests.fakes.replaying import CHECKPOINT, RepeatingComfyUI, repeating_webui

SKETCH = stand_in("sketch")
FIRST = RECORDING["jobs"]["first"]
TEXT = RECORDING["jobs"]["txt2img"]
COMFYUI, WEBUI = Program("ComfyUI", "0.3.64"), Program("Stable Diffusion web UI")


@pytest.fixture
def studio(tmp_path):
    """Open a studio with a work in it."""
    with Studio.create(tmp_path / "studio", name="Atelier", owner="Ann") as opened:
        opened.open_work("Cat")
        yield opened


@pytest.fixture
def work(studio):
    """The only work."""
    return studio.find_work(studio.works()[0].digest)


@pytest.fixture
def comfyui():
    """A tool that gives the same again, unless it is told otherwise."""
    with RepeatingComfyUI() as running:
        running.files["input", "", "sketch.png"] = SKETCH
        yield running


@pytest.fixture
def webui():
    """A web UI that does."""
    with repeating_webui() as running:
        yield running


def keep(work, data, name="a.png"):
    """Keep a file, and return its asset."""
    return work.take(io.BytesIO(data), name)


def kept_json(work, value):
    """Keep a request as what tells of it does."""
    data = json.dumps(value).encode()
    return work.studio.assets.take_bytes(data, "application/json", "prompt.json")


def told_comfyui(work, graph=None, *, sketch=SKETCH, models=(), made=None):
    """Record a job of ComfyUI by the interface, and return its instruction."""
    graph = FIRST["prompt"][2] if graph is None else graph
    inputs = () if sketch is None else (Input("image", keep(work, sketch, "sketch.png")),)
    given = work.give_instruction(
        Instruction(
            "ComfyUI",
            "0.3.64",
            models=models,
            inputs=inputs,
            raw=kept_json(work, {"prompt": graph, "extra_data": {}, "client_id": "page"}),
        )
    )
    outputs = [image for node in FIRST["outputs"].values() for image in node["images"]]
    names = [(each["type"], each["subfolder"], each["filename"]) for each in outputs]
    files = [stand_in(*name) for name in names] if made is None else made
    work.receive_output(given, [io.BytesIO(each) for each in files], program=COMFYUI)
    return given.digest


def told_webui(work, request=None, *, settings=None, prompts=(), inputs=(), made=(), claims=True):
    """Record a call of the web UI."""
    raw = None if request is None else kept_json(work, request)
    told = {"route": "txt2img"} if settings is None else settings
    models = (ModelFile(CHECKPOINT),) if claims else ()
    given = work.give_instruction(
        Instruction(
            WEBUI.name,
            prompts=prompts,
            models=models,
            settings=told,
            inputs=inputs,
            raw=raw,
        )
    )
    if made:
        work.receive_output(given, [io.BytesIO(each) for each in made], program=WEBUI)
    return given.digest


def again(work, digest, url, folder, **how):
    """Give an instruction again."""
    with tool_at(url, remote=False) as line:
        looked = look(line, read_recipe(work.studio, work, digest), **how)
        assert looked.lacks == ()
        return replay(work.studio, work, line, looked, folder, seconds=120)


def lacks(work, digest, url=None):
    """What lacks, in English."""
    recipe = read_recipe(work.studio, work, digest)
    if url is not None and not recipe.lacks:
        with tool_at(url, remote=False) as line:
            return [each.en for each in look(line, recipe).lacks]
    return [each.en for each in recipe.lacks]


def test_what_comes_is_compared(work, comfyui, tmp_path):
    """By bytes, then by pixels, then by measure; what cannot be compared is said."""
    digest = told_comfyui(work)
    for answers, likeness in (
        ("same", {"same bytes"}),
        ("pixels", {"same pixels"}),
        ("lossy", {"re-encoded"}),
        ("other", {"measured"}),
        ("fewer", {"same bytes", "did not come"}),
    ):
        comfyui.answers = answers
        report = again(work, digest, comfyui.url, tmp_path / answers)
        assert {each.likeness.value for each in report.outputs} == likeness
        assert len(report.outputs) == 5
        for each in report.outputs:
            assert (each.change is not None) == (answers == "other")
            if each.file is not None:
                assert digest_of((tmp_path / answers / each.file).read_bytes()) == each.came


def test_graph_is_given_as_it_was(work, comfyui, tmp_path):
    """Under the mark, so that whoever records it in the tool sees it too."""
    again(work, told_comfyui(work), comfyui.url, tmp_path / "out")
    (asked,) = [json.loads(body) for _m, path, _h, body in comfyui.requests if path == "/prompt"]
    assert asked == {
        "prompt": FIRST["prompt"][2],
        "extra_data": {"bozzetto": "made-later-corroboration-only"},
    }
    assert not [path for _m, path, *_ in comfyui.requests if path.startswith("/upload")]


def test_nothing_is_recorded(work, comfyui, tmp_path):
    """Not an entry, and not a file."""
    digest = told_comfyui(work)
    before = len(work.entries()), sorted(work.studio.layout.root.rglob("assets/**/*"))
    comfyui.answers = "other"
    report = again(work, digest, comfyui.url, tmp_path / "out")
    assert (len(work.entries()), sorted(work.studio.layout.root.rglob("assets/**/*"))) == before
    assert report.notes[-1].en == "nothing of this re-run enters the record"


@pytest.mark.parametrize("how", ["error", "die"])
def test_a_run_that_fails_is_reported(work, comfyui, tmp_path, how):
    """With the tool's words, or that it went away; and the folder says so."""
    digest = told_comfyui(work)
    comfyui.fail = "5" if how == "error" else None
    comfyui.answers = "die" if how == "die" else "same"
    report = again(work, digest, comfyui.url, tmp_path / "out")
    assert report.outcome.value == "failed"
    assert report.why is not None
    assert ("the picture is empty" if how == "error" else "the tool is away") in report.why.en
    assert {each.likeness.value for each in report.outputs} == {"did not come"}
    assert "the re-run failed" in (tmp_path / "out" / "README.txt").read_text("utf-8")


def test_what_the_tool_remembered_is_said(work, comfyui, tmp_path):
    """A node that did not run shows nothing."""
    comfyui.cached = ["5", "\x1b[2J"]
    report = again(work, told_comfyui(work), comfyui.url, tmp_path / "out")
    (note,) = [each.en for each in report.notes if "remembered" in each.en]
    assert "5, \\x1b[2J" in note


def test_a_graph_that_another_one_ran_is_told(work, comfyui, tmp_path, monkeypatch):
    """Where the tool changed a seed, the seed differs."""
    graph = TEXT["prompt"][2]
    digest = told_comfyui(work, graph, sketch=None)
    ended = RepeatingComfyUI._play  # noqa: SLF001  # its own course, once more

    async def play(self, row):
        row[2]["3"]["inputs"]["seed"] = 99
        await ended(self, row)

    monkeypatch.setattr(RepeatingComfyUI, "_play", play)
    report = again(work, digest, comfyui.url, tmp_path / "out")
    sides = {each.what: each for each in report.sides}
    assert (sides["seed"].then, sides["seed"].now) == ("7", "99")
    assert "seed 3 seed: differs (then 7, now 99)" in [each.en for each in tell(report)]


def test_inputs_that_are_gone_are_named(work):
    """Erased, never here, or unknown: each in its own words."""
    digest = told_comfyui(work)
    work.erase([digest_of(SKETCH)], "not mine")
    assert lacks(work, digest) == ["the input sketch.png was erased from the studio"]
    unknown = told_comfyui(work, sketch=None)
    assert lacks(work, unknown) == [
        "the input sketch.png is not in the record: no bytes and no digest of it"
    ]


def test_an_input_is_held_to_its_digest(work, comfyui, tmp_path):
    """Bytes that were altered in the studio are not sent."""
    digest = told_comfyui(work)
    comfyui.files.clear()
    place = work.studio.assets.path(digest_of(SKETCH))
    place.chmod(0o600)
    place.write_bytes(b"another")
    report = again(work, digest, comfyui.url, tmp_path / "out")
    assert report.why is not None
    assert "does not have the digest that the record names" in report.why.en


def _sampling(**more):
    graph = json.loads(json.dumps(TEXT["prompt"][2]))
    graph["3"]["inputs"] |= more
    return graph


@pytest.mark.parametrize(
    ("graph", "lack"),
    [
        pytest.param(
            _sampling(seed=["99", 0]), "the seed of node 3 was made while the graph ran", id="seed"
        ),
        pytest.param(
            _sampling(key=REMOVED),
            "a secret was taken out of the graph before it was recorded",
            id="secret",
        ),
        pytest.param({}, "what is kept as its workflow is no graph", id="no graph"),
        pytest.param(
            {"1": {"class_type": "LoadImage", "inputs": {"image": ["2", 0]}}},
            "which file node 1 loads was made while the graph ran",
            id="unknown file",
        ),
    ],
)
def test_graphs_that_are_not_whole_are_refused(work, graph, lack):
    """With what lacks."""
    assert lack in lacks(work, told_comfyui(work, graph, sketch=None))


def test_nodes_and_models_that_the_tool_lacks_are_named(work, comfyui):
    """Before anything is asked of it."""
    models = (ModelFile("tiny-random-sd15.safetensors"),)
    digest = told_comfyui(work, TEXT["prompt"][2], sketch=None, models=models)
    kinds = {node["class_type"]: {} for node in TEXT["prompt"][2].values()}
    comfyui.kinds = kinds
    assert lacks(work, digest, comfyui.url) == []
    del kinds["VAEDecode"]
    for spec in ([["other.safetensors"]], ["COMBO", {"options": ["other.safetensors"]}]):
        kinds["CheckpointLoaderSimple"] = {"input": {"required": {"ckpt_name": spec}}}
        assert lacks(work, digest, comfyui.url) == [
            "the tool has no model tiny-random-sd15.safetensors",
            "the tool has no node VAEDecode: the pack that has it is missing",
        ]
    assert not [path for _m, path, *_ in comfyui.requests if path == "/prompt"]


def test_words_without_a_workflow_are_not_enough(work):
    """A prompt and a seed are not what the tool was told."""
    given = work.give_instruction(
        Instruction("ComfyUI", prompts=(Prompt("a cat"),), settings={"seed": "5"})
    )
    (lack,) = lacks(work, given.digest)
    assert lack.startswith("no workflow")


def test_a_tool_that_cannot_be_asked_is_refused(work):
    """By its name."""
    given = work.give_instruction(Instruction("Midjourney", prompts=(Prompt("a cat"),)))
    with pytest.raises(StudioError, match="Midjourney"):
        read_recipe(work.studio, work, given.digest)


def test_the_graph_of_an_imported_picture_is_given_again(work, comfyui, tmp_path):
    """Without what the tool wrote into it, and with the workflow that goes into pictures."""
    from bozzetto.capture.importing import import_files  # noqa: PLC0415  # for this one

    graph = json.loads(json.dumps(TEXT["prompt"][2]))
    graph["6"]["is_changed"] = ["abc"]
    info = PngImagePlugin.PngInfo()
    info.add_text("prompt", json.dumps(graph))
    info.add_text("workflow", json.dumps({"nodes": [], "version": 0.4}))
    path = tmp_path / "ks_00001_.png"
    Image.new("RGB", (8, 8), "red").save(path, pnginfo=info)
    import_files(work, [path])
    digest = next(e.digest for _p, e in work.entries() if e.event.kind == "output.received")
    report = again(work, digest, comfyui.url, tmp_path / "out")
    (asked,) = [json.loads(body) for _m, path, _h, body in comfyui.requests if path == "/prompt"]
    assert asked["prompt"] == TEXT["prompt"][2]
    assert asked["extra_data"]["extra_pnginfo"] == {"workflow": {"nodes": [], "version": 0.4}}
    assert [each.likeness.value for each in report.outputs][:2] == ["resized", "not recorded"]


def test_models_are_compared_only_where_they_are(tmp_path):
    """By the digest of the one file of that name below the folder; else nothing is assumed."""
    folder = tmp_path / "models"
    for place in ("checkpoints/a.bin", "loras/sub/b.bin", "loras/c.bin", "vae/c.bin"):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(b"weights")
    same = digest_of(b"weights")
    models = [
        NamedModel("a.bin", same),
        NamedModel("a.bin", f"autov2:{same[7:17]}"),
        NamedModel("sub/b.bin", "sha256:" + "0" * 64),
        NamedModel("c.bin", same),
        NamedModel("../a.bin", same),
        NamedModel("a.bin", None),
        NamedModel("a.bin", "autov3:" + same[7:19]),
    ]
    found = [each.sameness.value for each in compare_models(tuple(models), folder)]
    assert found == ["same", "same", "different", *["not compared"] * 4]
    (side,) = compare_models((models[0],), None)
    assert side.sameness.value == "not compared"


def test_a_call_of_the_web_ui(work, webui, tmp_path):
    """Pictures go in the place of their digests; another model is loaded for this one call."""
    sketch = keep(work, SKETCH)
    request = {
        "prompt": "a cat",
        "seed": 5,
        "init_images": [sketch.digest],
        "sampler_name": "Euler a",
    }
    inputs = (Input("init", sketch),)
    settings = {"route": "img2img"}
    made = [stand_in("made", "5")]
    digest = told_webui(work, request, settings=settings, inputs=inputs, made=made)
    report = again(work, digest, webui.url, tmp_path / "out")
    assert [each.likeness.value for each in report.outputs] == ["same bytes"]
    (asked,) = webui.asked
    assert len(asked["init_images"][0]) > 64
    assert asked["override_settings_restore_afterwards"] is True
    sides = {each.what: each.sameness.value for each in report.sides}
    assert sides == {
        "model": "same",
        "version": "not compared",
        "seed": "same",
        "setting": "not compared",
    }


@pytest.mark.parametrize(
    ("request_", "lack"),
    [
        pytest.param({"prompt": "a cat"}, "no seed", id="no seed"),
        pytest.param({"prompt": "a cat", "seed": -1}, "no seed", id="drawn"),
        pytest.param({"seed": 1, "api_key": REMOVED}, "a secret was taken out", id="secret"),
        pytest.param({"seed": 1, "mask": "sha256:" + "0" * 64}, "is not in this studio", id="mask"),
        pytest.param([], "is none", id="no request"),
    ],
)
def test_calls_that_are_not_whole_are_refused(work, request_, lack):
    """With what lacks."""
    assert any(lack in each for each in lacks(work, told_webui(work, request_)))


def test_what_the_web_ui_lacks_is_named(work, webui):
    """A model, a sampler, or the API itself."""
    digest = told_webui(work, {"prompt": "a cat", "seed": 1, "sampler_name": "DPM++ 9"})
    assert lacks(work, digest, webui.url) == ["the tool has no sampler DPM++ 9"]
    webui.models = [{"title": "other", "model_name": "other", "filename": "C:\\m\\other.ckpt"}]
    assert lacks(work, digest, webui.url)[0] == f"the tool has no model {CHECKPOINT}"
    webui.models = {}
    with pytest.raises(BrokenError, match="--api"):
        lacks(work, digest, webui.url)


def test_another_version_of_the_model_is_told(work, webui, tmp_path):
    """The same name, and other bytes; where the record has none, nothing is compared."""
    digest = told_webui(work, {"prompt": "a cat", "seed": 1})
    webui.models[0]["sha256"] = "f" * 64
    report = again(work, digest, webui.url, tmp_path / "one")
    (model,) = [each for each in report.sides if each.what == "model"]
    assert (model.sameness.value, model.then) == ("different", "autov2:879db523c3")
    unknown = told_webui(work, {"prompt": "a cat", "seed": 1}, claims=False)
    report = again(work, unknown, webui.url, tmp_path / "two")
    (model,) = [each for each in report.sides if each.what == "model"]
    assert (model.sameness.value, model.now) == ("not compared", CHECKPOINT)


def test_settings_are_put_together_where_no_request_was_kept(work, webui, tmp_path):
    """As the extension in the web UI has them; what is not given again is named."""
    settings = {
        "steps": "20",
        "cfg_scale": "7.5",
        "sampler_name": "Euler a",
        "all_seeds": "11,12",
        "all_subseeds": "3,4",
        "batch_size": "2",
        "clip_skip": "2",
        "restore_faces": "False",
        "ADetailer model": "face.pt",
    }
    prompts = (
        Prompt("a cat", by="person"),
        Prompt("a cat, best", by="template"),
        Prompt("fog", "negative"),
    )
    inputs = (Input("init", keep(work, SKETCH), keep(work, stand_in("mask"))),)
    digest = told_webui(work, settings=settings, prompts=prompts, inputs=inputs)
    report = again(work, digest, webui.url, tmp_path / "out")
    (asked,) = webui.asked
    wanted = {"steps": 20, "cfg_scale": 7.5, "seed": 11, "subseed": 3, "batch_size": 2}
    assert wanted.items() <= asked.items()
    assert (asked["prompt"], asked["negative_prompt"]) == ("a cat", "fog")
    assert asked["override_settings"]["CLIP_stop_at_last_layers"] == 2
    assert {"init_images", "mask"} <= asked.keys()
    assert any("not given again: ADetailer model" in each.en for each in report.notes)
    assert [each.likeness.value for each in report.outputs] == ["not recorded"] * 2


@pytest.mark.parametrize(
    ("settings", "role", "lack"),
    [
        pytest.param({"Steps": "20"}, None, "no seed", id="no seed"),
        pytest.param({"Seed": "1"}, "control", "was led by a picture (control)", id="control"),
        pytest.param(
            {"Seed": "1", "Denoising strength": "0.5"}, None, "started from", id="no picture"
        ),
    ],
)
def test_settings_that_are_not_whole_are_refused(work, settings, role, lack):
    """With what lacks."""
    inputs = () if role is None else (Input(role, keep(work, SKETCH)),)
    digest = told_webui(work, settings=settings, inputs=inputs)
    assert any(lack in each for each in lacks(work, digest))


def test_the_line_stays_at_its_address(monkeypatch):
    """No other host, no redirect, and no answer without an end."""
    with pytest.raises(StudioError, match="another machine"):
        tool_at("http://tool.example:8188", remote=False)
    with tool_at("http://[::1]:8188", remote=False), tool_at("http://localhost:1", remote=False):
        pass
    with tool_at("http://10.0.0.1:1", remote=True):
        pass
    monkeypatch.setattr(lines, "JSON_LIMIT", 8)
    with (
        repeating_webui() as tool,
        tool_at(tool.url, remote=False) as line,
        pytest.raises(BrokenError, match="more than 8 bytes"),
    ):
        line.ask("/sdapi/v1/sd-models")


def test_a_connected_tool_is_told(studio, work, comfyui, tmp_path):
    """What sits in the tool records whatever it makes."""
    put = (Installed(tmp_path / "pack", None),)
    told = Connection("0" * 16, "comfyui", "ComfyUI", work.digest, installed=put)
    add_connection(studio.layout, told)
    assert recorders(studio, Family.COMFYUI) == ("ComfyUI",)
    assert recorders(studio, Family.WEBUI) == ()
    report = again(work, told_comfyui(work), comfyui.url, tmp_path / "out")
    assert report.to_value()["recorded_by"] == ["ComfyUI"]
    assert "job of today" in report.notes[-1].en


def test_folders_in_use_and_of_the_studio_are_refused(studio, work, comfyui, tmp_path):
    """Nothing is overwritten, and nothing of it comes near the record."""
    digest = told_comfyui(work)
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "a").write_bytes(b"")
    with pytest.raises(StudioError, match="not empty"):
        again(work, digest, comfyui.url, tmp_path / "used")
    with pytest.raises(StudioError, match="in the studio"):
        again(work, digest, comfyui.url, studio.layout.root / "out")


def test_without_numpy_nothing_is_measured(work, comfyui, tmp_path, monkeypatch):
    """And that is said."""
    monkeypatch.setattr(comparing, "can_measure", lambda: False)
    comfyui.answers = "other"
    report = again(work, told_comfyui(work), comfyui.url, tmp_path / "out")
    assert {each.likeness.value for each in report.outputs} == {"not measured"}


def test_every_file_is_named_as_made_later():
    """By its own bytes, never by the tool's name for it."""
    names = [file_name(1, data) for data in (SKETCH, b"RIFF....WEBP", b"\xff\xd8\xff", b"<script>")]
    assert [name.rpartition(".")[2] for name in names] == ["png", "webp", "jpg", "bin"]
    assert all("made-later-corroboration-only" in name and MARK.zh in name for name in names)
