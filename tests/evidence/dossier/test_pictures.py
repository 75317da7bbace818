"""Pictures: small ones in memory, of what can be shown."""

import io

import pytest
from PIL import Image

from bozzetto.api import Studio
from bozzetto.evidence.dossier.blocks import Picture
from bozzetto.evidence.dossier.pictures import small_pictures


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    """Open a work to keep files with."""
    folder = tmp_path_factory.mktemp("pictures") / "studio"
    with Studio.create(folder, name="Atelier", owner="Ann") as studio:
        yield studio.open_work("Cat")


def _keep(work, image, form="PNG", **how):
    data = io.BytesIO()
    image.save(data, form, **how)
    data.seek(0)
    return work.take(data, f"a.{form}").digest


def _shown(work, *pictures):
    return {
        one: Image.open(io.BytesIO(data)) for one, data in small_pictures(work.studio, pictures)
    }


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_bounded(work, form):
    """By its longer side, in the form that goes into a PDF as it is."""
    digest = _keep(work, Image.new("RGB", (800, 400), (200, 10, 10)), form)
    (image,) = _shown(work, Picture(digest, 288)).values()
    assert (image.size, image.format) == ((288, 144), "JPEG")
    red, green, _blue = image.getpixel((100, 100))
    assert red > 180
    assert green < 40


def test_what_is_clear_is_white(work):
    """As on paper."""
    digest = _keep(work, Image.new("RGBA", (40, 40), (0, 0, 0, 0)))
    (image,) = _shown(work, Picture(digest, 288)).values()
    assert min(image.getpixel((20, 20))) > 250


def test_sixteen_bits_are_scaled(work):
    """Not cut off."""
    digest = _keep(work, Image.new("I;16", (40, 40), 0x8000))
    (image,) = _shown(work, Picture(digest, 288)).values()
    assert 120 < image.getpixel((20, 20))[0] < 136


def test_a_photograph_stands_upright(work):
    """As its camera says."""
    exif = Image.Exif()
    exif[0x0112] = 6
    digest = _keep(work, Image.new("RGB", (80, 40)), "JPEG", exif=exif)
    (image,) = _shown(work, Picture(digest, 288)).values()
    assert image.size == (40, 80)


def test_frames_are_drawn_to_scale(work):
    """Around the region, in the small picture only."""
    digest = _keep(work, Image.new("RGB", (400, 400), "white"))
    (image,) = _shown(work, Picture(digest, 100, ((200, 200, 100, 100),))).values()
    assert image.getpixel((50, 60))[1] < 150
    assert image.getpixel((20, 20))[1] > 240


def test_what_cannot_be_shown_is_left_out(work):
    """No picture, a damaged one, and bytes that are gone; each picture comes once."""
    words = work.take(io.BytesIO(b"words"), "a.txt").digest
    data = io.BytesIO()
    Image.new("RGB", (64, 64)).save(data, "PNG")
    torn = work.take(io.BytesIO(data.getvalue()[:60]), "b.png").digest
    gone = _keep(work, Image.new("RGB", (8, 8), "red"))
    good = _keep(work, Image.new("RGB", (9, 9), "red"))
    work.studio.assets.path(gone).unlink()
    wanted = [Picture(each, 64) for each in (words, torn, gone, good, good)]
    assert [one.digest for one in _shown(work, *wanted)] == [good]
