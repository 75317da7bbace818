"""AVIF and HEIF: XMP as an item of type ``mime`` that describes (``cdsc``) the picture.

A packet that is there is replaced where it stands. One that was not there goes into a box mdat of
its own directly behind the tables (``meta``), which grow by one item. Whatever comes behind moves
away, so that all offsets follow it: those of items, and those of the chunks of a sequence. A file
with offsets that are not known here (fragments, encrypted samples) is refused.

Sources: ISO/IEC 23008-12:2022, annex A; XMP part 3, section 1.1.4; AVIF,
https://aomediacodec.github.io/av1-avif/; ISO/IEC 14496-12:2022, sections 8.1 and 8.7.5 (stco);
C2PA 2.2, annex A.5 (uuid box).
"""

from bozzetto.capture import source as capture
from bozzetto.capture.isobmff import sniff_brand
from bozzetto.errors import FormatError
from bozzetto.labels.carriers import exif
from bozzetto.labels.carriers.layout import (
    UUID,
    Spans,
    holder_of,
    is_of_picture,
    packets_of,
    read_layout,
    spans_of,
)
from bozzetto.labels.carriers.metadata import Gathering, Metadata
from bozzetto.labels.carriers.plan import Plan
from bozzetto.labels.carriers.source import Part, Source, edited

__all__ = ["read", "rewrite", "sniff"]

_CREDENTIALS = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")  # the name of a uuid box


def sniff(source: Source) -> str | None:
    """Tell AVIF and HEIF by their brands; None for any other file."""
    return sniff_brand(capture.Source.of_file(source.file))


def read(source: Source) -> Metadata:
    """Read an AVIF's or HEIF's metadata.

    Raises:
        FormatError: it is none, is cut off, or its metadata is more than is read.
    """
    found = Gathering()
    file = read_layout(source)
    names = [source.head(box.body, UUID) for box in file.boxes if box.kind == b"uuid"]
    found.signed = _CREDENTIALS in names
    found.packets += [_take(source, spans, found) for spans in packets_of(source, file)]
    if file.meta is not None:
        for item in file.meta.items:
            if item.is_xmp and not is_of_picture(file.meta, item):
                found.others.append(_take(source, spans_of(source, file.meta, item), found))
            elif item.kind == b"Exif" and is_of_picture(file.meta, item):
                block = _take(source, file.meta.spans(item.number, source), found)
                start = 4 + int.from_bytes(block[:4])  # how far behind this number TIFF begins
                found.note(exif.read_notes(block[start:]))
    return found.metadata(sniff(source) or "image/heif")


def rewrite(source: Source, packet: bytes) -> tuple[Part, ...]:
    """Return the parts of a copy that has `packet` for its XMP, in place of the one it had.

    Raises:
        FormatError: it is no whole AVIF or HEIF, has offsets that cannot be moved, something else
            uses the bytes of its XMP, or it would be larger than one can be.
    """
    file = read_layout(source)
    if file.fixed is not None:
        raise FormatError(
            "no XMP is written where a box {kind} is: what it points at cannot be moved",
            kind=file.fixed.decode("ascii", "replace"),
        )
    old = next(iter(packets_of(source, file)), None)
    holder = None if old is None else holder_of(file, old)
    plan = Plan(source, file, packet)
    if old is not None and holder is not None:
        plan.replace(old, holder)
    elif file.meta is not None:
        plan.add(file.meta, old)
    else:
        raise FormatError("the file has no table of items: there is no place for XMP in it")
    return edited(plan.finish(), source.size)


def _take(source: Source, spans: Spans, found: Gathering) -> bytes:
    found.make_room(sum(end - start for start, end in spans))
    return b"".join(source.read(start, end - start) for start, end in spans)
