"""TIFF: new samples and a new first table, and all other bytes where they were."""

import io

import pytest
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from bozzetto.errors import FormatError
from bozzetto.labels.visible import Position
from bozzetto.labels.visible.formats.directory import Directory
from tests.labels.pictures import saved
from tests.labels.visible.made import PACKET, noise, put, seen


def _tags(**more):
    tags = ImageFileDirectory_v2()
    tags[270], tags[700], tags[34675] = "a description", PACKET, b"no profile at all"
    for tag, (kind, value) in more.items():
        tags.tagtype[int(tag[1:])] = kind
        tags[int(tag[1:])] = value
    return tags


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "packbits"])
def test_tags_stay(tmp_path, compression):
    """And samples are not compressed where they were not."""
    data = saved("TIFF", noise(), compression=compression, tiffinfo=_tags())
    shown, copy = put(tmp_path, data)
    with Image.open(io.BytesIO(copy)) as image:
        assert (image.tag_v2[270], image.tag_v2[700]) == ("a description", PACKET)
        assert image.info["icc_profile"] == b"no profile at all"
        assert image.info["compression"] == (
            "raw" if compression == "raw" else "tiff_adobe_deflate"
        )
    assert shown.lost == ()
    assert compression != "raw" or len(copy) < len(data) + 400


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "I;16B"])
@pytest.mark.parametrize("position", [Position.TOP_RIGHT, Position.BOTTOM_BAND])
def test_mode_stays(tmp_path, mode, position):
    """In the bits and the order of bytes that it has."""
    image = noise("I;16").convert(mode) if mode == "I;16B" else noise(mode)
    data = saved("TIFF", image)
    shown, copy = put(tmp_path, data, position=position)
    made = seen(copy)
    assert made.mode == mode
    assert copy[:2] == data[:2]
    rows = (0, 0, image.width, image.height) if position.is_band else (0, shown.box[3], *image.size)
    assert made.crop(rows).tobytes() == image.crop(rows).tobytes()


def test_palette_is_added_to(tmp_path):
    """Where no two of its colours make letters legible."""
    image = Image.new("P", (120, 90), 1)
    image.putpalette([100, 90, 80] * 3)
    _shown, copy = put(tmp_path, saved("TIFF", image))
    assert seen(copy).convert("RGB").getpixel((0, 0)) == (100, 90, 80)


def test_old_samples_are_no_longer_in_the_file(tmp_path):
    """Nobody finds the picture without its label there."""
    data = saved("TIFF", noise(), compression="tiff_lzw")
    at = int.from_bytes(data[4:8], "little")
    table = Directory.parse(data, at, "little")
    strip = table.numbers(data, 273)[0]
    old = data[strip : strip + 60]
    _shown, copy = put(tmp_path, data, position=Position.TOP_STRIP)
    assert old not in copy


def test_what_shows_old_samples_is_lost_and_named(tmp_path):
    """Photoshop's layers and thumbnail; credentials, which are signed over the file."""
    small = b"8BIM\x04\x0c\0\0\0\0\0\6small!8BIM\x04\x04\0\0\0\0\0\2ab"
    tags = _tags(_34377=(1, small), _37724=(7, b"layers of it"), _52545=(7, b"a jumbf box"))
    shown, copy = put(tmp_path, saved("TIFF", noise(), tiffinfo=tags))
    assert shown.lost == ("layers", "credentials", "thumbnail")
    assert not any(each in copy for each in (b"small", b"layers of it", b"a jumbf box"))
    with Image.open(io.BytesIO(copy)) as image:
        assert image.tag_v2[34377] == b"8BIM\x04\x04\0\0\0\0\0\2ab"


@pytest.mark.parametrize("mode", ["F", "I", "LAB", "LA"])
def test_samples_that_would_not_stay_are_refused(tmp_path, mode):
    """Rather than changed without a word."""
    image = Image.new(mode, (120, 90))
    with pytest.raises(FormatError, match="would not be kept"):
        put(tmp_path, saved("TIFF", image))


def test_pages_are_refused(tmp_path):
    """Each would need the label."""
    data = saved("TIFF", noise(), save_all=True, append_images=[noise("L")])
    with pytest.raises(FormatError, match="several pages"):
        put(tmp_path, data)


def test_huge_tiff_is_refused(tmp_path):
    """By its table."""
    data = bytearray(saved("TIFF", Image.new("L", (9, 9))))
    at = int.from_bytes(data[4:8], "little")
    table = Directory.parse(bytes(data), at, "little")
    width = 2 + 12 * list(table.fields).index(256) + 8
    data[at + width : at + width + 4] = (10**7).to_bytes(4, "little")
    with pytest.raises(FormatError, match="too large"):
        put(tmp_path, bytes(data))
