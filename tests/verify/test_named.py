"""What an entry names is found in one walk, as the record package finds it."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.record import (
    Actor,
    Entry,
    Event,
    Seen,
    assets_in,
    commitments_in,
    digest_of,
    moment_of,
)
from bozzetto.verify.named import named_in
from tests.fakes.ledger import START


def test_named_in(told):
    """The walk finds the same as the two functions that say what is to be found."""
    for entry in told.lines:
        if entry is not None:
            named = named_in(entry)
            assert named.texts == commitments_in(entry.event.body)
            assert [each.digest for each in named.assets] == [
                asset.digest for asset in assets_in(entry.event.body)
            ]


def test_settings_are_opaque(told):
    """A tool's own words are not looked into."""
    entry = next(each for each in told.lines if each and each.event.kind == "instruction.given")
    assert len(named_in(entry).texts) == 1
    assert [each.type for each in named_in(entry).assets] == ["image/png", "application/json"]


def test_half_an_asset(told):
    """In an unknown kind, what has an asset's fields and is none is malformed."""
    half = {"digest": digest_of(b""), "size": -1, "type": "image/png"}
    event = Event(
        told.studio, "odd.thing", told.work, 1, told.work, moment_of(START), None, Seen.LIVE,
        Actor(told.owner.key), {"thing": half},
    )  # fmt: skip
    with pytest.raises(FormatError):
        named_in(Entry.sealed(event, (), [told.owner]))
