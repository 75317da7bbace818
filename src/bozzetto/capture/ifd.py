"""Image file directories: the tables of tags that TIFF files and EXIF blocks are made of.

Walked here and not by Pillow, which gives no offsets, drops what it cannot decode, decodes ASCII
in its own way and loads every value whatever its size. Read as TIFF 6.0 section 2 has it, with
each offset checked, loops refused, and values left where they are until somebody takes them.
"""

import struct
from dataclasses import dataclass
from typing import Literal

from bozzetto.capture.findings import Findings
from bozzetto.capture.source import Source

__all__ = ["ASCII", "BYTE", "LONG", "SHORT", "UNDEFINED", "UTF8", "Directory", "Entry", "walk_ifds"]

BYTE, ASCII, SHORT, LONG, UNDEFINED = 1, 2, 3, 4, 7
UTF8 = 129  # Exif 3.0 section 4.6.2

_TYPE_SIZES = {BYTE: 1, ASCII: 1, SHORT: 2, LONG: 4, 5: 8, 6: 1, UNDEFINED: 1}
_TYPE_SIZES |= {8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, UTF8: 1}

_EXIF_POINTER = 0x8769
_MAX_IFDS = 256  # directories in one source: pages of a TIFF; a camera writes five
_MAX_ENTRIES = 8192  # in all of them; directories may overlap, so the source's size is no bound
_ENTRY_SIZE = 12  # bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag of a directory.

    Attributes:
        tag: Its number.
        type: Its field type, one of those whose size is known.
        value: Where its value stands, and no other bytes.
    """

    tag: int
    type: int
    value: Source


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory: ``IFD0``, ``IFD1`` and so on along the chain, or ``Exif``."""

    name: str
    big_endian: bool
    entries: tuple[Entry, ...]

    def numbers(self, tag: int) -> tuple[int, ...]:
        """Returns the SHORT or LONG values of a tag; empty where it is absent or something else."""
        for entry in self.entries:
            if entry.tag == tag and entry.type in (SHORT, LONG):
                size = _TYPE_SIZES[entry.type]
                data = entry.value.read(0, min(entry.value.size, 64 * size))
                whole = [data[at : at + size] for at in range(0, len(data) - size + 1, size)]
                return tuple(int.from_bytes(n, _order(self.big_endian)) for n in whole)
        return ()

    def number(self, tag: int, default: int) -> int:
        """Returns the first value of a tag, or `default` where there is none."""
        return next(iter(self.numbers(tag)), default)


def walk_ifds(source: Source, findings: Findings) -> tuple[Directory, ...]:
    """Walks the chain of directories and the EXIF directory of each.

    Returns:
        The directories found before anything went wrong; none where this is no TIFF structure.
        What is wrong is reported as ``exif.malformed``.
    """
    head = source.read(0, 8)
    if head[:4] not in (b"II*\0", b"MM\0*") or len(head) < 8:
        findings.report("exif.malformed")
        return ()
    big_endian = head[:1] == b"M"
    found: list[Directory] = []
    seen: set[int] = set()
    position, index = int.from_bytes(head[4:], _order(big_endian)), 0
    while position and len(found) < _MAX_IFDS and _count(found) < _MAX_ENTRIES:
        directory, following = _read_ifd(source, position, f"IFD{index}", big_endian, findings)
        if directory is None or position in seen:
            findings.report("exif.malformed")
            break
        seen.add(position)
        found.append(directory)
        pointer = directory.number(_EXIF_POINTER, 0)
        if pointer and pointer not in seen:
            seen.add(pointer)
            exif, _ = _read_ifd(source, pointer, "Exif", big_endian, findings)
            found += [exif] if exif else []
        position, index = following, index + 1
    return tuple(found)


def _count(directories: list[Directory]) -> int:
    return sum(len(directory.entries) for directory in directories)


def _read_ifd(
    source: Source, position: int, name: str, big_endian: bool, findings: Findings
) -> tuple[Directory | None, int]:
    """Reads one directory and the offset of the next; an entry cut off by the end is left out."""
    order = _order(big_endian)
    count = int.from_bytes(source.read(position, 2), order)
    table = source.read(position + 2, count * _ENTRY_SIZE + 4)
    if not 0 < count <= _MAX_ENTRIES:
        findings.report("exif.malformed")
        return None, 0
    if len(table) < count * _ENTRY_SIZE:
        findings.report("exif.malformed")
    entries = [
        _read_entry(source, position + 2 + at, table[at : at + _ENTRY_SIZE], big_endian, findings)
        for at in range(0, min(count * _ENTRY_SIZE, len(table) - _ENTRY_SIZE + 1), _ENTRY_SIZE)
    ]
    following = table[count * _ENTRY_SIZE :]  # EXIF blocks are often cut before it
    known = tuple(entry for entry in entries if entry is not None)
    return Directory(name, big_endian, known), int.from_bytes(following, order)


def _read_entry(
    source: Source, position: int, data: bytes, big_endian: bool, findings: Findings
) -> Entry | None:
    """Reads one entry; an unknown type has no size and is passed over, as TIFF 6.0 asks."""
    tag, kind, count, offset = struct.unpack(">HHII" if big_endian else "<HHII", data)
    size = _TYPE_SIZES.get(kind, 0) * count
    value = source.part(position + 8 if size <= 4 else offset, size)
    if value.size < size:
        findings.report("exif.malformed")
        return None
    return Entry(tag, kind, value) if size else None


def _order(big_endian: bool) -> Literal["big", "little"]:
    return "big" if big_endian else "little"
