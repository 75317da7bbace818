"""Directories: the tables of tags of a TIFF and of a BigTIFF, with where everything stands.

Each table is kept as it is, so that it can be written again with one tag more. What is damaged is
refused here, and not passed over as by `bozzetto.capture.ifd`: a copy of it would be damaged in
another way than the file, and nobody would know. What may be read of EXIF is read there.

Sources: TIFF 6.0 section 2, https://www.adobe.io/open/standards/TIFF.html; TIFF Technical Note 1
(SubIFDs); BigTIFF, https://libtiff.gitlab.io/libtiff/specification/bigtiff.html.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.source import Source

__all__ = ["SIGNATURES", "UNDEFINED", "Directory", "Entry", "Form", "Tables", "read_tables"]

SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # the latter two: BigTIFF

UNDEFINED = 7  # the field type of bytes of any meaning
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, UNDEFINED: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_SIZES |= {13: 4, 16: 8, 17: 8, 18: 8, 129: 1}  # IFD; those of BigTIFF; UTF-8 of Exif 3.0
_NUMBERS = (3, 4, 13, 16, 18)  # SHORT, LONG, IFD, LONG8, IFD8

_POINTERS = (330, 0x8769, 0x8825, 0xA005)  # SubIFDs, Exif, GPS, Interoperability
_DATA = ((273, 279), (324, 325), (513, 514))  # offsets and sizes: strips, tiles, a JPEG

_MAX_TABLES = 1 << 14  # a film of scans has some thousand pages; each costs two reads
_MAX_ENTRIES = 1 << 18  # of all tables; they may overlap, so the file's size is no bound
_MAX_NUMBERS = 1 << 20  # strips and tiles of all pages; a slide of ten gigapixels has 150,000


@dataclass(frozen=True, slots=True)
class Form:
    """How numbers are written: the order of bytes, and whether it is a BigTIFF."""

    order: Literal["big", "little"]
    big: bool

    @property
    def pointer(self) -> int:
        """Bytes of an offset, and of the count of values of a tag."""
        return 8 if self.big else 4

    @property
    def count(self) -> int:
        """Bytes of the number of entries before a table."""
        return 8 if self.big else 2

    @property
    def entry(self) -> int:
        """Bytes of an entry: tag, type, count, and the value or its offset."""
        return 4 + 2 * self.pointer

    def number(self, data: bytes) -> int:
        """Read a number."""
        return int.from_bytes(data, self.order)

    def spell(self, number: int, size: int) -> bytes:
        """Write a number.

        Raises:
            FormatError: it is too large: a TIFF that is no BigTIFF ends at 4 GiB.
        """
        if number >= 1 << (8 * size):
            raise FormatError("the file would be larger than its format allows")
        return number.to_bytes(size, self.order)


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag of a table.

    Attributes:
        tag: Its number.
        kind: Its field type.
        at: Offset of the entry.
        start: Offset of its value, which may stand in the entry itself.
        end: Offset after its value; `start` where its type is unknown.
    """

    tag: int
    kind: int
    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Directory:
    """One table.

    Attributes:
        at: Offset of its number of entries.
        data: Its bytes, with that number and with the offset of the next table.
        entries: Its tags, in the order in which they stand there.
        page: The number of the page in the chain, from 0; None for a table that a tag points at.
        owner: The number of the page that it belongs to.
    """

    at: int
    data: bytes
    entries: tuple[Entry, ...]
    page: int | None
    owner: int


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a file; the first one is that of the first page."""

    form: Form
    directories: tuple[Directory, ...]

    def used(self, source: Source) -> Iterator[tuple[int, int]]:
        """Yield what is used of a file: tables, values, strips, tiles; as offsets from and to.

        Raises:
            FormatError: there are more strips and tiles than are read.
        """
        left = _MAX_NUMBERS
        for each in self.directories:
            yield each.at, each.at + len(each.data)
            entries = {entry.tag: entry for entry in each.entries}
            for entry in each.entries:
                yield entry.start, entry.end
            for places, sizes in _DATA:
                if places in entries and sizes in entries:
                    offsets = _read_numbers(source, self.form, entries[places], left)
                    lengths = _read_numbers(source, self.form, entries[sizes], left)
                    left -= len(offsets)
                    yield from ((at, at + size) for at, size in zip(offsets, lengths, strict=False))


def read_tables(source: Source) -> Tables:
    """Read the tables of a TIFF.

    Raises:
        FormatError: it is none, is cut off, goes in circles, or has more than is read.
    """
    form, at = _read_head(source)
    reader = _Reader(source, form)
    page = 0
    while at:
        if at in reader.seen:
            raise FormatError("not a well-formed {kind} file", kind="TIFF")
        at, page = reader.read_page(at, page), page + 1
    if not reader.found:
        raise FormatError("not a well-formed {kind} file", kind="TIFF")
    return Tables(form, tuple(reader.found))


def _read_head(source: Source) -> tuple[Form, int]:
    """Return how numbers are written, and the offset of the first table."""
    head = source.head(0, 16)
    form = Form("big" if head[:1] == b"M" else "little", big=head[:4] in SIGNATURES[2:])
    sizes = form.spell(form.pointer, 2) + bytes(2)  # BigTIFF says again how long offsets are
    if head[:4] not in SIGNATURES or (form.big and head[4:8] != sizes):
        raise FormatError("not a well-formed {kind} file", kind="TIFF")
    return form, form.number(source.read(form.pointer, form.pointer))


@dataclass(slots=True)
class _Reader:
    """Reads the tables of one file, each once."""

    source: Source
    form: Form
    found: list[Directory] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    left: int = _MAX_ENTRIES  # of entries, and of what they point at

    def read_page(self, at: int, page: int) -> int:
        """Read a page's table and what its tags point at; return the offset of the next page's."""
        first = self._read(at, page, page)
        waiting = self._pointed(first)
        while waiting:
            at = waiting.pop()
            if at not in self.seen:  # two pages may share what a tag points at
                waiting += self._pointed(self._read(at, None, page))
        return self.form.number(first.data[-self.form.pointer :])

    def _pointed(self, directory: Directory) -> list[int]:
        found: list[int] = []
        for entry in directory.entries:
            if entry.tag in _POINTERS:
                numbers = _read_numbers(self.source, self.form, entry, self.left)
                self.left -= len(numbers)
                found += [place for place in numbers if place]
        return found

    def _read(self, at: int, page: int | None, owner: int) -> Directory:
        form = self.form
        count = form.number(self.source.read(at, form.count))
        self.left -= count
        if not count or self.left < 0 or len(self.found) >= _MAX_TABLES:
            raise FormatError("not a well-formed {kind} file", kind="TIFF")
        data = self.source.read(at, form.count + count * form.entry + form.pointer)
        places = range(form.count, form.count + count * form.entry, form.entry)
        entries = tuple(
            _entry(form, at + place, data[place : place + form.entry]) for place in places
        )
        self.seen.add(at)
        self.found.append(Directory(at, data, entries, page, owner))
        return self.found[-1]


def _entry(form: Form, at: int, data: bytes) -> Entry:
    tag, kind = form.number(data[0:2]), form.number(data[2:4])
    size = form.number(data[4 : 4 + form.pointer]) * _SIZES.get(kind, 0)
    start = at + 4 + form.pointer
    if size > form.pointer:
        start = form.number(data[4 + form.pointer :])
    return Entry(tag, kind, at, start, start + size)


def _read_numbers(source: Source, form: Form, entry: Entry, most: int) -> list[int]:
    """Read the whole numbers of a tag; none where it has others.

    Raises:
        FormatError: they are more than `most`, or the file ends before.
    """
    if entry.kind not in _NUMBERS:
        return []
    width = _SIZES[entry.kind]
    if entry.end - entry.start > most * width:
        raise FormatError("not a well-formed {kind} file", kind="TIFF")
    data = source.read(entry.start, entry.end - entry.start)
    return [form.number(data[at : at + width]) for at in range(0, len(data), width)]
