"""What a person says about what was recorded; what it is about stays."""

import pytest

from bozzetto.api import Studio
from bozzetto.studio import UNDONE

pytestmark = pytest.mark.usefixtures("work")


def last():
    """Return the newest entry of the work."""
    with Studio.open() as studio:
        return studio.works()[0].entries()[-1][1]


def said(name="text"):
    """Return the newest entry's text of that name."""
    entry = last()
    return entry.text(entry.event.body[name])


def test_comment_is_about_files_and_entries(run, told, pictures):
    """A remark names what it is about."""
    assert told
    run("comment", "good", "--about", pictures[0], "--about", "1")
    assert len(last().event.body["about"]) == 2


def test_correction_leaves_the_entry(run, ask):
    """What is corrected stays, and the correction names it."""
    wrong = ask("intent", "a dog")["entry"]
    run("correct", "1", "a cat, not a dog")
    assert last().event.body["corrects"] == wrong
    assert "has no entry 77" in run("correct", "77", "x", code=5).stderr


def test_erase_removes_the_bytes_and_says_so(run, told, pictures, ask):
    """The bytes go, the digest stays, and an entry says why."""
    assert told
    run("erase", pictures[0], "--reason", "a person asked", "--yes")
    digest = last().event.body["assets"][0]
    assert said("reason") == "a person asked"
    with Studio.open() as studio:
        assert not studio.assets.has(digest)
    assert ask("doctor")["ok"]


def test_erase_asks_first(run, told, pictures, monkeypatch):
    """Without --yes it asks in a terminal, and refuses where nobody can answer."""
    assert told
    words = ("erase", pictures[0], "--reason", "x")
    assert "nobody is here to ask" in run(*words, code=2).stderr
    monkeypatch.setattr("bozzetto.cli.remarks.is_terminal", lambda: True)
    assert "interrupted" in run(*words, code=130, input="n\n").stderr
    assert last().event.kind == "output.received"
    run(*words, input="y\n")
    assert last().event.kind == "bytes.erased"


def test_undo_restores_what_stood_before(run, ask, told, pictures):
    """An undone choice is corrected, and its candidates are again what they were."""
    assert told
    run("choose", *pictures, "--chosen", pictures[0])
    first = last().event.body
    second = ask("choose", *pictures, "--chosen", pictures[1], "--rejected", pictures[0])
    value = ask("undo", second["number"], "the light was wrong")
    assert value["corrected"]["number"] + 1 == value["restored"]["number"]
    assert value["restored"]["entry"] == last().digest
    assert last().event.body == first
    lines = run("undo", second["entry"][7:17]).stdout.splitlines()
    assert len(lines) == 4
    with Studio.open() as studio:
        corrected = studio.works()[0].entries()[-2][1]
    assert corrected.text(corrected.event.body["text"]) == UNDONE
    assert corrected.event.body["corrects"] == second["entry"]


def test_undo_of_what_is_no_choice(run):
    """Only a choice is undone, and it must be there."""
    assert "is no choice" in run("undo", "0", code=5).stderr
    assert "has no entry 9" in run("undo", "9", code=5).stderr
    assert last().event.kind == "work.opened"
