"""Files of GIMP."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.projects import How, changed_layers, gimp, read_project
from bozzetto.errors import FormatError
from tests.capture.projects.drawings import Sheet, xcf

_BESIDE = Path(__file__).parents[4] / "shared" / "samples"
REAL = Path(os.environ.get("BOZZETTO_SAMPLES", _BESIDE)) / "own-generated" / "out.xcf"
INK, SKY = Sheet("Ink 墨", b"ink"), Sheet("Sky", b"the sky", visible=False, opacity=100)
NARROW, WIDE = 3, 11


def read(data):
    """Read a file that is in memory."""
    return read_project(io.BytesIO(data))


@pytest.mark.parametrize("version", [0, 3, 4, 10, 11, 14, 17])
def test_gimp_layers(version):
    """Layers of every version are read, with narrow pointers and with wide ones."""
    found = read(xcf(INK, SKY, version=version))
    assert (found.program.name, found.width, found.height) == ("GIMP", 64, 48)
    ink, sky = found.layers
    assert (ink.path, ink.visible, ink.opacity, ink.place) == (("Ink 墨",), True, 255, (4, -2))
    assert (sky.path, sky.visible, sky.opacity, sky.id) == (("Sky",), False, 100, "tattoo 2")
    assert None is not ink.digest != sky.digest
    assert found.problems == ()


def test_gimp_changes():
    """A layer's tiles tell whether it changed, wherever in the file they stand."""
    before, after = read(xcf(INK, SKY)), read(xcf(Sheet("Ink 墨", b"much more ink"), SKY))
    (change,) = changed_layers(before, after)
    assert (change.path, change.how) == (("Ink 墨",), (How.DATA,))


def test_gimp_newer():
    """Of a version that is not known the layers are named, and whether they changed is not said."""
    found = read(xcf(INK, version=18))
    assert (found.layers[0].path, found.layers[0].digest) == (("Ink 墨",), None)
    assert found.problems == ("layers.unread",)


@pytest.mark.skipif(not REAL.is_file(), reason=f"no sample images at {REAL.parents[1]}")
def test_gimp_real():
    """A real file of GIMP is read."""
    found = read(REAL.read_bytes())
    assert [layer.path for layer in found.layers] == [("hand edits",), ("Background",)]
    assert all(layer.digest for layer in found.layers)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"gimp xcf v011\0", id="only a name"),
        pytest.param(b"gimp xcf vABC\0" + bytes(40), id="no version"),
        pytest.param(b"gimp xcf v011 " + bytes(40), id="no end of the name"),
        pytest.param(xcf(INK).replace(b"\0\0\0\x08Ink", b"\x7f\0\0\x08Ink"), id="a very long name"),
    ],
)
def test_gimp_damaged(data):
    """What is no such file is refused."""
    with pytest.raises(FormatError):
        read(data)


def test_gimp_cut_short():
    """A file is refused wherever it is cut off."""
    data = xcf(INK, SKY)
    for size in range(13, len(data) - len(SKY.data)):
        with pytest.raises(FormatError):
            read(data[:size])


def test_gimp_pointers_in_a_circle(monkeypatch):
    """A list of tiles that has no end comes to one."""
    monkeypatch.setattr(gimp, "MAX_TILES", 2)
    with pytest.raises(FormatError, match="more layers or tiles"):
        read(xcf(INK, SKY, Sheet("c"), version=NARROW))


@given(st.data())
def test_gimp_anything(data):
    """Whatever a byte becomes, layers come, or the file is refused."""
    whole = bytearray(xcf(INK, SKY, version=data.draw(st.sampled_from([NARROW, WIDE]))))
    for _ in range(3):
        whole[data.draw(st.integers(13, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(whole))
    except FormatError:
        return
