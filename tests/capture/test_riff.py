"""WebP files."""

import pytest
from PIL import Image

from tests.capture.pictures import (
    ASCII,
    MODEL,
    extended,
    noise,
    only,
    read,
    riff,
    saved,
    tiff,
    webp_chunk,
)

LOSSLESS = saved(noise(), "WEBP", lossless=True)
LOSSY = saved(noise(), "WEBP", quality=50)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_lossless(mode):
    """A lossless WebP has the digest of the same picture as PNG."""
    data = saved(noise(mode), "WEBP", lossless=True, exact=True)
    picture = read(data)
    assert (picture.type, picture.width, picture.height) == ("image/webp", 13, 7)
    assert picture.pixels == read(saved(noise(mode), "PNG")).pixels
    assert picture.problems == ()


def test_lossy():
    """A lossy WebP has its size and no digest."""
    picture = read(LOSSY)
    assert (picture.width, picture.height, picture.pixels) == (13, 7, None)
    assert picture.problems == ()


@pytest.mark.parametrize("source", [LOSSLESS, LOSSY], ids=["lossless", "lossy"])
@pytest.mark.parametrize(
    ("made", "place", "name", "raw", "text"),
    [
        pytest.param((b"XMP ", b"<x/>\0"), "xmp", "", b"<x/>\0", "<x/>", id="XMP"),
        pytest.param((b"C2PA", b"\0jumb"), "c2pa", "", b"\0jumb", None, id="C2PA"),
        pytest.param(
            (b"EXIF", tiff([(MODEL, ASCII, b"prompt:{}\0")])),
            "exif:IFD0",
            "Model",
            b"prompt:{}\0",
            "prompt:{}",
            id="EXIF",
        ),
        pytest.param(
            (b"EXIF", b"Exif\0\0" + tiff([(MODEL, ASCII, b"prompt:{}\0")])),
            "exif:IFD0",
            "Model",
            b"prompt:{}\0",
            "prompt:{}",
            id="EXIF with prefix",
        ),
        pytest.param((b"EXIF", b"none"), "webp:EXIF", "", b"none", None, id="EXIF that is none"),
    ],
)
def test_carrier(source, made, place, name, raw, text):
    """Each kind of chunk is a carrier, and the digest does not change with it."""
    data = riff(extended(), webp_chunk(source), made)
    picture = read(data)
    carrier = only(picture)
    assert (carrier.place, carrier.name, carrier.raw, carrier.text) == (place, name, raw, text)
    assert data[carrier.offset : carrier.offset + len(raw)] == raw
    assert picture.pixels == read(source).pixels


def test_animation():
    """A WebP of several frames is animated, even where each is lossless."""
    frames = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in (0, 200)]
    data = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    picture = read(data)
    assert (picture.animated, picture.width, picture.height, picture.pixels) == (True, 8, 8, None)


def test_canvas_of_another_size():
    """A picture that does not fill its canvas has no digest."""
    picture = read(riff(extended((40, 40)), webp_chunk(LOSSLESS)))
    assert (picture.width, picture.height, picture.pixels) == (40, 40, None)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(LOSSLESS[:-6], "file.truncated", id="cut"),
        pytest.param(LOSSLESS[:12], "file.truncated", id="header alone"),
        pytest.param(riff(), "file.malformed", id="no chunk"),
        pytest.param(riff((b"VP8L", b"\x2e1234")), "file.malformed", id="no lossless signature"),
        pytest.param(riff((b"VP8 ", bytes(10))), "file.malformed", id="no key frame"),
        pytest.param(riff((b"VP8L", b"\x2f" + bytes(30))), "pixels.unread", id="damaged pixels"),
        pytest.param(riff((b"VP8L", b"\x2f\xff\xff\xff\x0f" + bytes(9))), "decode.bomb", id="bomb"),
        pytest.param(
            riff(webp_chunk(LOSSLESS), (b"XMP ", b"<x/>"))[:-4] + b"\0" * 8,
            "",
            id="bytes behind the end",
        ),
    ],
)
def test_broken(data, problem):
    """A file that breaks off or breaks its format says so; what follows its end does not count."""
    assert not problem or problem in read(data).problems


def test_chunk_beyond_riff():
    """A chunk that reaches beyond what the header announces is not read."""
    data = bytearray(riff(webp_chunk(LOSSLESS), (b"XMP ", b"<x/>")))
    data[4:8] = (int.from_bytes(data[4:8], "little") - 2).to_bytes(4, "little")
    picture = read(bytes(data))
    assert picture.carriers == ()
    assert picture.problems == ("file.malformed",)
