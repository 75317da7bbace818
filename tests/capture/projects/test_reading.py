"""Which program's file it is."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.naming import PICTURES
from bozzetto.capture.projects import (
    PROJECTS,
    TYPES,
    is_cut_short,
    is_named_project,
    project_type,
    read_project,
)
from bozzetto.errors import FormatError
from tests.capture.pictures import noise, saved
from tests.capture.projects.drawings import Sheet, kra, ora, psd, xcf

_BESIDE = Path(__file__).parents[4] / "shared" / "samples"
KRITA = Path(os.environ.get("BOZZETTO_SAMPLES", _BESIDE)) / "own-generated" / "out.kra"
INK = Sheet("Ink", b"ink")
FILES = {
    "application/x-krita": kra(INK),
    "image/openraster": ora(INK),
    "image/vnd.adobe.photoshop": psd(INK),
    "image/x-xcf": xcf(INK),
}
OTHERS = {
    "empty": b"",
    "a picture": saved(noise(), "PNG"),
    "another ZIP": kra(INK).replace(b"application/x-krita", b"application/epub+zi"),
}


@pytest.mark.parametrize("sort", FILES)
def test_type(sort):
    """The first bytes tell whose file it is."""
    assert project_type(io.BytesIO(FILES[sort])) == sort
    assert sort in TYPES
    if sort != "image/vnd.adobe.photoshop":
        assert [layer.path for layer in read_project(io.BytesIO(FILES[sort])).layers] == [("Ink",)]


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
def test_type_of_others(data):
    """Another file is none, and is not read."""
    assert project_type(io.BytesIO(data)) is None
    assert not is_cut_short(io.BytesIO(data))
    with pytest.raises(FormatError, match="not a drawing program's file"):
        read_project(io.BytesIO(data))


@pytest.mark.parametrize("sort", sorted(set(FILES) - {"image/vnd.adobe.photoshop"}))
def test_cut_short(sort):
    """A file that is still being written is told from a whole one."""
    data = FILES[sort]
    assert not is_cut_short(io.BytesIO(data))
    assert is_cut_short(io.BytesIO(data[: len(data) // 2]))


def test_names():
    """The names of these files are such that a watch looks at them."""
    assert PROJECTS <= PICTURES
    assert is_named_project("cat.final.KRA")
    assert not is_named_project("kra")
    assert not is_named_project("cat.png")


@pytest.mark.skipif(not KRITA.is_file(), reason=f"no sample images at {KRITA.parents[1]}")
def test_real_krita():
    """A real file of Krita is read."""
    with KRITA.open("rb") as file:
        found = read_project(file)
    assert found.program.name == "Krita"
    assert ("hand painted eyes",) in [layer.path for layer in found.layers]
    assert found.merged is not None


@given(st.sampled_from(sorted(set(FILES) - {"image/vnd.adobe.photoshop"})), st.data())
def test_anything(sort, data):
    """Whatever a byte becomes, the file is read, or refused."""
    whole = bytearray(FILES[sort])
    for _ in range(3):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_project(io.BytesIO(bytes(whole)))
    except FormatError:
        return
