"""JPEG files."""

import struct

import pytest

from bozzetto.capture.findings import MAX_CARRIER
from tests.capture.pictures import (
    ASCII,
    C2PA_LABEL,
    MAKE,
    box,
    jpeg,
    noise,
    only,
    read,
    saved,
    segment,
    tiff,
)

XMP = b"http://ns.adobe.com/xap/1.0/\0"
MORE = b"http://ns.adobe.com/xmp/extension/\0"


def credentials(size, label=C2PA_LABEL):
    """A JUMBF box as content credentials are."""
    return box(b"jumb", box(b"jumd", label, b"\3c2pa\0"), box(b"free", bytes(size)))


def app11(content, instance=1):
    """Splits a JUMBF box over segments, each of which repeats the box's header."""
    head, body = content[:8], content[8:]
    pieces = [body[at : at + 60000] for at in range(0, len(body), 60000)]
    return [
        segment(0xEB, b"JP" + struct.pack(">HI", instance, number) + head + piece)
        for number, piece in enumerate(pieces, start=1)
    ]


@pytest.mark.parametrize(
    ("made", "place", "name", "raw", "text"),
    [
        pytest.param(segment(0xFE, b"hi\0"), "jpeg:COM", "", b"hi\0", "hi", id="comment"),
        pytest.param(segment(0xFE, b""), "jpeg:COM", "", b"", "", id="empty comment"),
        pytest.param(segment(0xE1, XMP + b"<x/>"), "xmp", "", b"<x/>", "<x/>", id="XMP"),
        pytest.param(
            segment(0xED, b"Photoshop 3.0\0abc"),
            "jpeg:APP13",
            "Photoshop 3.0",
            b"Photoshop 3.0\0abc",
            None,
            id="Photoshop",
        ),
        pytest.param(segment(0xE9, b"\1\2"), "jpeg:APP9", "", b"\1\2", None, id="unnamed"),
        pytest.param(
            segment(0xE1, b"Exif\0\0rubbish"),
            "jpeg:APP1",
            "",
            b"Exif\0\0rubbish",
            None,
            id="no EXIF",
        ),
    ],
)
def test_carrier(made, place, name, raw, text):
    """Each kind of segment is a carrier, and is found at its offset."""
    data = jpeg(made)
    picture = read(data)
    carrier = only(picture)
    assert (carrier.place, carrier.name, carrier.raw, carrier.text) == (place, name, raw, text)
    assert data[carrier.offset : carrier.offset + len(raw)] == raw
    assert (picture.type, picture.width, picture.height) == ("image/jpeg", 13, 7)
    assert picture.pixels is None


def test_exif():
    """EXIF gives its tags, at offsets in the file."""
    data = jpeg(segment(0xE1, b"Exif\0\0" + tiff([(MAKE, ASCII, b"workflow: {}\0")], big=True)))
    carrier = only(read(data))
    assert (carrier.place, carrier.name, carrier.text) == ("exif:IFD0", "Make", "workflow: {}")
    assert data[carrier.offset :].startswith(carrier.raw)


def test_extended_xmp():
    """XMP beyond one segment is kept raw, and that is said."""
    picture = read(jpeg(segment(0xE1, MORE + bytes(40))))
    assert (only(picture).place, only(picture).name) == ("jpeg:APP1", "ExtendedXMP")
    assert picture.problems == ("xmp.extended",)


def test_presentation_left_out():
    """Colour profiles and the like are no carriers."""
    data = saved(noise(), "JPEG", icc_profile=b"profile", dpi=(300, 300))
    assert read(data).carriers == ()


@pytest.mark.parametrize("size", [10, 150_000], ids=["one segment", "three segments"])
def test_credentials(size):
    """Content credentials are put together from their segments."""
    content = credentials(size)
    carrier = only(read(jpeg(*app11(content))))
    assert (carrier.place, carrier.raw, carrier.text) == ("c2pa", content, None)


def test_credentials_beside_other_boxes():
    """Two boxes in turn are kept apart, and one that is no content credentials is called so."""
    first, second = credentials(70_000), credentials(70_000, label=bytes(16))
    a, b = app11(first, 1), app11(second, 2)
    found = read(jpeg(a[0], b[0], a[1], b[1])).carriers
    assert [(c.place, c.raw) for c in found] == [("c2pa", first), ("jpeg:APP11", second)]


def test_credentials_too_large():
    """Content credentials above the limit are named, not read."""
    content = credentials(MAX_CARRIER)
    picture = read(jpeg(*app11(content)))
    assert only(picture).raw == b""
    assert picture.problems == ("carrier.too-large",)


def test_fill_bytes():
    """Fill bytes before a marker are passed over."""
    assert only(read(jpeg(b"\xff\xff" + segment(0xFE, b"hi")))).text == "hi"


def test_data_behind_the_end():
    """A film behind the picture, as phones write, is no fault."""
    assert read(jpeg() + bytes(100_000)).problems == ()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(jpeg()[:-2], "file.truncated", id="end lost"),
        pytest.param(jpeg()[:200], "file.truncated", id="cut in a table"),
        pytest.param(b"\xff\xd8\xff", "file.truncated", id="beginning alone"),
        pytest.param(jpeg(b"\xff\xfe\0\1"), "file.malformed", id="segment shorter than its length"),
        pytest.param(jpeg(b"\xff\xfe\0\2\0"), "file.malformed", id="no marker"),
        pytest.param(b"\xff\xd8\xff\xd9", "file.malformed", id="end at once"),
    ],
)
def test_broken(data, problem):
    """A file that breaks off or breaks its format says so."""
    assert problem in read(data).problems


def test_height_given_later():
    """A height of zero is none: it is said behind the scan."""
    data = bytearray(jpeg())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 2] = b"\0\0"
    assert (read(bytes(data)).width, read(bytes(data)).height) == (13, None)
