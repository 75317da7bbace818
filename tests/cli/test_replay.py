"""``bozzetto replay``: from an act that was recorded by the real path to a marked re-run."""

import json

import httpx
import pytest

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import Connection, Installed, add_connection
from bozzetto.cli.exits import ExitCode
from bozzetto.evidence.replay import MARK
from bozzetto.record import digest_of
from tests.capture.proxy.standing import Page, until
from tests.cli.proxying import TIMEOUT, proxied
from tests.fakes.comfyui import stand_in
from tests.fakes.replaying import RepeatingComfyUI, repeating_webui
from tests.fakes.webui_api import INIT, coded

SKETCH = stand_in("sketch")


def entries(folder):
    """The entries of the only work: kind and digest."""
    with Studio.open(folder) as studio:
        work = studio.find_work(studio.works()[0].digest)
        return [(entry.event.kind, entry.digest) for _place, entry in work.entries()]


@pytest.fixture
def folder(work, own_folders):  # noqa: ARG001  # it must be there
    """The studio's folder; the studio has a work."""
    return own_folders / "studio"


def test_job_of_comfyui_is_given_again(folder, run, ask, tmp_path):
    """Sketch, graph and pictures come by the proxy; what comes later is compared and marked."""
    with RepeatingComfyUI() as comfyui:
        with proxied(folder, "comfyui", "--to", comfyui.url) as (_process, url), Page(url) as page:
            page.upload("image", "sketch.png", SKETCH)
            page.run(comfyui, "first")
            until(lambda: [k for k, _ in entries(folder)].count("output.received") == 3)
        before = entries(folder)
        step = [kind for kind, _ in before].index("instruction.given")
        comfyui.files["input", "", "sketch.png"] = stand_in("another sketch")
        told = ask("replay", step, tmp_path / "same", "--at", comfyui.url)
        comfyui.answers = "other"
        out = run("replay", step, tmp_path / "other", "--at", comfyui.url)
        chinese = run("--lang", "zh", "replay", step, tmp_path / "zh", "--at", comfyui.url)
        comfyui.kinds = {"SaveImage": {}}
        lacking = run("replay", step, tmp_path / "x", "--at", comfyui.url, code=5)
        comfyui.kinds = None
        with Studio.open(folder) as studio:
            work, pack = studio.works()[0].digest, (Installed(tmp_path / "pack", None),)
            told_of = Connection("0" * 16, "comfyui", "My ComfyUI", work, installed=pack)
            add_connection(studio.layout, told_of)
        connected = run("replay", step, tmp_path / "x", "--at", comfyui.url, code=5)
        run("replay", step, tmp_path / "x", "--at", comfyui.url, "--though-recorded")
    assert "cannot be given again: the tool has no node LoadImage" in lacking.stderr
    assert "as a job of today: My ComfyUI" in connected.stderr
    assert "My ComfyUI" in (tmp_path / "x" / "README.txt").read_text("utf-8")
    assert entries(folder) == before
    assert (told["outcome"], told["mark"]["en"], told["recorded_by"]) == ("came", MARK.en, [])
    assert {each["likeness"] for each in told["outputs"]} == {"same bytes"}
    assert [each["node"] for each in told["outputs"]].count("6") == 2
    (given,) = [each for each in told["circumstances"] if each["what"] == "input"]
    assert (given["now"], given["sameness"]) == (digest_of(SKETCH), "same")
    assert "sketch (1).png" in given["why"]
    assert comfyui.files["input", "", "sketch.png"] == stand_in("another sketch")
    files = sorted(path.name for path in (tmp_path / "same").iterdir())
    assert files[:2] == ["README.txt", "made-later-corroboration-only-事后生成，仅作佐证-001.png"]
    assert json.loads((tmp_path / "same" / "report.json").read_text())["entry"] == before[step][1]
    readme = (tmp_path / "same" / "README.txt").read_text("utf-8")
    assert MARK.en in readme
    assert MARK.zh in readme
    assert f"[{MARK.en}]" in out.stdout
    assert MARK.en in out.stderr
    assert "pixels differ" in out.stdout
    assert f"【{MARK.zh}】" in chinese.stdout
    assert "重新生成" in chinese.stdout


def test_call_of_the_web_ui_is_given_again(folder, ask, tmp_path):
    """With the seed that the tool drew then, the same pictures, and the model by its name."""
    asked = {"prompt": "a cat", "batch_size": 2, "seed": -1, "init_images": [coded(INIT)]}
    with repeating_webui() as tool:
        with proxied(folder, "webui", "--to", tool.url) as (_process, url):
            httpx.post(f"{url}/sdapi/v1/img2img", json=asked, timeout=TIMEOUT)
            until(lambda: [k for k, _ in entries(folder)].count("output.received") == 1)
        before = entries(folder)
        plan = ask("replay", "1", tmp_path / "out", "--at", tool.url, "--plan")
        assert len(tool.asked) == 1
        told = ask("replay", "2", tmp_path / "out", "--at", tool.url)
        tool.version = "v1.11.0"
        tool.answers = "die"
        failed = ask("replay", "1", tmp_path / "failed", "--at", tool.url)
    assert entries(folder) == before
    assert "/sdapi/v1/img2img" in plan["asked"][0]
    again = tool.asked[1]
    assert (again["seed"], again["init_images"]) == (7, [coded(INIT)])
    assert again["override_settings"] == {"sd_model_checkpoint": "dream.safetensors [879db523c3]"}
    assert again["force_task_id"].startswith("made-later-corroboration-only-")
    assert [each["likeness"] for each in told["outputs"]] == ["same bytes"] * 2
    sides = {each["what"]: each for each in told["circumstances"]}
    assert sides["model"]["sameness"] == "same"
    assert sides["model"]["why"] == "the first 10 digits of it"
    assert (sides["version"]["then"], sides["seed"]["now"]) == ("v1.10.1", "7")
    assert any("the tool drew 7 then" in each for each in told["notes"])
    assert (failed["outcome"], failed["why"][:16]) == ("failed", "the tool is away")
    assert [each["likeness"] for each in failed["outputs"]] == ["did not come"] * 2
    assert (tmp_path / "failed" / "README.txt").is_file()


def test_another_machine_and_a_used_folder_are_refused(told, run, tmp_path):
    """Nothing of the record goes elsewhere unnoticed, and no file is overwritten."""
    assert told
    refused = run("replay", "1", tmp_path / "x", "--at", "http://10.0.0.1:8188", code=5)
    assert "--remote" in refused.stderr
    assert "not the address" in run("replay", "1", tmp_path, "--at", "no", code=5).stderr


def test_what_no_tool_was_told_is_refused(told, run, tmp_path):
    """With what lacks."""
    assert told
    result = run("replay", "0", tmp_path / "x", "--at", "http://127.0.0.1:1", code=ExitCode.STUDIO)
    assert "tells no tool anything" in result.stderr
