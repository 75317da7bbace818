"""Photoshop's resources without their small pictures."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.labels.visible.formats.resources import drop_thumbnails

NAME = b"Photoshop 3.0\0"


def _block(number, data, name=b""):
    named = bytes((len(name),)) + name
    named += b"\0" * (len(named) % 2)
    padding = b"\0" * (len(data) % 2)
    return b"8BIM" + number.to_bytes(2) + named + len(data).to_bytes(4) + data + padding


def test_thumbnails_are_left_out():
    """Old and new ones; all other blocks stay, with their names and padding."""
    kept = (_block(0x0404, b"odd"), _block(0x0422, b"", b"name"), b"tail")
    small = (_block(0x0409, b"old"), _block(0x040C, b"new!", b"odd"))
    data = NAME + kept[0] + small[0] + kept[1] + small[1] + kept[2]
    assert drop_thumbnails(data) == (NAME + b"".join(kept), True)


def test_what_has_none_is_the_same():
    """To the last byte; so is what is none of Photoshop's."""
    for data in (NAME + _block(0x0404, b"x"), b"other", NAME):
        assert drop_thumbnails(data) == (data, False)


def test_cut_off_block_stays():
    """What is damaged is not understood, and not changed."""
    data = NAME + _block(0x040C, b"x" * 20)[:-5]
    assert drop_thumbnails(data) == (data, False)


@settings(max_examples=20)
@given(st.binary(max_size=80))
def test_any_data_is_taken(rest):
    """And nothing is added."""
    kept, found = drop_thumbnails(NAME + rest)
    assert found or kept == NAME + rest
    assert len(kept) <= len(NAME + rest)
