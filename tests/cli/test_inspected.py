"""Inspections in words: lines of a prompt stay lines, long ones are wrapped, hands are told."""

import os
from dataclasses import replace

import pytest

from bozzetto.capture.dialects import PromptText, Reading
from bozzetto.capture.picture import Picture
from bozzetto.cli import inspected
from bozzetto.cli.inspected import MAX_SETTINGS, show_inspection, show_short
from bozzetto.labels.inspection import Held, Inspection, Match, Sentence
from bozzetto.labels.inspection.tool import tool_voice
from bozzetto.record import digest_of

MATCH = Match(digest_of(b"work"), "Cat", digest_of(b"file"), "cat.png", None)


def inspection(reading=None, held=None, unread=()):
    """What was found in a file that says this."""
    picture = Picture("image/png", 4, 3, animated=False, carriers=(), problems=(), pixels=None)
    voices = () if reading is None else (tool_voice(reading),)
    return Inspection(picture, reading, None, voices, unread, held)


@pytest.fixture
def shown(capsys):
    """Show a file, and return the lines."""

    def call(found, show=show_inspection):
        show("a\x1b.png", found)
        return capsys.readouterr().out.splitlines()

    return call


def test_columns_and_bars(shown):
    """A bar stands before each line of a prompt, and what is one thing stands under its name."""
    reading = Reading("ComfyUI", None, (PromptText("positive", "a\nb"),), settings=(("seed", "7"),))
    lines = shown(inspection(reading))
    assert lines[0] == "file  a\\x1b.png"
    assert lines[lines.index("  prompt:") + 1 :][:2] == ["    | a", "    | b"]
    assert "    seed  7" in lines
    assert "  protected by  nothing" in lines


def test_wrapped_in_a_terminal(shown, monkeypatch):
    """In a terminal long lines are wrapped with their column; in a pipe they stay whole."""
    found = inspection(Reading("ComfyUI", None, (PromptText("positive", "cat " * 60),)))
    assert max(map(len, shown(found))) > 200
    monkeypatch.setattr(inspected.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(inspected.shutil, "get_terminal_size", lambda: os.terminal_size((60, 24)))
    lines = shown(found)
    assert max(map(len, lines)) <= 60
    assert sum(line.startswith("    | ") for line in lines) == 1  # it is one line of the prompt


def test_many_settings(shown):
    """Settings are cut, and it is said how many more there are."""
    settings = tuple((f"s{number:03}", "x") for number in range(MAX_SETTINGS + 5))
    lines = shown(inspection(Reading("ComfyUI", settings=settings)))
    assert "    and 5 more" in lines


def test_what_the_studio_has(shown):
    """The file, its pixels and what looks like it are three things; the method has limits."""
    held = Held((MATCH,), (MATCH,), (replace(MATCH, distance=3),), 7, 9)
    out = " ".join(shown(inspection(held=held)))
    assert "this very file is in Cat (cat.png, " in out
    assert "the same pixels, with other metadata, are in Cat" in out
    assert "3 of 64 bits differ" in out
    assert "7 of 9 pictures were compared" in out
    assert "this very file is not there" in " ".join(shown(inspection(held=Held())))
    assert "0 of 9 pictures were compared" in " ".join(shown(inspection(held=Held(pictures=9))))


def test_short(shown):
    """One of several is a name and a sentence; what is so of all is not said of each."""
    unread = (Sentence("unread.pixels"), Sentence("unread.changed"))
    found = inspection(Reading("ComfyUI"), Held((MATCH,)), unread)
    lines = shown(found, show_short)
    assert lines[0] == "a\\x1b.png"
    assert lines[1:3] == [
        "  Words that anybody can write say that ComfyUI made it.",
        "  The file was changed while it was read: say it again.",
    ]
    assert "this very file is in Cat" in lines[3]
    assert len(shown(inspection(Reading("ComfyUI"), Held()), show_short)) == 2
