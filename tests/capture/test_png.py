"""PNG files."""

import io
import zlib

import pytest
from PIL import Image, PngImagePlugin

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.findings import MAX_CARRIER, MAX_PARTS
from tests.capture.pictures import (
    ASCII,
    DESCRIPTION,
    chunk,
    header,
    noise,
    only,
    png,
    read,
    saved,
    tiff,
)

LATIN = "café".encode("latin-1")
JAPANESE = "夜の街".encode()
ITXT = b"key\0\0\0\0\0"


@pytest.mark.parametrize(
    ("made", "place", "name", "raw", "text"),
    [
        pytest.param(chunk(b"tEXt", b"a\0b"), "png:tEXt", "a", b"b", "b", id="tEXt"),
        pytest.param(chunk(b"tEXt", b"a\0" + LATIN), "png:tEXt", "a", LATIN, "café", id="Latin-1"),
        pytest.param(
            chunk(b"tEXt", b"a\0" + JAPANESE),
            "png:tEXt",
            "a",
            JAPANESE,
            "夜の街",
            id="UTF-8 in tEXt",
        ),
        pytest.param(chunk(b"tEXt", b"a\0"), "png:tEXt", "a", b"", "", id="no text"),
        pytest.param(chunk(b"tEXt", b"a\0b\0"), "png:tEXt", "a", b"b\0", "b", id="NUL at the end"),
        pytest.param(
            chunk(b"zTXt", b"a\0\0" + zlib.compress(b"b")),
            "png:zTXt",
            "a",
            zlib.compress(b"b"),
            "b",
            id="zTXt",
        ),
        pytest.param(
            chunk(b"iTXt", ITXT + JAPANESE), "png:iTXt", "key", JAPANESE, "夜の街", id="iTXt"
        ),
        pytest.param(
            chunk(b"iTXt", b"key\0\1\0ja\0\xe9\x8d\xb5\0" + zlib.compress(JAPANESE)),
            "png:iTXt",
            "key",
            zlib.compress(JAPANESE),
            "夜の街",
            id="compressed iTXt with language",
        ),
        pytest.param(
            chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"),
            "xmp",
            "XML:com.adobe.xmp",
            b"<x/>",
            "<x/>",
            id="XMP",
        ),
        pytest.param(chunk(b"caBX", b"\0jumb"), "c2pa", "", b"\0jumb", None, id="C2PA"),
    ],
)
@pytest.mark.parametrize("behind", [False, True], ids=["before pixels", "after pixels"])
def test_carrier(made, place, name, raw, text, behind):
    """Each kind of chunk is a carrier, on either side of the pixels, and is found at its offset."""
    data = png(after=(made,)) if behind else png(made)
    picture = read(data)
    carrier = only(picture)
    assert (carrier.place, carrier.name, carrier.raw, carrier.text) == (place, name, raw, text)
    assert carrier.exact
    assert data[carrier.offset : carrier.offset + len(raw)] == raw
    assert picture.problems == ()
    assert picture.pixels == read(png()).pixels


def test_carriers_as_pillow_writes():
    """What Pillow writes is read back, repeated keywords included."""
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", "prompt\nSteps: 20")
    info.add_text("parameters", "夜")
    info.add_text("workflow", "{}", zip=True)
    picture = read(saved(noise(), "PNG", pnginfo=info))
    assert [(c.place, c.name, c.text) for c in picture.carriers] == [
        ("png:tEXt", "parameters", "prompt\nSteps: 20"),
        ("png:iTXt", "parameters", "夜"),
        ("png:zTXt", "workflow", "{}"),
    ]
    assert (picture.width, picture.height) == (13, 7)


def test_exif_chunk():
    """An EXIF chunk gives its tags, and offsets that lead to them."""
    data = png(chunk(b"eXIf", tiff([(DESCRIPTION, ASCII, b"a girl\0")])))
    carrier = only(read(data))
    assert (carrier.place, carrier.name, carrier.text) == (
        "exif:IFD0",
        "ImageDescription",
        "a girl",
    )
    assert data[carrier.offset :].startswith(b"a girl\0")


def test_exif_chunk_damaged():
    """An EXIF chunk that is no EXIF is kept whole."""
    picture = read(png(chunk(b"eXIf", b"rubbish")))
    assert (only(picture).place, only(picture).raw) == ("png:eXIf", b"rubbish")
    assert picture.problems == ("exif.malformed",)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(chunk(b"tEXt", b"no end of keyword"), id="tEXt without NUL"),
        pytest.param(chunk(b"zTXt", b"a\0\1" + zlib.compress(b"b")), id="unknown compression"),
        pytest.param(chunk(b"iTXt", b"a\0\2\0\0\0b"), id="unknown flag"),
        pytest.param(chunk(b"iTXt", b"a\0\0\0en"), id="language without NUL"),
        pytest.param(chunk(b"iTXt", b"a\0"), id="iTXt cut after keyword"),
        pytest.param(chunk(b"zTXt", b"a\0\0not zlib"), id="not compressed"),
        pytest.param(chunk(b"zTXt", b"a\0\0" + zlib.compress(b"b")[:-2]), id="cut stream"),
    ],
)
def test_text_damaged(made):
    """A text chunk that is damaged keeps its bytes, without text, and harms nothing else."""
    picture = read(png(made, chunk(b"tEXt", b"a\0b")))
    damaged, sound = picture.carriers
    assert damaged.text is None
    assert damaged.raw
    assert sound.text == "b"
    assert picture.problems == ("carrier.damaged",)
    assert picture.pixels is not None


