"""The digest of samples."""

import hashlib
import io
import warnings

import pytest
from PIL import Image

from bozzetto.capture.pixels import MAX_PIXELS, MAX_SIDE, decode_picture, digest_pixels, is_bomb
from tests.capture.pictures import chunk, header, noise, png, read, saved


def expected(mode, width, height, samples):
    """The digest as its documentation has it."""
    text = f"bozzetto pixels/1\n{mode} {width} {height}\n"
    return "sha256:" + hashlib.sha256(text.encode() + samples).hexdigest()


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_layout(mode):
    """The digest is over one line of context, one of mode and size, and the samples."""
    image = noise(mode)
    assert read(saved(image, "PNG")).pixels == expected(mode, 13, 7, image.tobytes())


def test_layout_pinned():
    """The digest of one black pixel stays what it is: records written today name it."""
    assert read(png()).pixels == (
        "sha256:d1c7e086ce3b40eb0933aaffb6008ba869cfe3e54f6d82d5fcafe003f2389bdf"
    )


def test_deep_grey():
    """Grey of 16 bits is digested with the high byte first."""
    image = Image.frombytes("I;16", (2, 1), b"\x34\x12\xcd\xab")
    assert read(saved(image, "PNG")).pixels == expected("L;16B", 2, 1, b"\x12\x34\xab\xcd")


def test_bilevel():
    """One bit a pixel is stretched to black and white."""
    image = Image.new("1", (3, 1))
    image.putpixel((1, 0), 1)
    assert read(saved(image, "PNG")).pixels == expected("L", 3, 1, b"\0\xff\0")


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_palette(kind):
    """A palette becomes the colours it stands for."""
    image = noise().quantize(16)
    assert read(saved(image, kind)).pixels == expected("RGB", 13, 7, image.convert("RGB").tobytes())


def test_palette_of_greys():
    """A GIF's palette of greys is a palette, though Pillow reads it as grey."""
    image = noise("L")
    assert read(saved(image, "GIF")).pixels == expected(
        "RGB", 13, 7, image.convert("RGB").tobytes()
    )


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_transparent_palette(kind):
    """A transparent palette entry becomes alpha."""
    image = noise().quantize(16)
    data = saved(image, kind, transparency=3)
    image.info["transparency"] = 3
    assert read(data).pixels == expected("RGBA", 13, 7, image.convert("RGBA").tobytes())


def test_transparent_colour():
    """A transparent colour becomes alpha, as if it had been written so."""
    image = Image.new("RGB", (2, 1), (9, 9, 9))
    image.putpixel((0, 0), (1, 2, 3))
    picture = read(saved(image, "PNG", transparency=(1, 2, 3)))
    assert picture.pixels == expected("RGBA", 2, 1, bytes([1, 2, 3, 0, 9, 9, 9, 255]))


def test_colour_under_transparency():
    """A lowest bit under full transparency changes the digest, for text hides there."""
    image = Image.new("RGBA", (2, 2), (8, 8, 8, 0))
    other = image.copy()
    other.putpixel((1, 1), (8, 8, 9, 0))
    assert read(saved(image, "PNG")).pixels != read(saved(other, "PNG")).pixels


@pytest.mark.parametrize(
    ("depth", "colour"), [(16, 2), (16, 6), (16, 4)], ids=["RGB", "RGBA", "LA"]
)
def test_deep_colour_left_out(depth, colour):
    """Colours of 16 bits, which the decoder would cut to 8, have no digest."""
    data = png(head=header(depth=depth, colour=colour))
    assert (read(data).pixels, read(data).problems) == (None, ())


def test_transparent_deep_grey_left_out():
    """Nor has grey of 16 bits with a transparent shade."""
    data = png(chunk(b"tRNS", b"\0\1"), head=header(depth=16, colour=0))
    assert read(data).pixels is None


def test_strips(monkeypatch):
    """The digest does not depend on how much is hashed at a time."""
    image = noise("RGBA", (50, 40))
    whole = digest_pixels(image)
    monkeypatch.setattr("bozzetto.capture.pixels._STRIP", 77)
    assert digest_pixels(image) == whole == expected("RGBA", 50, 40, image.tobytes())


def test_without_metadata():
    """A copy whose metadata was stripped or changed has the same digest."""
    image = noise()
    bare = read(saved(image, "PNG")).pixels
    assert read(saved(image, "PNG", dpi=(300, 300), icc_profile=b"profile")).pixels == bare
    assert read(saved(image, "PNG", compress_level=0)).pixels == bare


@pytest.mark.parametrize(
    ("width", "height", "kind", "bomb"),
    [
        pytest.param(16384, 12000, "image/png", False, id="large"),
        pytest.param(MAX_PIXELS, 1, "image/png", True, id="side"),
        pytest.param(MAX_SIDE, MAX_PIXELS // MAX_SIDE, "image/png", False, id="at both limits"),
        pytest.param(20000, 10001, "image/png", True, id="pixels"),
        pytest.param(16384, 12000, "image/tiff", True, id="above what the TIFF decoder takes"),
    ],
)
def test_is_bomb(width, height, kind, bomb):
    """Sizes are refused before anything is decoded."""
    assert is_bomb(width, height, kind) is bomb


def test_large_picture_without_warning():
    """A picture that Pillow would warn of is decoded in silence, and Pillow's limit is kept."""
    limit = Image.MAX_IMAGE_PIXELS
    data = saved(Image.new("1", (10_000, 9_000)), "PNG")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        picture = read(data)
    assert (picture.problems, heard) == ((), [])
    assert picture.pixels is not None
    assert limit == Image.MAX_IMAGE_PIXELS


def test_decode_size_differs():
    """A decoder that sees another size than the header's gives nothing."""
    encoded = io.BytesIO(saved(noise(), "PNG"))
    assert decode_picture(encoded, "image/png", (14, 7)) is None
