"""Items: the tables of a ``meta`` box, read, and written again with one item more.

    iinf   what items there are, and of which kind
    iloc   where each stands: in the file (construction method 0), in the box idat of the meta
           box (1), or in another item (2)
    iref   which item tells of which (``cdsc``)
    pitm   which one is the picture

Source: ISO/IEC 14496-12:2022, sections 8.11.3 (iloc), 8.11.4 (pitm), 8.11.6 (iinf), 8.11.12 (iref).
"""

from dataclasses import dataclass, field, replace

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.boxes import Box, Cursor, make_box, walk
from bozzetto.labels.carriers.shift import Shift
from bozzetto.labels.carriers.source import Source

__all__ = ["XMP_TYPE", "Extent", "Item", "Location", "Locations", "Meta", "infe_box", "read_meta"]

XMP_TYPE = b"application/rdf+xml"

_MAX_TABLE = 8 << 20  # bytes; 65,535 items with names make three
_MAX_EXTENTS = 1 << 16  # of all items; an extent may be described in no bytes at all
_WIDTHS = (0, 4, 8)  # bytes that a field of iloc may have
_TABLES = (b"pitm", b"iinf", b"iloc", b"iref", b"idat")


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its number, its kind, and of kind ``mime`` the type and how it is encoded."""

    number: int
    kind: bytes
    media_type: bytes = b""
    encoding: bytes = b""
    protected: bool = False

    @property
    def is_xmp(self) -> bool:
        """Whether it is a packet of XMP."""
        return self.kind == b"mime" and self.media_type == XMP_TYPE


@dataclass(frozen=True, slots=True)
class Extent:
    """A piece of an item: offset from the item's base, and bytes; no bytes means to the end."""

    offset: int
    size: int
    index: int = 0


