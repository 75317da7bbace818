"""Copies: a file copied durably, and held to the digest of what was read."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from bozzetto.studio.assets import CHUNK
from bozzetto.studio.durable import OWNER_ONLY

__all__ = ["UnreadableError", "copy_file", "digits_of"]

_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


class UnreadableError(Exception):
    """A file that is to be copied is not there, or its disk does not give it."""


def copy_file(source: Path, place: Path) -> str:
    """Copy a file durably, for its owner only; return the SHA-256 of what was read, as hex.

    Raises:
        UnreadableError: it could not be read.
        OSError: it could not be written.
    """
    hashed = hashlib.sha256()
    with os.fdopen(os.open(place, _WRITE, OWNER_ONLY), "wb") as file:
        for chunk in _chunks(source):
            hashed.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return hashed.hexdigest()


def _chunks(source: Path) -> Iterator[bytes]:
    """Read a file in pieces."""
    try:
        with source.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from error


def digits_of(path: Path) -> str:
    """Return the SHA-256 of a file, as hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
