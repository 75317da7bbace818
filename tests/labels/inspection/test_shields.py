"""Shields: integrity, trust and time are said one after the other, each by itself."""

import pytest

from bozzetto.labels.inspection import (
    Integrity,
    Kind,
    Protection,
    Sentence,
    Speaker,
    Stamp,
    Trust,
    Voice,
    shields_of,
)

SIGNED, LISTED = Kind.CREDENTIALS, Trust.LISTED


@pytest.mark.parametrize(
    ("speaker", "shield", "codes"),
    [
        pytest.param(Speaker.LABEL, Protection(), ["shield.nothing"], id="words"),
        pytest.param(
            Speaker.TOOL,
            Protection(Kind.TOOL_SIGNATURE, Integrity.ALTERED),
            ["shield.tool.altered"],
            id="forged",
        ),
        pytest.param(
            Speaker.SIGNER,
            Protection(SIGNED, Integrity.INTACT, LISTED, Stamp.AUTHORITY, Trust.NOT_LISTED),
            ["shield.intact", "trust.on the list", "stamp.timestamp.not on the list"],
            id="signed and stamped",
        ),
        pytest.param(
            Speaker.SIGNER,
            Protection(SIGNED, Integrity.ALTERED, Trust.NO_LIST, Stamp.CLAIM),
            ["shield.altered", "trust.no list given", "stamp.claim"],
            id="altered",
        ),
        pytest.param(
            Speaker.EARLIER,
            Protection(SIGNED, Integrity.INTACT, LISTED),
            ["shield.earlier", "trust.on the list"],
            id="earlier",
        ),
        pytest.param(
            Speaker.SIGNER,
            Protection(SIGNED, Integrity.UNCHECKED),
            ["shield.not checked"],
            id="no reader",
        ),
    ],
)
def test_shields(speaker, shield, codes):
    """What protects a voice, and what does not."""
    voice = Voice(speaker, "Cats", shield, Sentence("head.nothing"), "nothing")
    assert [each.code for each in shields_of(voice)] == codes
