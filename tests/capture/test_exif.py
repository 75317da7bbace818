"""EXIF."""

import pytest
from PIL import Image

from tests.capture.pictures import (
    ASCII,
    BYTE,
    DESCRIPTION,
    MAKE,
    MAKER_NOTE,
    MODEL,
    UNDEFINED,
    USER_COMMENT,
    chunk,
    noise,
    only,
    png,
    read,
    saved,
    tiff,
)


def carriers(*args, **kwargs):
    """The carriers of an EXIF block in a PNG."""
    return read(png(chunk(b"eXIf", tiff(*args, **kwargs)))).carriers


@pytest.mark.parametrize("big", [False, True], ids=["little-endian", "big-endian"])
@pytest.mark.parametrize(
    ("tag", "name", "kind", "raw", "text"),
    [
        pytest.param(
            DESCRIPTION, "ImageDescription", ASCII, b"a girl\0", "a girl", id="description"
        ),
        pytest.param(0x0131, "Software", ASCII, b"NAI\0", "NAI", id="inside the entry"),
        pytest.param(0x010C, "0x010c", ASCII, b"more:{}\0", "more:{}", id="without a name"),
        pytest.param(DESCRIPTION, "ImageDescription", 129, "夜\0".encode(), "夜", id="UTF-8 type"),
        pytest.param(MAKE, "Make", ASCII, "café\0".encode("latin-1"), "café", id="Latin-1"),
        pytest.param(
            DESCRIPTION,
            "ImageDescription",
            ASCII,
            bytes(4) + "夜\0".encode(),
            "\0\0\0\0夜",
            id="NAI",
        ),
        pytest.param(
            0x9C9C, "XPComment", BYTE, "夜に\0".encode("utf-16-le"), "夜に", id="XPComment"
        ),
        pytest.param(0x9C9B, "XPTitle", BYTE, "title\0".encode("utf-16-le"), "title", id="XPTitle"),
        pytest.param(
            USER_COMMENT, "UserComment", UNDEFINED, b"ASCII\0\0\0{}", "{}", id="comment in IFD0"
        ),
        pytest.param(USER_COMMENT, "UserComment", ASCII, b'{"a": 1}\0', '{"a": 1}', id="as ASCII"),
        pytest.param(MAKER_NOTE, "MakerNote", UNDEFINED, b"fooocus", "fooocus", id="MakerNote"),
    ],
)
def test_text_tags(tag, name, kind, raw, text, big):
    """Each text tag is a carrier under its standard name, in both byte orders."""
    (carrier,) = carriers([(tag, kind, raw)], big=big)
    assert (carrier.place, carrier.name, carrier.raw, carrier.text) == (
        "exif:IFD0",
        name,
        raw,
        text,
    )


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("big", [False, True], ids=["in little-endian", "in big-endian"])
def test_user_comment_order(order, big):
    """A UTF-16 comment is read by its own bytes, not by the byte order around it."""
    raw = b"UNICODE\0" + "1girl, テスト\nSteps: 28".encode(f"utf-16-{order}")
    (carrier,) = carriers([], [(USER_COMMENT, UNDEFINED, raw)], big=big)
    assert (carrier.place, carrier.text) == ("exif:Exif", "1girl, テスト\nSteps: 28")


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param((MAKER_NOTE, UNDEFINED, b"\0\1\2\3\4\5camera"), id="table of a camera"),
        pytest.param((MAKER_NOTE, UNDEFINED, b"\xff\xfe\xfd\xfc\xfb"), id="bytes of a camera"),
        pytest.param((256, 3, b"\1\0"), id="number"),
        pytest.param((0x9C9C, ASCII + 5, b"ab"), id="XPComment of no text type"),
    ],
)
def test_other_tags(tag):
    """What is no text is no carrier."""
    assert carriers([tag]) == ()


def test_xmp_and_credentials_in_tags():
    """XMP and content credentials may stand in tags of their own."""
    found = carriers([(0x02BC, BYTE, b"<x/>  "), (0xCD41, UNDEFINED, b"\0\0\0\x10jumb")])
    assert [(c.place, c.text) for c in found] == [("xmp", "<x/>  "), ("c2pa", None)]


def test_prefix_kept_by_writers():
    """An EXIF block may begin with the prefix that only JPEG knows."""
    data = b"Exif\0\0" + tiff([(MODEL, ASCII, b"prompt:{}\0")])
    assert only(read(png(chunk(b"eXIf", data)))).text == "prompt:{}"


def test_written_by_pillow():
    """What Pillow writes into each kind of file is read back from each."""
    exif = Image.Exif()
    exif[MODEL] = "prompt:{}"
    exif[MAKE] = "workflow:{}"
    exif.get_ifd(0x8769)[USER_COMMENT] = b"UNICODE\0" + "夜".encode("utf-16-be")
    for kind in ("PNG", "JPEG", "WEBP", "AVIF"):
        found = read(saved(noise(), kind, exif=exif)).carriers
        texts = {(c.place, c.name, c.text) for c in found}
        assert texts == {
            ("exif:IFD0", "Make", "workflow:{}"),
            ("exif:IFD0", "Model", "prompt:{}"),
            ("exif:Exif", "UserComment", "夜"),
        }, kind
