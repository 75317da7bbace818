"""Connections in words: every finding says what it is, and what to do where something can be."""

import string

import pytest

from bozzetto.capture.handover.connection import Connection, add_connection, connect
from bozzetto.capture.handover.examining import CODES, Finding, Weight
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.language import Language, speaking
from bozzetto.record import digest_of
from bozzetto.upkeep.connections import TO_DO, WORDS, check_connections, to_do, words
from bozzetto.upkeep.health import CheckState
from tests.capture.handover.handing import Hand, instruction


def test_every_finding_has_words():
    """No finding is without words, and all that is amiss says what to do."""
    assert list(WORDS) == list(CODES)
    assert TO_DO.keys() <= CODES.keys()
    amiss = {code for code, weight in CODES.items() if weight is not Weight.OK}
    assert amiss <= TO_DO.keys()


def test_values_stand_in_the_words():
    """What a finding says with values names them."""
    finding = Finding("person.gone", {"name": "Ben"})
    assert str(words(finding)) == "Ben has left the studio: only the tool is named"
    names = {name for text in WORDS.values() for _, name, *_ in string.Formatter().parse(text)}
    assert names == {None, "name", "count", "tool", "reporter"}
    assert to_do(Finding("spool.good")) is None


@pytest.fixture
def one(atelier):
    """A connection into the studio's work."""
    (work,) = atelier.works()
    return connect(atelier.layout, sort="comfyui", label="ComfyUI", work=work.digest)


def test_no_tool(atelier):
    """Where no tool is connected, that is in order."""
    (check,) = check_connections(atelier)
    assert (check.name, check.state, str(check.detail)) == (
        "connections",
        CheckState.OK,
        "no tool is connected",
    )


def test_a_check_for_each_tool(atelier, one):
    """Each is named; what is amiss with one is a warning, with what to do."""
    other = Connection.new("krita", "Krita", digest_of(b"another studio's"))
    add_connection(atelier.layout, other)
    first, second = check_connections(atelier)
    assert first.state is CheckState.OK
    assert str(first.detail).startswith(f"{one.label}: nothing was handed over yet")
    assert second.state is CheckState.WARNING
    assert str(second.detail) == (
        "Krita: its work is not in this studio"
        " (disconnect it, and connect it into a work of this studio)"
    )


def test_one_that_was_heard(atelier, one):
    """A tool that was heard says when."""
    Hand(atelier.layout.spool / one.id, atelier.clock).report("instruction", instruction(), job="j")
    Receiver(atelier, one).drain()
    (check,) = check_connections(atelier)
    assert "ComfyUI: last heard of at 20" in str(check.detail)


def test_a_damaged_list(atelier):
    """A list that cannot be read is told, and fails nothing else."""
    atelier.layout.connections.write_bytes(b"{")
    (check,) = check_connections(atelier)
    assert check.state is CheckState.WARNING
    assert "is not of its form" in str(check.detail)


def test_in_chinese(atelier, one):
    """What was found is said in the language that is spoken when it is read."""
    (check,) = check_connections(atelier)
    with speaking(Language.ZH):
        assert str(check.detail) != ""
    assert one.label in str(check.detail)
