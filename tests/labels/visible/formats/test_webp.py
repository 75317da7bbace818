"""WebP: a new picture between the chunks that stood there."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.visible import Position
from tests.labels.pictures import riff_of, saved
from tests.labels.visible.made import PACKET, calm, exif, noise, outside_of, put, seen


def _riff(*chunks):
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _chunk(kind, data):
    return kind + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)


FULL = {"exif": exif(1), "xmp": PACKET, "icc_profile": b"no profile at all"}
PICTURES = (b"VP8 ", b"VP8L", b"ALPH", b"VP8X")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("lossless", [True, False])
def test_all_other_chunks_stay(tmp_path, mode, lossless):
    """And what was coded without loss is so again."""
    image = noise(mode)
    data = saved("WEBP", image, lossless=lossless, exact=True, **FULL)
    data = _riff(*riff_of(data), _chunk(b"odd ", b"123"))
    shown, copy = put(tmp_path, data)
    old, new = ([c for c in riff_of(d) if c[:4] not in PICTURES] for d in (data, copy))
    assert new == old
    assert len(new) == 4
    assert riff_of(copy)[0] == riff_of(data)[0]
    assert shown.lossless == lossless
    if lossless:
        assert outside_of(seen(copy), shown.box) == outside_of(image, shown.box)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_simple_file_stays_simple(tmp_path, mode):
    """One with nothing but a picture, as far as alpha allows it."""
    data = saved("WEBP", noise(mode), lossless=True)
    assert [each[:4] for each in riff_of(data)] == [b"VP8L"]
    copy = put(tmp_path, data + b"behind")[1]
    assert [each[:4] for each in riff_of(copy.removesuffix(b"behind"))] == [b"VP8L"]
    assert copy.endswith(b"behind")


def test_band_is_told_to_the_header(tmp_path):
    """Where the file has one."""
    data = saved("WEBP", noise(), **FULL)
    shown, copy = put(tmp_path, data, position=Position.TOP_BAND)
    head = riff_of(copy)[0]
    assert int.from_bytes(head[15:18], "little") + 1 == shown.size[1]
    assert seen(copy).size == shown.size


def test_thumbnail_and_credentials_are_lost_and_named(tmp_path):
    """Neither is true of the copy."""
    chunks = riff_of(saved("WEBP", calm(), exif=exif(1, thumbnail=True)))
    shown, copy = put(tmp_path, _riff(*chunks, _chunk(b"C2PA", b"box")))
    assert set(shown.lost) == {"thumbnail", "credentials"}
    assert b"small" not in copy
    assert b"C2PA" not in copy


def test_moving_webp_is_refused(tmp_path):
    """All of its frames would need the label."""
    data = saved("WEBP", calm(), save_all=True, append_images=[noise()])
    with pytest.raises(FormatError, match="moves"):
        put(tmp_path, data)


def test_band_that_has_no_room_is_refused(tmp_path):
    """A WebP's side has 14 bits."""
    data = saved("WEBP", calm(size=(60, 16_383)), lossless=True, method=0)
    with pytest.raises(FormatError, match="no room for a side of 16384"):
        put(tmp_path, data, position=Position.TOP_BAND)


@pytest.mark.parametrize(
    "data",
    [
        _riff(),
        _riff(_chunk(b"VP8X", b"short")),
        _riff(_chunk(b"VP8X", b"\0" * 4 + b"\xff" * 6)),
        _riff(_chunk(b"VP8L", b"damaged")),
        saved("WEBP")[:-9],
    ],
    ids=["empty", "short-head", "huge", "damaged", "cut"],
)
def test_damaged_webp_is_refused(tmp_path, data):
    """And no copy is begun."""
    with pytest.raises(FormatError):
        put(tmp_path, data)
    assert not (tmp_path / "copy").exists()
