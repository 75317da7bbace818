"""Notes: small JSON files in a studio's folder that say how it is run, and are no evidence."""

import json
import threading
from pathlib import Path

from bozzetto.errors import FormatError, RecordingError, StudioError
from bozzetto.record import JSONObject
from bozzetto.studio.durable import make_folder, write_durably

__all__ = ["read_note", "unreadable_note", "write_note"]

MAX_NOTE = 4 << 20  # bytes; the longest lists the paths of one request, spelled in ASCII

_ONE_AT_A_TIME = threading.Lock()  # two threads would write through one temporary file


def read_note(path: Path) -> JSONObject | None:
    """Read a note; None where there is none.

    Raises:
        FormatError: it is not one JSON object.
        StudioError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_NOTE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StudioError(
            "cannot read {path}: {why}", path=path, why=error.strerror or error
        ) from error
    try:
        found = json.loads(data) if len(data) <= MAX_NOTE else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise unreadable_note(path)
    return found


def unreadable_note(path: Path) -> FormatError:
    """Make the error of a note that is not of its form."""
    return FormatError(
        "{path} is not of its form",
        hint="it is no evidence: move it away, and set anew what stood in it",
        path=path,
    )


def write_note(path: Path, value: JSONObject) -> None:
    """Write a note: all of it, or nothing.

    Raises:
        RecordingError: it could not be made durable.
    """
    data = json.dumps(value, indent=1, sort_keys=True).encode() + b"\n"
    try:
        with _ONE_AT_A_TIME:
            make_folder(path.parent)
            write_durably(path, data)
    except OSError as error:
        raise RecordingError(
            "cannot write {path}: {why}",
            hint="free space on the studio's disk, or check that its folder can be written",
            path=path,
            why=error.strerror or error,
        ) from error
