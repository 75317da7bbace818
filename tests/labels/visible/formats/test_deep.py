"""Sixteen bits a sample: all of them stay."""

import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bozzetto.errors import FormatError
from bozzetto.labels.visible import Position
from bozzetto.labels.visible.formats import deep
from tests.labels.pictures import behind_header, chunk, chunks_of
from tests.labels.visible.made import SIZE, put

CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
MODES = {0: "L", 2: "RGB", 4: "LA", 6: "RGBA"}


def _png(colours, size, samples):
    """A file with samples as they are, rows without a filter."""
    row = size[0] * CHANNELS[colours] * 2
    rows = b"".join(b"\0" + samples[at : at + row] for at in range(0, len(samples), row))
    header = struct.pack(">IIBBBBB", *size, 16, colours, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*each) for each in parts)


def _samples(png):
    """The samples of a file that `deep` wrote: each row is a difference from the one above."""
    chunks = chunks_of(png)[0]
    width, _height, depth, colours = struct.unpack(">IIBB", chunks[0][8:18])
    assert depth == 16
    row = width * CHANNELS[colours] * 2
    data = zlib.decompress(b"".join(each[8:-4] for each in chunks if each[4:8] == b"IDAT"))
    above, found = bytes(row), []
    for at in range(0, len(data), row + 1):
        assert data[at] == 2
        above = bytes((a + b) & 255 for a, b in zip(data[at + 1 :][:row], above, strict=True))
        found.append(above)
    return b"".join(found)


@given(st.sampled_from(tuple(CHANNELS)), st.integers(1, 9), st.integers(1, 9), st.randoms())
@settings(max_examples=10)
def test_every_bit_comes_back(colours, width, height, source):
    """Read as two pictures, written as one."""
    samples = source.randbytes(width * height * CHANNELS[colours] * 2)
    high, low = deep.decode(_png(colours, (width, height), samples), colours)
    assert high.mode == low.mode == MODES[colours]
    assert (high.tobytes(), low.tobytes()) == (samples[0::2], samples[1::2])
    assert _samples(deep.encode(high, low)) == samples


def test_rows_are_filtered_by_those_above_across_pieces(monkeypatch):
    """A large picture is coded piece by piece."""
    monkeypatch.setattr(deep, "_ROWS", 1)
    source = random.Random(2)  # noqa: S311  # the same always
    high, low = (Image.frombytes("RGB", (3, 4), source.randbytes(36)) for _ in range(2))
    pairs = zip(high.tobytes(), low.tobytes(), strict=True)
    assert _samples(deep.encode(high, low)) == bytes(byte for pair in pairs for byte in pair)


@pytest.mark.parametrize("colours", CHANNELS)
def test_label_leaves_all_other_samples(tmp_path, colours):
    """With their low bytes; those of the label are its greys."""
    size = SIZE[0] * CHANNELS[colours] * 2
    samples = random.Random(3).randbytes(size * SIZE[1])  # noqa: S311  # the same always
    png = behind_header(_png(colours, SIZE, samples), chunk(b"tEXt", b"prompt\0cat"))
    shown, copy = put(tmp_path, png, position=Position.BOTTOM_STRIP)
    above = shown.box[1] * size
    assert _samples(copy)[:above] == samples[:above]
    assert _samples(copy)[above:] != samples[above:]
    assert b"prompt\0cat" in copy
    assert shown.lossless


def test_deep_picture_gets_a_band(tmp_path):
    """In all of its bits as well."""
    size = SIZE[0] * 6
    samples = random.Random(3).randbytes(size * SIZE[1])  # noqa: S311  # the same always
    shown, copy = put(tmp_path, _png(2, SIZE, samples), position=Position.TOP_BAND)
    assert _samples(copy)[shown.box[3] * size :] == samples


def test_transparent_colour_of_sixteen_bits_is_refused(tmp_path):
    """It would be a colour with alpha, of more bits than is held."""
    png = behind_header(_png(0, SIZE, bytes(2 * SIZE[0] * SIZE[1])), chunk(b"tRNS", b"\0\0"))
    with pytest.raises(FormatError, match="transparent colour"):
        put(tmp_path, png)


@pytest.mark.parametrize("colours", [1, 3, 5])
def test_unknown_colours_are_refused(colours):
    """A palette has no sixteen bits."""
    with pytest.raises(FormatError):
        deep.decode(_png(0, (1, 1), b"ab"), colours)
