"""Writing: one packet, and nothing that a file said is lost unsaid."""

from pathlib import Path

import pytest

from bozzetto.errors import StudioError
from bozzetto.labels import (
    AIGC,
    Aigc,
    Disclosure,
    Iptc,
    Metadata,
    Packet,
    SourceType,
    labels_of,
    put_iptc,
    put_label,
    read_iptc,
)
from bozzetto.labels.release.writing import Propagator, Remark, Wanted, labelled
from tests.labels.pictures import XMP
from tests.labels.test_disclosure import AT

FILE = Path("cat.png")
LABEL = Aigc("1", "example", "cat-1")
TRAINED = Iptc(SourceType.TRAINED)


def metadata(packet=None):
    """What a file carries that has this packet, or none."""
    return Metadata("image/png", () if packet is None else (packet.data,))


def plain(inner=""):
    """A packet of somebody else."""
    return Packet.parse((XMP % inner).encode())


def test_all_in_one_packet():
    """Label, IPTC and disclosure stand in the one packet, beside what was there."""
    wanted = Wanted(
        Iptc(SourceType.TRAINED, creators=("Li",)),
        Iptc(system="ComfyUI", version="1"),
        LABEL,
        disclosure=Disclosure("Example", "cat-1", AT, AT),
    )
    found = labelled(FILE, metadata(plain()), wanted)
    said = read_iptc(found.packet)
    assert (said.known, said.system, said.creators) == (SourceType.TRAINED, "ComfyUI", ("Li",))
    assert found.packet.get(AIGC) == str(LABEL)
    assert b"u:kept" in found.packet.data
    assert (found.aigc, found.remarks) == (LABEL, ())
    assert all(found.packet.get(name) == value for name, value in found.values)
    assert len(found.values) == 9


def test_a_label_stays_the_only_one():
    """A file that is labelled keeps its label, and that is said."""
    there = put_label(plain(), Aigc("1", "another", "n-1"))
    found = labelled(FILE, metadata(there), Wanted(TRAINED, aigc=LABEL))
    assert found.aigc is None
    assert found.packet.get(AIGC) == str(Aigc("1", "another", "n-1"))
    assert found.remarks == (Remark("TC260:AIGC", str(Aigc("1", "another", "n-1"))),)


def test_a_propagator_is_added():
    """Who spreads it is added to the label that is there, or to the new one."""
    more = Propagator("platform", "p-7")
    there = put_label(plain(), Aigc("1", "another", "n-1"))
    found = labelled(FILE, metadata(there), Wanted(TRAINED, aigc=LABEL, propagator=more))
    assert found.aigc == Aigc("1", "another", "n-1", "", "platform", "p-7")
    assert found.remarks[0].written == str(found.aigc)
    found = labelled(FILE, metadata(), Wanted(TRAINED, aigc=LABEL, propagator=more))
    assert found.aigc == LABEL.spread_by("platform", "p-7")


def test_a_propagator_of_no_label():
    """Without a label there is nothing to add to."""
    with pytest.raises(StudioError, match="0 AIGC labels"):
        labelled(FILE, metadata(), Wanted(TRAINED, propagator=Propagator("platform", "p-7")))


def test_what_was_asked_replaces_and_is_said():
    """A person's word replaces another's, and both are named."""
    there = put_iptc(plain(), Iptc(SourceType.CAPTURE, "Other", "2", ("Ann", "Ben")))
    wanted = Wanted(Iptc(SourceType.TRAINED, creators=("Li",)), Iptc(system="ComfyUI", version="1"))
    found = labelled(FILE, metadata(there), wanted)
    said = read_iptc(found.packet)
    assert (said.known, said.creators) == (SourceType.TRAINED, ("Li",))
    assert (said.system, said.version) == ("Other", "2")
    assert [(each.name, each.written) for each in found.remarks] == [
        ("Iptc4xmpExt:DigitalSourceType", str(SourceType.TRAINED)),
        ("dc:creator", "Li"),
        ("Iptc4xmpExt:AISystemUsed", None),
    ]
    assert found.remarks[1].to_value() == {
        "name": "dc:creator",
        "found": "Ann; Ben",
        "written": "Li",
    }
    assert {str(name) for name, _value in found.values} == {
        "Iptc4xmpExt:DigitalSourceType",
        "dc:creator",
    }


def test_a_version_stands_beside_its_own_system():
    """Where a file names another system, the record's version is not put beside that."""
    there = put_iptc(plain(), Iptc(system="Other"))
    found = labelled(FILE, metadata(there), Wanted(TRAINED, Iptc(system="ComfyUI", version="1")))
    said = read_iptc(found.packet)
    assert (said.system, said.version) == ("Other", None)


def test_the_same_again_changes_nothing():
    """What says so already is left to the byte."""
    once = labelled(FILE, metadata(plain()), Wanted(TRAINED, aigc=LABEL)).packet
    again = labelled(FILE, metadata(once), Wanted(TRAINED))
    assert again.packet == once
    assert [label.aigc for label in labels_of(metadata(again.packet))] == [LABEL]
