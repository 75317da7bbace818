"""JPEG: new samples between the segments that stood there."""

import io

import pytest
from PIL import Image, JpegImagePlugin

from bozzetto.errors import FormatError
from bozzetto.labels.visible import Position
from tests.labels.pictures import saved, segment, segments_of, xmp_segment
from tests.labels.visible.made import PACKET, calm, exif, noise, put

OTHERS = (
    segment(0xE1, b"Exif\0\0" + exif(1)),
    xmp_segment(PACKET),
    segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + bytes(8) + b"<x/>"),
    segment(0xE2, b"ICC_PROFILE\0\1\1" + b"no profile at all"),
    segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\2ab"),
    segment(0xE5, b"nobody knows"),
    segment(0xFE, b"a comment"),
)


def _with(data, *segments):
    """A JPEG with segments behind its first."""
    first = 4 + int.from_bytes(data[4:6])
    return data[:first] + b"".join(segments) + data[first:]


def _others(data):
    kept = (*range(0xE0, 0xF0), 0xFE)
    return [each for each in segments_of(data)[0] if each[1] in kept]


def test_all_other_segments_stay_where_they_are(tmp_path):
    """To the last byte; the size that JFIF gives, too."""
    data = _with(saved("JPEG", noise(), dpi=(300, 300)), *OTHERS)
    shown, copy = put(tmp_path, data)
    assert _others(copy) == _others(data)
    assert len(_others(copy)) == 1 + len(OTHERS)
    assert shown.lost == ()


@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("quality", [30, 92])
def test_tables_and_subsampling_stay(tmp_path, quality, subsampling):
    """So that a picture loses as little as can be when it is coded anew."""
    source = saved("JPEG", noise(), quality=quality, subsampling=subsampling, progressive=True)
    _shown, copy = put(tmp_path, source)
    with Image.open(io.BytesIO(source)) as old, Image.open(io.BytesIO(copy)) as new:
        assert new.quantization == old.quantization
        assert JpegImagePlugin.get_sampling(new) == subsampling
        assert new.info["progressive"]


@pytest.mark.parametrize(
    ("mode", "options", "adobe"),
    [
        pytest.param("RGB", {"keep_rgb": True}, 0, id="rgb"),
        pytest.param("CMYK", {}, None, id="cmyk"),
        pytest.param("L", {}, None, id="grey"),
    ],
)
def test_colours_are_coded_as_they_were(tmp_path, mode, options, adobe):
    """What is not YCbCr stays so."""
    shown, copy = put(tmp_path, saved("JPEG", noise(mode), quality=95, **options))
    with Image.open(io.BytesIO(copy)) as image:
        assert image.mode == mode
        assert image.info.get("adobe_transform") == (adobe if mode != "CMYK" else 0)
    assert shown.outside < 64
    assert shown.contrast >= 4.5


def test_photoshops_word_for_colours_stays(tmp_path):
    """Where it says YCbCr, which is what is written."""
    adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
    _shown, copy = put(tmp_path, _with(saved("JPEG", noise()), adobe))
    assert adobe in _others(copy)


def test_small_pictures_are_lost_and_named(tmp_path):
    """In EXIF, JFIF, Photoshop's resources and behind the picture: none has the label."""
    extra = (
        segment(0xE0, b"JFXX\0\x10small"),
        segment(0xE1, b"Exif\0\0" + exif(1, thumbnail=True)),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x0c\0\0\0\0\0\6small!8BIM\x04\x04\0\0\0\0\0\2ab"),
        segment(0xE2, b"MPF\0index"),
    )
    shown, copy = put(tmp_path, _with(saved("JPEG", calm()), *extra) + b"small, too")
    assert shown.lost == ("thumbnail", "pictures.further")
    assert b"small" not in copy
    assert b"Ace" in copy
    assert b"8BIM\x04\x04\0\0\0\0\0\2ab" in copy


def test_trailer_that_is_no_picture_stays(tmp_path):
    """Whatever it is: without an index of pictures nobody says that it is one."""
    data = saved("JPEG", calm()) + b"PK\3\4 an archive"
    assert put(tmp_path, data)[1].endswith(b"\xff\xd9PK\3\4 an archive")


def test_credentials_are_lost_and_named(tmp_path):
    """With all segments that their box is cut into; another box stays."""
    box = segment(0xEB, b"JP\0\1\0\0\0\1" + b"jumbjumdc2pa" + bytes(90))
    more = segment(0xEB, b"JP\0\1\0\0\0\2" + b"rest")
    other = segment(0xEB, b"JP\0\2\0\0\0\1" + b"other")
    shown, copy = put(tmp_path, _with(saved("JPEG", calm()), box, more, other))
    assert shown.lost == ("credentials",)
    assert other in _others(copy)
    assert box not in _others(copy)
    assert more not in _others(copy)


def test_band_is_told_to_exif(tmp_path):
    """Width and height are the copy's."""
    data = _with(saved("JPEG", noise()), segment(0xE1, b"Exif\0\0" + exif(1)))
    shown, copy = put(tmp_path, data, position=Position.BOTTOM_BAND)
    with Image.open(io.BytesIO(copy)) as image:
        assert image.size == shown.size
        assert image.getexif()[0xA003] == shown.size[1]


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\0\1",
        saved("JPEG")[:-2],
        saved("JPEG")[:30],
        b"\xff\xd8\xff\xda\0\2\xff\xd9",
    ],
    ids=["empty", "short", "no-end", "cut", "nothing-coded"],
)
def test_damaged_jpeg_is_refused(tmp_path, data):
    """And no copy is begun."""
    with pytest.raises(FormatError):
        put(tmp_path, data)
    assert not (tmp_path / "copy").exists()
