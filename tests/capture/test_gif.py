"""GIF files."""

import io

import pytest
from PIL import Image

from bozzetto.capture.findings import MAX_PARTS
from tests.capture.pictures import noise, only, read, saved, sub_blocks

XMP_SLIDE = bytes([1, *range(0xFF, -1, -1), 0])
PLAIN = saved(noise(), "GIF")


def with_block(*blocks):
    """A GIF with blocks behind its picture."""
    return PLAIN[:-1] + b"".join(blocks) + PLAIN[-1:]


def xmp(packet, slide=XMP_SLIDE):
    """An extension with an XMP packet."""
    return b"\x21\xff\x0bXMP DataXMP" + packet + slide


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"prompt", "prompt", id="short"),
        pytest.param("夜の街".encode(), "夜の街", id="UTF-8"),
        pytest.param("café".encode("latin-1"), "café", id="Latin-1"),
        pytest.param(b"x" * 1000, "x" * 1000, id="several sub-blocks"),
        pytest.param(b"", "", id="empty"),
    ],
)
def test_comment(data, text):
    """A comment is put together from its sub-blocks."""
    made = with_block(b"\x21\xfe" + sub_blocks(data))
    carrier = only(read(made))
    assert (carrier.place, carrier.raw, carrier.text) == ("gif:comment", data, text)
    assert made[carrier.offset :].startswith(data[:255])


def test_comment_by_pillow():
    """A comment that Pillow wrote is read, and does not change the digest."""
    picture = read(saved(noise(), "GIF", comment=b"parameters"))
    assert only(picture).text == "parameters"
    assert picture.pixels == read(PLAIN).pixels


@pytest.mark.parametrize("length", [0, 4, 1, 254, 257, 1000, 3001])
def test_xmp(length):
    """An XMP packet is found whole, wherever its bytes lead who reads them as sub-blocks."""
    packet = b"<x>" + b"abcdefghij" * (length // 10) + b"k" * (length % 10) + b"</x>"
    data = with_block(xmp(packet), b"\x21\xfe" + sub_blocks(b"after"))
    picture = read(data)
    assert [(c.place, c.text) for c in picture.carriers] == [
        ("xmp", packet.decode()),
        ("gif:comment", "after"),
    ]
    assert data[picture.carriers[0].offset :].startswith(packet)
    assert picture.problems == ()


def test_other_application():
    """An application's block that is not XMP is no carrier."""
    assert read(with_block(b"\x21\xff\x0bNETSCAPE2.0" + sub_blocks(b"\1\0\0"))).carriers == ()


def test_single_frame():
    """A GIF of one frame has the digest of its colours."""
    picture = read(PLAIN)
    assert (picture.type, picture.width, picture.height, picture.animated) == (
        "image/gif",
        13,
        7,
        False,
    )
    with Image.open(io.BytesIO(PLAIN)) as image:
        assert picture.pixels == read(saved(image.convert("RGB"), "PNG")).pixels


def test_animation():
    """A GIF of several frames is animated, and no one of them is its picture."""
    frames = [noise(), noise().transpose(Image.Transpose.ROTATE_180)]
    picture = read(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert (picture.animated, picture.pixels) == (True, None)


def test_frame_smaller_than_screen():
    """A frame that leaves part of the screen open has no digest."""
    data = bytearray(PLAIN)
    data[6:8] = (99).to_bytes(2, "little")
    picture = read(bytes(data))
    assert (picture.width, picture.pixels, picture.problems) == (99, None, ())


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(PLAIN[:9], "file.truncated", id="cut in the screen"),
        pytest.param(PLAIN[:-1], "file.truncated", id="trailer lost"),
        pytest.param(PLAIN[:-30], "file.truncated", id="cut in the picture"),
        pytest.param(with_block(b"\x21\xfe\xff"), "file.truncated", id="cut in a comment"),
        pytest.param(with_block(b"\x99"), "file.malformed", id="unknown block"),
        pytest.param(PLAIN[:6] + bytes(4) + PLAIN[10:], "file.malformed", id="no size"),
        pytest.param(with_block(bytes(MAX_PARTS)), "file.too-many-parts", id="too many blocks"),
        pytest.param(
            with_block(b"\x21\xfe" + b"\1a" * MAX_PARTS + b"\0"),
            "file.too-many-parts",
            id="too many sub-blocks",
        ),
    ],
)
def test_broken(data, problem):
    """A file that breaks off or breaks its format says so, and has no digest."""
    picture = read(data)
    assert problem in picture.problems
    assert picture.pixels is None
