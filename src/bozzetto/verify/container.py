"""The container: one ZIP file, read as strictly as it was written (step 0).

Of ZIP (PKWARE APPNOTE 6.3.10) a bundle uses the least: members stored without compression, one
behind the other from the first byte on, then the central directory, then its end; the 64-bit
forms where a number needs them. Nothing may lie between, before or behind, so no byte of the
file is outside of what is verified, and no two programs can read different members out of it.
Both headers of a member must say the same.

The directory is read only after its announced size was found to be within the limits, so a file
that promises a million members costs nothing. Members are never unpacked to disk.
"""

import io
import os
import re
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bozzetto.errors import FormatError

__all__ = ["MAX_DIRECTORY_BYTES", "MAX_MEMBERS", "Container", "Member", "open_container"]

MAX_MEMBERS = 100_000  # ten times the pictures of the longest work foreseen
MAX_DIRECTORY_BYTES = 16 << 20  # MAX_MEMBERS entries of 46 bytes and a name, twice over
MAX_NAME = 255  # bytes; the longest name that a bundle has is 85
BUFFER = 1 << 20  # bytes read ahead of a member

# Slashes between parts that begin with a letter or a digit: no absolute path, no parent, no
# backslash, no drive, no control character, nothing that a file system folds together.
_NAME = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")

# APPNOTE 4.3.16, 4.3.15, 4.3.14, 4.3.12 and 4.3.7
_END = struct.Struct("<4s4H2IH")
_LOCATOR = struct.Struct("<4sIQI")
_END64 = struct.Struct("<4sQ2H2I4Q")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")

