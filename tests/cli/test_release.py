"""Releases from the command line: what is asked, what is said, and what is left."""

import json
from pathlib import Path

import pytest
from PIL import Image

from bozzetto.api import Studio
from bozzetto.cli import release as module
from bozzetto.cli.release import LABELS, REASONS, UNKNOWNS
from bozzetto.labels import find_labels
from bozzetto.labels.release import Reason, Unknown, checking
from tests.labels.credentials.readers import store
from tests.labels.pictures import gradient, saved

WANTED = ("--place", "https://example.org", "--licence", "CC0", "--out", "published")


@pytest.fixture(autouse=True)
def _without_exiftool(monkeypatch):
    """Let Pillow read: ExifTool takes its time, and is asked in the tests of the library."""
    monkeypatch.setattr(checking.shutil, "which", lambda _name: None)


@pytest.fixture
def picture(run, work, tmp_path, monkeypatch):  # noqa: ARG001  # it must be there
    """A picture of the work that is large enough for a visible label."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "cat.png"
    path.write_bytes(saved("PNG", gradient("RGB", (320, 240))))
    run("import", path)
    return path


def test_release_for_china(ask, picture):
    """One command writes the copy with all labels, and records it."""
    value = ask(
        *("release", "Cat pendant", picture, "--preset", "cn", "--provider", "example", *WANTED),
        *("--creator", "Ann", "--yes", "--self-made", "--with-root"),
    )
    (copy,) = value["copies"]
    assert copy["labels"] == ["visible", "aigc", "iptc", "c2pa"]
    assert Path(copy["file"]) == Path("published/cat-cn.png")
    assert value["source_type"] == {
        "proposed": "trainedAlgorithmicMedia",
        "reason": "pure",
        "unknown": ["inputs", "imported"],
        "entries": value["source_type"]["entries"],
        "strength": ["imported"],
        "used": "trainedAlgorithmicMedia",
        "given": False,
    }
    assert (copy["credentials"]["trust"], copy["credentials"]["timestamp"]) == (
        "self-attested",
        "none",
    )
    (found,) = find_labels(Path(copy["file"]))
    assert (found.aigc.producer, found.aigc.produce_id) == ("example", value["id"])
    with Studio.open() as studio:
        entry = studio.find_work("Cat pendant").entries()[-1][1]
    assert (entry.digest, entry.event.kind) == (value["entry"], "work.released")
    assert entry.text(entry.event.body["place"]) == "https://example.org"


def test_release_in_words(run, picture):
    """People are told which files there are, which labels they have, and who read them."""
    words = ("release", "Cat pendant", picture, "--preset", "us", "--provider", "x", *WANTED)
    result = run(*words, "--source-type", "compositeWithTrainedAlgorithmicMedia", "--self-made")
    assert "IPTC, disclosure (SB 942), content credentials" in result.stdout
    assert "Pillow" in result.stdout
    assert "recorded as entry" in result.stdout
    assert "identifies nobody" in result.stderr
    assert "made a certificate in the name Ann" in result.stderr
    said = run("--lang", "zh", *words[:3], "--preset", "plain", *WANTED, "--yes").stdout
    assert "IPTC" in said


def test_nobody_is_asked_without_a_terminal(run, picture):
    """What a flag could say is never waited for: the error names the flag."""
    words = ("release", "Cat pendant", picture, "--preset", "plain", *WANTED)
    assert "say --yes to trainedAlgorithmicMedia" in run(*words, code=2).stderr
    assert not Path("published").exists()


@pytest.mark.usefixtures("work")
def test_what_the_record_does_not_say(run, tmp_path, monkeypatch):
    """Where nothing is proposed, --yes says yes to nothing."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.png"
    path.write_bytes(saved("PNG"))
    run("material", path, "--role", "photo", "--origin", "licensed")
    words = ("release", "Cat pendant", path, "--preset", "plain", *WANTED)
    assert "give --source-type" in run(*words, "--yes", code=2).stderr
    run(*words, "--source-type", "digitalCapture")


