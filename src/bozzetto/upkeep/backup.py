"""Backups: a studio copied into a folder while others go on recording in it.

Order of writing, and what a crash leaves behind:

0. What connected tools handed over is recorded, where whose acts it is can sign; what waits still
   is counted, and is not in the backup.
1. The record is copied, as it is at one moment. An entry names only files whose bytes were
   durable before it, so all that this copy names are in the studio by now.
2. Files that the folder does not have yet are copied, each held to its digest on the way, and
   renamed to their places when they are durable. A crash leaves whole files of no snapshot,
   which the next backup finds there.
3. Keys and settings are copied. All of a snapshot's own lies in one folder of work up to here;
   it is renamed to its name.
4. The list of all these files is written. **This is the point of no return**: the snapshot is
   there when its list is. Nothing that belongs to an earlier snapshot was touched.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bozzetto.errors import RecordingError
from bozzetto.record import Asset, Digest
from bozzetto.studio import Studio
from bozzetto.studio.durable import (
    OWNER_ONLY,
    make_folder,
    move_durably,
    sync_folder,
    write_durably,
)
from bozzetto.upkeep.backup_folder import PART, clean, prepare
from bozzetto.upkeep.copies import UnreadableError, copy_file, digits_of
from bozzetto.upkeep.emptying import empty_spools
from bozzetto.upkeep.health import Check, Survey, check_log, survey
from bozzetto.upkeep.kept import KeptStudio
from bozzetto.upkeep.snapshot import DATABASE, SETTINGS, Manifest, Snapshot, asset_path, is_key

__all__ = ["BackedUp", "Progress", "back_up"]

Progress = Callable[[int, int], None]  # entries and then files done, and of how many


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds now."""

    studio: Digest
    snapshot: Snapshot
    entries: int
    files: int  # original files that belong to it
    size: int  # bytes of these and of the record
    copied: int  # files that the folder did not have yet
    copied_size: int  # bytes of these and of the record
    keys: bool  # whether the private keys are in it
    exposed: bool  # whether others can read them there: the disk's file system has no owners
    damaged: tuple[Digest, ...]  # missing or altered in the studio, so not in the backup
    erased: tuple[Digest, ...]  # erased in the studio, and still in the folder from before
    check: Check  # of the log, as it was copied
    waiting: int  # reports of connected tools that are not recorded yet, and so not in it


