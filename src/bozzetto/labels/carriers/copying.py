"""Copying: a file's metadata is read, and a copy is written that has another packet of XMP.

    found = read_metadata(path)
    written = write_packet(path, copy, packet)

Pixels are never decoded. The copy is written beside its place, synced, read back and compared
before it gets its name; what it was copied from is only ever read.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bozzetto.errors import FormatError, StudioError, VerificationError
from bozzetto.labels.carriers import bmff, jpeg, png, tiff, webp
from bozzetto.labels.carriers.metadata import Metadata
from bozzetto.labels.carriers.source import Part, Source, write_parts
from bozzetto.labels.packet import Packet
from bozzetto.studio.durable import sync_folder

__all__ = ["Written", "read_metadata", "rewrite_file", "write_packet"]

# Bytes read ahead: a walk hops from one small head to the next, and uses nothing between them
_BUFFER = 256


@dataclass(frozen=True, slots=True)
class Written:
    """A copy that was written and read back.

    Attributes:
        path: Where it is.
        media_type: What it is.
        breaks_credentials: Whether the file has content credentials, which are still in the copy
            and no longer fit it: a reader will call them broken.
    """

    path: Path
    media_type: str
    breaks_credentials: bool


@dataclass(frozen=True, slots=True)
class _Format:
    read: Callable[[Source], Metadata]
    rewrite: Callable[[Source, bytes], tuple[Part, ...]]


_PNG = _Format(png.read, png.rewrite)
_JPEG = _Format(jpeg.read, jpeg.rewrite)
_WEBP = _Format(webp.read, webp.rewrite)
_TIFF = _Format(tiff.read, tiff.rewrite)
_BMFF = _Format(bmff.read, bmff.rewrite)


def read_metadata(path: Path) -> Metadata:
    """Read what a file carries that labels stand in.

    Raises:
        FormatError: it is no whole PNG, JPEG, WebP, TIFF, AVIF or HEIF, or carries more than is
            read.
    """
    with path.open("rb", buffering=_BUFFER) as file:
        source = Source(file)
        return _format_of(source).read(source)


def write_packet(source: Path, target: Path, packet: Packet) -> Written:
    """Write a copy of a file with another packet of XMP, and all else as it is.

    Args:
        source: A PNG, JPEG, WebP, TIFF, AVIF or HEIF; it is only read.
        target: Where nothing is yet. What is there after a crash is whole, or nothing.
        packet: The XMP of the copy. To keep what the file says, put into its own packet.

    Raises:
        FormatError: `source` is none of these, is damaged, has several packets, or has no room.
        StudioError: something is at `target` already.
        VerificationError: the copy, read back, does not say what was written.
    """
    return rewrite_file(source, target, lambda _found: packet)


def rewrite_file(
    source: Path,
    target: Path,
    change: Callable[[Metadata], Packet],
    check: Callable[[Metadata], None] | None = None,
) -> Written:
    """Write a copy of a file with a packet that is made from what the file says.

    The file is opened once: what `change` was told is what is copied.

    Args:
        source: As for `write_packet`.
        target: As for `write_packet`.
        change: Returns the XMP of the copy; it may refuse by raising.
        check: What the copy, read back, must pass before it gets its name; it raises otherwise.

    Raises:
        FormatError, StudioError, VerificationError: as for `write_packet`.
    """
    if os.path.lexists(target):
        raise StudioError("there is something at {path} already", path=target)
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        found, packet = _copy(source, temporary, change)
        copy = read_metadata(temporary)
        _check(copy, found, packet)
        if check is not None:
            check(copy)
        temporary.rename(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return Written(target, found.media_type, found.has_credentials)


def _copy(
    path: Path, temporary: Path, change: Callable[[Metadata], Packet]
) -> tuple[Metadata, Packet]:
    """Write the copy and sync it; return what the file had, and the packet of the copy."""
    with path.open("rb", buffering=_BUFFER) as file:
        source = Source(file)
        kind = _format_of(source)
        found = kind.read(source)
        found.only_packet()
        packet = change(found)
        parts = kind.rewrite(source, packet.data)
        with temporary.open("xb") as out:
            write_parts(source, parts, out)
            out.flush()
            os.fsync(out.fileno())
    return found, packet


def _check(copy: Metadata, found: Metadata, packet: Packet) -> None:
    """Hold what the copy says against what it should say."""
    said = copy.only_packet()
    fits = said == packet.data or said == packet.without_padding().data
    same = (copy.extended, copy.notes, copy.has_credentials, copy.others) == (
        found.extended,
        found.notes,
        found.has_credentials,
        found.others,
    )
    if not fits or not same:
        raise VerificationError("what was written is not what is read back")


def _format_of(source: Source) -> _Format:
    """Tell by the first bytes what a file is; names are not believed."""
    head = source.head(0, 12)
    if head.startswith(png.SIGNATURE):
        return _PNG
    if head.startswith(jpeg.SIGNATURE):
        return _JPEG
    if head[:4] == webp.SIGNATURE and head[8:] == webp.FORM:
        return _WEBP
    if head.startswith(tiff.SIGNATURES):
        return _TIFF
    if bmff.sniff(source) is not None:
        return _BMFF
    raise FormatError(
        "neither PNG nor JPEG, WebP, TIFF, AVIF or HEIF: no label is read or written there"
    )
