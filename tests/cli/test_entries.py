"""Entries in words: a sentence for every kind of a work chain."""

import secrets

import pytest

from bozzetto.api import Instruction, Program, Prompt, Seen, Studio
from bozzetto.cli.entries import (
    ENDED_WORDS,
    SEEN_WORDS,
    TOLD,
    Teller,
    short_digest,
    translate_dimension,
)
from bozzetto.language import Language, speak
from bozzetto.record import DIMENSIONS, ENDED, KINDS, Actor, ChainSort, Text
from bozzetto.studio import Draft


@pytest.fixture
def scene(told):
    """A studio with a work that knows three pictures."""
    with Studio.open() as studio:
        yield studio, studio.find_work(told["title"])


def tell(studio, work, number=-1):
    """Say what an entry of the work says."""
    return Teller.of(studio, work).what(work.entries()[number][1])


def draft(studio, work, kind, body, *texts):
    """Record an entry for which the library has no method."""
    by, signers = Actor(person=studio.owner), (studio.signer(studio.owner),)
    studio.record(Draft(kind, body, Seen.STATED, by, signers, work.digest, texts))


def text(words):
    """Return a salted text."""
    return Text.with_salt(words, secrets.token_bytes(16))


def test_every_act_is_told(scene, tmp_path):
    """What a person or a tool did is said in one sentence, with names and digits."""
    studio, work = scene
    first, second, _ = work.assets()
    a, b = f"0.png [{short_digest(first)}]", f"1.png [{short_digest(second)}]"
    assert tell(studio, work, 0) == "work opened: Cat pendant"
    assert tell(studio, work, 1) == "instruction to AUTOMATIC1111: a silver cat"
    assert tell(studio, work, 2) == f"output to entry 1: {a}"
    work.state_intent("a  cat\nof silver")
    assert tell(studio, work) == "intent: a cat of silver"
    work.choose([first, second], chosen=[first], rejected=[second], reason="eyes")
    assert tell(studio, work) == f"choice among 2: chosen {a}; rejected {b}: eyes"
    work.choose([first])
    assert tell(studio, work) == "choice among 1: nothing decided"
    after = tmp_path / "c.png"
    after.write_bytes(b"changed")
    work.record_edit([first], after, program=Program("Krita"), dimensions=["colour"], note="red")
    assert tell(studio, work).startswith(f"edit with Krita: {a} -> c.png [")
    assert tell(studio, work).endswith("] (colour): red")
    work.add_material(after, role="sketch", origin="own hand")
    assert tell(studio, work).endswith("(sketch, own hand)")
    work.comment("good", [first, work.entries()[1][1].digest])
    assert tell(studio, work) == f"comment on {a}, entry 1: good"
    work.comment("good")
    assert tell(studio, work) == "comment: good"
    work.correct(work.entries()[1][1].digest, "no")
    assert tell(studio, work) == "correction of entry 1: no"
    work.receive_output(None, [after], program=Program("x"))
    assert tell(studio, work).startswith("file received: c.png [")
    work.give_instruction(Instruction("ComfyUI"))
    assert tell(studio, work) == "instruction to ComfyUI"
    work.end_job(None, "deleted", program=Program("x"))
    assert tell(studio, work) == "job ended: deleted from the queue before it ran"
    work.end_job(work.entries()[1][1].digest, "failed", program=Program("x"), note="no\nmemory")
    assert tell(studio, work) == "job of entry 1 ended: the tool broke off with an error: no memory"
    work.identify_model("ink\n.pt", first, 7)
    assert tell(studio, work) == f"model file read: ink .pt [{short_digest(first)}]"
    work.erase([second], "asked")
    assert tell(studio, work) == f"bytes erased of {b}: asked"


def test_kinds_without_a_command_are_told(scene):
    """Entries that other programs write are told as well, and unknown kinds are named."""
    studio, work = scene
    (first, asset), *_ = work.assets().items()
    place, licence = text("a gallery"), text("none")
    draft(
        studio,
        work,
        "work.released",
        {
            "asset": first,
            "place": place.to_value(),
            "licence": licence.to_value(),
            "source type": "x",
        },
        place,
        licence,
    )
    assert tell(studio, work) == f"released 0.png [{short_digest(first)}]: a gallery"
    body = {"where": place.to_value(), "captured": [asset.to_value()]}
    draft(studio, work, "copy.found", body, place)
    assert tell(studio, work) == "copy found: a gallery"
    draft(studio, work, "entry.countersigned", {"entries": [work.entries()[1][1].digest]})
    assert tell(studio, work) == "confirmed: entry 1"
    draft(studio, work, "dream.dreamt", {})
    assert tell(studio, work) == "dream.dreamt: a kind that this version does not know"


def test_withheld_texts_are_said_to_be(scene):
    """A text that a copy does not show is not guessed at."""
    studio, work = scene
    entry = work.entries()[1][1]
    bare = entry.without(text.digest for text in entry.texts)
    teller = Teller.of(studio, work)
    assert teller.what(bare) == "instruction to AUTOMATIC1111: [withheld]"
    opened = work.entries()[0][1]
    assert teller.what(opened.without([opened.texts[0].digest])) == "work opened: [withheld]"


def test_long_texts_are_cut(scene):
    """A long prompt is cut in the table; it is whole in the record."""
    studio, work = scene
    work.give_instruction(Instruction("x", prompts=(Prompt("word " * 1000),)))
    assert tell(studio, work).endswith("…")
    assert len(tell(studio, work)) < 200


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        pytest.param(Actor(tool="Krita", version="5"), "Krita 5", id="program"),
        pytest.param(Actor(tool="Krita", version="unknown"), "Krita", id="no version"),
    ],
)
def test_actor_is_named(scene, actor, words):
    """A program is named with its version, where it has one."""
    assert Teller.of(*scene).by(actor) == words


def test_people_are_named(scene):
    """A person is named by the studio's own word; with a program, where one told us so."""
    studio, work = scene
    teller = Teller.of(studio, work)
    assert teller.by(Actor(person=studio.owner)) == "Ann"
    assert teller.by(Actor(studio.owner, "Krita", "5")) == "Ann with Krita 5"
    assert teller.by(Actor(person=studio.device)) == "desk"
    other = studio.log_keys.ed25519
    assert teller.by(Actor(person=other)) == other


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_dimension_has_words(name):
    """Every dimension of a change has its word in Chinese."""
    assert translate_dimension(name) == name
    speak(Language.ZH)
    assert translate_dimension(name) != name


def test_every_way_of_knowing_has_words():
    """Live, imported and stated are each said in words."""
    assert SEEN_WORDS.keys() == set(Seen)


def test_every_end_of_a_job_has_words():
    """Each way in which a job ends is said in words."""
    assert tuple(ENDED_WORDS) == ENDED


def test_every_kind_of_a_work_is_told():
    """No kind of a work chain is unknown to the command line."""
    assert {kind.name for kind in KINDS.values() if kind.chain is ChainSort.WORK} == TOLD