def back_up(
    studio: Studio,
    folder: Path,
    *,
    keys: bool = True,
    deep: bool = False,
    progress: Progress | None = None,
) -> BackedUp:
    """Copy a studio into a folder of backups, which is made where there is none.

    Args:
        studio: What to copy; it may go on recording, here and in other processes.
        folder: Where to; snapshots that are there stay, and share their files with this one.
        keys: Whether the private keys go with it.
        deep: Whether to read what is there already, too, and to mend it.
        progress: Is told how much is done; what it raises ends the backup.

    Raises:
        StudioError: the folder is no place for a backup.
        RecordingError: it could not be written; earlier snapshots are as they were.
    """
    root = folder.absolute()
    snapshot = Snapshot.of(studio.digest, studio.clock.now())
    work = root / f"{PART}{snapshot.name}-{os.getpid()}"
    try:
        prepare(root, studio)
        clean(root, snapshot.short)
        make_folder(work)
        waiting = empty_spools(studio)
        return _Backup(studio, root, snapshot, work, deep, waiting, progress).make(keys=keys)
    except OSError as error:
        raise RecordingError(
            "cannot write the backup in {place}: {why}",
            hint="free space on its disk, or name another folder; earlier backups are as they were",
            place=root,
            why=error.strerror or error,
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


@dataclass(slots=True)
class _Backup:
    """A backup that is being written."""

    studio: Studio
    root: Path
    snapshot: Snapshot
    work: Path
    deep: bool
    waiting: int
    progress: Progress | None
    files: dict[str, str] = field(default_factory=dict)  # of the list
    copied: int = 0
    copied_size: int = 0
    touched: set[Path] = field(default_factory=set)  # folders with new names in them

    def make(self, *, keys: bool) -> BackedUp:
        own = self.work / "own"
        make_folder(own)
        make_folder(self.root / "assets")
        found, check, missing = self._record(own / DATABASE)
        self._small(own, keys=keys)
        for touched in self.touched:
            sync_folder(touched)
        for path in own.rglob("*"):
            if path.is_file():
                name = f"{self.snapshot.name}/{path.relative_to(own).as_posix()}"
                self.files[name] = digits_of(path)
        sync_folder(own)
        size = (own / DATABASE).stat().st_size
        exposed = keys and os.name == "posix" and any(_exposed(own / "keys"))
        move_durably(own, self.root / self.snapshot.name)
        manifest = Manifest(self.snapshot, self.files)
        write_durably(self.root / self.snapshot.list_name, str(manifest).encode())
        # The point of no return lies behind.
        present = [asset for digest, asset in found.assets.items() if digest not in missing]
        return BackedUp(
            self.studio.digest,
            self.snapshot,
            found.size,
            len(present),
            size + sum(asset.size for asset in present),
            self.copied,
            size + self.copied_size,
            keys,
            exposed,
            tuple(sorted(missing)),
            tuple(sorted(self._still_here(found))),
            check,
            self.waiting,
        )

    def _record(self, place: Path) -> tuple[Survey, Check, set[Digest]]:
        """Copy the record, and the files that it names.

        What is erased between the two is missing, and a newer copy of the record says so. What
        is missing still is damage.
        """
        known: set[Digest] = set()
        while True:
            place.unlink(missing_ok=True)
            os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
            self.studio.database.copy_to(place)
            with KeptStudio(place, self.studio.layout) as kept:
                found = survey(kept, deep=False, advance=self.progress)
                check = check_log(kept, found)
            with place.open("rb+") as file:
                os.fsync(file.fileno())
            missing = self._assets(found)
            if missing <= known:
                return found, check, missing
            known |= missing

    def _assets(self, found: Survey) -> set[Digest]:
        """Copy the files that are not in the folder yet, and return which cannot be."""
        missing = set()
        total = found.size + len(found.assets)
        for index, asset in enumerate(found.assets.values()):
            if self._asset(asset):
                self.files[asset_path(asset.digest)] = asset.digest[7:]
            else:
                missing.add(asset.digest)
            if self.progress is not None:
                self.progress(found.size + index + 1, total)
        return missing

    def _asset(self, asset: Asset) -> bool:
        """Have a file in the folder; tell whether it is there, and is what was recorded."""
        place = self.root / asset_path(asset.digest)
        if self._is_there(asset, place):
            return True
        part = self.work / "asset"
        source = self.studio.assets.path(asset.digest)
        try:
            if copy_file(source, part) != asset.digest[7:]:
                return False
        except UnreadableError:
            return False
        make_folder(place.parent)
        part.replace(place)
        self.touched |= {place.parent}
        self.copied += 1
        self.copied_size += asset.size
        return True

    def _is_there(self, asset: Asset, place: Path) -> bool:
        try:
            same = place.stat().st_size == asset.size
        except FileNotFoundError:
            return False
        return same and (not self.deep or digits_of(place) == asset.digest[7:])

    def _small(self, own: Path, *, keys: bool) -> None:
        """Copy keys and settings. Each of these files is replaced as a whole, never in place."""
        layout = self.studio.layout
        for name in SETTINGS:
            with suppress(FileNotFoundError):
                write_durably(own / name, (layout.root / name).read_bytes())
        if keys:
            make_folder(own / "keys")
            for path in sorted(layout.keys.rglob("*")):
                place = path.relative_to(layout.root)
                if is_key(place.as_posix()):  # what else lies there is in no list
                    make_folder((own / place).parent)
                    write_durably(own / place, path.read_bytes())

    def _still_here(self, found: Survey) -> Iterator[Digest]:
        for erased in found.erased:
            if (self.root / asset_path(Digest(erased))).is_file():
                yield Digest(erased)


def _exposed(keys: Path) -> Iterator[bool]:
    """Tell of the folder and of each key whether others can read it."""
    for path in (keys, *keys.rglob("*")):
        yield bool(path.stat().st_mode & 0o077)
