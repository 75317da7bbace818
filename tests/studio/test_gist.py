"""Gists: what is noted of one line, and that no line whatever raises."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.record import ChainSort
from bozzetto.studio import DISPUTE, MILESTONE, Instruction, Program, Prompt
from bozzetto.studio.gist import MARKS, MAX_SHOWN, Mark, pieces_in, read_gist
from tests.studio.logs import asset, digest


def line(kind, body, texts=(), **more):
    """Spell a line of a work's."""
    event = {
        "kind": kind,
        "chain": digest("work"),
        "at": "2026-11-22T12:00:00.000000Z",
        "seen": "live",
        "by": {"tool": "t", "version": "1"},
        "body": body,
        **more,
    }
    opened = {digest(words): ["salt", words] for words in texts}
    return json.dumps({"event": event, "open": opened, "signatures": []}).encode()


def said(words):
    """Commit to a text."""
    return {"text": digest(words)}


def gists(studio):
    """Read all lines of a studio, by kind."""
    found = [read_gist(line) for *_rest, line in studio.database.all_lines()]
    assert None not in found
    return {gist.kind: gist for gist in found}


def test_lines_of_the_recorder(studio, work):
    """What the recorder writes is read: sort, people, titles and texts."""
    studio.people.join("Ben", "colourist", passphrase=None)
    work.state_intent("A silver cat")
    prompts = (Prompt("no text", role="negative"), Prompt("silver cat, night"))
    work.give_instruction(Instruction("ComfyUI", prompts=prompts))
    found = gists(studio)
    assert [name for _key, name in found["studio.opened"].names] == ["Ann", "desk"]
    assert [name for _key, name in found["person.joined"].names] == ["Ben"]
    assert (found["anchors.opened"].sort, found["studio.opened"].sort) == (
        ChainSort.ANCHOR,
        ChainSort.STUDIO,
    )
    opened = found["work.opened"]
    assert (opened.title, opened.texts, opened.people) == ("Cat", (), (studio.owner,) * 2)
    assert found["intent.stated"].words == "A silver cat"
    work.end_job(None, "failed", program=Program("ComfyUI"), note="out of memory")
    work.identify_model("ink.safetensors", digest("weights"), 7)
    later = gists(studio)
    ended = later["job.ended"]
    assert (ended.words, ended.texts) == ("out of memory", ("out of memory",))
    assert later["model.identified"].words == "ink.safetensors"
    assert later["model.identified"].sort is ChainSort.WORK
    told = found["instruction.given"]
    assert told.words == "silver cat, night"  # what is wanted says more than what is not
    assert set(told.texts) == {"no text", "silver cat, night"}


def test_pictures():
    """Outputs, edits and materials bring pictures; a project's file is none."""
    assets = [asset("a"), asset("b", "text/plain"), asset("c", "image/webp")]
    gist = read_gist(line("output.received", {"assets": assets}))
    assert [(one.digest, one.made) for one in gist.pictures] == [
        (digest("a"), True),
        (digest("c"), True),
    ]
    assert gist.shown == digest("a")
    assert gist.assets == tuple(digest(name) for name in "abc")
    gist = read_gist(line("edit.made", {"after": asset("e"), "project": asset("p", "image/x-xcf")}))
    assert [(one.digest, one.made) for one in gist.pictures] == [(digest("e"), True)]
    gist = read_gist(line("material.added", {"asset": asset("m")}))
    assert [(one.digest, one.made) for one in gist.pictures] == [(digest("m"), False)]


def test_choice():
    """A choice is shown by what it chose."""
    body = {"among": [digest("a"), digest("b")], "chosen": [digest("b")]}
    gist = read_gist(line("choice.made", body))
    assert (gist.shown, gist.chosen) == (digest("b"), (digest("b"),))
    assert gist.among == (digest("a"), digest("b"))


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("milestone: v1", Mark("milestone")),
        ("dispute: mine", Mark("disputed")),
        ("a milestone: no", None),
        ("Milestone: no", None),
        ("", None),
    ],
)
def test_marks(words, mark):
    """A remark that begins so says how far the work is, or that it is disputed."""
    assert read_gist(line("comment.made", {"text": said(words)}, [words])).mark == mark


