"""Labelling: copies of files that carry an AIGC label, exactly one.

    label_file(Path("cat.png"), Path("cat-labelled.png"), Aigc("1", "example", "cat-1"))

The label is put into the XMP that the file has, which keeps everything else. A file that has a
label already, in whatever form and place, gets no second one: the standard allows one a file, and
nobody may alter another's.
"""

from collections.abc import Callable
from pathlib import Path

from bozzetto.errors import StudioError, VerificationError
from bozzetto.labels.aigc import AIGC, Aigc
from bozzetto.labels.carriers import Metadata, Written, rewrite_file
from bozzetto.labels.finding import Found, labels_of
from bozzetto.labels.packet import Packet

__all__ = ["label_file", "mendable_label", "packet_of", "propagate_file", "put_label"]

# What a label may depart in when a propagator is added: its words stay, its spelling is mended
_MENDABLE = frozenset(("json.spelling", "keys.order", "keys.missing"))


def label_file(source: Path, target: Path, aigc: Aigc) -> Written:
    """Write a copy of a picture that carries a label, and read it back.

    Args:
        source: A PNG, JPEG, WebP, TIFF, AVIF or HEIF without a label; it is only read.
        target: Where nothing is yet.
        aigc: The label.

    Raises:
        FormatError: `source` is no such file, is damaged, or has no room for it.
        StudioError: it has a label already, or something is at `target`.
        VerificationError: what was written is not what is read back.
    """

    def change(found: Metadata) -> tuple[Packet, Aigc]:
        labels = labels_of(found)
        if labels:
            raise StudioError(
                "{path} has an AIGC label already ({place}); a file has one",
                path=source,
                place=labels[0].place,
            )
        return put_label(packet_of(found), aigc), aigc

    return _write(source, target, change)


def propagate_file(
    source: Path, target: Path, propagator: str, number: str, reserved: str = ""
) -> Written:
    """Write a copy of a labelled picture whose label names who spread it, too.

    The producer's part keeps its values; keys that were left out are written, empty.

    Raises:
        FormatError: `source` is no such file, or the propagator is none, or there is one already.
        StudioError: it has no label, several, or one to which nothing can be added unchanged;
            or something is at `target`.
        VerificationError: what was written is not what is read back.
    """

    def change(found: Metadata) -> tuple[Packet, Aigc]:
        label = mendable_label(source, labels_of(found)).spread_by(propagator, number, reserved)
        return packet_of(found).put(AIGC, str(label)), label

    return _write(source, target, change)


def packet_of(found: Metadata) -> Packet:
    """Return the packet of a file, an empty one where it has none.

    Raises:
        FormatError: it has several, or what it has is damaged.
    """
    data = found.only_packet()
    return Packet.new() if data is None else Packet.parse(data)


def put_label(packet: Packet, aigc: Aigc) -> Packet:
    """Return a packet with a label.

    Raises:
        StudioError: it has one.
        FormatError: it has one that is no text.
    """
    if packet.get(AIGC) is not None:
        raise StudioError("the XMP has an AIGC label already; a file has one")
    return packet.put(AIGC, str(aigc))


def mendable_label(source: Path, labels: tuple[Found, ...]) -> Aigc:
    """Return the one label of a file, if a propagator can be added and nothing else changed.

    Raises:
        StudioError: there are none or several, or it departs too far from the standard.
    """
    if len(labels) != 1:
        raise StudioError(
            "{path} has {count} AIGC labels; a propagator is added to one",
            path=source,
            count=len(labels),
        )
    label = labels[0]
    if label.aigc is None or set(label.departures) - _MENDABLE:
        raise StudioError(
            "nothing can be added to the AIGC label of {path} without changing it: {departures}",
            path=source,
            departures=", ".join(label.departures),
        )
    return label.aigc


def _write(
    source: Path, target: Path, change: Callable[[Metadata], tuple[Packet, Aigc]]
) -> Written:
    """Write the copy; it gets its name only if the one label that is read back is that one."""
    wanted: list[Aigc] = []

    def make(found: Metadata) -> Packet:
        packet, label = change(found)
        wanted.append(label)
        return packet

    def check(copy: Metadata) -> None:
        labels = labels_of(copy)
        if [label.aigc for label in labels] != wanted or labels[0].departures:
            raise VerificationError("what was written is not what is read back")

    return rewrite_file(source, target, make, check)
