"""Thumbnails: made once, of whatever can be decoded within bounds."""

import os
import threading
from io import BytesIO

import pytest
from PIL import Image

from bozzetto.api import Studio
from bozzetto.capture import pixels
from bozzetto.web import thumbnails as making
from bozzetto.web.thumbnails import SIDES, Thumbnails
from tests.capture.pictures import noise

GREEN, RED = (0, 200, 0), (200, 0, 0)


@pytest.fixture
def studio(tmp_path):
    """A studio to keep pictures in."""
    with Studio.create(tmp_path / "studio", name="A", owner="Ann") as studio:
        yield studio


@pytest.fixture
def thumbnails(studio):
    """What makes pictures of the studio small."""
    return Thumbnails(studio.layout)


def keep(studio, image, form, **options):
    """Keep a picture, and return its digest."""
    file = BytesIO()
    image.save(file, form, **options)
    file.seek(0)
    return studio.assets.take(file, "x").digest


def shown(path):
    """Open a thumbnail."""
    image = Image.open(path)
    assert image.format == "WEBP"
    image.load()
    return image


@pytest.mark.parametrize("side", SIDES)
def test_longer_side_is_as_asked(studio, thumbnails, side):
    """The picture fits, keeps its shape, and is never made larger."""
    digest = keep(studio, Image.new("RGB", (1600, 400), GREEN), "PNG")
    assert shown(thumbnails.path(digest, side)).size == (side, side // 4)
    small = keep(studio, Image.new("RGB", (20, 10), GREEN), "PNG")
    assert shown(thumbnails.path(small, side)).size == (20, 10)


@pytest.mark.parametrize(
    ("mode", "form"),
    [
        ("1", "PNG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("RGB", "PNG"),
        ("RGBA", "PNG"),
        ("RGB", "JPEG"),
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("RGB", "WEBP"),
        ("RGBA", "WEBP"),
        ("RGB", "AVIF"),
        ("P", "GIF"),
        ("RGB", "TIFF"),
        ("CMYK", "TIFF"),
        ("I;16", "PNG"),
        ("I;16", "TIFF"),
        ("F", "TIFF"),
    ],
)
def test_kinds_of_pictures(studio, thumbnails, mode, form):
    """Each kind of picture that tools write can be shown."""
    image = Image.new(mode, (300, 200), 0)
    path = thumbnails.path(keep(studio, image, form), 128)
    assert shown(path).size == (128, 85)


def test_sixteen_bits_are_scaled(studio, thumbnails):
    """Grey of 16 bits keeps its middle: it is not cut off at 255."""
    digest = keep(studio, Image.new("I;16", (64, 64), 0x8000), "PNG")
    grey = shown(thumbnails.path(digest, 128)).convert("L").getpixel((30, 30))
    assert abs(grey - 128) < 4


def test_transparency_stays(studio, thumbnails):
    """What is transparent in the picture is so in the small one, palettes included."""
    clear = keep(studio, Image.new("RGBA", (64, 64), (9, 9, 9, 0)), "PNG")
    image = Image.new("P", (64, 64), 0)
    indexed = keep(studio, image, "PNG", transparency=0)
    for digest in (clear, indexed):
        assert shown(thumbnails.path(digest, 128)).convert("RGBA").getpixel((9, 9))[3] == 0


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_orientation_is_honoured(studio, thumbnails, form):
    """A camera's picture stands upright, and its small one does not say how to turn it."""
    image = Image.new("RGB", (400, 200), RED)
    image.paste(GREEN, (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter to the right when shown
    small = shown(thumbnails.path(keep(studio, image, form, exif=exif), 128))
    assert small.size == (64, 128)
    assert small.getpixel((32, 20))[1] > 150  # what was left is on top
    assert not small.getexif()


def test_nothing_is_carried_along(studio, thumbnails):
    """Words in the picture do not go into the small one; a colour profile does, if it is small."""
    info = {"comment": b"words", "icc_profile": b"x" * 100}
    small = shown(thumbnails.path(keep(studio, noise("RGB", (64, 64)), "JPEG", **info), 128))
    assert set(small.info) <= {"icc_profile", "loop", "background", "timestamp", "duration"}
    assert small.info["icc_profile"] == info["icc_profile"]
    large = {"icc_profile": b"x" * (making.PROFILE_LIMIT + 1)}
    small = shown(thumbnails.path(keep(studio, noise("RGB", (64, 64)), "JPEG", **large), 128))
    assert "icc_profile" not in small.info


def test_thumbnail_is_made_once(studio, thumbnails):
    """The second look finds the first one's file, untouched."""
    digest = keep(studio, noise("RGB", (300, 200)), "PNG")
    path = thumbnails.path(digest, 256)
    os.utime(path, ns=(1, 1))
    assert thumbnails.path(digest, 256) == path
    assert path.stat().st_mtime_ns == 1
    assert path.stat().st_mode & 0o077 == 0
    assert path.parts[-4:-1] == ("thumbnails", "256", digest[7:9])


def test_threads_make_one(studio, thumbnails, monkeypatch):
    """Asked for by many at once, it is made once; and never more than two are decoded at once."""
    made, at_once, most = [], [], []
    real = making._made_small  # noqa: SLF001  # where the work is done

    def counted(source, side):
        at_once.append(source)
        most.append(len(at_once))
        made.append(source)
        try:
            return real(source, side)
        finally:
            at_once.pop()

    monkeypatch.setattr(making, "_made_small", counted)
    digests = [keep(studio, Image.new("RGB", (600, 600), (n, n, n)), "PNG") for n in range(6)]
    threads = [
        threading.Thread(target=thumbnails.path, args=(digest, 128)) for digest in digests * 4
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == len(digests)
    assert max(most) <= making.MOST_AT_ONCE


def damaged():
    """A picture whose second half is missing."""
    file = BytesIO()
    noise("RGB", (200, 200)).save(file, "PNG")
    return file.getvalue()[: len(file.getvalue()) // 2]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"words", id="words"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="a drawing with scripts"),
        pytest.param(b"\x89PNG\r\n\x1a\n", id="only a signature"),
        pytest.param(damaged(), id="half a picture"),
    ],
)
def test_no_picture_has_none(studio, thumbnails, data):
    """What cannot be decoded has no thumbnail, and leaves no file behind."""
    digest = studio.assets.take(BytesIO(data), "x").digest
    assert thumbnails.path(digest, 128) is None
    assert not list(studio.layout.root.glob("cache/**/*.*"))


def test_bomb_is_not_decoded(studio, thumbnails, monkeypatch):
    """A picture above the limits is not decoded at all."""
    digest = keep(studio, Image.new("1", (100, 100)), "PNG")
    monkeypatch.setattr(pixels, "MAX_PIXELS", 9_999)
    assert thumbnails.path(digest, 128) is None
    monkeypatch.setattr(pixels, "MAX_PIXELS", 10_000)
    assert thumbnails.path(digest, 128) is not None


def test_half_written_file_is_replaced(studio, thumbnails):
    """What a crash left under another name is in nobody's way."""
    digest = keep(studio, noise("RGB", (64, 64)), "PNG")
    place = studio.layout.thumbnail(digest, 128)
    place.parent.mkdir(parents=True)
    (place.parent / f".{place.name}.1.tmp").write_bytes(b"half")
    assert shown(thumbnails.path(digest, 128)).size == (64, 64)


def test_erased_pictures_are_swept(studio, thumbnails):
    """Thumbnails go when their bytes are gone, whoever removed them; others stay."""
    kept, gone, removed = (
        keep(studio, Image.new("RGB", (64, 64), (n, 0, 0)), "PNG") for n in range(3)
    )
    paths = {each: thumbnails.path(each, 128) for each in (kept, gone, removed)}
    studio.assets.erase(gone)
    assert not paths[gone].exists()
    studio.assets.path(removed).unlink()
    assert thumbnails.sweep() == 1
    assert [path.exists() for path in paths.values()] == [True, False, False]


def test_lost_bytes_take_their_thumbnails_along(studio, thumbnails):
    """Asked for a picture whose bytes are gone, all its thumbnails are removed."""
    digest = keep(studio, noise("RGB", (64, 64)), "PNG")
    paths = [thumbnails.path(digest, side) for side in SIDES]
    studio.assets.path(digest).unlink()
    assert thumbnails.path(digest, 128) is None
    assert not [path for path in paths if path.exists()]
