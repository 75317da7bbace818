"""Flat pictures: what a file shows, whatever program wrote it, and whatever is wrong with it."""

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from bozzetto.capture import flat
from bozzetto.capture.flat import open_flat
from bozzetto.capture.pixels import MAX_SIDE
from tests.capture.pictures import chunk, header, noise, png, saved

_BESIDE = Path(__file__).parents[3] / "shared" / "samples"
KRITA = Path(os.environ.get("BOZZETTO_SAMPLES", _BESIDE)) / "own-generated" / "out.kra"


def project(merged, *, mimetype=b"image/openraster", comment=b"", name="mergedimage.png"):
    """Put a project file together, as OpenRaster has it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        archive.writestr(zipfile.ZipInfo("stack.xml"), "<image/>")
        archive.writestr(zipfile.ZipInfo(name), merged, zipfile.ZIP_DEFLATED)
        archive.comment = comment
    return out.getvalue()


def photoshop(width=13, height=7, version=1):
    """Put a PSD together: header, no palette, resources or layers, and raw greys."""
    head = struct.pack(">4sH6xHIIHH", b"8BPS", version, 1, height, width, 8, 1)
    pixels = bytes(index % 251 for index in range(width * height))
    return head + bytes(12) + struct.pack(">H", 0) + pixels


def shown(data):
    """Open and decode what a file shows."""
    image = open_flat(io.BytesIO(data))
    if image is not None:
        image.load()
    return image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "AVIF"])
def test_picture_is_its_own(kind):
    """A picture file shows itself."""
    image = shown(saved(noise(size=(64, 48)), kind))
    assert image.size == (64, 48)


def test_openraster():
    """A project file of a ZIP shows the merged picture that it holds."""
    image = shown(project(saved(noise(), "PNG")))
    assert image.tobytes() == noise().tobytes()


@pytest.mark.skipif(not KRITA.is_file(), reason=f"no sample images at {KRITA.parents[1]}")
def test_krita():
    """A real file of Krita shows its picture."""
    with KRITA.open("rb") as file:
        image = open_flat(file)
        image.load()
    assert min(image.size) > 0


def test_psd():
    """A file of Photoshop shows its flat picture."""
    image = shown(photoshop())
    assert (image.size, image.mode) == ((13, 7), "L")
    assert image.getpixel((3, 0)) == 3


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\3\4", id="only a signature"),
        pytest.param(b"gimp xcf v011\0" + bytes(90), id="a program without flat picture"),
        pytest.param(project(b"x"), id="merged is no picture"),
        pytest.param(project(project(b"x")), id="merged is a project"),
        pytest.param(project(saved(noise(), "PNG"), name="other.png"), id="no merged picture"),
        pytest.param(project(saved(noise(), "PNG"), comment=b"hi"), id="comment behind"),
        pytest.param(project(saved(noise(), "PNG"))[:-9], id="cut off"),
        pytest.param(png(head=header(MAX_SIDE + 1, 1)), id="bomb"),
        pytest.param(project(png(head=header(60_000, 60_000))), id="bomb in a project"),
        pytest.param(photoshop(version=2), id="PSB"),
        pytest.param(photoshop()[:20], id="cut-off PSD"),
        pytest.param(
            struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, 30_000, 30_000, 8, 3), id="PSD bomb"
        ),
        pytest.param(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b""), id="no header"),
    ],
)
def test_nothing_to_show(data):
    """What is damaged, too large or unknown shows nothing, and raises nothing."""
    assert open_flat(io.BytesIO(data)) is None


def test_limits(monkeypatch):
    """Neither a large list of members nor a large merged picture is read into memory."""
    data = project(saved(noise(), "PNG"))
    monkeypatch.setattr(flat, "MAX_MERGED", 50)
    assert open_flat(io.BytesIO(data)) is None
    monkeypatch.undo()
    monkeypatch.setattr(flat, "MAX_DIRECTORY", 50)
    assert open_flat(io.BytesIO(data)) is None


def test_zip64_refused():
    """A list of members that says its true size elsewhere is not read."""
    data = project(saved(noise(), "PNG"))
    end = data[-22:]
    assert open_flat(io.BytesIO(data[:-22] + b"PK\6\7" + bytes(16) + end)) is None