def test_text_not_utf8():
    """Bytes in an iTXt that are no UTF-8 are replaced, and that is said."""
    carrier = only(read(png(chunk(b"iTXt", ITXT + b"a\xed\xa0\x80"))))
    assert carrier.text == "a���"
    assert not carrier.exact


def test_text_bomb():
    """A text that inflates beyond the limit is not inflated; its bytes are kept."""
    bomb = zlib.compress(bytes(MAX_CARRIER * 4))
    picture = read(png(chunk(b"zTXt", b"a\0\0" + bomb)))
    assert (only(picture).raw, only(picture).text) == (bomb, None)
    assert picture.problems == ("decode.bomb",)


def test_text_of_50_megabytes():
    """A text above the limit is named with its size, and the rest of the file is read."""
    large = chunk(b"tEXt", b"workflow\0" + bytes(50 << 20))
    picture = read(png(large, chunk(b"tEXt", b"prompt\0b")))
    assert [c.name for c in picture.carriers] == ["workflow (52428800 bytes)", "prompt"]
    assert picture.carriers[0].text is None
    assert picture.problems == ("carrier.too-large",)
    assert picture.pixels == read(png()).pixels


def test_checksum_wrong():
    """A chunk whose checksum is wrong is read all the same, and that is said."""
    made = bytearray(chunk(b"tEXt", b"a\0b"))
    made[-1] ^= 1
    picture = read(png(bytes(made)))
    assert only(picture).text == "b"
    assert picture.problems == ("png.crc",)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(png(head=b""), "file.malformed", id="no header"),
        pytest.param(png(head=header(width=0)), "file.malformed", id="no width"),
        pytest.param(png(head=header(height=0)), "file.malformed", id="no height"),
        pytest.param(png(head=header(width=2**31)), "file.malformed", id="width beyond 31 bits"),
        pytest.param(png()[:40] + bytes(40), "file.malformed", id="zeros"),
        pytest.param(png()[:8], "file.truncated", id="signature alone"),
        pytest.param(png()[:-1], "file.truncated", id="last byte lost"),
        pytest.param(png(b"\0\0"), "file.malformed", id="stray bytes between chunks"),
    ],
)
def test_structure_broken(data, problem):
    """A file that breaks off or breaks its format says so, and has no digest."""
    picture = read(data)
    assert problem in picture.problems
    assert picture.pixels is None


def test_size_of_bomb():
    """A header that promises ten thousand megapixels is believed and not decoded."""
    picture = read(png(head=header(width=100_000, height=100_000)))
    assert (picture.width, picture.height, picture.pixels) == (100_000, 100_000, None)
    assert picture.problems == ("decode.bomb", "stealth.unread")


@pytest.mark.parametrize(("frames", "animated"), [(1, False), (3, True)])
def test_animation(frames, animated):
    """A PNG of several frames is animated, and no one of them is its picture."""
    images = [Image.new("RGB", (4, 4), (0, 0, shade)) for shade in range(frames)]
    data = saved(images[0], "PNG", save_all=True, append_images=images[1:])
    picture = read(data)
    assert picture.animated is animated
    assert (picture.pixels is None) is animated


def test_pixels_damaged():
    """Pixels that do not inflate give no digest, and text beside them is read."""
    data = bytearray(saved(noise(), "PNG"))
    at = data.index(b"IDAT") + 8
    data[at : at + 8] = b"\xff" * 8
    picture = read(bytes(data))
    assert picture.pixels is None
    assert picture.problems == ("pixels.unread", "stealth.unread")


def test_too_many_chunks():
    """Chunks beyond the limit are not walked."""
    data = png(*[chunk(b"teSt", b"")] * MAX_PARTS)
    assert "file.too-many-parts" in read(data).problems


def test_file_of_two_gigabytes(tmp_path):
    """A file of 2 GB is walked without being read whole."""
    path = tmp_path / "large.png"
    head = png(chunk(b"tEXt", b"a\0b"))[:-12]
    size = (1 << 31) - 1
    with path.open("wb") as out:
        out.write(head + size.to_bytes(4) + b"raWb")
        out.truncate(len(head) + size + 12)
        out.seek(0, io.SEEK_END)
        out.write(chunk(b"tEXt", b"c\0d") + chunk(b"IEND", b""))
    with path.open("rb") as file:
        picture = read_picture(file)
    assert [c.text for c in picture.carriers] == ["b", "d"]
    assert picture.pixels == read(png()).pixels
