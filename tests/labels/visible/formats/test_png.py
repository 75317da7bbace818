"""PNG: new samples between the chunks that stood there."""

import struct
import zlib

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.visible import Position
from tests.labels.pictures import behind_header, chunk, chunks_of, saved, xmp_chunk
from tests.labels.visible.made import PACKET, calm, exif, noise, put, seen

TEXTS = (
    chunk(b"tEXt", b"prompt\0{}"),
    chunk(b"tEXt", b"prompt\0{twice}"),
    chunk(b"zTXt", b"long\0\0" + zlib.compress(b"a" * 3_000_000)),
    xmp_chunk(PACKET),
    chunk(b"gAMA", struct.pack(">I", 45455)),
    chunk(b"iCCP", b"odd\0\0" + zlib.compress(b"no profile at all")),
    chunk(b"vpAg", bytes(9)),
)


def test_all_other_chunks_stay_where_they_are(tmp_path):
    """To the last byte: also a text too long for Pillow, and a profile that is none."""
    data = behind_header(saved("PNG", noise()), *TEXTS)
    shown, copy = put(tmp_path, data)
    old, new = (
        [each for each in chunks_of(d)[0] if each[4:8] not in (b"IHDR", b"IDAT")]
        for d in (data, copy)
    )
    assert new == old
    assert shown.lost == ()


def test_what_belongs_to_old_pixels_is_lost_and_named(tmp_path):
    """Credentials, Apple's index into coded samples, and the time of the last change."""
    extra = (chunk(b"caBX", b"box"), chunk(b"iDOT", bytes(28)), chunk(b"tIME", bytes(7)))
    shown, copy = put(tmp_path, behind_header(saved("PNG", calm()), *extra) + b"behind the end")
    assert shown.lost == ("credentials", "png:iDOT", "png:tIME")
    kinds = [each[4:8] for each in chunks_of(copy)[0]]
    assert set(kinds) == {b"IHDR", b"IDAT", b"IEND"}
    assert copy.endswith(b"IEND\xaeB`\x82behind the end")


def test_thumbnail_is_lost_and_named(tmp_path):
    """It shows the picture without its label."""
    data = behind_header(saved("PNG", calm()), chunk(b"eXIf", exif(1, thumbnail=True)))
    shown, copy = put(tmp_path, data)
    assert shown.lost == ("thumbnail",)
    assert b"small" not in copy
    assert b"Ace" in copy


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_transparent_colour_becomes_alpha(tmp_path, mode):
    """Letters may have just that colour, and would be holes."""
    key = (255, 255, 255) if mode == "RGB" else 255
    significant = chunk(b"sBIT", b"\x08" * len(mode))
    data = behind_header(saved("PNG", calm("white", mode=mode), transparency=key), significant)
    shown, copy = put(tmp_path, data)
    made = seen(copy)
    assert made.mode == {"RGB": "RGBA", "L": "LA"}[mode]
    assert made.getpixel((0, 0))[-1] == 0
    assert made.crop(shown.ink).getchannel("A").getextrema()[1] >= 254
    kinds = {each[4:8]: each[8:-4] for each in chunks_of(copy)[0]}
    assert b"tRNS" not in kinds
    assert kinds[b"sBIT"] == b"\x08" * len(made.getbands())


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_few_bits_of_grey_stay(tmp_path, bits):
    """A file of two bits a sample is one still."""
    image = noise("L").point([255 // (2**bits - 1) * (n >> (8 - bits)) for n in range(256)])
    data = saved("PNG", image, bits=bits)
    shown, copy = put(tmp_path, data)
    assert copy[24] == bits
    assert shown.contrast >= 4.5


def test_palette_and_its_transparency_stay(tmp_path):
    """As many colours as there were."""
    image = noise().quantize(7)
    shown, copy = put(tmp_path, saved("PNG", image, transparency=2), position=Position.TOP_BAND)
    made = seen(copy)
    assert made.getpalette() == image.getpalette()
    assert made.info["transparency"] == 2
    assert shown.size[1] > image.height


@pytest.mark.parametrize("kind", [b"acTL", b"fcTL", b"fdAT"])
def test_moving_png_is_refused(tmp_path, kind):
    """One frame with a label is no label."""
    with pytest.raises(FormatError, match="moves"):
        put(tmp_path, behind_header(saved("PNG", calm()), chunk(kind, bytes(26))))


@pytest.mark.parametrize(
    "data",
    [
        saved("PNG")[:8] + saved("PNG")[33:],
        saved("PNG")[:8] + chunk(b"I\0DR", b"") + saved("PNG")[33:],
        saved("PNG")[:40],
        saved("PNG")[:8] + chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 20_000, 8, 2, 0, 0, 0)),
        behind_header(saved("PNG"), chunk(b"IDAT", b"damaged")),
    ],
    ids=["no-header", "odd-name", "cut", "huge-cut", "damaged"],
)
def test_damaged_png_is_refused(tmp_path, data):
    """And no copy is begun."""
    with pytest.raises(FormatError):
        put(tmp_path, data)
    assert not (tmp_path / "copy").exists()


def test_huge_png_is_refused_before_it_is_decoded(tmp_path):
    """By its header: 600 million pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 20_000, 8, 2, 0, 0, 0))
    data = saved("PNG")[:8] + header + saved("PNG")[33:]
    with pytest.raises(FormatError, match="30000 × 20000 pixels is too large"):
        put(tmp_path, data)
