"""The library: the same file, the same pixels, and pictures that look alike, are told apart."""

import io
import random

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bozzetto import Studio
from bozzetto.labels.inspection import Library, inspect_file
from bozzetto.record import digest_of


@pytest.fixture(scope="module")
def drawing():
    """A picture with something in it."""
    dice = random.Random(3)  # noqa: S311  # the same picture in every run
    small = Image.frombytes("RGB", (9, 9), dice.randbytes(9 * 9 * 3))
    return small.resize((180, 180), Image.Resampling.BICUBIC)


def png(image, **words):
    """A PNG with these words in it."""
    info, out = PngInfo(), io.BytesIO()
    for name, text in words.items():
        info.add_text(name, text)
    image.save(out, "PNG", pnginfo=info)
    return out.getvalue()


@pytest.fixture(scope="module")
def studio(tmp_path_factory, drawing):
    """A studio with the picture in it, and another one."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "cat.png").write_bytes(png(drawing))
    Image.linear_gradient("L").save(folder / "dog.png")
    with Studio.create(folder / "studio", name="A", owner="Ann", device="d") as studio:
        work = studio.open_work("Cat")
        for name in ("cat.png", "dog.png"):
            work.add_material(folder / name, role="sketch", origin="own")
        yield studio


def held(studio, path, data, *, pixels=True, seconds=60.0):
    """What the studio has of these bytes."""
    path.write_bytes(data)
    return inspect_file(path, pixels=pixels, library=Library(studio, seconds=seconds)).held


def test_same_bytes(studio, tmp_path, drawing):
    """The very file is found by its digest, without any pixel."""
    found = held(studio, tmp_path / "a.png", png(drawing), pixels=False)
    (match,) = found.same_bytes
    assert (match.title, match.name, match.asset) == ("Cat", "cat.png", digest_of(png(drawing)))
    assert (found.same_pixels, found.alike, found.compared) == ((), (), 0)


def test_same_pixels(studio, tmp_path, drawing):
    """Other metadata around the same pixels are told as that, and not as the file."""
    found = held(studio, tmp_path / "a.png", png(drawing, Title="mine"))
    assert found.same_bytes == ()
    assert [match.name for match in found.same_pixels] == ["cat.png"]
    assert found.alike == ()


def test_alike(studio, tmp_path, drawing):
    """A smaller copy in another coding is found by its looks, with how far they differ."""
    out = io.BytesIO()
    drawing.resize((90, 90)).save(out, "JPEG", quality=70)
    found = held(studio, tmp_path / "a.jpg", out.getvalue())
    (match,) = found.alike
    assert match.name == "cat.png"
    assert 0 <= match.distance <= 10
    assert (found.compared, found.pictures) == (2, 2)


def test_nothing_there(studio, tmp_path, drawing):
    """Another picture is not there; a picture of one colour is like no other."""
    other = held(studio, tmp_path / "a.png", png(drawing.rotate(90)))
    assert (other.same_bytes, other.same_pixels, other.alike) == ((), (), ())
    even = held(studio, tmp_path / "b.png", png(Image.new("RGB", (9, 9))))
    assert even.compared == 0


def test_no_time(studio, tmp_path, drawing):
    """Where there is no time, it is said with how many it was compared."""
    found = held(studio, tmp_path / "a.png", png(drawing, Title="x"), seconds=-1.0)
    assert (found.compared, found.pictures) == (0, 2)
    assert found.same_pixels


def test_nothing_is_recorded(studio, tmp_path, drawing):
    """Looking leaves no entry."""
    before = studio.database.size()
    held(studio, tmp_path / "a.png", png(drawing))
    assert studio.database.size() == before
