"""Tests of how pictures and arrays in memory become files."""

import io

import pytest
from PIL import Image

from bozzetto.capture.pipelines.encoding import samples_of, to_file


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_modes_that_png_has(mode):
    """What PNG can hold comes back sample by sample."""
    picture = Image.new(mode, (5, 4), 1)
    file = to_file(picture, "cat")
    assert file.name == "cat.png"
    with Image.open(io.BytesIO(file.data)) as read:
        assert (read.mode, read.tobytes()) == (mode, picture.tobytes())


@pytest.mark.parametrize(("mode", "written"), [("CMYK", "RGB"), ("RGBa", "RGBA"), ("HSV", "RGB")])
def test_other_modes(mode, written):
    """What PNG cannot hold is converted."""
    with Image.open(io.BytesIO(to_file(Image.new(mode, (5, 4)), "cat").data)) as read:
        assert read.mode == written


def test_copies():
    """What is changed after it was given is another picture."""
    picture = Image.new("RGB", (2, 2), (1, 1, 1))
    (copied,) = samples_of(picture)
    picture.putpixel((0, 0), (9, 9, 9))
    assert copied.getpixel((0, 0)) == (1, 1, 1)


@pytest.mark.parametrize("value", [None, 5, "text", [], {}, object(), [None, "a"]])
def test_no_pictures(value):
    """Whatever is no picture is none."""
    assert list(samples_of(value)) == []


@pytest.fixture
def numpy():
    """The library that arrays are of; bozzetto does not need it."""
    return pytest.importorskip("numpy")


def decoded(array, count=1):
    """Encode what a value holds, and read it again."""
    files = [to_file(each, "cat") for each in samples_of(array)]
    assert len(files) == count
    return [Image.open(io.BytesIO(file.data)) for file in files]


@pytest.mark.parametrize(
    ("shape", "mode"),
    [((3, 4), "L"), ((3, 4, 1), "L"), ((3, 4, 3), "RGB"), ((3, 4, 4), "RGBA")],
)
def test_arrays(numpy, shape, mode):
    """Arrays of bytes are pictures as they are."""
    array = numpy.arange(numpy.prod(shape), dtype="uint8").reshape(shape)
    (read,) = decoded(array)
    assert (read.mode, read.size, read.tobytes()) == (mode, (4, 3), array.tobytes())


@pytest.mark.parametrize(
    ("values", "written"),
    [([0, 0.5, 1], [0, 128, 255]), ([-1, 0, 1], [0, 128, 255]), ([0, 0.25, 9], [0, 64, 255])],
    ids=["from 0", "from -1", "beyond"],
)
def test_arrays_of_floats(numpy, values, written):
    """Floats are taken as diffusers takes them."""
    (read,) = decoded(numpy.array([values], dtype="float32"))
    assert list(read.tobytes()) == written


def test_array_of_truths(numpy):
    """An array of truth values is a mask."""
    (read,) = decoded(numpy.array([[True, False]]))
    assert list(read.tobytes()) == [255, 0]


def test_several_in_an_array(numpy):
    """An array of several pictures, or of films of them, is as many pictures."""
    decoded(numpy.zeros((2, 3, 4, 3), dtype="uint8"), 2)
    decoded(numpy.zeros((2, 5, 3, 4, 3), dtype="uint8"), 10)


@pytest.mark.parametrize("dtype", ["float32", "int64", "uint16", "complex64"])
def test_array_that_is_no_picture(numpy, dtype):
    """What is no picture is written as numpy writes it, and numpy reads it back."""
    shape = (8, 8, 16) if dtype == "float32" else (8, 8)
    array = numpy.ones(shape, dtype=dtype)
    (samples,) = samples_of(array)
    file = to_file(samples, "latents")
    assert file.name == "latents.npy"
    read = numpy.load(io.BytesIO(file.data))
    assert (read.dtype, read.shape, (read == array).all()) == (array.dtype, shape, True)


def test_row_of_numbers(numpy):
    """A row of numbers is nothing that is seen."""
    assert list(samples_of(numpy.zeros(5))) == []
