"""Metadata: one packet a file, and no more of anything than fits in memory."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.metadata import MAX_NOTE, Gathering, Metadata, Note
from bozzetto.labels.markup import MAX_PACKET


def test_only_packet():
    """There is one packet, none, or a refusal."""
    assert Metadata("image/png").only_packet() is None
    assert Metadata("image/png", (b"a",)).only_packet() == b"a"
    with pytest.raises(FormatError, match="2 packets"):
        Metadata("image/png", (b"a", b"a")).only_packet()


@pytest.mark.parametrize("sizes", [[MAX_PACKET + 1], [MAX_PACKET, MAX_PACKET, 1]])
def test_room(sizes):
    """One piece has a limit, and all of them together have one."""
    found = Gathering()
    for size in sizes[:-1]:
        found.make_room(size)
    with pytest.raises(FormatError, match="more XMP"):
        found.make_room(sizes[-1])


def test_notes():
    """A text longer than any label is left out."""
    found = Gathering()
    found.note([Note("a", "x" * (MAX_NOTE + 1)), Note("b", "x")])
    assert found.metadata("image/png").notes == (Note("b", "x"),)
