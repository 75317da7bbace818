"""What a person says about a work, and that it is signed as such."""

import pytest

from bozzetto.api import Studio
from tests.cli.scenes import generated

pytestmark = pytest.mark.usefixtures("work")


def last():
    """Return the newest entry of the work."""
    with Studio.open() as studio:
        return studio.works()[0].entries()[-1][1]


def said(name="text"):
    """Return the newest entry's text of that name."""
    entry = last()
    return entry.text(entry.event.body[name])


def test_intent_is_kept_to_the_letter(run, ask):
    """Words are recorded as they were typed, and signed by the owner."""
    assert run("intent", "  a cat\n\n").stdout.startswith("recorded as entry 1 of Cat pendant\n")
    assert said() == "  a cat\n\n"
    value = ask("intent", "more", "--dimension", "colour", "--dimension", "lines", "--about", "1")
    entry = last()
    assert value["entry"] == entry.digest
    assert entry.event.body["dimensions"] == ["colour", "lines"]
    assert len(entry.event.body["targets"]) == 1
    assert entry.event.seen == "stated"
    assert entry.event.by.tool is None


@pytest.mark.parametrize("command", ["intent", "comment"])
def test_words_come_from_a_file_or_standard_input(run, tmp_path, command):
    """Long words are read from a file, or from standard input, byte for byte."""
    file = tmp_path / "words.txt"
    file.write_bytes("一只猫\r\n".encode())
    run(command, "--file", file)
    assert said() == "一只猫\r\n"
    run(command, "-", input=b"from a pipe")
    assert said() == "from a pipe"


@pytest.mark.parametrize(
    ("words", "options", "code"),
    [
        pytest.param([], {}, 2, id="no words"),
        pytest.param(["-"], {"input": b"\xff"}, 8, id="not UTF-8"),
        pytest.param(["-"], {"input": b"x" * ((1 << 20) + 1)}, 8, id="too long"),
        pytest.param(["x", "--dimension", "size"], {}, 2, id="no such dimension"),
        pytest.param(["x", "--about", "99"], {}, 5, id="about nothing"),
        pytest.param(["x", "--work", "Dog"], {}, 5, id="no such work"),
    ],
)
def test_intent_refuses(run, words, options, code):
    """What cannot be recorded is refused, and nothing is recorded."""
    result = run("intent", *words, code=code, **options)
    assert result.stdout == ""
    assert last().event.kind == "work.opened"


def test_text_and_file_together_are_refused(run, tmp_path):
    """Two sources of words are one too many."""
    (tmp_path / "a").write_text("x", encoding="utf-8")
    assert "either a text" in run("intent", "x", "--file", tmp_path / "a", code=2).stderr


def test_material_keeps_the_file(run, pictures):
    """Material is kept to the last byte, with its role and origin."""
    run("material", pictures[0], "--role", "sketch", "--origin", "own hand", "--note", "pencil")
    body = last().event.body
    assert (body["role"], body["origin"], said("note")) == ("sketch", "own hand", "pencil")
    with Studio.open() as studio, studio.assets.open(body["asset"]["digest"]) as kept:
        assert kept.read() == pictures[0].read_bytes()


def test_choice_names_what_was_offered(run, told, pictures):
    """A choice records all candidates, what was chosen and rejected, and why."""
    assert told
    run("choose", *pictures, "--chosen", pictures[1], "--rejected", pictures[0], "--reason", "eyes")
    body = last().event.body
    assert (len(body["among"]), len(body["chosen"]), len(body["rejected"])) == (3, 1, 1)
    assert said("reason") == "eyes"
    run("choose", "--chosen", pictures[2], "--rejected", pictures[0])
    assert len(last().event.body["among"]) == 2
    run("choose", "--among", pictures[2], "--among", pictures[1])
    assert last().event.body["chosen"] == []


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        pytest.param([], 2, "nothing to choose among", id="nothing"),
        pytest.param(["{0}", "--chosen", "{1}"], 2, "among the candidates", id="not offered"),
        pytest.param(["{0}", "--chosen", "{0}", "--rejected", "{0}"], 8, "twice", id="both"),
        pytest.param(["none.png"], 5, "has no file", id="unknown"),
    ],
)
def test_choice_refuses(run, told, pictures, words, code, why):
    """A choice that contradicts itself, or the record, is refused."""
    assert told
    words = [word.format(*pictures) for word in words]
    assert why in run("choose", *words, code=code).stderr


def test_edit_names_before_and_after(run, told, pictures, tmp_path):
    """An edit names what it was made from, the program, what was changed and why."""
    assert told
    after = generated(tmp_path / "after.png", seed=9)
    project = tmp_path / "cat.kra"
    project.write_bytes(b"layers")
    run(
        *("edit", after, "--before", pictures[0], "--before", pictures[1], "--tool", "Krita"),
        *("--tool-version", "5.2", "--dimension", "viewing angle", "--note", "turned its head"),
        *("--project", project),
    )
    body = last().event.body
    assert body["tool"] == {"name": "Krita", "version": "5.2"}
    assert len(body["before"]) == 2
    assert body["project"]["name"] == "cat.kra"
    assert said("note") == "turned its head"


def test_edit_of_an_unknown_picture_is_refused(run, pictures):
    """What was never recorded cannot have been edited."""
    words = ("edit", pictures[1], "--before", pictures[0], "--tool", "Krita")
    assert "does not name the file" in run(*words, code=5).stderr
