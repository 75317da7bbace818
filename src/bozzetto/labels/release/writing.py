"""Writing: one packet of XMP that has the implicit label, IPTC and the disclosure together.

    packet, aigc, remarks = labelled(read_metadata(path), Wanted(iptc=..., aigc=...))

What the file says already is never lost unsaid: a label that is there stays the only one; another
value of a property gives way only to what a person asked for, and then both are named (`Remark`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bozzetto.labels.aigc import AIGC, Aigc
from bozzetto.labels.carriers import Metadata
from bozzetto.labels.disclosure import Disclosure
from bozzetto.labels.finding import labels_of
from bozzetto.labels.iptc import Iptc, read_iptc
from bozzetto.labels.labelling import mendable_label, packet_of, put_label
from bozzetto.labels.packet import Name, Packet, Value
from bozzetto.record import JSONObject

__all__ = ["Labelled", "Propagator", "Remark", "Wanted", "labelled"]


@dataclass(frozen=True, slots=True)
class Propagator:
    """Who spreads a picture, for its label."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a file said already, and what became of it.

    Attributes:
        name: Of the property, as it is written; ``TC260:AIGC`` for the label.
        found: What it said.
        written: What it says now; None where it was left.
    """

    name: str
    found: str
    written: str | None = None

    def to_value(self) -> JSONObject:
        """Return it as JSON has it."""
        return {"name": self.name, "found": self.found, "written": self.written}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the XMP of a copy is to say.

    Attributes:
        iptc: What a person gave or confirmed: it is written in any case.
        derived: What else the record tells: it is written where the file says nothing else.
        aigc: The implicit label, for a file that has none.
        propagator: Who spreads it: added to the label, be it new or there.
        disclosure: What SB 942 wants.
    """

    iptc: Iptc
    derived: Iptc = field(default_factory=Iptc)
    aigc: Aigc | None = None
    propagator: Propagator | None = None
    disclosure: Disclosure | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A packet, and what a reader is to find in it.

    Attributes:
        packet: The XMP.
        aigc: The label that was put in or was added to; None where that was left alone.
        values: Properties and what they say, of all that was wanted.
        remarks: What the file said already.
    """

    packet: Packet
    aigc: Aigc | None
    values: tuple[tuple[Name, Value], ...]
    remarks: tuple[Remark, ...]


def labelled(source: Path, found: Metadata, wanted: Wanted) -> Labelled:
    """Make the packet of a copy.

    Args:
        source: The file, for what errors say.
        found: What it carries.
        wanted: What it is to say.

    Raises:
        FormatError: what it has is damaged, or is a structure where a text is wanted.
        StudioError: a propagator is wanted, and nothing can be added to the label.
    """
    packet, aigc, remarks = _with_label(source, found, wanted)
    asked: list[tuple[Name, Value]] = [*wanted.iptc.values()]
    if wanted.disclosure is not None:
        asked += wanted.disclosure.values()
    names = {name for name, _value in asked}
    derived = [(name, value) for name, value in _derived(packet, wanted) if name not in names]
    packet, more = _put(packet, asked, replacing=True)
    packet, rest = _put(packet, derived, replacing=False)
    left = {each.name for each in rest}
    values = [*asked, *(each for each in derived if str(each[0]) not in left)]
    if aigc is not None:
        values.append((AIGC, str(aigc)))
    return Labelled(packet, aigc, tuple(values), (*remarks, *more, *rest))


def _with_label(
    source: Path, found: Metadata, wanted: Wanted
) -> tuple[Packet, Aigc | None, list[Remark]]:
    packet, there, more = packet_of(found), labels_of(found), wanted.propagator
    if there:
        if more is None:
            return packet, None, [Remark(str(AIGC), each.text) for each in there]
        label = mendable_label(source, there).spread_by(more.name, more.number)
        packet = packet.put(AIGC, str(label))
        return packet, label, [Remark(str(AIGC), there[0].text, str(label))]
    if wanted.aigc is None:
        if more is not None:
            mendable_label(source, there)
        return packet, None, []
    label = wanted.aigc if more is None else wanted.aigc.spread_by(more.name, more.number)
    return put_label(packet, label), label, []


def _derived(packet: Packet, wanted: Wanted) -> tuple[tuple[Name, Value], ...]:
    """Return what the record tells; a version stands beside its own system only."""
    there = read_iptc(packet).system
    if there in (None, wanted.derived.system):
        return wanted.derived.values()
    return replace(wanted.derived, version=None).values()


def _put(
    packet: Packet, values: Iterable[tuple[Name, Value]], *, replacing: bool
) -> tuple[Packet, list[Remark]]:
    remarks = []
    for name, value in values:
        old = packet.get(name)
        if old not in (None, value):
            remarks.append(Remark(str(name), _said(old), _said(value) if replacing else None))
        if old is None or replacing:
            packet = packet.put(name, value)
    return packet, remarks


def _said(value: Value | None) -> str:
    return value if isinstance(value, str) else "; ".join(value or ())
