"""Tests of how credentials are told in an entry."""

import re
from pathlib import Path

import pytest

from bozzetto.capture.credentials import (
    CLAIMS,
    MAX_FILES,
    Action,
    Credentials,
    State,
    claim_code,
    claims_of,
    credential_claims,
)
from bozzetto.capture.credentials.reader import LIMIT

FULL = Credentials(
    State.ALTERED,
    ("assertion.dataHash.mismatch",),
    "Cat Service 1.0",
    "Cat Signer",
    "Cats & Co",
    "2026-06-05T13:46:44Z",
    "Cat TSA",
    ("signingCredential.expired",),
    (
        Action("created", "trainedAlgorithmicMedia", "cat-image 2", "2026-06-05", "Made", "Dogs"),
        Action("converted"),
    ),
)


def test_claims_say_everything():
    """Each thing that credentials say has a name, in the order in which they are explained."""
    claims = claims_of(FULL)
    assert claims == {
        "credentials": "altered",
        "credentials problems": "assertion.dataHash.mismatch",
        "credentials made with": "Cat Service 1.0",
        "credentials signer": "Cat Signer",
        "credentials organisation": "Cats & Co",
        "credentials signer checked": "no; signingCredential.expired",
        "credentials signed at": "2026-06-05T13:46:44Z",
        "credentials time by": "timestamp: Cat TSA",
        "credentials action 1": "created; source type trainedAlgorithmicMedia; with cat-image 2;"
        " at 2026-06-05; described as Made; said by Dogs",
        "credentials action 2": "converted",
    }
    assert list(dict.fromkeys(map(claim_code, claims))) == list(CLAIMS)


@pytest.mark.parametrize(
    ("found", "claims"),
    [
        pytest.param(
            Credentials(State.UNREAD, ("the reader ended",)),
            {"credentials": "not read", "credentials problems": "the reader ended"},
            id="not read",
        ),
        pytest.param(
            Credentials(State.INTACT, signed="2026-06-05"),
            {
                "credentials": "intact",
                "credentials signer checked": "no",
                "credentials signed at": "2026-06-05",
                "credentials time by": "nobody but the signer",
            },
            id="no timestamp",
        ),
    ],
)
def test_claims_say_no_more(found, claims):
    """What credentials do not say is absent; that the signer is not checked is always said."""
    assert claims_of(found) == claims


def test_several_files_are_numbered():
    """Of several files each claim says which one it is of; one without credentials counts."""
    one = Credentials(State.UNREAD, ("x",))
    assert credential_claims([one]) == {"credentials": "not read", "credentials problems": "x"}
    assert credential_claims([None, one]) == {
        "credentials (file 2)": "not read",
        "credentials problems (file 2)": "x",
    }
    assert credential_claims([None, None]) == {}


PAGE = Path(__file__).resolve().parents[3] / "docs" / "tools.md"


def test_page_explains_every_claim():
    """The page that says what is read has each claim, with the meaning that the code gives it."""
    section = PAGE.read_text(encoding="utf-8").split("\n## Content credentials\n")[1]
    rows = re.findall(r"^\| `(credentials[^`]*)` \| ([^|]+) \| [^|]+ \|$", section, re.MULTILINE)
    assert dict(rows) == CLAIMS
    assert f"of {MAX_FILES} files at most" in section
    assert f"take {LIMIT:g} seconds" in section
