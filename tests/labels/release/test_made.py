"""Made: what the record tells of a picture's making, fit to be written into it."""

import pytest

from bozzetto.labels.iptc import MAX_PROMPT, Iptc
from bozzetto.labels.release.made import made_of, plain
from bozzetto.record import Actor, Digest, Seen
from tests.fakes.works import HOSTILE
from tests.story.told import facts_of, picture


def made(ledger, asset):
    """Tell how a picture was made."""
    return made_of(facts_of(ledger), Digest(asset["digest"]))


def test_output(teller, ledger):
    """The tool, its version, its words, and when: of the instruction that gave it."""
    one = picture(ledger, "one")
    told = teller.instruct("a cat", {}, [])
    teller.receive(told, [one])
    found = made(ledger, one)
    assert (found.system, found.version, found.instruction.digest) == ("ComfyUI", "0.3.68", told)
    assert [(each.role, each.text) for each in found.prompts] == [
        ("positive", "a cat"),
        ("negative", "blurry, text, watermark"),
    ]
    assert found.prompt == "positive: a cat\nnegative: blurry, text, watermark"
    assert found.step.kind == "output.received"
    assert found.at == found.step.time


def test_edit_of_output(teller, ledger):
    """What it was generated with stays true after an edit; when, is when it was edited."""
    one, final = picture(ledger, "one"), picture(ledger, "final")
    teller.receive(teller.instruct("a cat", {}, []), [one])
    body = {"before": [one["digest"]], "after": final, "tool": {"name": "Krita"}, "dimensions": []}
    ledger.act("edit.made", body, by=Actor(tool="Krita", version="5"))
    found = made(ledger, final)
    assert (found.system, found.step.kind) == ("ComfyUI", "edit.made")


def test_imported(teller, ledger):
    """When a file was imported is not when it was made."""
    one = picture(ledger, "one")
    teller.receive(None, [one])
    found = made(ledger, one)
    assert (found.step.seen, found.at, found.instruction) == (Seen.IMPORTED, None, None)
    assert found.prompt is None


def test_material(teller, ledger):
    """Nothing generated it."""
    given = picture(ledger, "given")
    teller.add(given, "photo", "own photo")
    found = made(ledger, given)
    assert (found.system, found.prompts) == (None, ())


def test_unknown(ledger):
    """Of a picture that no entry brought, nothing is told."""
    assert made(ledger, picture(ledger, "elsewhere")).step is None


def test_too_many_words(teller, ledger):
    """Words that no field takes are not cut, but left out."""
    one = picture(ledger, "one")
    teller.receive(teller.instruct("a" * MAX_PROMPT, {}, []), [one])
    assert made(ledger, one).prompt is None


@pytest.mark.parametrize("words", [*HOSTILE, "\x00" * 2000, " \u202e ", ""])
def test_plain(words):
    """Whatever a tool calls itself, what is left can be written, or nothing is left."""
    found = plain(words)
    assert found is None or Iptc(system=found).system == found
