"""The folder of backups: what may stand in it, and what broken ones left there."""

import shutil
import time
from pathlib import Path

from bozzetto.errors import StudioError
from bozzetto.studio import Studio
from bozzetto.studio.durable import make_folder, write_durably
from bozzetto.studio.process import lives
from bozzetto.upkeep.backup_readme import README

__all__ = ["PART", "clean", "prepare"]

PART = ".part-"  # and a snapshot's name and a process: what is being written

ABANDONED = 3600.0  # seconds after which a snapshot without a list is no longer being written
# What systems put on a disk by themselves
_SYSTEM = {"lost+found", "System Volume Information"}


def prepare(root: Path, studio: Studio) -> None:
    """Have a folder that backups may be written into.

    Raises:
        StudioError: it lies in the studio, or holds other things.
        OSError: it cannot be written.
    """
    own = studio.layout.root.resolve()
    if own in {root.resolve(), *root.resolve().parents}:
        raise StudioError(
            "{place} is inside of the studio itself",
            hint="name a folder outside of it, best on another disk",
            place=root,
        )
    make_folder(root)
    marker = root / "README.txt"
    if marker.is_file() and marker.read_bytes().startswith(README[:40].encode()):
        return
    if any(path.name not in _SYSTEM and path.name[0] not in ".$" for path in root.iterdir()):
        raise StudioError(
            "the folder {place} holds other things than backups",
            hint="name an empty folder, or one that has backups already",
            place=root,
        )
    write_durably(marker, README.encode())


def clean(root: Path, short: str) -> None:
    """Remove what backups of this studio left on the way that never came to their end."""
    for work in root.glob(f"{PART}studio-*-{short}-*"):
        pid = work.name.rpartition("-")[2]
        if not (pid.isdecimal() and lives(int(pid))):
            shutil.rmtree(work, ignore_errors=True)
    for own in root.glob(f"studio-*Z-{short}"):
        listed = own.with_name(f"{own.name}.sha256").exists()
        if not listed and time.time() - own.stat().st_mtime > ABANDONED:
            shutil.rmtree(own, ignore_errors=True)
