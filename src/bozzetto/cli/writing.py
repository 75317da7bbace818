"""Writing: the files that a command leaves where the user said: all of one, or nothing."""

from pathlib import Path

from bozzetto.errors import RecordingError
from bozzetto.studio.durable import write_durably

__all__ = ["write_file"]


def write_file(path: Path, data: bytes) -> None:
    """Write a file; what stood there is replaced by the whole of it, and else stays as it was.

    It is for its owner only, as it may say what nobody else has read yet. A link is followed, and
    a device or a pipe is written to: neither is put aside by a file.

    Raises:
        RecordingError: it could not be written.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            write_durably(path.resolve(), data)
    except OSError as error:
        raise RecordingError(
            "cannot write {path}: {why}",
            hint="free space there, or choose another folder",
            path=path,
            why=error.strerror or error,
        ) from error
