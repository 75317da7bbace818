"""The web UI's extension: what a job was told, what it gave, how it ended; and no harm done."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from tests.fakes.webui_host import Job, Unit, WebUI

ROOT = Path(__file__).parents[2]
OURS = ROOT / "src/bozzetto/capture/handover"
SHARED = {"reporter", "redaction", "desk"}


def install(folder, spool):
    """Put the extension where a web UI looks for it."""
    place = folder / "extensions/bozzetto"
    shutil.copytree(ROOT / "integrations/webui", place)
    for name in SHARED:
        shutil.copy(OURS / f"{name}.py", place / f"bozzetto_{name}.py")
    (place / "bozzetto.json").write_text(json.dumps({"spool": str(spool)}))
    return place


@pytest.fixture
def spool(tmp_path):
    """Where reports go."""
    return tmp_path / "spool"


@pytest.fixture
def webui(tmp_path, spool):
    """A web UI with the extension in it."""
    host = WebUI(tmp_path / "webui")
    place = install(host.folder, spool)
    with host.running():
        host.load(place)
        host.bozzetto = host.scripts[0].process.__globals__["CONNECTED"]
        yield host


def told(webui, spool):
    """Return all reports so far, in order."""
    capture, desk = webui.bozzetto
    assert desk.flush(60)
    assert capture._reporter.flush(60)  # noqa: SLF001  # no one else knows when all is written
    return [json.loads(file.read_text()) for file in sorted(spool.glob("*/*.json"))]


def files(spool, report):
    """Return the files of a report as pictures."""
    run = spool / report["run"]
    return [Image.open(run / each["file"]) for each in report["files"]]


def test_job_is_told_before_its_pictures(webui, spool):
    """Words, seeds and model come first, then each picture as its file is, then the end."""
    webui.generate(Job("a __colour__ cat", "blurry", seed=7, n_iter=2))
    started, given, first, second, ended = told(webui, spool)
    assert [r["act"] for r in (started, given, first, second, ended)] == [
        "started",
        "instruction",
        "output",
        "output",
        "ended",
    ]
    assert started["tool"] == {"name": "Stable Diffusion web UI", "version": "v1.10.1"}
    assert given["body"]["prompts"] == [
        {"role": "positive", "text": "a __colour__ cat", "by": "unknown"},
        {"role": "positive", "text": "a silver cat", "by": "template"},
        {"role": "negative", "text": "blurry", "by": "unknown"},
    ]
    assert given["body"]["models"] == [{"name": "cat-v2", "digest": "6ce0161689"}]
    assert given["body"]["settings"]["all_seeds"] == "7,8"
    assert {r["job"] for r in (given, first, second, ended)} == {given["job"]}
    saved = sorted(webui.output.iterdir())
    assert [Path(r["files"][0]["path"]) for r in (first, second)] == saved
    copy = spool / first["run"] / first["files"][0]["file"]
    assert copy.read_bytes() == saved[0].read_bytes()
    assert ended["body"] == {"how": "done"}


def test_sketch_mask_and_control_go_along(webui, spool):
    """The pictures that a job starts from are handed over to the pixel; the mask is a region."""
    sketch, mask = Image.new("RGB", (9, 7), "teal"), Image.new("L", (9, 7), 255)
    pose = Image.new("RGB", (5, 5), "red")
    unit = Unit(enabled=True, module="openpose", image={"image": pose})
    off = Unit(enabled=False, module="canny", image={"image": sketch})
    webui.generate(Job("a cat", init_images=[sketch], image_mask=mask, script_args=(0, unit, off)))
    given = told(webui, spool)[1]
    assert given["body"]["inputs"] == [
        {"role": "init", "file": 1, "region": 0},
        {"role": "control", "file": 2},
    ]
    assert "picture.encoded" in given["body"]["notes"]
    kept = files(spool, given)
    assert [picture.tobytes() for picture in kept] == [
        picture.tobytes() for picture in (mask, sketch, pose)
    ]


def test_pictures_that_are_not_saved(webui, spool):
    """Saving may be off: what the person saw is kept all the same, the grid of it is not."""
    webui.generate(Job("a cat", seed=3, n_iter=3, save=False))
    output = told(webui, spool)[2]
    assert output["body"] == {"files": [0, 1, 2], "problems": ["picture.encoded"]}
    assert [picture.getpixel((0, 0))[0] for picture in files(spool, output)] == [3, 4, 5]


@pytest.mark.parametrize(
    ("job", "how", "outputs"),
    [
        pytest.param(Job("a cat", n_iter=3, interrupt_at=1), "interrupted", 2, id="interrupted"),
        pytest.param(Job("a cat", n_iter=3, fail_at=1), "failed", 1, id="failed"),
    ],
)
def test_job_that_breaks_off(webui, spool, job, how, outputs):
    """What came before stands; how it ended is said, and nothing of an error's words."""
    if how == "failed":
        with pytest.raises(RuntimeError, match="out of memory"):
            webui.generate(job)
    else:
        webui.generate(job)
    reports = told(webui, spool)
    assert [r["act"] for r in reports].count("output") == outputs
    assert reports[-1]["body"]["how"] == how
    assert "sk-1234" not in json.dumps(reports)


def test_pasted_words_are_said_to_be(webui, spool):
    """Words taken out of another picture are marked, for the next job alone."""
    webui.paste("a cat\nSteps: 20")
    webui.generate(Job("a cat"))
    webui.generate(Job("a cat"))
    given = [r for r in told(webui, spool) if r["act"] == "instruction"]
    assert [r["body"]["notes"] for r in given] == [["infotext.pasted"], []]


def test_secrets_stay_where_they_are(webui, spool):
    """A key in a setting or in the words of a job is nowhere in the spool."""
    key = "sk-proj-abcdefghijklmnop1234567890"
    webui.generate(Job(f"a cat {key}", extra_generation_params={"api_key": "hunter2-hunter2"}))
    reports = told(webui, spool)
    assert "secret.removed" in reports[1]["body"]["notes"]
    for file in spool.rglob("*.json"):
        assert key.encode() not in file.read_bytes()
        assert b"hunter2" not in file.read_bytes()


def test_strange_jobs_do_no_harm(webui, spool):
    """A job of a fork that nobody foresaw runs; what could not be seen is said to be missed."""
    webui.generate(Job("a cat", init_images=["not a picture"]))
    reports = told(webui, spool)
    assert [r["act"] for r in reports] == ["started", "lost", "output", "ended"]
    assert "ValueError" in reports[1]["body"]["note"]


def test_unconnected_extension_does_nothing(tmp_path, caplog):
    """Without its bozzetto.json the web UI works, and its log says why nothing is recorded."""
    host = WebUI(tmp_path / "webui")
    place = install(host.folder, tmp_path / "spool")
    (place / "bozzetto.json").unlink()
    with host.running():
        host.load(place)
        assert len(host.generate(Job("a cat")).images) == 1
    assert "does not record here" in caplog.text


def test_full_disk_does_no_harm(tmp_path, caplog):
    """Where reports cannot be written, pictures are made as ever, and the log says so once."""
    blocked = tmp_path / "spool"
    blocked.write_text("a file where a folder should be")
    host = WebUI(tmp_path / "webui")
    with host.running():
        host.load(install(host.folder, blocked))
        for _ in range(3):
            assert len(host.generate(Job("a cat")).images) == 1
        _, desk = host.scripts[0].process.__globals__["CONNECTED"]
        assert desk.flush(60)
    assert caplog.text.count("cannot be written") <= 1
