"""Image file directories."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.findings import Findings
from bozzetto.capture.ifd import walk_ifds
from bozzetto.capture.source import Source
from tests.capture.pictures import ASCII, LONG, SHORT, tiff


def walk(data):
    """The directories of some bytes, and the problems met."""
    findings = Findings()
    return walk_ifds(Source.of_file(io.BytesIO(data)), findings), findings.problems


@pytest.mark.parametrize("big", [False, True], ids=["little-endian", "big-endian"])
def test_walk(big):
    """Values inside entries and behind the directory are found, in both byte orders."""
    order = ">" if big else "<"
    data = tiff(
        [(256, SHORT, struct.pack(order + "H", 640)), (270, ASCII, b"a long one\0")],
        [(305, ASCII, b"abc\0"), (1, LONG, struct.pack(order + "II", 7, 8))],
        big=big,
    )
    (first, exif), problems = walk(data)
    assert (first.name, exif.name, problems) == ("IFD0", "Exif", ())
    assert first.number(256, 0) == 640
    assert exif.numbers(1) == (7, 8)
    assert exif.entries[0].value.read(0, 20) == b"abc\0"
    assert data[first.entries[1].value.offset(0) :].startswith(b"a long one\0")


def test_number_absent_or_text():
    """A number that is absent, or is no number, is the default."""
    ((first,), _) = walk(tiff([(270, ASCII, b"12\0")]))
    assert (first.number(256, 5), first.number(270, 6)) == (5, 6)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"II*\0", id="header cut"),
        pytest.param(b"XX*\0\x08\0\0\0", id="no byte order"),
        pytest.param(b"II*\0\xff\xff\0\0" + bytes(9), id="directory outside"),
        pytest.param(b"II*\0\x08\0\0\0\0\0\0\0\0\0", id="directory of nothing"),
        pytest.param(b"II*\0\x08\0\0\0\xff\xff" + bytes(100), id="directory of 65535"),
    ],
)
def test_walk_refuses(data):
    """What is no directory gives none."""
    assert walk(data) == ((), ("exif.malformed",))


def test_walk_value_outside():
    """An entry whose value lies outside is left out, and the others stay."""
    data = tiff([(270, ASCII, b"lost for good\0"), (305, ASCII, b"abc\0")])
    ((first,), problems) = walk(data[:-3])
    assert [entry.tag for entry in first.entries] == [305]
    assert problems == ("exif.malformed",)


def test_walk_unknown_type():
    """An entry of an unknown type is passed over without complaint."""
    ((first,), problems) = walk(tiff([(270, 99, b"abc\0"), (305, ASCII, b"abc\0")]))
    assert [entry.tag for entry in first.entries] == [305]
    assert problems == ()


def test_walk_circle():
    """Directories that point in a circle are walked once."""
    data = bytearray(tiff([(305, ASCII, b"abc\0")]))
    data[-4:] = (8).to_bytes(4, "little")
    (directories, problems) = walk(bytes(data))
    assert len(directories) == 1
    assert problems == ("exif.malformed",)


def test_walk_circle_through_exif():
    """An EXIF pointer back to the first directory is not followed."""
    (directories, _) = walk(tiff([(0x8769, LONG, (8).to_bytes(4, "little"))]))
    assert len(directories) <= 2


def test_walk_overlapping_directories():
    """A chain of large directories laid over one another is bounded."""
    table = struct.pack("<H", 4000) + struct.pack("<HHI4s", 305, ASCII, 4, b"abc\0") * 4000
    data = bytearray(b"II*\0\x08\0\0\0" + table + bytes(4))
    data += bytes(50000)
    (directories, _) = walk(bytes(data))
    assert sum(len(directory.entries) for directory in directories) <= 3 * 8192


@given(st.binary(max_size=200))
def test_walk_any_bytes(data):
    """No bytes behind a TIFF header make the walk fail or grow."""
    for mark in (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        directories, _ = walk(mark + data)
        assert all(
            entry.value.size <= len(data) + 8 for ifd in directories for entry in ifd.entries
        )