@pytest.mark.parametrize(
    ("about", "mark"),
    [
        pytest.param([], Mark("milestone"), id="nothing"),
        pytest.param([digest("work")], Mark("milestone"), id="the work"),
        pytest.param([digest("a"), digest("work")], Mark("milestone"), id="a picture and the work"),
        pytest.param([digest("a")], None, id="a picture"),
    ],
)
def test_marks_are_of_the_work_as_a_whole(about, mark):
    """What is said of one picture says nothing of how far the work is."""
    words = "milestone: v1"
    body = {"text": said(words), "about": about}
    assert read_gist(line("comment.made", body, [words])).mark == mark


def test_marks_are_what_is_written():
    """What is written when somebody names a milestone, or states a dispute, is what is read."""
    assert [MILESTONE.strip(), DISPUTE.strip()] == list(MARKS)


def test_release():
    """A release names what went out."""
    gist = read_gist(line("work.released", {"asset": digest("a"), "place": said("gallery")}))
    assert (gist.mark, gist.shown, gist.words) == (
        Mark("released", digest("a")),
        digest("a"),
        None,
    )


def test_long_words_are_cut():
    """What an entry says is shown in short; it is found as a whole."""
    words = "long " * 200
    gist = read_gist(line("comment.made", {"text": said(words)}, [words]))
    assert gist.words == words[:MAX_SHOWN]
    assert gist.texts == (words,)


def test_unknown_kind():
    """An entry of a kind that nobody knows belongs to a work, and its texts are found."""
    body = {"chosen": "yes", "prompts": 7, "people": {}, "among": None, "words": said("x")}
    gist = read_gist(line("sketch.dreamt", body, ["x"]))
    assert (gist.sort, gist.texts, gist.chosen, gist.pictures) == (ChainSort.WORK, ("x",), (), ())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        pytest.param("output.received", {"assets": [{"digest": "x"}]}, id="no asset"),
        pytest.param("output.received", {}, id="no assets"),
        pytest.param("choice.made", {"among": ["x"]}, id="no digest"),
        pytest.param("bytes.erased", {"assets": 7}, id="no list"),
        pytest.param("key.replaced", {"old": "a"}, id="no new key"),
        pytest.param("work.released", {}, id="nothing released"),
    ],
)
def test_unreadable(kind, body):
    """A body that is not of its kind is no gist."""
    assert read_gist(line(kind, body)) is None


def test_module_reads_no_file():
    """A gist comes of the line alone."""
    source = Path(read_gist.__code__.co_filename).read_text(encoding="utf-8")
    assert "import sqlite3" not in source
    assert "open(" not in source


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", set()),
        (" ,，\n", set()),
        ("Silver cat, NIGHT", {"silver", "cat", "night"}),
        ("港口，黄昏。起重机、海", {"港口", "黄昏", "起重机", "海"}),
        ("(cat:1.2) a|b;c", {"(cat:1.2)", "a", "b", "c"}),
    ],
)
def test_pieces(text, pieces):
    """A text is taken apart at white space and at what stands between the parts of a list."""
    assert pieces_in(text) == pieces


@given(st.text())
def test_piece_of_a_text_is_in_it(text):
    """Every piece stands in the text, and no piece can be taken apart further."""
    for piece in pieces_in(text):
        assert piece in text.casefold()
        assert pieces_in(piece) == {piece}


_FIELDS = st.sampled_from(["kind", "body", "at", "by", "chain"])
_VALUES = st.text() | st.integers() | st.none() | st.lists(st.integers())
_LINES = st.dictionaries(st.sampled_from(["event", "open"]), st.dictionaries(_FIELDS, _VALUES))


@given(st.binary() | st.text().map(str.encode) | _LINES.map(lambda line: json.dumps(line).encode()))
def test_any_bytes_are_read_or_not(line):
    """Whatever the line, reading it raises nothing."""
    assert read_gist(line) is None
