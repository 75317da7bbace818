"""TIFF files."""

import pytest
from PIL import Image

from tests.capture.pictures import ASCII, DESCRIPTION, SHORT, noise, read, saved, tiff


@pytest.mark.parametrize(
    "compression",
    [None, "tiff_lzw", "tiff_adobe_deflate", "packbits"],
    ids=["none", "lzw", "deflate", "packbits"],
)
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_lossless(mode, compression):
    """A losslessly coded TIFF has the digest of the same picture as PNG."""
    picture = read(saved(noise(mode), "TIFF", compression=compression))
    assert (picture.type, picture.width, picture.height) == ("image/tiff", 13, 7)
    assert picture.pixels == read(saved(noise(mode), "PNG")).pixels
    assert picture.problems == ()


def test_deep_grey():
    """Grey of 16 bits is digested in full, and equals that of a PNG."""
    image = Image.frombytes("I;16", (3, 2), bytes(range(12)))
    assert read(saved(image, "TIFF")).pixels == read(saved(image, "PNG")).pixels


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(saved(noise(), "TIFF", compression="jpeg"), id="lossy"),
        pytest.param(saved(noise("CMYK"), "TIFF"), id="four inks"),
        pytest.param(
            saved(noise(), "TIFF", save_all=True, append_images=[noise()]), id="several pages"
        ),
        pytest.param(saved(noise(), "TIFF", tiffinfo={274: 6}), id="turned"),
        pytest.param(saved(noise(), "TIFF", tiffinfo={254: 1}), id="preview of something else"),
    ],
)
def test_no_digest(data):
    """What is lossy, or not one whole upright picture, has no digest, and no fault either."""
    picture = read(data)
    assert (picture.width, picture.height, picture.pixels) == (13, 7, None)
    assert picture.problems == ()


def test_carriers():
    """The tags of a TIFF's pages are carriers, with the page they stand in."""
    tags = {DESCRIPTION: "prompt"}
    data = saved(noise(), "TIFF", save_all=True, append_images=[noise()], tiffinfo=tags)
    found = [(c.place, c.name, c.text) for c in read(data).carriers]
    assert found == [(f"exif:IFD{page}", "ImageDescription", "prompt") for page in (0, 1)]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(tiff([(DESCRIPTION, ASCII, b"abc\0")]), "file.malformed", id="without size"),
        pytest.param(b"II*\0\xff\0\0\0", "exif.malformed", id="without directory"),
        pytest.param(b"II+\0\x08\0\0\0" + bytes(8), "file.unsupported", id="BigTIFF"),
        pytest.param(
            tiff([(256, SHORT, b"\5\0"), (257, SHORT, b"\5\0"), (262, SHORT, b"\1\0")]),
            "pixels.unread",
            id="without pixels",
        ),
        pytest.param(saved(noise(), "TIFF")[:60], "exif.malformed", id="cut in the directory"),
        pytest.param(saved(noise(), "TIFF")[:-20], "pixels.unread", id="cut in the pixels"),
    ],
)
def test_broken(data, problem):
    """A broken TIFF says what is wrong."""
    picture = read(data)
    assert picture.type == "image/tiff"
    assert problem in picture.problems
    assert picture.pixels is None
