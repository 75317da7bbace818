"""TIFF: XMP in the tag 700 of the first page's table.

A file is changed at its end only, since every place in it is named by its offset: behind all else
stand a table with one tag more, and the packet. A packet that is there already is replaced where
it stands, if there is room; otherwise it goes to the end, and zeros stand where it stood. Other
pages, strips and tiles are passed on at the offsets that they have.

Sources: as of `directories`; XMP part 3, section 1.1.2 (TIFF); TC260-PG-20259A, section 6; C2PA
2.2, annex A.3.5 (tag 0xCD41).
"""

from bozzetto.errors import FormatError
from bozzetto.labels.carriers import exif
from bozzetto.labels.carriers.directories import (
    SIGNATURES,
    UNDEFINED,
    Directory,
    Entry,
    Form,
    Tables,
    read_tables,
)
from bozzetto.labels.carriers.metadata import MAX_NOTE, Gathering, Metadata
from bozzetto.labels.carriers.source import Edit, Part, Source, edited

__all__ = ["SIGNATURES", "read", "rewrite"]

_XMP, _CREDENTIALS = 700, 0xCD41
_BYTE = 1


def read(source: Source) -> Metadata:
    """Read a TIFF's metadata: of its first page, and the packets of the others.

    Raises:
        FormatError: it is no whole TIFF, or its metadata is more than is read.
    """
    found = Gathering()
    for directory in read_tables(source).directories:
        for entry in directory.entries:
            size = entry.end - entry.start
            found.signed = found.signed or entry.tag == _CREDENTIALS
            if entry.tag == _XMP:
                found.make_room(size)
                packets = found.packets if directory.page == 0 else found.others
                packets.append(source.read(entry.start, size))
            elif directory.owner == 0 and entry.kind in exif.TEXT_TYPES and size <= MAX_NOTE:
                _take_note(source, entry, found)
    return found.metadata("image/tiff")


def rewrite(source: Source, packet: bytes) -> tuple[Part, ...]:
    """Return the parts of a copy that has `packet` for its XMP, in place of the one it had.

    Raises:
        FormatError: it is no whole TIFF, something else uses the bytes of its XMP, or it would be
            larger than one can be.
    """
    tables = read_tables(source)
    form, first = tables.form, tables.directories[0]
    old = next((entry for entry in first.entries if entry.tag == _XMP), None)
    _check_used(source, tables, old)
    if old is None:
        edits = _added(form, first, source.size, packet)
    else:
        edits = _replaced(form, old, source.size, packet)
    return edited(edits, source.size)


def _take_note(source: Source, entry: Entry, found: Gathering) -> None:
    if entry.tag in exif.TAGS:
        found.make_room(entry.end - entry.start)
        note = exif.as_note(entry.tag, source.read(entry.start, entry.end - entry.start))
        found.note([] if note is None else [note])


def _added(form: Form, first: Directory, end: int, packet: bytes) -> list[Edit]:
    """Return the edits that put a table with one tag more, and then the packet, at the end."""
    padding = -end % form.pointer  # tables begin at even offsets, those of a BigTIFF at eighth ones
    at = end + padding
    table = first.data
    start = at + len(table) + form.entry
    entry = _spell(form, UNDEFINED, len(packet), start)
    place = next((each.at - first.at for each in first.entries if each.tag > _XMP), None)
    place = len(table) - form.pointer if place is None else place
    count = form.spell(len(first.entries) + 1, form.count)
    written = count + table[form.count : place] + entry + table[place:]
    _check_end(form, start + len(packet))
    return [
        (form.pointer, 2 * form.pointer, form.spell(at, form.pointer)),  # of the first table
        (end, end, bytes(padding) + written + packet),
    ]


def _replaced(form: Form, old: Entry, end: int, packet: bytes) -> list[Edit]:
    """Return the edits that put the packet where it stood, or at the end."""
    room = old.end - old.start
    at = old.start
    if _is_inside(form, old):
        at, edits = end, [(end, end, packet)]
    elif old.end == end:
        edits = [(old.start, end, packet)]
    elif len(packet) <= room:
        edits = [(old.start, old.end, packet + bytes(room - len(packet)))]
    else:
        at, edits = end, [(old.start, old.end, bytes(room)), (end, end, packet)]
    _check_end(form, at + len(packet))
    kind = old.kind if old.kind in (_BYTE, UNDEFINED) else UNDEFINED
    return [(old.at, old.at + form.entry, _spell(form, kind, len(packet), at)), *edits]


def _is_inside(form: Form, entry: Entry) -> bool:
    """Whether a value stands in the entry itself, where no packet has room."""
    return entry.start == entry.at + 4 + form.pointer


def _spell(form: Form, kind: int, size: int, at: int) -> bytes:
    numbers = ((_XMP, 2), (kind, 2), (size, form.pointer), (at, form.pointer))
    return b"".join(form.spell(number, width) for number, width in numbers)


def _check_end(form: Form, end: int) -> None:
    """Refuse a file whose end has no offset: of 4 GiB, in a TIFF that is no BigTIFF."""
    form.spell(end, form.pointer)


def _check_used(source: Source, tables: Tables, old: Entry | None) -> None:
    """Refuse what points behind the end, where the copy has other bytes, or into the packet."""
    form = tables.form
    hole = (0, 0) if old is None or _is_inside(form, old) else (old.start, old.end)
    passed = False
    for start, end in tables.used(source):
        if end > source.size:
            raise FormatError("the file ends in the middle of its structure")
        if start < hole[1] and end > hole[0]:
            if passed or (start, end) != hole:
                raise FormatError("something else uses the bytes of the file's XMP")
            passed = True
