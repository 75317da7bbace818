"""The bag: BagIt 1.0 (RFC 8493) in one ZIP file.

Stored without compression, in one order, with one date and one set of permissions, so that the
same evidence is the same file. What is to be packed is streamed: memory does not grow with it.
The manifests stand before what they list, so every member says its size and digest beforehand,
and is held to them while it is copied.

The file is written beside its target, synced, and renamed: whoever finds the target finds all
of it.
"""

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bozzetto.errors import FormatError, RecordingError
from bozzetto.record import Digest, digest_of
from bozzetto.studio.durable import sync_folder

__all__ = ["CHUNK", "Member", "Progress", "write_bag"]

CHUNK = 1 << 20  # bytes copied at once

# Told after every chunk: bytes written so far, and bytes in all.
Progress = Callable[[int, int], None]

_DATE = (1980, 1, 1, 0, 0, 0)  # the first that ZIP can say: the bundle has no date of its own
_UNIX = 3  # "made by", APPNOTE 4.4.2.2: the upper half of the attributes is a file mode
_MODE = 0o100644 << 16  # a plain file that its owner may write and everybody read

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@dataclass(frozen=True, slots=True)
class Member:
    """A file to be packed, known by size and digest before it is read."""

    path: str  # in the bag, with forward slashes
    size: int  # bytes
    digest: Digest
    open: Callable[[], BinaryIO]

    @classmethod
    def of(cls, path: str, data: bytes) -> "Member":
        """Return a member whose bytes are in memory."""
        return cls(path, len(data), digest_of(data), lambda: io.BytesIO(data))


def write_bag(
    payload: Sequence[Member],
    info: Sequence[tuple[str, str]],
    target: Path,
    progress: Progress | None = None,
) -> Digest:
    """Write a bag, and return the digest of the whole ZIP file.

    Args:
        payload: The files under ``data/``, in the order in which they are packed.
        info: Further lines of ``bag-info.txt``; ``Payload-Oxum`` is put together here.
        target: Where the file goes. One that stands there is replaced at the end.
        progress: Told after every chunk.

    Raises:
        FormatError: a path stands twice, or a line of `info` is not one line.
        RecordingError: it could not be written, or a member is not what it said it was.
    """
    members = [*_tags(payload, info), *payload]
    if len({member.path for member in members}) != len(members):
        raise FormatError("a file stands twice in the bag")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        try:
            digest = _write(members, beside, progress)
            beside.replace(target)
            sync_folder(target.parent)
        finally:
            with suppress(FileNotFoundError):  # renamed: the good case
                beside.unlink()
    except OSError as error:
        raise RecordingError(
            "cannot write {path}: {why}",
            hint="free space there, or choose another folder",
            path=target,
            why=error.strerror or error,
        ) from error
    return digest


def _tags(payload: Iterable[Member], info: Iterable[tuple[str, str]]) -> list[Member]:
    """Put the four tag files together, RFC 8493 section 2.1 and 2.2."""
    listed = list(payload)
    oxum = f"{sum(member.size for member in listed)}.{len(listed)}"
    lines = sorted([*info, ("Payload-Oxum", oxum)])
    text = "".join(f"{label}: {value}\n" for label, value in lines)
    if text.count("\n") != len(lines) or "\r" in text:
        raise FormatError("a line of bag-info.txt is not one line")
    first = [
        Member.of("bagit.txt", _DECLARATION),
        Member.of("bag-info.txt", text.encode()),
        Member.of("manifest-sha256.txt", _manifest(listed)),
    ]
    return [*first, Member.of("tagmanifest-sha256.txt", _manifest(first))]


def _manifest(members: Iterable[Member]) -> bytes:
    lines = (f"{member.digest.removeprefix('sha256:')}  {member.path}\n" for member in members)
    return "".join(lines).encode()


def _write(members: Sequence[Member], path: Path, progress: Progress | None) -> Digest:
    total = sum(member.size for member in members)
    done = 0

    def copied(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(done, total)

    with path.open("x+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for member in members:
                with archive.open(_header(member), "w") as place:
                    _copy(member, place.write, copied)
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        return Digest("sha256:" + hashlib.file_digest(file, "sha256").hexdigest())


def _header(member: Member) -> zipfile.ZipInfo:
    header = zipfile.ZipInfo(member.path, _DATE)
    header.create_system = _UNIX
    header.external_attr = _MODE
    header.file_size = member.size  # tells zipfile whether the header needs 64-bit fields
    return header


def _copy(member: Member, write: Callable[[bytes], int], copied: Callable[[int], None]) -> None:
    """Copy a member, and hold it to the size and digest that the manifest says."""
    hashing, size = hashlib.sha256(), 0
    with member.open() as source:
        while chunk := source.read(CHUNK):
            hashing.update(chunk)
            size += len(chunk)
            write(chunk)
            copied(len(chunk))
    got = f"sha256:{hashing.hexdigest()}"
    if (got, size) != (member.digest, member.size):
        raise RecordingError(
            "{path}: want {want} of {size} bytes, got {got} of {found}",
            hint="the kept bytes are damaged: restore them from a copy, or withhold the asset",
            path=member.path,
            want=member.digest,
            size=member.size,
            got=got,
            found=size,
        )
