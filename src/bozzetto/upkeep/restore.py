"""Restoring: a new studio out of a backup, every byte of it held to the backup's list.

The database comes last: a folder is a studio when it has one, so a crash in the middle leaves no
half of a studio that looks like a whole one.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.handover.connection import read_connections
from bozzetto.errors import (
    BozzettoError,
    FormatError,
    RecordingError,
    StudioError,
    VerificationError,
)
from bozzetto.language import term
from bozzetto.record import Digest, Moment
from bozzetto.studio import Assets, Layout
from bozzetto.studio.durable import make_folder, move_durably, sync_folder
from bozzetto.studio.run import RESTORED
from bozzetto.upkeep.backup import Progress
from bozzetto.upkeep.copies import UnreadableError, copy_file
from bozzetto.upkeep.health import Check, check_assets, check_log, survey
from bozzetto.upkeep.kept import KeptStudio
from bozzetto.upkeep.snapshot import DATABASE, MAX_LIST, Manifest, Snapshot, find_snapshot

__all__ = ["Restored", "restore"]

_ANOTHER = term(
    "bring the file back from another copy of it, or name an older backup with --snapshot"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored. What was recorded after the snapshot is not in it."""

    studio: Digest
    snapshot: Snapshot
    entries: int
    files: int  # original files
    keys: bool  # whether the private keys came with it: without them it cannot be opened
    checks: tuple[Check, ...]  # of the log and of the files, where they are now
    tools: tuple[str, ...]  # that have files in them which name the studio that was backed up

    @property
    def moment(self) -> Moment:
        """When the backup was begun."""
        return self.snapshot.moment


def restore(
    folder: Path, into: Path, *, snapshot: str | None = None, progress: Progress | None = None
) -> Restored:
    """Make a studio out of a backup, in a folder that is empty or not there yet.

    The restored record is the one that was copied, to the byte. When recording goes on in it,
    the recorder says in the record that it was brought back.

    Args:
        folder: The folder of backups.
        into: Where the studio is going to stand.
        snapshot: The name of the backup; the newest where none is given.
        progress: Is told how many files are done; what it raises ends the restoring.

    Raises:
        StudioError: there is no such backup, or something stands at `into`.
        FormatError: the backup's list is none.
        VerificationError: a file of the backup is missing or altered; nothing was restored.
        RecordingError: the studio could not be written; nothing was restored.
    """
    root, layout = folder.absolute(), Layout(into.absolute())
    chosen = find_snapshot(root, snapshot)
    manifest = _read_list(root, chosen)
    stood = _must_be_free(layout, root)
    try:
        make_folder(layout.root)
        Assets(layout).make_folders()
        _copy(root, layout, manifest, progress)
        return _finish(layout, manifest)
    except BaseException as error:
        _remove(layout.root, keep=stood)
        if isinstance(error, OSError):
            raise RecordingError(
                "cannot write the studio at {place}: {why}",
                hint="free space on its disk, or name another folder",
                place=layout.root,
                why=error.strerror or error,
            ) from error
        raise


def _read_list(root: Path, chosen: Snapshot) -> Manifest:
    place = root / chosen.list_name
    try:
        if place.stat().st_size > MAX_LIST:
            raise FormatError("{name}: not a list of files", name=chosen.list_name)
        return Manifest.parse(chosen, place.read_bytes())
    except OSError as error:
        raise StudioError(
            "cannot read {path}: {why}", path=place, why=error.strerror or error
        ) from error


def _must_be_free(layout: Layout, root: Path) -> bool:
    """Refuse to restore over anything; return whether an empty folder stands there."""
    place = layout.root
    if root.resolve() in {place.resolve(), *place.resolve().parents}:
        raise StudioError(
            "{place} is inside of the backup itself", hint="name a folder outside", place=place
        )
    if not place.exists():
        return False
    if place.is_dir() and not any(place.iterdir()):
        return True
    raise StudioError(
        "there is something at {place}: nothing is ever restored over it",
        hint="name a folder that is empty, or not there yet: --studio NEW",
        place=place,
    )


def _copy(root: Path, layout: Layout, manifest: Manifest, progress: Progress | None) -> None:
    """Copy every file of the list, and hold each to its digest."""
    make_folder(layout.keys)
    for folder in {_place(layout, manifest, path).parent for path in manifest.files}:
        make_folder(folder)
    for index, (path, want) in enumerate(sorted(manifest.files.items())):
        place = _place(layout, manifest, path)
        try:
            got = copy_file(root / path, place)
        except UnreadableError as error:
            raise VerificationError(
                "{file} of the backup cannot be read: {why}", hint=_ANOTHER, file=path, why=error
            ) from error
        if got != want:
            raise VerificationError(
                "{file} is not what was backed up: want {want}, got {got}",
                hint=_ANOTHER,
                file=path,
                want=want,
                got=got,
            )
        if progress is not None:
            progress(index + 1, len(manifest.files))
    for folder in (*_folders(layout.keys), layout.assets, *layout.assets.iterdir(), layout.root):
        sync_folder(folder)


def _folders(top: Path) -> Iterator[Path]:
    """List a folder and those in it, the inner ones first."""
    yield from (path for path in top.iterdir() if path.is_dir())
    yield top


def _place(layout: Layout, manifest: Manifest, path: str) -> Path:
    """Name the place in the studio of a file of the list."""
    if path == f"{manifest.snapshot.name}/{DATABASE}":
        return _waiting(layout)
    return layout.root / path.removeprefix(f"{manifest.snapshot.name}/")


def _waiting(layout: Layout) -> Path:
    """Name the database until everything else is there."""
    return layout.database.with_name(f"{DATABASE}.part")


def _finish(layout: Layout, manifest: Manifest) -> Restored:
    """Check the log, have the record remember where it comes from, and make it a studio."""
    with KeptStudio(_waiting(layout), layout) as kept:
        found = survey(kept, deep=False)
        checks = (check_log(kept, found), check_assets(kept, found, deep=False))
        if kept.digest[7:15] != manifest.snapshot.short:
            raise VerificationError(
                "the record is not that of the studio {short}", short=manifest.snapshot.short
            )
        with kept.database.writing():
            kept.database.put_note(RESTORED, manifest.snapshot.moment)
        studio = kept.digest
    move_durably(_waiting(layout), layout.database)
    files = sum(path.startswith("assets/") for path in manifest.files)
    keys = any("/keys/" in path for path in manifest.files)
    tools = _tools(layout)
    return Restored(studio, manifest.snapshot, found.size, files, keys, checks, tools)


def _tools(layout: Layout) -> tuple[str, ...]:
    """Name the tools that go on handing over to the place where the studio stood."""
    try:
        return tuple(each.label for each in read_connections(layout) if each.installed)
    except BozzettoError:  # it was no list before, either
        return ()


def _remove(root: Path, *, keep: bool) -> None:
    """Remove what was begun: the folder was empty before, or not there."""
    with suppress(OSError):
        for path in root.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
        if not keep:
            root.rmdir()
