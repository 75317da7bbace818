"""EXIF: two texts are read, and damage reads as nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bozzetto.labels.carriers.exif import read_notes

LABEL = '{"AIGC":{"Label":"1"}}'


def block(comment=b"", description=None):
    """A block as Pillow writes it, little-endian."""
    exif = Image.Exif()
    exif.endian = "<"
    exif.get_ifd(0x8769)[0x9286] = comment
    if description is not None:
        exif[0x010E] = description
    return exif.tobytes()


@pytest.mark.parametrize(
    "comment",
    [
        pytest.param(b"ASCII\0\0\0" + LABEL.encode(), id="ASCII"),
        pytest.param(b"\0" * 8 + LABEL.encode() + b"\0\0", id="undefined"),
        pytest.param(LABEL.encode(), id="no code"),
        pytest.param(b"UNICODE\0" + LABEL.encode("utf-16-le"), id="UTF-16, little end first"),
        pytest.param(b"UNICODE\0" + LABEL.encode("utf-16-be"), id="UTF-16, big end first"),
        pytest.param(b"UNICODE\0" + LABEL.encode("utf-16"), id="UTF-16, marked"),
    ],
)
def test_comment(comment):
    """A comment is read in the encodings in which it is met."""
    (note,) = read_notes(block(comment))
    assert (note.place, note.text) == ("exif:UserComment", LABEL)


def test_description():
    """A description is read beside it."""
    notes = read_notes(block(b"ASCII\0\0\0a", LABEL))
    assert {note.place: note.text for note in notes} == {
        "exif:UserComment": "a",
        "exif:ImageDescription": LABEL,
    }


@given(st.integers(0, 80), st.binary(min_size=1, max_size=8))
@settings(max_examples=60)
def test_damage(at, junk):
    """Whatever the bytes are, texts come out or nothing does."""
    data = block(b"ASCII\0\0\0" + LABEL.encode(), "x" * 20)
    damaged = data[:at] + junk + data[at + len(junk) :]
    for note in read_notes(damaged) + read_notes(damaged[:at]):
        assert len(note.text) <= len(data)