_UTF8_NAMES = 1 << 11  # the one flag that may be set: names here are ASCII, so it says nothing
_STORED = 0
_NEWEST = 45  # 4.5, with ZIP64: other programs unpack no file that asks for what they do not know
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF  # "look into the 64-bit form"
_ZIP64 = 1  # the one extra field that may stand
_DOS_FOLDER = 0x10


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the container."""

    name: str
    start: int  # of its bytes, from the beginning of the container
    size: int  # bytes
    crc: int  # CRC-32 by its header


class Container:
    """The members of a ZIP file that has passed step 0."""

    def __init__(self, file: BinaryIO, members: dict[str, Member]) -> None:
        self._file = file
        self.members = members  # in the order of the file

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def open(self, name: str) -> io.BufferedReader:
        """Open a member for reading. Several may be open at once, in one thread."""
        return io.BufferedReader(_Range(self._file, self.members[name]), BUFFER)

    def read(self, name: str, limit: int) -> bytes:
        """Read a whole member.

        Raises:
            FormatError: it has more than `limit` bytes.
        """
        size = self.members[name].size
        if size > limit:
            raise FormatError(
                "{name} has {size} bytes, more than {limit}", name=name, size=size, limit=limit
            )
        with self.open(name) as source:
            return source.read()


@contextmanager
def open_container(path: Path) -> Iterator[Container]:
    """Open a bundle's file, and hold it to the limits and the one layout.

    Raises:
        FormatError: it cannot be read, or is not such a ZIP file; the message says why.
    """
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise FormatError("cannot read the file: {why}", why=error) from error
    with file:
        try:
            container = Container(file, _read_members(file))
        except OSError as error:
            raise FormatError("cannot read the file: {why}", why=error) from error
        yield container


class _Range(io.RawIOBase):
    """The bytes of one member."""

    def __init__(self, file: BinaryIO, member: Member) -> None:
        self._file = file
        self._at = member.start
        self._end = member.start + member.size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # Buffer is 3.12's
        self._file.seek(self._at)
        count = self._file.readinto(memoryview(buffer)[: self._end - self._at])  # type: ignore[attr-defined]  # a file opened by open()
        self._at += count
        return int(count)


def _read_members(file: BinaryIO) -> dict[str, Member]:
    size = file.seek(0, os.SEEK_END)
    count, length, start = _read_end(file, size)
    file.seek(start)
    directory = file.read(length)
    members: dict[str, Member] = {}
    folded: set[str] = set()
    at, expected = 0, 0
    for _ in range(count):
        member, header, at = _read_central(directory, at)
        if header != expected:
            raise FormatError(
                "{name} begins at byte {got}, not at {want}: members overlap, or bytes lie between",
                name=member.name,
                got=header,
                want=expected,
            )
        if member.name.lower() in folded:
            raise FormatError("{name} stands twice in the file", name=member.name)
        folded.add(member.name.lower())
        member = _read_local(file, member, header)
        expected = member.start + member.size
        if expected > start:
            raise FormatError("{name} reaches into the directory", name=member.name)
        members[member.name] = member
    if at != length or expected != start:
        raise FormatError("bytes lie before or in the directory that are no member's")
    return members


def _read_end(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """Read the end of the directory: its count of members, its length and its start."""
    if size < _END.size:
        raise FormatError("not a ZIP file: {size} bytes", size=size)
    end = size - _END.size
    file.seek(end)
    signature, *disks, here, total, length, start, comment = _END.unpack(file.read(_END.size))
    if signature != b"PK\5\6" or comment:
        raise FormatError("not a ZIP file, or cut off, or followed by something: no end is found")
    if any(disks) or here != total:
        raise FormatError("the directory is split over several files")
    found = total, length, start
    if _has_locator(file, end):
        end -= _LOCATOR.size + _END64.size
        found = _read_end64(file, end, found)
    _check_limits(*found)
    if found[1] + found[2] != end:
        raise FormatError("the directory does not end where its end begins")
    return found


def _check_limits(count: int, length: int, _start: int) -> None:
    if count > MAX_MEMBERS:
        raise FormatError("{count} members, more than {limit}", count=count, limit=MAX_MEMBERS)
    if length > MAX_DIRECTORY_BYTES:
        raise FormatError(
            "a directory of {size} bytes, more than {limit}", size=length, limit=MAX_DIRECTORY_BYTES
        )


def _has_locator(file: BinaryIO, end: int) -> bool:
    if end < _LOCATOR.size + _END64.size:
        return False
    file.seek(end - _LOCATOR.size)
    return file.read(4) == b"PK\6\7"


def _read_end64(file: BinaryIO, at: int, short: tuple[int, int, int]) -> tuple[int, int, int]:
    """Read the 64-bit end, which must agree with what the other end says in short."""
    file.seek(at)
    signature, rest, _made, _needed, *disks, here, total, length, start = _END64.unpack(
        file.read(_END64.size)
    )
    _, disk, where, count = _LOCATOR.unpack(file.read(_LOCATOR.size))
    well = signature == b"PK\6\6" and rest == _END64.size - 12 and where == at
    if not well or any(disks) or here != total or disk or count != 1:
        raise FormatError("the 64-bit end of the directory is malformed")
    found = total, length, start
    for said, long, full in zip(short, found, (_FULL16, _FULL32, _FULL32), strict=True):
        if said not in (long, full):
            raise FormatError("the 64-bit end of the directory contradicts the other")
    return found


def _read_central(directory: bytes, at: int) -> tuple[Member, int, int]:
    """Read one entry of the directory: the member, where its header is, and where to go on."""
    if at + _CENTRAL.size > len(directory):
        raise FormatError("the directory is cut off")
    fields = _CENTRAL.unpack_from(directory, at)
    signature, _made, needed, flags, method, _time, _date, crc, packed, size = fields[:10]
    name_length, extra_length, comment, disk, _internal, external, header = fields[10:]
    if signature != b"PK\1\2":
        raise FormatError("the directory is malformed")
    at += _CENTRAL.size
    name = _name(directory[at : at + name_length])
    extra = directory[at + name_length : at + name_length + extra_length]
    size, packed, header = _widened(name, extra, (size, packed, header))
    _check_plain(name, needed, flags, method)
    if packed != size or comment or disk:
        raise FormatError("{name}: its entry in the directory is malformed", name=name)
    if stat.S_IFMT(external >> 16) not in (0, stat.S_IFREG) or external & _DOS_FOLDER:
        raise FormatError("{name} is no plain file", name=name)
    return Member(name, 0, size, crc), header, at + name_length + extra_length


def _read_local(file: BinaryIO, member: Member, at: int) -> Member:
    """Read the header before a member's bytes, which must say what the directory says."""
    file.seek(at)
    head = file.read(_LOCAL.size)
    if len(head) != _LOCAL.size:
        raise FormatError("{name} is cut off", name=member.name)
    signature, needed, flags, method, _time, _date, crc, packed, size, length, extra_length = (
        _LOCAL.unpack(head)
    )
    if signature != b"PK\3\4" or length > MAX_NAME:
        raise FormatError("{name} has no header where the directory says", name=member.name)
    rest = file.read(length + extra_length)
    _check_plain(member.name, needed, flags, method)
    size, packed = _widened(member.name, rest[length:], (size, packed))
    want = (member.name.encode(), member.crc, member.size, member.size)
    if (rest[:length], crc, size, packed) != want:
        raise FormatError("{name}: its two headers contradict each other", name=member.name)
    return Member(member.name, at + _LOCAL.size + len(rest), size, crc)


def _name(raw: bytes) -> str:
    if len(raw) > MAX_NAME or _NAME.fullmatch(raw) is None:
        raise FormatError("not a name inside of the bundle: {name!r}", name=raw[:MAX_NAME])
    return raw.decode("ascii")


def _check_plain(name: str, needed: int, flags: int, method: int) -> None:
    if needed > _NEWEST:
        raise FormatError("{name} asks for a later ZIP than is used here", name=name)
    if flags & ~_UTF8_NAMES:
        raise FormatError("{name} is encrypted, or of a form not used here", name=name)
    if method != _STORED:
        raise FormatError("{name} is compressed: a bundle's files are stored", name=name)


def _widened(name: str, extra: bytes, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Take from the 64-bit field the numbers that 32 bits do not hold, APPNOTE 4.5.3."""
    wide = [number for number in numbers if number == _FULL32]
    if not extra and not wide:
        return numbers
    shape = struct.Struct(f"<2H{len(wide)}Q")
    if len(extra) != shape.size:
        raise FormatError("{name} has an extra field that is not used here", name=name)
    kind, length, *values = shape.unpack(extra)
    if kind != _ZIP64 or length != 8 * len(wide) or not wide:
        raise FormatError("{name} has an extra field that is not used here", name=name)
    found = iter(values)
    return tuple(next(found) if number == _FULL32 else number for number in numbers)
