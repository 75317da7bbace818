"""Inspections as JSON: every key is there, whatever the file says."""

import json
from pathlib import Path

from bozzetto.cli.inspected_json import inspection_value
from bozzetto.labels.inspection import Held, Match, inspect_file
from bozzetto.record import digest_of
from tests.cli.scenes import generated

KEYS = {
    *("file", "type", "width", "height", "animated", "pixels", "problems", "summary", "voices"),
    *("unread", "studio", "carriers", "reading", "credentials", "worth"),
}


def test_keys(tmp_path):
    """A file that says nothing has the keys of one that says much."""
    (tmp_path / "b.txt").write_text("no picture")
    for path in (generated(tmp_path / "a.png"), tmp_path / "b.txt"):
        value = inspection_value(path, inspect_file(path))
        assert value.keys() == KEYS
        assert json.loads(json.dumps(value)) == value


def test_statements(tmp_path):
    """Words of the file have no code; a worth of their own differs from the voice's."""
    path = generated(tmp_path / "a.png")
    (voice,) = inspection_value(path, inspect_file(path))["voices"]
    assert voice["worth"]["code"] == "written"
    said = {each["about"]: each for each in voice["statements"]}
    assert said["prompt.negative"] == {
        "about": "prompt.negative",
        "label": "negative prompt",
        "words": "blurry",
        "code": None,
        "worth": "written",
    }


def test_studio(tmp_path):
    """What the studio has is named by work and file."""
    match = Match(digest_of(b"w"), "Cat", digest_of(b"f"), "cat.png", 4)

    class Knowing:
        def find(self, *_asked):
            return Held(alike=(match,), compared=1, pictures=2)

    path = generated(tmp_path / "a.png")
    held = inspection_value(Path("a"), inspect_file(path, library=Knowing()))["studio"]
    assert held == {
        "same_bytes": [],
        "same_pixels": [],
        "alike": [
            {
                "work": match.work,
                "title": "Cat",
                "asset": match.asset,
                "name": "cat.png",
                "distance": 4,
            }
        ],
        "compared": 1,
        "pictures": 2,
    }
