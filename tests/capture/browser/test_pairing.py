"""Pairing: who has the token comes in, and nothing that is kept lets anybody in."""

import pytest

from bozzetto.capture.browser.pairing import find_paired, pair
from bozzetto.capture.handover.connection import connect
from bozzetto.capture.handover.parting import disconnect
from bozzetto.errors import FormatError, StudioError
from bozzetto.studio.lock import hold


def test_a_token_leads_to_its_connection(studio, connection, work):
    """Each token to its own, and another one to none."""
    other = connect(studio.layout, sort="browser", label="laptop", work=work.digest)
    tokens = {pair(studio.layout, each): each for each in (connection, other)}
    assert len(tokens) == 2
    for token, each in tokens.items():
        assert find_paired(studio.layout, token) == each
        assert find_paired(studio.layout, token[:-1]) is None


@pytest.mark.parametrize("token", ["", "x" * 43, "x" * 10_000, "\ud800", "ü"])
def test_what_is_no_token(studio, connection, token):
    """Whatever else is said leads nowhere, before a pairing and after."""
    assert find_paired(studio.layout, token) is None
    pair(studio.layout, connection)
    assert find_paired(studio.layout, token) is None


def test_only_its_digest_is_kept(studio, connection):
    """The token stands in no file of the studio, and the file is its owner's alone."""
    token = pair(studio.layout, connection)
    files = [each for each in studio.layout.root.rglob("*") if each.is_file()]
    assert [each.name for each in files if token.encode() in each.read_bytes()] == []
    assert (studio.layout.root / "pairings.json").stat().st_mode & 0o077 == 0


def test_pairing_anew_ends_the_earlier_one(studio, connection):
    """A token that was lost lets nobody in once there is a newer one."""
    first, second = (pair(studio.layout, connection) for _ in range(2))
    assert find_paired(studio.layout, first) is None
    assert find_paired(studio.layout, second) == connection


def test_it_ends_with_its_connection(studio, connection, work):
    """Whoever is disconnected does not come in, and is forgotten with the next pairing."""
    token = pair(studio.layout, connection)
    disconnect(studio, connection)
    assert find_paired(studio.layout, token) is None
    pair(studio.layout, connect(studio.layout, sort="browser", label="x", work=work.digest))
    assert connection.id not in (studio.layout.root / "pairings.json").read_text()


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"pairings": []}', '{"pairings": {"x": "y"}}', "[" * 100_000]
)
def test_a_damaged_file_is_said(studio, connection, text):
    """It is neither taken for an empty one, nor written over."""
    path = studio.layout.root / "pairings.json"
    path.write_text(text)
    with pytest.raises(FormatError):
        find_paired(studio.layout, "x")
    with pytest.raises(FormatError):
        pair(studio.layout, connection)
    assert path.read_text() == text


def test_a_file_that_cannot_be_read_is_said(studio):
    """A folder in its place is no pairing."""
    (studio.layout.root / "pairings.json").mkdir()
    with pytest.raises(StudioError):
        find_paired(studio.layout, "x")


def test_two_at_once(studio, connection):
    """Who finds the file held by another process says so, and changes nothing."""
    with hold(studio.layout.spool / "lock"), pytest.raises(StudioError):
        pair(studio.layout, connection)
    assert not (studio.layout.root / "pairings.json").exists()
