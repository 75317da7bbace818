"""Studios that threads borrow: one open studio is used by one thread at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Event

from bozzetto.api import Studio
from bozzetto.record import Key, Signer

__all__ = ["Studios"]

MOST = 4  # open at once: each has two connections to the database, and one of them may write


class Studios:
    """Lends open studios, all of one folder, with the same unlocked keys."""

    def __init__(self, folder: Path) -> None:
        """Open the first one.

        Raises:
            StudioError: there is none, or it is not one that this program knows.
        """
        self.folder = folder
        self.recorded = Event()  # is set whenever one of these studios has recorded something
        self._signers: dict[Key, Signer] = {}
        self._free: LifoQueue[Studio | None] = LifoQueue()
        for _ in range(MOST - 1):
            self._free.put(None)
        self._free.put(self.open())

    def open(self) -> Studio:
        """Open one more, for a thread that works long; whoever opens it closes it.

        Raises:
            StudioError: there is none any more.
        """
        studio = Studio.open(self.folder, signers=self._signers)
        studio.recorder.on_recorded = self.recorded.set
        return studio

    @contextmanager
    def borrow(self) -> Iterator[Studio]:
        """Lend a studio to the calling thread; wait where all are lent."""
        studio = self._free.get()
        try:
            if studio is None:
                studio = self.open()
            yield studio
        finally:
            self._free.put(studio)

    def unlock(self, key: Key, passphrase: str) -> None:
        """Open a person's key for all of them, until `lock`.

        Raises:
            StudioError: the key is not here, or the passphrase is not its own.
        """
        with self.borrow() as studio:
            studio.unlock(key, passphrase)

    def lock(self) -> None:
        """Forget every key that a passphrase protects."""
        with self.borrow() as studio:
            for key in self._opened(studio):
                self._signers.pop(key, None)

    def is_any_opened(self) -> bool:
        """Whether `lock` has something to forget."""
        with self.borrow() as studio:
            return bool(self._opened(studio))

    def _opened(self, studio: Studio) -> list[Key]:
        keys = studio.keys
        return [key for key in list(self._signers) if not keys.has(key) or keys.is_locked(key)]

    def is_open(self, key: Key) -> bool:
        """Whether a person's key can sign now."""
        with self.borrow() as studio:
            return key in self._signers or (studio.keys.has(key) and not studio.keys.is_locked(key))

    def close(self) -> None:
        """Close those that are not lent."""
        while True:
            try:
                studio = self._free.get_nowait()
            except Empty:
                return
            if studio is not None:
                studio.close()
