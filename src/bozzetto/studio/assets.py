"""Assets: original bytes by digest, kept to the last byte.

A file is streamed into ``staging/`` and hashed on the way, synced, and renamed to the place
that its digest names. The bytes that were hashed are the bytes that are kept: the source is
read once, so a tool that rewrites it meanwhile cannot come between. What is there already is
not written again, and nothing here is ever overwritten.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from bozzetto.errors import RecordingError, StudioError
from bozzetto.record import Asset, Digest
from bozzetto.studio.durable import make_folder, move_durably, sync_folder
from bozzetto.studio.layout import Layout
from bozzetto.studio.process import lives

__all__ = ["CHUNK", "Assets", "Describe", "Description"]

CHUNK = 1 << 20  # bytes read at once: memory does not grow with the file


@dataclass(frozen=True, slots=True)
class Description:
    """What a file's bytes say about it."""

    type: str = "application/octet-stream"  # media type
    width: int | None = None  # pixels
    height: int | None = None  # pixels
    pixels: Digest | None = None  # of the decoded samples


Describe = Callable[[BinaryIO], Description]


def undescribed(_file: BinaryIO) -> Description:
    """Say nothing about a file."""
    return Description()


class Assets:
    """The folder of original bytes of one studio."""

    def __init__(self, layout: Layout, describe: Describe = undescribed) -> None:
        self._layout = layout
        self._describe = describe

    def take(
        self, source: BinaryIO, name: str | None = None, describe: Describe | None = None
    ) -> Asset:
        """Keep all bytes of `source`, durably, and return what the record says of them.

        While the disk syncs the copy, a second thread describes it: by `describe`, or by what
        the studio was opened with.

        Raises:
            RecordingError: the bytes could not be made durable; nothing was kept.
        """
        try:
            with self.staged() as (file, path):
                digest, size = _copy(source, file)
                described: list[Description] = []
                copy = path.open("rb")  # before the rename: the name goes, the bytes stay
                with copy, _beside(lambda: described.append((describe or self._describe)(copy))):
                    self._keep(file, path, digest)
                return _asset(digest, size, name, described)
        except OSError as error:
            raise RecordingError(
                "cannot keep {name}: {why}",
                hint="free space on the studio's disk, or check that its folder can be written",
                name=name or "the file",
                why=error.strerror or error,
            ) from error

    def take_bytes(self, data: bytes, type_: str, name: str | None = None) -> Asset:
        """Keep bytes whose type is known.

        Raises:
            RecordingError: they could not be made durable.
        """
        digest = Digest("sha256:" + hashlib.sha256(data).hexdigest())
        try:
            if self.has(digest):
                _confirm(self._layout.asset(digest))
            else:
                with self.staged() as (file, path):
                    file.write(data)
                    self._keep(file, path, digest)
        except OSError as error:
            raise RecordingError(
                "cannot keep {name}: {why}", name=name or type_, why=error.strerror or error
            ) from error
        return Asset(digest, len(data), type_, name)

    def has(self, digest: Digest) -> bool:
        """Whether the bytes are here."""
        return self._layout.asset(digest).is_file()

    def open(self, digest: Digest) -> BinaryIO:
        """Open an asset's bytes for reading.

        Raises:
            StudioError: they are not here.
        """
        try:
            return self._layout.asset(digest).open("rb")
        except OSError as error:
            raise StudioError(
                "the bytes of {digest} are not in the studio",
                hint="if they were erased on purpose, the record has an entry that says so",
                digest=digest,
            ) from error

    def path(self, digest: Digest) -> Path:
        """Name the file with an asset's bytes. It must not be written to."""
        return self._layout.asset(digest)

    def erase(self, digest: Digest) -> None:
        """Remove an asset's bytes and thumbnails; the entry that says so is recorded before.

        Raises:
            RecordingError: they could not be removed.
        """
        path = self._layout.asset(digest)
        try:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_folder(path.parent)
            for small in self._layout.thumbnails.glob(f"*/{path.parent.name}/*.webp"):
                if small == self._layout.thumbnail(digest, small.parts[-3]):
                    small.unlink(missing_ok=True)
        except OSError as error:
            raise RecordingError(
                "cannot remove the bytes of {digest}: {why}",
                hint="the record says that they are erased: remove the file {path} by hand",
                digest=digest,
                why=error.strerror or error,
                path=path,
            ) from error

    def make_folders(self) -> None:
        """Make the 256 folders at once, so that no recording has to sync a new one.

        Raises:
            OSError: the disk does not take them.
        """
        make_folder(self._layout.assets)
        for number in range(256):
            (self._layout.assets / f"{number:02x}").mkdir(mode=0o700, exist_ok=True)
        sync_folder(self._layout.assets)

    def clear_staging(self) -> None:
        """Remove what an earlier crash left on the way; none of it was ever acknowledged."""
        with suppress(OSError):  # litter, and no reason not to open a studio
            for file in self._layout.staging.iterdir():
                if not _is_used(file):
                    file.unlink(missing_ok=True)

    @contextmanager
    def staged(self) -> Iterator[tuple[BinaryIO, Path]]:
        """Open a file that is gone when the caller leaves, or at the next start after a crash.

        Its name tells whose process uses it.

        Raises:
            OSError: The disk does not take it.
        """
        make_folder(self._layout.staging)
        descriptor, name = tempfile.mkstemp(dir=self._layout.staging, prefix=f"{os.getpid()}-")
        path = Path(name)
        try:
            with os.fdopen(descriptor, "w+b", buffering=0) as file:
                yield file, path
        finally:
            path.unlink(missing_ok=True)

    def _keep(self, file: BinaryIO, path: Path, digest: Digest) -> None:
        place = self._layout.asset(digest)
        if place.is_file():
            _confirm(place)
            return
        os.fsync(file.fileno())
        move_durably(path, place)


def _confirm(place: Path) -> None:
    """Make the name of bytes that are there durable.

    Their content was synced before they came to have it; but whoever brought them may have
    been killed, or be about to sync the folders in another thread.
    """
    sync_folder(place.parent)
    sync_folder(place.parent.parent)


def _copy(source: BinaryIO, file: BinaryIO) -> tuple[Digest, int]:
    hashed, size = hashlib.sha256(), 0
    while chunk := source.read(CHUNK):
        hashed.update(chunk)
        size += len(chunk)
        view = memoryview(chunk)
        while view:  # an unbuffered write may take less than all
            view = view[file.write(view) :]
    return Digest("sha256:" + hashed.hexdigest()), size


@contextmanager
def _beside(work: Callable[[], None]) -> Iterator[None]:
    """Run `work` in a second thread, and wait for it."""
    thread = Thread(target=work, name="bozzetto-describe")
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _asset(digest: Digest, size: int, name: str | None, described: list[Description]) -> Asset:
    said = described[0] if described else Description()
    return Asset(digest, size, said.type, _spelled(name), said.width, said.height, said.pixels)


def _spelled(name: str | None) -> str | None:
    """Spell a file's name in UTF-8: names of older systems may have bytes that are none."""
    return None if name is None else name.encode(errors="replace").decode()


def _is_used(file: Path) -> bool:
    """Whether the process that a staged file is named for still lives."""
    pid = file.name.partition("-")[0]
    if not pid.isdecimal():
        return False
    return lives(int(pid))
