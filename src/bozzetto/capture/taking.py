"""Taking: one file is read once, its bytes are kept, and what they say is read from the copy.

The source may be rewritten, replaced or removed at any moment, by a program that knows nothing
of us. So it is opened once and never waited for (a pipe would never end), its bytes are kept as
they come, and only the kept copy is looked into: what is read is what can be shown later. The
picture is decoded once, while the disk syncs.

    read.failed   a problem of this module: reading what the file says broke off unexpectedly
"""

import hashlib
import io
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from bozzetto.capture.carriers import UNKNOWN_TYPE, Picture, read_picture
from bozzetto.capture.description import description_of
from bozzetto.capture.dialects import Reading, read_dialect
from bozzetto.capture.naming import is_named_picture, safe_name
from bozzetto.capture.projects.reading import is_cut_short, project_type
from bozzetto.capture.tree import Stamp
from bozzetto.errors import StudioError
from bozzetto.record import Asset, Digest
from bozzetto.studio import Description, Work

__all__ = [
    "Taken",
    "UntakenError",
    "describe_file",
    "digest_file",
    "is_picture",
    "is_unfinished",
    "open_file",
    "take_file",
]

_NOTHING = Picture(UNKNOWN_TYPE, None, None, False, (), ("read.failed",), None)
# Whatever stands in the way: a pipe does not block, and a link put there meanwhile is not followed
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class UntakenError(StudioError):
    """A file is gone, or cannot be read: it is its source's fault, and not the studio's.

    Attributes:
        gone: Whether there is no such file any more.
    """

    def __init__(self, path: Path, error: OSError | None) -> None:
        why = "not a file" if error is None else error.strerror or str(error)
        super().__init__("cannot read {name}: {why}", name=safe_name(path.name), why=why)
        self.gone = isinstance(error, FileNotFoundError | NotADirectoryError)


@dataclass(frozen=True, slots=True)
class Taken:
    """A file whose bytes are kept, and what they say."""

    path: Path
    stamp: Stamp  # of the version that was read
    asset: Asset
    picture: Picture
    reading: Reading | None  # None where no tool is recognised


class _Unreadable(Exception):  # noqa: N818  # never leaves this module
    """The source broke while it was copied: told from a disk that does not take the copy."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error)
        self.error = error


class _Source:
    """A file's bytes as ``Assets.take`` reads them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            raise _Unreadable(error) from error


def open_file(path: Path, *, follow: bool = False) -> io.BufferedReader:
    """Open a regular file for reading, without ever waiting for it.

    Args:
        path: The file.
        follow: Whether a symbolic link is followed: only where a person named it.

    Raises:
        UntakenError: it is gone, cannot be read, or is no regular file.
    """
    try:
        descriptor = os.open(path, _FLAGS | (0 if follow else _NO_LINK))
    except (OSError, ValueError) as error:
        raise UntakenError(path, error if isinstance(error, OSError) else None) from error
    if not Stamp.of(os.fstat(descriptor)).regular:
        os.close(descriptor)
        raise UntakenError(path, None)
    return os.fdopen(descriptor, "rb")


def take_file(work: Work, path: Path, *, follow: bool = False) -> Taken:
    """Keep a file's bytes, and read what they say.

    Raises:
        UntakenError: the file is gone or cannot be read; nothing was kept.
        RecordingError: its bytes could not be made durable; nothing was kept.
    """
    said: list[tuple[Picture, Reading | None]] = []

    def describe(copy: BinaryIO) -> Description:
        try:
            said.append(_read(copy))
        except OSError:
            said.append((_NOTHING, None))
        return _described(said[0][0], copy)

    with open_file(path, follow=follow) as file:
        stamp = Stamp.of(os.fstat(file.fileno()))
        source = cast("BinaryIO", _Source(file))
        try:
            asset = work.take(source, safe_name(path.name), describe)
        except _Unreadable as broken:
            raise UntakenError(path, broken.error) from broken.error
    return Taken(path, stamp, asset, *said[0])


def _described(picture: Picture, copy: BinaryIO) -> Description:
    """Return what the record says of a file; of a drawing program's own, which one's it is."""
    said = description_of(picture)
    if said.type != UNKNOWN_TYPE:
        return said
    try:
        return replace(said, type=project_type(copy) or UNKNOWN_TYPE)
    except OSError:
        return said


def describe_file(file: Path | BinaryIO, *, pixels: bool = True) -> tuple[Picture, Reading | None]:
    """Read what a file says about itself, and about how it was made. Nothing is kept.

    Args:
        file: A path, or an open file: seekable, read from its beginning.
        pixels: Whether the picture is decoded: for its digest, for what is hidden in its
            samples, for a signature over them.

    Raises:
        UntakenError: the file is not there, cannot be read, or is no regular file.
    """
    if not isinstance(file, Path):
        return _read(file, pixels=pixels)
    try:
        with open_file(file, follow=True) as opened:
            return _read(opened, pixels=pixels)
    except OSError as error:
        raise UntakenError(file, error) from error


def digest_file(path: Path) -> Digest:
    """Return the digest of a file's bytes. Nothing is kept.

    Raises:
        UntakenError: the file is gone or cannot be read.
    """
    try:
        with open_file(path) as file:
            return Digest("sha256:" + hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        raise UntakenError(path, error) from error


def is_unfinished(path: Path) -> bool:
    """Whether a file ends before its structure does, so that more of it may come.

    Raises:
        UntakenError: the file is gone or cannot be read.
    """
    if not {"file.empty", "file.truncated"}.isdisjoint(_glance(path).problems):
        return True
    try:
        with open_file(path) as file:
            return is_cut_short(file)
    except OSError as error:
        raise UntakenError(path, error) from error


def is_picture(path: Path) -> bool:
    """Whether a file is a picture, by its name or by its bytes.

    Raises:
        UntakenError: its name does not say so, and it is gone or cannot be read.
    """
    return is_named_picture(path.name) or _glance(path).type != UNKNOWN_TYPE


def _glance(path: Path) -> Picture:
    """Read what a file says, save for its pixels."""
    try:
        with open_file(path) as file:
            return read_picture(file, pixels=False)
    except OSError as error:
        raise UntakenError(path, error) from error


def _read(file: BinaryIO, *, pixels: bool = True) -> tuple[Picture, Reading | None]:
    """Read a file; whatever the readers do to hostile bytes, what was read so far is returned."""
    picture = _NOTHING
    try:
        picture = read_picture(file, pixels=pixels)
        file.seek(0, io.SEEK_SET)
        return picture, read_dialect(picture, file if pixels else None)
    except OSError:
        raise
    except Exception:  # noqa: BLE001  # the file is kept, and the entry says that this failed
        problems = tuple(dict.fromkeys((*picture.problems, "read.failed")))
        return replace(picture, problems=problems), None
