"""Codes: what a recorder notices is said in words on the pages, as the command line says it."""

import json
from pathlib import Path

import pytest

from bozzetto.capture.dialects import NOTES

ROOT = Path(__file__).parents[2]
TEXTS = json.loads((ROOT / "viewer/src/texts/step.json").read_text("utf-8"))
CHINESE = json.loads((ROOT / "src/bozzetto/zh.json").read_text("utf-8"))
# Codes that stand in instructions and outputs of connected tools, beside those of `NOTES`
HANDED = (
    "infotext.pasted",
    "page.selected",
    "page.typed",
    "picture.encoded",
    "picture.screenshot",
    "prompt.revised",
    "request.without-pictures",
    "secret.embedded",
    "secret.removed",
    "text.cut",
)


@pytest.mark.parametrize("code", NOTES)
def test_notes_of_readings(code):
    """The pages say what a reading noticed in the same words, in both languages."""
    assert TEXTS[f"step.code.{code}"] == {"en": NOTES[code], "zh": CHINESE[NOTES[code]]}


def test_notes_of_tools():
    """What is noticed while a tool is recorded has words, and is still noticed."""
    folders = [ROOT / "src/bozzetto" / part for part in ("capture", "web")]
    folders += [ROOT / "integrations"]
    sources = [path.read_text("utf-8") for at in folders for path in at.rglob("*.py")]
    for code in HANDED:
        assert f"step.code.{code}" in TEXTS
        assert any(f'"{code}"' in source for source in sources), code
