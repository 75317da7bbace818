"""Keeping: the bytes that an archive tells of go into the studio, before anything is recorded."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from bozzetto.capture.description import describe
from bozzetto.capture.kinship import Fingerprint, fingerprint_of
from bozzetto.capture.naming import safe_name
from bozzetto.capture.taking import Taken, UntakenError, take_file
from bozzetto.record import Asset, Digest
from bozzetto.studio import Work

__all__ = ["Keeper"]

Fail = Callable[[Path, UntakenError], None]
Look = Callable[[], None]


class Keeper:
    """Keeps files of an archive, and remembers what could not be read."""

    def __init__(self, work: Work, known: Mapping[Digest, Asset], fail: Fail, done: Look) -> None:
        """Begin.

        Args:
            work: Where they go.
            known: Files that the work names already.
            fail: Is told of files that cannot be read.
            done: Is called after each picture.
        """
        self._work = work
        self._known = known
        self._fail = fail
        self._done = done

    def take(self, path: Path) -> Taken | None:
        """Keep a picture; None where it is gone or cannot be read.

        Raises:
            RecordingError: it could not be made durable.
        """
        try:
            return take_file(self._work, path)
        except UntakenError as error:
            self._fail(path, error)
            return None
        finally:
            self._done()

    def keep(self, data: bytes, name: str) -> Asset:
        """Keep bytes that stood in a file of another sort.

        Raises:
            RecordingError: they could not be made durable.
        """
        return self._work.take(BytesIO(data), safe_name(name), describe)

    def count(self) -> None:
        """Note that a picture is done that was no file of its own."""
        self._done()

    def look(self, digest: Digest) -> Fingerprint | None:
        """Return what a kept picture looks like in the large, None where it shows nothing."""
        with self._work.studio.assets.open(digest) as file:
            return fingerprint_of(file)

    def find(self, digest: Digest, _name: str | None) -> Asset | None:
        """Return a file that the work names already."""
        return self._known.get(digest)