@pytest.mark.parametrize("answer", ["\n", "humanEdits\n"], ids=["as proposed", "another"])
def test_a_question_at_a_terminal(run, picture, monkeypatch, answer):
    """Who is there is told why, and what is not known, and answers."""
    monkeypatch.setattr(module, "is_terminal", lambda: True)
    words = ("release", "Cat pendant", picture, "--preset", "plain", *WANTED)
    result = run(*words, input=answer)
    assert "the record knows no picture from elsewhere" in result.stderr
    assert "not known: what the tool was told is not recorded" in result.stderr
    with Studio.open() as studio:
        body = studio.find_work("Cat pendant").entries()[-1][1].event.body
    assert body["source type"] == (answer.strip() or "trainedAlgorithmicMedia")


REFUSED = {
    "no such preset": (("--preset", "jp"), 2, "want cn | eu | us | plain"),
    "no such source type": (("--preset", "plain", "--source-type", "photo"), 8, "IPTC"),
    "no provider": (("--preset", "cn", "--yes"), 5, "--provider"),
    "no signer": (("--preset", "eu", "--yes"), 5, "nobody signs"),
    "no authority": (("--preset", "eu", "--yes", "--self-made"), 5, "--timestamp"),
    "no label": (("--preset", "plain", "--visible", "a cat"), 8, "lacks an element"),
    "both": (("--preset", "plain", "--visible", "AI生成", "--no-visible"), 2, "either"),
    "unknown authority": (("--preset", "plain", "--timestamp", "nobody"), 5, "nobody"),
}


def test_release_refuses(run, picture):
    """What is missing or does not fit is said, and nothing is left."""
    for case, (more, code, why) in REFUSED.items():
        result = run("release", "Cat pendant", picture, *WANTED, *more, code=code)
        assert why in result.stderr, case
        assert result.stdout == "", case
        assert not Path("published").exists(), case


def test_where_the_label_stands(ask, picture):
    """English words, at another place."""
    words = ("release", "Cat pendant", picture, "--preset", "plain", *WANTED, "--yes")
    value = ask(*words, "--visible", "AI-generated", "--visible-at", "top-left")
    shown = value["copies"][0]["visible"]
    assert (shown["text"], shown["position"]) == ("AI-generated", "top-left")
    assert json.dumps(value)


@pytest.mark.usefixtures("told")
def test_words_that_go_out(run, pictures, tmp_path, monkeypatch):
    """Who publishes a picture with a prompt in it is told so."""
    monkeypatch.chdir(tmp_path)
    result = run("release", "Cat pendant", pictures[0], "--preset", "plain", *WANTED, "--yes")
    assert "carries the words that the tool was given" in result.stderr


def test_where_edits_changed_it(ask, run, picture, tmp_path):
    """An edit is told with the places that differ, where pixels can be compared."""
    pytest.importorskip("numpy", reason="numpy is not installed")
    with Image.open(picture) as image:
        image.paste((255, 0, 0), (40, 60, 90, 100))
        image.save(tmp_path / "edited.png")
    run("edit", tmp_path / "edited.png", "--before", picture, "--tool", "Krita")
    words = ("release", "Cat pendant", tmp_path / "edited.png", "--preset", "plain", *WANTED)
    value = ask(*words, "--yes", "--self-made")
    assert value["source_type"]["reason"] == "edited"
    told = store(value["copies"][0]["file"])
    actions = told["manifests"][told["active_manifest"]]["assertions"][0]["data"]["actions"]
    (edited,) = (each for each in actions if each["action"] == "c2pa.edited")
    shape = edited["changes"][0]["region"][0]["shape"]
    assert (shape["origin"], shape["width"], shape["height"]) == ({"x": 40, "y": 60}, 50, 40)
    said = ask("inspect", value["copies"][0]["file"])
    assert "Krita" in json.dumps(said)


def test_all_words_are_there():
    """Every reason, everything unknown and every kind of label has words."""
    assert set(REASONS) == set(Reason)
    assert set(UNKNOWNS) == set(Unknown)
    assert set(LABELS) == {"visible", "aigc", "iptc", "sb942", "c2pa"}
