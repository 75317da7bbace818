"""Plan: the edits by which an AVIF or HEIF gets a packet of XMP, and all offsets follow."""

from dataclasses import replace

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.boxes import Box, Cursor, make_box
from bozzetto.labels.carriers.items import Extent, Location, Locations, Meta, infe_box
from bozzetto.labels.carriers.layout import CHUNKS, Layout, Spans, holder_of, spans_of
from bozzetto.labels.carriers.shift import Shift
from bozzetto.labels.carriers.source import Edit, Source
from bozzetto.labels.markup import MAX_PACKET

__all__ = ["Plan"]

_MAX_NUMBER = 0xFFFF  # of an item that this writes, and of items in short tables


class Plan:
    """The edits of one copy: first those that change sizes, then the offsets that follow them."""

    def __init__(self, source: Source, file: Layout, packet: bytes) -> None:
        self._source = source
        self._file = file
        self._packet = packet
        self._edits: list[Edit] = []
        self._table: Edit | None = None  # the file's iloc, as large as it will be
        self._locations = {id(meta): meta.locations for meta in file.metas}
        self._old: Spans | None = None  # where the packet stood
        self._number: int | None = None  # of a new item
        self._at = 0  # offset of the packet in the copy

    def replace(self, spans: Spans, holder: Box) -> None:
        """Plan to put the packet where one stood in one piece."""
        self._old = spans
        ((start, end),) = spans
        self._edits.append((start, end, self._packet))
        growth = len(self._packet) - (end - start)
        self._edits += [] if holder.open else [holder.resized(growth)]
        if self._file.meta is not None and self._file.meta.locations is not None:
            self._grow(self._file.meta, self._widen(self._file.meta))
        self._at = self._shift().before(start)

    def add(self, meta: Meta, spans: Spans | None) -> None:
        """Plan to put the packet behind the tables, by a new item or by the one that was."""
        self._old = spans
        pieces = [span for span in spans or () if span[0] < span[1]]
        for piece in pieces:
            data = meta.tables.get(b"idat")
            if holder_of(self._file, (piece,)) is None and not (data and data.holds(*piece)):
                raise FormatError("something else uses the bytes of the file's XMP")
        blanks: list[Edit] = [(start, end, bytes(end - start)) for start, end in pieces]
        named = self._name(meta) if spans is None else []
        growth = self._grow(meta, [*named, *self._widen(meta)])
        box = make_box(b"mdat", self._packet)
        self._edits += [*blanks, (meta.box.end, meta.box.end, box)]
        self._at = meta.box.end + growth + len(box) - len(self._packet)

    def finish(self) -> list[Edit]:
        """Return the edits, with all offsets as they are in the copy.

        Raises:
            FormatError: something else uses the bytes of the packet, or a table has no room.
        """
        shift, edits = self._shift(), list(self._edits)
        for meta in self._file.metas:
            locations = self._locations[id(meta)]
            if locations is None:
                continue
            data = self._moved(meta, locations, shift).encode()
            box = meta.tables[b"iloc"]
            if meta is not self._file.meta and len(data) != box.end - box.body:
                raise FormatError("the file's XMP or EXIF stands where it is not written")
            edits.append((box.body, box.end, data))
        return edits + [_moved_chunks(self._source, box, shift) for box in self._file.chunks]

    def _shift(self) -> Shift:
        table = [] if self._table is None else [self._table]
        return Shift([*self._edits, *table], self._source.size)

    def _grow(self, meta: Meta, inner: list[Edit]) -> int:
        """Plan edits inside of the tables; return by how many bytes these grow."""
        table = [] if self._table is None else [self._table]
        growth = sum(len(data) - (end - start) for start, end, data in [*inner, *table])
        self._edits += [meta.box.resized(growth), *inner]
        return growth

    def _widen(self, meta: Meta) -> list[Edit]:
        """Plan a table of places with room for larger offsets, and for a new item."""
        if meta.locations is None:
            raise FormatError("the file has no table of items: there is no place for XMP in it")
        locations = meta.locations.widened(self._source.size + 2 * MAX_PACKET)
        own, kept = self._own(meta), [*locations.all]
        if self._number is not None:
            kept.append(_in_one_piece(self._number, 0, 0))
        kept = [_in_one_piece(each.number, 0, 0) if each.number in own else each for each in kept]
        locations = replace(locations, all=tuple(kept))
        self._locations[id(meta)] = locations
        box, data = meta.tables[b"iloc"], locations.encode()
        self._table = (box.body, box.end, data)
        return [box.resized(len(data) - (box.end - box.body))]

    def _name(self, meta: Meta) -> list[Edit]:
        """Plan a new item that describes the picture."""
        items = meta.tables.get(b"iinf")
        if items is None or meta.primary is None:
            raise FormatError("the file has no table of items: there is no place for XMP in it")
        number = self._number = 1 + max(0, *meta.places, *(item.number for item in meta.items))
        head = self._source.read(items.body, 4)
        wide = 2 if head[0] == 0 else 4
        if number > _MAX_NUMBER or len(meta.items) >= _MAX_NUMBER:
            raise FormatError("the file has so many items that none can be added")
        named, references = infe_box(number), meta.tables.get(b"iref")
        count = (items.body + 4, items.body + 4 + wide, (len(meta.items) + 1).to_bytes(wide))
        edits = [items.resized(len(named)), count]
        if references is None:
            version = 0 if meta.primary <= _MAX_NUMBER else 1
            told = make_box(
                b"iref", bytes((version, 0, 0, 0)), _cdsc(number, meta.primary, version)
            )
            return [*edits, (items.end, items.end, named + told)]
        told = _cdsc(number, meta.primary, self._source.read(references.body, 1)[0])
        edits += [references.resized(len(told)), (references.end, references.end, told)]
        return [*edits, (items.end, items.end, named)]

    def _own(self, meta: Meta) -> set[int]:
        """Return the numbers of the items that are the packet."""
        packets = (item for item in meta.items if item.is_xmp and self._old is not None)
        own = {each.number for each in packets if spans_of(self._source, meta, each) == self._old}
        if self._number is not None and meta is self._file.meta:
            own.add(self._number)
        return own

    def _moved(self, meta: Meta, locations: Locations, shift: Shift) -> Locations:
        """Return where the items stand in the copy."""
        own, moved = self._own(meta), []
        for each in locations.all:
            if each.number in own:
                moved.append(_in_one_piece(each.number, self._at, len(self._packet)))
                continue
            if each.method == 1:
                for span in meta.spans(each.number, self._source):
                    shift.moved(*span)  # what stood in idat stays there, if nothing touches it
            moved.append(each.moved(shift, self._source.size))
        return replace(locations, all=tuple(moved))


def _in_one_piece(number: int, at: int, size: int) -> Location:
    return Location(number, 0, 0, 0, (Extent(at, size),))


def _cdsc(number: int, primary: int, version: int) -> bytes:
    """Return the box by which an item says of which it tells."""
    wide = 2 if version == 0 else 4
    if primary >= 1 << (8 * wide):
        raise FormatError("the file has so many items that none can be added")
    parts = (number.to_bytes(wide), (1).to_bytes(2), primary.to_bytes(wide))
    return make_box(b"cdsc", *parts)


def _moved_chunks(source: Source, box: Box, shift: Shift) -> Edit:
    """Return the edit of a table of chunks."""
    width = CHUNKS[box.kind]
    table = Cursor(source.read(box.body, box.end - box.body))
    parts = [table.take(4), table.take(4)]
    for _ in range(int.from_bytes(parts[1])):
        at = table.number(width)
        place = shift.moved(at, at + 1)
        if place >= 1 << (8 * width):
            raise FormatError("the file would be larger than its format allows")
        parts.append(place.to_bytes(width))
    return box.body, box.end, b"".join((*parts, table.rest()))
