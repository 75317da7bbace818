"""Reading any file."""

import io
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bozzetto.capture.carriers import UNKNOWN_TYPE, Picture, read_picture
from bozzetto.capture.findings import MAX_CARRIERS
from tests.capture.pictures import (
    ASCII,
    DESCRIPTION,
    UNDEFINED,
    USER_COMMENT,
    chunk,
    hide,
    jpeg,
    noise,
    png,
    read,
    saved,
    segment,
    stealth_bits,
    tiff,
)

EXIF = tiff(
    [(DESCRIPTION, ASCII, b"a girl in the rain\0")],
    [(USER_COMMENT, UNDEFINED, b"UNICODE\0" + "夜の街".encode("utf-16-be"))],
)
HIDDEN = hide(noise("RGBA", (20, 20)), stealth_bits(b"stealth_pnginfo", b"hidden"), channel="alpha")

# One small file of each kind, with as many carriers as it can have.
FILES = {
    "image/png": png(
        chunk(b"tEXt", b"parameters\0prompt"),
        chunk(b"zTXt", b"a\0\0x\x9c\x03\0\0\0\0\1"),
        chunk(b"eXIf", EXIF),
        after=(chunk(b"iTXt", b"key\0\0\0\0\0text"),),
    ),
    "image/jpeg": jpeg(segment(0xE1, b"Exif\0\0" + EXIF), segment(0xFE, b"comment")),
    "image/webp": saved(HIDDEN, "WEBP", lossless=True, exact=True, exif=EXIF, xmp=b"<x/>"),
    "image/gif": saved(noise(), "GIF", comment=b"comment"),
    "image/tiff": saved(noise(), "TIFF", tiffinfo={DESCRIPTION: "a girl"}),
    "image/avif": saved(noise(), "AVIF", exif=EXIF, xmp=b"<x/>"),
}
EACH = pytest.mark.parametrize("kind", FILES)


def check(picture: Picture) -> None:
    """Checks what holds of every answer."""
    assert len(picture.carriers) <= MAX_CARRIERS
    assert len(set(picture.problems)) == len(picture.problems)
    assert (picture.width is None) == (picture.height is None) or picture.type == "image/jpeg"
    assert picture.pixels is None or len(picture.pixels) == 71
    for carrier in picture.carriers:
        assert carrier.text is None or carrier.text.encode("utf-8") is not None
        assert carrier.exact or carrier.text is not None


@EACH
def test_type_from_bytes(kind):
    """The type is told from the bytes alone, and a whole file has no problems."""
    picture = read(FILES[kind])
    check(picture)
    assert (picture.type, picture.problems) == (kind, ())
    assert picture.carriers


@EACH
def test_raw_stands_at_offset(kind):
    """A carrier's bytes stand in the file where it says."""
    for carrier in read(FILES[kind]).carriers:
        if not carrier.place.startswith("stealth:"):
            assert FILES[kind][carrier.offset :].startswith(carrier.raw)


@EACH
def test_position_of_file(kind):
    """A file is read from its beginning, wherever its position was."""
    file = io.BytesIO(FILES[kind])
    file.seek(9)
    assert read_picture(file) == read(FILES[kind])


@EACH
def test_unbuffered_file(kind, tmp_path):
    """A file without a buffer is read just the same."""
    path = tmp_path / "misnamed.txt"
    path.write_bytes(FILES[kind])
    with path.open("rb", buffering=0) as file:
        assert read_picture(file) == read(FILES[kind])


@EACH
def test_without_pixels(kind):
    """Without pixels everything else is the same, save what is hidden in them."""
    picture, bare = read(FILES[kind]), read(FILES[kind], pixels=False)
    assert bare.pixels is None
    assert bare.carriers == tuple(c for c in picture.carriers if not c.place.startswith("stealth:"))
    assert bare.problems == (("stealth.unread",) if picture.pixels else ())


@EACH
def test_cut_anywhere(kind):
    """A file cut at any byte is read as far as it goes, and never has the whole one's digest."""
    data = FILES[kind]
    whole = read(data)
    for length in range(0, len(data), 3):
        picture = read(data[:length])
        check(picture)
        assert picture.problems or picture.type == UNKNOWN_TYPE
        assert set(picture.carriers) <= set(whole.carriers) or picture.problems
        lossless_end = kind in ("image/webp", "image/tiff")  # metadata may stand behind the pixels
        assert lossless_end or picture.pixels is None


@EACH
def test_altered_anywhere(kind):
    """A file with altered bytes is read without an error."""
    chance = random.Random(kind)  # noqa: S311 - the same alterations in each run
    for _ in range(150):
        data = bytearray(FILES[kind])
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        check(read(bytes(data)))


@given(st.sampled_from(sorted(FILES)), st.integers(0, 400), st.binary(max_size=40))
@settings(max_examples=150, deadline=None)
def test_spliced_bytes(kind, at, data):
    """A file with bytes put in anywhere is read without an error."""
    check(read(FILES[kind][:at] + data + FILES[kind][at:]))


@given(
    st.sampled_from(
        [
            b"",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"GIF89a",
            b"RIFF\xff\0\0\0WEBP",
            b"II*\0\x08\0\0\0",
            b"MM\0*\0\0\0\x08",
            b"\0\0\0\x10ftypavif\0\0\0\0\0\0\0\x80meta\0\0\0\0",
        ]
    ),
    st.binary(max_size=300),
)
@example(b"", b"")
@settings(max_examples=300, deadline=None)
def test_any_bytes(mark, data):
    """No bytes at all make reading fail."""
    check(read(mark + data))


def test_empty_file():
    """A file without bytes is of no type, and that is said."""
    picture = read(b"")
    assert (picture.type, picture.problems) == (UNKNOWN_TYPE, ("file.empty",))
    assert (picture.width, picture.height, picture.carriers) == (None, None, ())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"BM" + bytes(60), id="bitmap"),
        pytest.param(b"PK\3\4" + bytes(60), id="archive"),
        pytest.param(b"RIFF\x04\0\0\0WAVE", id="sound"),
        pytest.param(b"\x89PNG\r\n\x1a", id="signature cut"),
    ],
)
def test_other_files(data):
    """A file of another kind is not read at all."""
    assert read(data) == Picture(UNKNOWN_TYPE, None, None, False, (), (), None)


def test_many_carriers():
    """Of more carriers than the limit the first ones are kept."""
    data = png(*[chunk(b"tEXt", b"a\0b")] * (MAX_CARRIERS + 3))
    picture = read(data)
    assert len(picture.carriers) == MAX_CARRIERS
    assert picture.problems == ("carrier.too-many",)
    assert picture.pixels is not None
