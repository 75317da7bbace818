"""EXIF blocks, changed in place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bozzetto.labels.visible.formats.exif import Exif
from tests.labels.visible.made import exif


@pytest.mark.parametrize("orientation", [None, *range(1, 9)])
@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"], ids=["bare", "prefixed"])
def test_orientation_is_read(orientation, prefix):
    """With the name before the block, and without it."""
    assert Exif.parse(prefix + exif(orientation)).orientation == (orientation or 1)


def test_orientation_beyond_its_values_is_none():
    """A picture is not turned by what no reader follows."""
    assert Exif.parse(exif(9)).orientation == 1


def test_little_endian_block_is_read():
    """As Pillow writes it."""
    block = Image.Exif()
    block[0x0112] = 8
    block[0x010F] = "maker"
    assert Exif.parse(block.tobytes()).orientation == 8


def test_thumbnail_is_blanked_in_place():
    """Nothing is moved, and everything else is as it was."""
    block = exif(6, thumbnail=True)
    fitted, found = Exif.parse(block).fitted(None)
    assert found
    assert len(fitted) == len(block)
    assert b"small" not in fitted
    assert Image.Exif().get_ifd(1) == {}
    read = Image.Exif()
    read.load(fitted)
    assert (read[0x010F], read[0x0112]) == ("Ace", 6)
    assert read.get_ifd(1) == {}
    assert Exif.parse(fitted).fitted(None) == (fitted, False)


def test_size_is_written_where_it_stands():
    """For a copy that is higher by a band."""
    fitted, _ = Exif.parse(exif()).fitted((220, 300))
    read = Image.Exif()
    read.load(fitted)
    assert (read[0xA002], read[0xA003]) == (220, 300)


def test_block_without_changes_is_the_same():
    """To the last byte."""
    assert Exif.parse(exif(3)).fitted(None) == (exif(3), False)


@pytest.mark.parametrize("block", [b"", b"Exif\0\0", b"II*", b"XX*\0\0\0\0\0"])
def test_what_is_no_block_is_none(block):
    """And is passed on by whoever asked."""
    assert Exif.parse(block) is None


@settings(max_examples=30)
@given(st.binary(max_size=200), st.sampled_from((b"II*\0", b"MM\0*")))
def test_any_block_is_fitted(rest, head):
    """Offsets that lead anywhere change no byte beyond the block."""
    block = head + rest
    fitted, _ = Exif.parse(block).fitted((70_000, 5))
    assert len(fitted) == len(block)
    assert 1 <= Exif.parse(block).orientation <= 8
