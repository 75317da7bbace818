"""Archives: the ZIP files that drawing programs write, read within limits.

Nothing is unpacked and no name is used as a path. How much there is to read, the list of members
says before anything is read; what then comes out is cut off at what was said.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from bozzetto.capture.flat import has_small_directory
from bozzetto.errors import FormatError
from bozzetto.record import Digest

__all__ = ["MAX_MEMBERS", "MAX_UNPACKED", "Archive", "open_archive"]

MAX_MEMBERS = 100_000  # a file of Krita has four for each layer
MAX_UNPACKED = 8 << 30  # bytes of all members together: half a minute of unpacking
_CHUNK = 1 << 20  # bytes read at once: memory does not grow with the member
_ENCRYPTED = 1  # bit of a member's flags


class Archive:
    """The members of a ZIP file, by name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = {info.filename: info for info in archive.infolist()}

    @property
    def names(self) -> list[str]:
        """The members' names, in the file's order."""
        return list(self._members)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return name in self._members

    def read(self, name: str, limit: int) -> bytes:
        """Read a member.

        Raises:
            FormatError: it is not there, is damaged, or has more than `limit` bytes.
        """
        with self.open(name) as member:
            data = member.read(limit + 1)
        if len(data) > limit:
            raise FormatError("{name} has more than {limit} bytes", name=name, limit=limit)
        return data

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a member; what goes wrong while it is read is a `FormatError`, too."""
        info = self._members.get(name)
        if info is None:
            raise FormatError("no {name!r} in the file", name=name)
        try:
            with self._archive.open(info) as member:
                yield member
        except FormatError:
            raise
        except Exception as error:  # zipfile and its decompressors name no closed set of errors
            raise FormatError("{name!r} in the file is damaged", name=name) from error

    def digest(self, name: str) -> Digest:
        """Return the digest of a member's bytes.

        Raises:
            FormatError: it is not there, or is damaged.
        """
        taken = hashlib.sha256()
        with self.open(name) as member:
            while chunk := member.read(_CHUNK):
                taken.update(chunk)
        return Digest("sha256:" + taken.hexdigest())

    def place(self, name: str) -> tuple[int, int, int]:
        """Return where a member's local header stands, how long it is packed, and how long it is.

        Raises:
            FormatError: it is not there.
        """
        info = self._members.get(name)
        if info is None:
            raise FormatError("no {name!r} in the file", name=name)
        return info.header_offset, info.compress_size, info.file_size

    def date(self, name: str) -> tuple[int, int, int, int, int, int]:
        """Return when a member says it was changed: year to second, in no zone.

        Raises:
            FormatError: it is not there.
        """
        info = self._members.get(name)
        if info is None:
            raise FormatError("no {name!r} in the file", name=name)
        return info.date_time


@contextmanager
def open_archive(file: BinaryIO) -> Iterator[Archive]:
    """Open a ZIP file, and hold it to the limits.

    Args:
        file: Any bytes; seekable. It stays open.

    Raises:
        FormatError: it is no ZIP file, is damaged, holds too much, or names a member twice.
    """
    if not has_small_directory(file):
        raise FormatError("not a whole ZIP file")
    try:
        archive = zipfile.ZipFile(file)
    except Exception as error:  # zipfile names no closed set of errors
        raise FormatError("not a whole ZIP file") from error
    with archive:
        _check(archive.infolist())
        yield Archive(archive)


def _check(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise FormatError(
            "{count} members, more than {limit}", count=len(members), limit=MAX_MEMBERS
        )
    if len({member.filename for member in members}) != len(members):
        raise FormatError("a member stands twice in the file")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED:
        raise FormatError(
            "{size} bytes unpacked, more than {limit}", size=unpacked, limit=MAX_UNPACKED
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FormatError("a member of the file is encrypted")
