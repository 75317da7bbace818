"""Boxes and the tables in them."""

import io
import struct

import pytest

from bozzetto.capture.boxes import Meta, Place, read_meta, walk_boxes
from bozzetto.capture.findings import MAX_PARTS, Findings
from bozzetto.capture.source import Source
from tests.capture.pictures import box, full


def walk(data):
    """The boxes of some bytes, and the problems met."""
    findings = Findings()
    source = Source.of_file(io.BytesIO(data))
    found = [(kind, body.read(0, 99)) for kind, body in walk_boxes(source, findings)]
    return found, findings.problems


def meta_of(*tables):
    """The tables of a meta box, and the problems met."""
    findings, meta = Findings(), Meta()
    read_meta(Source.of_file(io.BytesIO(bytes(4) + b"".join(tables))), meta, findings)
    return meta, findings.problems


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(box(b"abcd", b"data"), id="plain size"),
        pytest.param(struct.pack(">I4sQ", 1, b"abcd", 20) + b"data", id="wide size"),
        pytest.param(struct.pack(">I4s", 0, b"abcd") + b"data", id="to the end"),
    ],
)
def test_walk(data):
    """All three spellings of a size are understood."""
    assert walk(data) == ([(b"abcd", b"data")], ())


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"\0\0\0\x09abcd", "file.truncated", id="body cut"),
        pytest.param(b"\0\0\0", "file.truncated", id="head cut"),
        pytest.param(b"\0\0\0\x07abcd", "file.malformed", id="smaller than its head"),
        pytest.param(struct.pack(">I4sQ", 1, b"abcd", 15), "file.malformed", id="wide and smaller"),
        pytest.param(struct.pack(">I4sQ", 1, b"abcd", 2**64 - 1), "file.truncated", id="huge"),
    ],
)
def test_walk_refuses(data, problem):
    """A box of an impossible size ends the walk."""
    found, problems = walk(box(b"good") + data)
    assert found == [(b"good", b"")]
    assert problems == (problem,)


def test_walk_too_many():
    """Boxes beyond the limit are not walked."""
    found, problems = walk(box(b"free") * (MAX_PARTS + 1))
    assert len(found) == MAX_PARTS
    assert problems == ("file.too-many-parts",)


def test_places_with_wide_fields():
    """Fields of eight bytes, bases and indices are read as their sizes say."""
    table = struct.pack(">HHHHHQHQQQ", 0x8888, 1, 7, 1, 0, 1000, 1, 3, 20, 30)
    meta, problems = meta_of(full(b"iloc", 1, table))
    assert meta.places == {7: Place(1, ((1020, 30),))}
    assert problems == ()


def test_places_of_no_bytes():
    """Extents that take no bytes in the table cannot make it endless."""
    one = struct.pack(">HHHH", 7, 0, 0, 65535)
    table = struct.pack(">HH", 0, 3000) + one * 3000
    _, problems = meta_of(full(b"iloc", 1, table))
    assert problems == ("file.malformed",)


def test_wide_items():
    """Item numbers of four bytes are read in the tables that have them."""
    entry = full(b"infe", 3, struct.pack(">IH", 70000, 0), b"Exif\0")
    meta, problems = meta_of(
        full(b"pitm", 1, struct.pack(">I", 70000)), full(b"iinf", 1, struct.pack(">I", 1), entry)
    )
    assert (meta.primary, meta.items, problems) == (70000, {70000: "exif"}, ())


def test_wide_associations():
    """Properties beyond the 127th are associated in two bytes."""
    sizes = box(b"ipco", box(b"free") * 200, full(b"ispe", 0, struct.pack(">II", 5, 6)))
    links = full(b"ipma", 1, struct.pack(">IIBH", 1, 9, 1, 0x8000 | 201), flags=1)
    meta, problems = meta_of(box(b"iprp", sizes, links))
    assert (meta.sizes, meta.properties, problems) == ({201: (5, 6)}, {9: [201]}, ())


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(full(b"pitm", 0, b"\0"), id="number cut"),
        pytest.param(full(b"iinf", 0, b"\0\2"), id="fewer items than promised"),
        pytest.param(full(b"iinf", 0, b"\0\1\0\0\0\0infe"), id="item of no size"),
        pytest.param(full(b"iloc", 1, b"\x44\0\xff\xff"), id="fewer places than promised"),
        pytest.param(full(b"iinf", 0, bytes(2 << 20)), id="table above the limit"),
        pytest.param(full(b"pitm", 0, b"\0\1") * 2, id="table twice"),
        pytest.param(box(b"iprp", box(b"ipco", full(b"ispe", 0, b"\0"))), id="size cut"),
    ],
)
def test_tables_refuse(table):
    """A damaged table is reported, and the tables after it are read."""
    meta, problems = meta_of(table, box(b"idat", b"data"))
    assert problems == ("file.malformed",)
    assert meta.data is not None