@dataclass(frozen=True, slots=True)
class Location:
    """Where an item stands; `reference` counts for method 0 only: 0 is this file."""

    number: int
    method: int
    reference: int
    base: int
    extents: tuple[Extent, ...]

    def spans(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Return its pieces as offsets from and to, within what goes from `start` up to `end`."""
        places = ((start + self.base + each.offset, each.size) for each in self.extents)
        return tuple((at, at + size if size else max(at, end)) for at, size in places)

    def moved(self, shift: Shift, end: int) -> "Location":
        """Return where it stands after the file was edited.

        Raises:
            FormatError: what was edited is part of it, or it does not stand in the file.
        """
        if self.method != 0:
            return self
        if self.reference != 0:
            raise FormatError("an item that stands in another file is not copied")
        spans = self.spans(0, end)
        places = [shift.moved(*span) for span in spans]
        if places == [start for start, _ in spans]:
            return self
        moved = zip(places, self.extents, strict=True)
        return replace(self, base=0, extents=tuple(replace(each, offset=at) for at, each in moved))


@dataclass(frozen=True, slots=True)
class Locations:
    """The table iloc.

    Attributes:
        head: Version and flags.
        widths: Bytes of the fields offset, size, base and index.
        all: The items, in the order in which they stand there.
    """

    head: bytes
    widths: tuple[int, int, int, int]
    all: tuple[Location, ...]

    @property
    def version(self) -> int:
        """0, 1 or 2."""
        return self.head[0]

    @classmethod
    def parse(cls, data: bytes) -> "Locations":
        """Read the table.

        Raises:
            FormatError: it is of another version, or damaged.
        """
        table = Cursor(data)
        head, fields = table.take(4), table.number(2)
        first, second, third, fourth = (
            fields >> 12,
            fields >> 8 & 15,
            fields >> 4 & 15,
            fields & 15,
        )
        widths = (first, second, third, fourth if head[0] else 0)
        if head[0] > 2 or any(width not in _WIDTHS for width in widths):
            raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
        wide, left = _number_width(head[0]), _MAX_EXTENTS
        found = []
        for _ in range(table.number(wide)):
            number = table.number(wide)
            method = table.number(2) & 15 if head[0] else 0
            reference, base, count = table.number(2), table.number(third), table.number(2)
            left -= count
            if left < 0:
                raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
            extents = []
            for _ in range(count):
                index = table.number(widths[3])
                extents.append(Extent(table.number(first), table.number(second), index))
            found.append(Location(number, method, reference, base, tuple(extents)))
        if table.left or len({each.number for each in found}) < len(found):
            raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
        return cls(head, widths, tuple(found))

    def encode(self) -> bytes:
        """Return the table.

        Raises:
            FormatError: a number is too large for its field.
        """
        offset, size, base, index = self.widths
        wide = _number_width(self.version)
        numbers = [(offset << 12 | size << 8 | base << 4 | index, 2), (len(self.all), wide)]
        for each in self.all:
            numbers.append((each.number, wide))
            numbers += [(each.method, 2)] if self.version else []
            numbers += [(each.reference, 2), (each.base, base), (len(each.extents), 2)]
            for one in each.extents:
                numbers += [(one.index, index), (one.offset, offset), (one.size, size)]
        if any(number >= 1 << (8 * width) for number, width in numbers):
            raise FormatError("the file would be larger than its format allows")
        return self.head + b"".join(number.to_bytes(width) for number, width in numbers)

    def widened(self, most: int) -> "Locations":
        """Return the table with fields that hold offsets and sizes up to `most`."""
        offset, size, base, index = self.widths
        least = 4 if most < 1 << 32 else 8
        return replace(self, widths=(max(offset, least), max(size, 4), base, index))


@dataclass(frozen=True, slots=True)
class Meta:
    """One meta box.

    Attributes:
        box: Where it stands.
        tables: The boxes in it that are looked into, by name.
        primary: The number of the item that is the picture; None where there is none.
        items: What items there are.
        locations: Where they stand; None where it does not say.
        described: By an item's number, the items that it tells of.
        places: Where they stand, by the number of an item.
    """

    box: Box
    tables: dict[bytes, Box]
    primary: int | None
    items: tuple[Item, ...]
    locations: Locations | None
    described: dict[int, list[int]]
    places: dict[int, Location] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        located = () if self.locations is None else self.locations.all
        object.__setattr__(self, "places", {each.number: each for each in located})

    def spans(self, number: int, source: Source) -> tuple[tuple[int, int], ...]:
        """Return where an item stands in the file, as offsets from and to.

        Raises:
            FormatError: nowhere, or somewhere that is not read.
        """
        place = self.places.get(number)
        if place is None or place.method > 1 or (place.method == 0 and place.reference):
            raise FormatError("the file's XMP or EXIF stands where it is not read")
        start, end = 0, source.size
        if place.method == 1:
            data = self.tables.get(b"idat")
            if data is None:
                raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
            start, end = data.body, data.end
        spans = place.spans(start, end)
        if any(behind > end for _, behind in spans):
            raise FormatError("the file ends in the middle of its structure")
        return spans


def read_meta(source: Source, box: Box) -> Meta:
    """Read the tables of a meta box.

    Raises:
        FormatError: one of them is there twice, is damaged, or more than is read.
    """
    # In QuickTime's form of this box, which has no items, no version stands before the boxes
    start = box.body if source.head(box.body + 4, 4) == b"hdlr" else box.body + 4
    tables: dict[bytes, Box] = {}
    for each in walk(source, start, box.end):
        if each.kind in tables:
            raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
        if each.kind in _TABLES:
            tables[each.kind] = each
    data = {kind: _table(source, each) for kind, each in tables.items() if kind != b"idat"}
    return Meta(
        box,
        tables,
        _primary(data[b"pitm"]) if b"pitm" in data else None,
        _items(source, tables[b"iinf"]) if b"iinf" in data else (),
        Locations.parse(data[b"iloc"]) if b"iloc" in data else None,
        _described(data[b"iref"]) if b"iref" in data else {},
    )


def infe_box(number: int) -> bytes:
    """Return the box that names an item of XMP."""
    head = b"\2\0\0\0" + number.to_bytes(2) + bytes(2)  # version 2, flags; not protected
    return make_box(b"infe", head, b"mime", b"XMP\0", XMP_TYPE + b"\0")


def _table(source: Source, box: Box) -> bytes:
    if box.end - box.body > _MAX_TABLE:
        raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
    return source.read(box.body, box.end - box.body)


def _primary(data: bytes) -> int:
    table = Cursor(data)
    return table.number(2 if table.number(4) >> 24 == 0 else 4)


def _items(source: Source, box: Box) -> tuple[Item, ...]:
    head = Cursor(source.head(box.body, 8))
    wide = 2 if head.number(4) >> 24 == 0 else 4
    count = head.number(wide)
    boxes = [each for each in walk(source, box.body + 4 + wide, box.end) if each.kind == b"infe"]
    if len(boxes) != count:
        raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
    return tuple(_item(source.read(each.body, each.end - each.body)) for each in boxes)


def _item(data: bytes) -> Item:
    """Read infe; of version 0 and 1 there were only items of a media type."""
    table = Cursor(data)
    version = table.number(4) >> 24
    number = table.number(4 if version == 3 else 2)
    protected = table.number(2) != 0
    kind = table.take(4) if version > 1 else b"mime"
    strings = [*table.rest().split(b"\0"), b"", b""][:3]  # name, media type, encoding
    return Item(number, kind, strings[1], strings[2], protected)


def _described(data: bytes) -> dict[int, list[int]]:
    table = Cursor(data)
    wide = 2 if table.number(4) >> 24 == 0 else 4
    found: dict[int, list[int]] = {}
    while table.left:
        size, kind = table.number(4), table.take(4)
        inner = Cursor(table.take(max(0, size - 8)))
        if kind == b"cdsc":
            told = found.setdefault(inner.number(wide), [])
            told += [inner.number(wide) for _ in range(inner.number(2))]
    return found


def _number_width(version: int) -> int:
    """Return how many bytes numbers and counts of items have."""
    return 4 if version == 2 else 2
