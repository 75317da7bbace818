"""Boxes: the containers of ISO media files, and the tables of items in a ``meta`` box.

The boxes that matter stand at known places (``meta``, and ``iprp/ipco`` in it), so they are
looked up there and nothing descends by recursion, however deep a file nests. Sources: ISO/IEC
14496-12 sections 4.2 and 8.11 (meta, iloc, iinf, pitm), ISO/IEC 23008-12 section 6.5.3 (ispe).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bozzetto.capture.findings import MAX_PARTS, Findings
from bozzetto.capture.source import Source
from bozzetto.errors import FormatError

__all__ = ["Meta", "Place", "read_meta", "walk_boxes"]

_MAX_TABLE = 1 << 20  # bytes of one table; a picture of thousands of tiles has 100 kB
_MAX_EXTENTS = 1 << 16  # of all items; an extent may be described in no bytes at all
_MAX_ITEMS = 64  # of metadata; items may all point at the same bytes
_MAX_INDEX = 0x7FFF  # of a property: an association has 15 bits for it
_XMP_TYPE = b"application/rdf+xml"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands.

    Attributes:
        method: 0 for offsets in the file, 1 in the idat box, 2 in another item.
        extents: Offset and size of each piece in bytes; size 0 means to the end.
    """

    method: int
    extents: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Meta:
    """The tables of a meta box."""

    seen: set[bytes] = field(default_factory=set)  # boxes read; each table counts once
    primary: int = 0
    items: dict[int, str] = field(default_factory=dict)  # of metadata: exif or xmp
    places: dict[int, Place] = field(default_factory=dict)
    data: Source | None = None  # the idat box
    sizes: dict[int, tuple[int, int]] = field(default_factory=dict)  # by index in ipco, from 1
    properties: dict[int, list[int]] = field(default_factory=dict)  # of items, as such indices


class _Cursor:
    """Reads numbers and strings off a table, in order."""

    def __init__(self, box: Source) -> None:
        if box.size > _MAX_TABLE:
            raise FormatError("a table of {size} bytes is above the limit", size=box.size)
        self._data = box.read(0, box.size)
        self._at = 0

    def take(self, size: int) -> bytes:
        taken = self._data[self._at : self._at + size]
        if len(taken) < size:
            raise FormatError("a table ends after {size} bytes", size=len(self._data))
        self._at += size
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size))

    def version(self) -> int:
        return self.number(4) >> 24  # the lower 24 bits are flags


def walk_boxes(source: Source, findings: Findings) -> Iterator[tuple[bytes, Source]]:
    """Yields the boxes of a container, ISO/IEC 14496-12 section 4.2."""
    position = 0
    for _ in range(MAX_PARTS):
        if position >= source.size:
            return
        head = source.read(position, 16)
        size, header = int.from_bytes(head[:4]), 8
        if size == 1:
            size, header = int.from_bytes(head[8:16]), 16
        elif size == 0:  # to the end
            size = source.size - position
        if size < header or len(head) < header:
            findings.report("file.truncated" if len(head) < header else "file.malformed")
            return
        if position + size > source.size:
            findings.report("file.truncated")
            return
        yield head[4:8], source.part(position + header, size - header)
        position += size
    findings.report("file.too-many-parts")


def read_meta(body: Source, meta: Meta, findings: Findings) -> None:
    """Reads the tables of a meta box; what is damaged ends that table and not the others."""
    readers = {b"pitm": _read_primary, b"iinf": _read_items, b"iloc": _read_places}
    for kind, box in walk_boxes(body.part(4, body.size), findings):
        if kind in meta.seen and kind in (*readers, b"idat", b"iprp"):
            findings.report("file.malformed")
            continue
        meta.seen.add(kind)
        try:
            if kind == b"idat":
                meta.data = box
            elif kind == b"iprp":
                _read_properties(box, meta, findings)
            elif kind in readers:
                readers[kind](box, meta)
        except FormatError:
            findings.report("file.malformed")


def _read_primary(box: Source, meta: Meta) -> None:
    cursor = _Cursor(box)
    meta.primary = cursor.number(2 if cursor.version() == 0 else 4)


def _read_items(box: Source, meta: Meta) -> None:
    """Reads iinf: a count, then one infe box an item; those of version 2 and 3 name a kind."""
    table = _Cursor(box)
    for _ in range(table.number(2 if table.version() == 0 else 4)):
        size = table.number(4)
        if size < 8:
            raise FormatError("an item of {size} bytes is smaller than its head", size=size)
        kind, rest = table.take(4), table.take(size - 8)
        version = rest[:1]
        if kind != b"infe" or version not in (b"\2", b"\3"):
            continue
        wide = 2 if version == b"\2" else 4
        number, after = int.from_bytes(rest[4 : 4 + wide]), rest[4 + wide + 2 :]
        kind, strings = after[:4], after[4:].split(b"\0")  # name, then the media type of mime
        if len(meta.items) < _MAX_ITEMS and kind == b"Exif":
            meta.items[number] = "exif"
        elif len(meta.items) < _MAX_ITEMS and kind == b"mime" and _XMP_TYPE in strings[1:2]:
            meta.items[number] = "xmp"


def _read_places(box: Source, meta: Meta) -> None:
    """Reads iloc, ISO/IEC 14496-12 section 8.11.3; sizes of fields are given in its head."""
    table = _Cursor(box)
    version = table.version()
    sizes = table.number(2)
    offset_size, length_size = sizes >> 12, sizes >> 8 & 15
    base_size, index_size = sizes >> 4 & 15, sizes & 15 if version in (1, 2) else 0
    wide, left = 4 if version == 2 else 2, _MAX_EXTENTS
    for _ in range(table.number(wide)):
        number = table.number(wide)
        method = table.number(2) & 15 if version in (1, 2) else 0
        table.take(2)  # data reference: 0 is this file, others are not followed
        base = table.number(base_size)
        extents = []
        count = table.number(2)
        left -= count
        if left < 0:
            raise FormatError("more than {limit} extents", limit=_MAX_EXTENTS)
        for _ in range(count):
            table.take(index_size)
            extents.append((base + table.number(offset_size), table.number(length_size)))
        meta.places[number] = Place(method, tuple(extents))


def _read_properties(box: Source, meta: Meta, findings: Findings) -> None:
    """Reads iprp: the sizes among the properties, and which item has which property."""
    for kind, inner in walk_boxes(box, findings):
        if kind in meta.seen:
            continue  # another version of a table that has been read
        meta.seen.add(kind)
        if kind == b"ipco":
            _read_sizes(inner, meta, findings)
        elif kind == b"ipma":
            _read_associations(_Cursor(inner), meta)


def _read_sizes(box: Source, meta: Meta, findings: Findings) -> None:
    for index, (kind, body) in enumerate(walk_boxes(box, findings), start=1):
        if kind == b"ispe" and index <= _MAX_INDEX:
            cursor = _Cursor(body)
            cursor.version()
            meta.sizes[index] = (cursor.number(4), cursor.number(4))


def _read_associations(table: _Cursor, meta: Meta) -> None:
    head = table.number(4)
    item_size, wide = 2 if head >> 24 == 0 else 4, 2 if head & 1 else 1
    mask = (1 << (8 * wide - 1)) - 1  # the top bit says that the property is essential
    for _ in range(table.number(4)):
        owned = meta.properties.setdefault(table.number(item_size), [])
        owned += [table.number(wide) & mask for _ in range(table.number(1))]
