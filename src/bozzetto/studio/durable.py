"""Durable writes: after they return, the bytes survive a power cut.

A file is written under a temporary name beside its place, synced, renamed onto its name, and
the folder is synced: the order of system calls is open, write, fsync, rename, fsync(folder).
A crash before the rename leaves a temporary file, after it the whole file; never half of one.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

__all__ = ["make_folder", "move_durably", "sync_folder", "write_durably"]

OWNER_ONLY = 0o600


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows has no such call, and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder, and its name in the one above durable."""
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    sync_folder(folder.parent)


def move_durably(temporary: Path, place: Path) -> None:
    """Rename a file that was synced onto its place, and make the name durable."""
    make_folder(place.parent)
    temporary.replace(place)
    sync_folder(place.parent)


def write_durably(place: Path, data: bytes | Callable[[BinaryIO], None]) -> None:
    """Write a file for its owner only: all of it, or nothing.

    Args:
        place: Its path; what stood there is replaced.
        data: The bytes, or a function that writes them.
    """
    temporary = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if callable(data):
                data(file)
            else:
                file.write(data)
            file.flush()
            os.fsync(file.fileno())
        move_durably(temporary, place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
