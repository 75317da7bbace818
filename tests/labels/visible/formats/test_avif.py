"""AVIF: coded anew, with its metadata; what would be lost without a word is refused."""

import io

import pytest
from PIL import Image

from bozzetto.errors import FormatError
from tests.labels.pictures import saved
from tests.labels.visible.made import PACKET, exif, noise, put, seen

FAST = {"speed": 10}
PROFILE = bytes(128)


def test_metadata_stays(tmp_path):
    """EXIF but for its thumbnail, XMP, and the profile, even one that is none."""
    block = exif(6, thumbnail=True)
    data = saved("AVIF", noise(), exif=block, xmp=PACKET, icc_profile=PROFILE, **FAST)
    shown, copy = put(tmp_path, data)
    with Image.open(io.BytesIO(copy)) as image:
        assert image.info["xmp"] == PACKET
        assert image.info["icc_profile"] == PROFILE
        assert (image.getexif()[0x010F], image.getexif()[0x0112]) == ("Ace", 6)
    assert shown.size == noise().size[::-1]
    assert b"small" not in copy


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2"])
def test_subsampling_stays(tmp_path, subsampling):
    """As the coding's own flags say."""
    source = saved("AVIF", noise(), subsampling=subsampling, **FAST)
    copy = put(tmp_path, source)[1]
    flags = [data[data.index(b"av1C") + 6] & 0x0C for data in (source, copy)]
    assert flags[0] == flags[1] == {"4:4:4": 0, "4:2:2": 8, "4:2:0": 12}[subsampling]


@pytest.mark.parametrize("mode", ["L", "RGBA"])
def test_mode_stays(tmp_path, mode):
    """Grey without colours, and what is transparent."""
    shown, copy = put(tmp_path, saved("AVIF", noise(mode), **FAST))
    assert seen(copy).mode == mode
    assert shown.contrast >= 4.5


def _patched(name, offset, value):
    data = bytearray(saved("AVIF", noise(), **FAST))
    data[data.index(name) + offset] = value
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (_patched(b"av1C", 6, 0x4C), "more than 8 bits"),
        (_patched(b"colrnclx", 9, 9), "not sRGB"),
        (_patched(b"colrnclx", 11, 16), "not sRGB"),
        (_patched(b"av1C", 0, 0), "not a well-formed AVIF"),
        (saved("AVIF", noise(), **FAST)[:60] + b"\0\0\0\3free", "not a well-formed AVIF"),
    ],
    ids=["ten-bits", "wide-gamut", "hdr", "no-coding", "odd-box"],
)
def test_avif_that_would_lose_something_is_refused(tmp_path, data, why):
    """By name, and no copy is begun."""
    with pytest.raises(FormatError, match=why):
        put(tmp_path, data)
    assert not (tmp_path / "copy").exists()


def test_moving_avif_is_refused(tmp_path):
    """All of its frames would need the label."""
    data = saved("AVIF", noise(), save_all=True, append_images=[noise("L")], **FAST)
    with pytest.raises(FormatError, match="moves"):
        put(tmp_path, data)


def test_credentials_are_lost_and_named(tmp_path):
    """They are signed over the file."""
    kind = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
    box = (8 + 16 + 4).to_bytes(4) + b"uuid" + kind + b"c2pa"
    shown, copy = put(tmp_path, saved("AVIF", noise(), **FAST) + box)
    assert shown.lost == ("credentials",)
    assert kind not in copy
