"""Material: what a bundle's lines say about the bundle."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.evidence.material import read_material
from bozzetto.record import Entry


def test_read_material(told):
    """Tokens, kept certificates, erased files, sizes and the work are found."""
    contents = told.contents()
    material = read_material(contents.lines)
    assert material.record == b"".join(line for _, line in contents.lines)
    assert material.work == told.work
    assert material.anchored == (3, 337, 345, 356)
    assert len(material.tokens) == 4
    assert {material.assets[digest].type for digest in material.kept} == {"application/pkix-cert"}
    assert len(material.erased) == 1
    assert material.newest == max(Entry.parse(line).event.at for _, line in contents.lines)
    assert len(material.texts) == 13


def test_read_material_withheld(told):
    """A withheld text is taken out of its line, and the entry keeps its digest."""
    contents = told.contents()
    entry = Entry.parse(contents.lines[0][1])
    hidden = entry.texts[0].digest
    material = read_material(contents.lines, frozenset([hidden]))
    first = Entry.parse(material.record.splitlines(keepends=True)[0])
    assert first.digest == entry.digest
    assert first.withheld() == [hidden]
    assert material.record.endswith(contents.lines[-1][1])


def test_read_material_out_of_order(told):
    """Lines stand in the order of the log."""
    lines = told.contents().lines
    with pytest.raises(FormatError, match="order of the log"):
        read_material([*lines, lines[0]])


def test_read_material_without_work(told):
    """A bundle holds exactly one work."""
    lines = [pair for pair in told.contents().lines if b'"kind":"work.opened"' not in pair[1]]
    with pytest.raises(FormatError, match="one work, not 0"):
        read_material(lines)


def test_read_material_malformed():
    """A line that is no entry is refused."""
    with pytest.raises(FormatError):
        read_material([(0, b"{}\n")])
