"""``bozzetto timelapse``: a film and a contact sheet of a work."""

import hashlib

import pytest

from bozzetto.api import Studio
from tests.evidence.timelapse.reading import shots_of

SMALL = ("--side", "640", "--seconds", "0.5")


@pytest.fixture
def cat(studio, pictures):
    """Record two materials."""
    assert studio
    with Studio.open() as opened:
        work = opened.open_work("Cat pendant")
        for path in pictures[:2]:
            work.add_material(work.take(path), role="sketch", origin="own hand")
    return work


def test_a_film_and_a_sheet_are_written(ask, cat, tmp_path):
    """With their digests, and how long it is."""
    assert cat
    film, sheet = tmp_path / "cat.mp4", tmp_path / "cat.png"
    value = ask("timelapse", "Cat pendant", film, "--sheet", sheet, *SMALL)
    data = film.read_bytes()
    assert value["work"] == cat.digest
    assert value["digest"] == "sha256:" + hashlib.sha256(data).hexdigest()
    assert (value["size"], value["width"], value["height"]) == (len(data), 640, 360)
    assert (value["frames"], value["states"], value["milliseconds"]) == (4, 2, 11_000)
    assert [shot.duration for shot in shots_of(data)] == [5000, 500, 500, 5000]
    assert sheet.read_bytes().startswith(b"\x89PNG")
    found = value["sheet"]
    assert found["digest"] == "sha256:" + hashlib.sha256(sheet.read_bytes()).hexdigest()


def test_for_people_it_says_the_same(run, cat, tmp_path):
    """File, digest, frames and seconds; a sheet as pages by its name."""
    assert cat
    sheet = tmp_path / "cat.pdf"
    words = ("--both", "--sheet", sheet, *SMALL)
    shown = run("timelapse", "Cat pendant", tmp_path / "cat.mp4", *words).stdout
    assert "11 s" in shown
    assert "contact sheet" in shown
    assert sheet.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    "words",
    [
        ("--side", "100"),
        ("--side", "4000"),
        *(("--seconds", word) for word in ("0", "0.09", "60.1", "x", "nan", "1e1", "-1", "1.")),
    ],
    ids=" ".join,
)
def test_what_cannot_be_shown_is_refused(run, cat, tmp_path, words):
    """Before anything is written."""
    assert cat
    run("timelapse", "Cat pendant", tmp_path / "cat.mp4", *words, code=2)
    assert not (tmp_path / "cat.mp4").exists()
