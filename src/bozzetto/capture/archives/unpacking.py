"""Unpacking: a downloaded ZIP is laid out in a folder of its own, within limits.

Only what a tool's pictures and papers are called is taken out, and nothing that is named out of
the folder: one such name, and nothing of the file is believed. How large a member is, is measured
while it is written; what its list says is only the first test. A member's time is that of its list,
which has no zone and is taken for this machine's, as programs that unpack do.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from bozzetto.capture.archives.fooocus import LOG
from bozzetto.capture.archives.swarmui import SIDECAR
from bozzetto.capture.naming import is_ignored, is_named_picture, spell
from bozzetto.capture.projects.archive import Archive, open_archive
from bozzetto.capture.taking import UntakenError, open_file
from bozzetto.errors import FormatError

__all__ = ["MAX_RATIO", "is_download", "unpack"]

MAX_MEMBER = 2 << 30  # bytes of one: a video of some minutes
MAX_RATIO = 50  # unpacked bytes a packed one, above a megabyte: pictures do not pack
MAX_DEPTH = 16  # folders in one another
MAX_PART = 200  # bytes of a folder's or file's name: file systems take 255
FREE = 4  # so much more room than it needs must be left

_HEAD = b"PK\3\4"
_ENDING = ".zip"
_SMALL = 1 << 20
_CHUNK = 1 << 20
_TAKEN = (LOG, SIDECAR, ".sqlite3", ".txt")
_STRANGE = re.compile(r'[:*?"<>|\\]')  # no file system everywhere takes these
_DRIVE = re.compile(r"[A-Za-z]:")


def is_download(path: Path) -> bool:
    """Whether a file is a ZIP and called so: drawing programs' own files are ZIPs, too."""
    if path.suffix.lower() != _ENDING:
        return False
    try:
        with open_file(path, follow=True) as file:
            return file.read(len(_HEAD)) == _HEAD
    except (UntakenError, OSError):
        return False


def unpack(path: Path, folder: Path) -> tuple[int, int]:
    """Lay out what there is to import.

    Args:
        path: The ZIP.
        folder: An empty folder of our own.

    Returns:
        How many members were laid out, and how many were not: nothing in them is looked for.

    Raises:
        FormatError: it is damaged, too much, encrypted, or names something outside.
        UntakenError: it cannot be read.
    """
    with open_file(path, follow=True) as file, open_archive(file) as archive:
        wanted = dict(_wanted(archive))
        need = sum(archive.place(name)[2] for name in wanted)
        if need * FREE > shutil.disk_usage(folder).free:
            raise FormatError("no room to unpack {size} bytes", size=need)
        for name, parts in wanted.items():
            _write(archive, name, folder.joinpath(*parts))
        files = sum(not name.endswith("/") for name in archive.names)
        return len(wanted), files - len(wanted)


def _wanted(archive: Archive) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in archive.names:
        parts = _parts(name)
        if name.endswith("/") or any(is_ignored(part) for part in parts):
            continue
        if is_named_picture(parts[-1]) or parts[-1].lower().endswith(_TAKEN):
            yield name, parts


def _parts(name: str) -> tuple[str, ...]:
    """Return the folders and the name of a member.

    Raises:
        FormatError: it leads outside, or is no name of a file.
    """
    parts = tuple(part for part in name.replace("\\", "/").split("/") if part not in {"", "."})
    outside = name[:1] in {"/", "\\"} or _DRIVE.match(name) is not None or ".." in parts
    if outside or not parts or len(parts) > MAX_DEPTH:
        raise FormatError("a member's name is not taken: {name!r}", name=name[:MAX_PART])
    return tuple(_shortened(_STRANGE.sub("_", spell(part))) for part in parts)


def _shortened(part: str) -> str:
    """Cut a name to what a file system takes; its end tells what it is."""
    coded = part.encode()
    return part if len(coded) <= MAX_PART else coded[-MAX_PART:].decode("utf-8", "ignore")


def _write(archive: Archive, name: str, place: Path) -> None:
    """Write one member.

    Raises:
        FormatError: it is damaged, or more than is taken, or another one stands there.
    """
    packed = archive.place(name)[1]
    limit = min(MAX_MEMBER, max(_SMALL, packed * MAX_RATIO))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file, archive.open(name) as member:
            left = limit
            while chunk := member.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise FormatError(
                        "{name} has more than {limit} bytes", name=name[:MAX_PART], limit=limit
                    )
                file.write(chunk)
        _date(place, archive.date(name))
    except FileExistsError as error:
        raise FormatError("a member stands twice in the file") from error


def _date(place: Path, date: tuple[int, int, int, int, int, int]) -> None:
    """Give a file the time of its member; one that is no time stays away."""
    try:
        seconds = time.mktime((*date, 0, 0, -1))
        os.utime(place, (seconds, seconds))
    except (ValueError, OverflowError, OSError):
        return
