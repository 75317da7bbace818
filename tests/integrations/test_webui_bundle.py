"""From a button in the web UI to a bundle that verifies: only commands and files between."""

import io

import pytest
from PIL import Image

from tests.cli.proxying import files_with
from tests.fakes.webui_host import Job, WebUI
from tests.integrations.recorded import check, entries, of, owner, picture_of

KEY = "sk-proj-abcdefghijklmnop1234567890"


@pytest.fixture
def webui(tmp_path, lighthouse):
    """A web UI with the extension, put there by the command, for a person's work."""
    host = WebUI(tmp_path / "webui")
    place = host.folder / "extensions"
    place.mkdir()
    lighthouse("connect", "webui", host.folder, "--work", "Lighthouse", "--person", "Ann")
    with host.running():
        host.load(place / "bozzetto")
        yield host


def settle(webui, command):
    """End the web UI, and record what it handed over."""
    capture, desk = webui.scripts[0].process.__globals__["CONNECTED"]
    assert desk.flush(60)
    capture._reporter.close(60)  # noqa: SLF001  # as it is closed when the web UI ends
    command("receive", "--once")
    return entries()


def pixels(asset):
    """The pixels of a picture that the studio keeps."""
    return Image.open(io.BytesIO(picture_of(asset))).tobytes()


def test_job_becomes_a_bundle(webui, command, tmp_path):
    """Words, sketch and mask, then every candidate and the grid: live, by the person, in order."""
    sketch, mask = Image.new("RGB", (9, 7), "teal"), Image.new("L", (9, 7), 255)
    job = Job("a cat", "fog", 5, n_iter=3, init_images=[sketch], image_mask=mask, save_grid=True)
    webui.generate(job)
    found = settle(webui, command)

    (given,), outputs = of(found, "instruction.given"), of(found, "output.received")
    assert {entry.event.seen.value for entry in (given, *outputs)} == {"live"}
    assert found.index(given) < found.index(outputs[0])
    assert [entry.event.body["instruction"] for entry in outputs] == [given.digest] * 4
    assert [entry.event.body["assets"][0]["name"] for entry in outputs] == [
        "00001-5.png",
        "00002-6.png",
        "00003-7.png",
        "grid-0003.png",
    ]
    for entry in outputs:
        (asset,) = entry.event.body["assets"]
        assert picture_of(asset) == (webui.output / asset["name"]).read_bytes()
    (used,) = given.event.body["inputs"]
    assert used["role"] == "init"
    assert [pixels(used[name]) for name in ("asset", "region")] == [
        sketch.tobytes(),
        mask.tobytes(),
    ]
    assert given.event.by.person == owner()
    assert {entry.event.by.person for entry in outputs} == {None}
    assert {text.text for text in given.texts} == {"a cat", "fog"}
    assert not of(found, "recorder.found")
    check(command, tmp_path / "lighthouse.zip")


def test_secrets_are_nowhere_in_the_studio(webui, command, own_folders):
    """What was planted in words, settings, names and an error is in no file, spool and all."""
    planted = {"api_key": "hunter2-hunter2", "note": f"Bearer {KEY}"}
    job = Job("a cat", KEY, extra_generation_params=planted, sd_model_name=f"m?token={KEY}")
    webui.generate(job)
    with pytest.raises(RuntimeError, match="out of memory"):
        webui.generate(Job("a dog", styles=[KEY], fail_at=0))
    found = settle(webui, command)
    notes = [entry.event.body.get("notes", []) for entry in of(found, "instruction.given")]
    assert ["secret.removed" in each for each in notes] == [True, True]
    (ended,) = of(found, "job.ended")
    assert ended.event.body["how"] == "failed"
    assert len(of(found, "output.received")) == 1
    for secret in (KEY, "hunter2", "sk-1234567890abcdef1234567890"):
        assert not files_with(own_folders / "studio", secret.encode())
