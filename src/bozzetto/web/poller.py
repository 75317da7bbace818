"""The poller: sees what any process records in the studio, and tells the pages.

What this process records wakes it. For the others, SQLite counts the commits of other connections
(`PRAGMA data_version`): that is looked at now and then, and only then something is read.
"""

import logging
import threading

from bozzetto.errors import BozzettoError
from bozzetto.record import ChainSort, JSONObject
from bozzetto.studio.database import Database
from bozzetto.studio.layout import Layout
from bozzetto.web.news import News

__all__ = ["INTERVAL", "Poller", "change"]

INTERVAL = 0.5  # seconds until the pages hear of what another process recorded
GATHER = 0.02  # seconds: entries that come in one go are told in one go
AFTER_FAULT = 5.0  # seconds; a disk that does not answer is not asked ten times a second

_LOG = logging.getLogger("bozzetto.web")


class Poller:
    """Watches the database with a connection and a thread of its own."""

    def __init__(self, layout: Layout, news: News, woken: threading.Event) -> None:
        """Take what to watch.

        Args:
            layout: The studio's.
            news: Takes what is told.
            woken: Whoever records in this process sets it.
        """
        self._layout = layout
        self._news = news
        self._woken = woken
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch.

        Raises:
            StudioError: the database cannot be read.
        """
        database = Database(self._layout.database)
        version, size = database.version(), database.size()
        self._thread = threading.Thread(
            target=self._run, args=(database, version, size), name="bozzetto-poller", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for it."""
        self._stop.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, database: Database, version: int, size: int) -> None:
        pause = INTERVAL
        try:
            while not self._is_over(pause):
                try:
                    seen = database.version()
                    if seen != version:
                        size = self._tell(database, size)
                        version = seen
                    pause = INTERVAL
                except BozzettoError:
                    if pause != AFTER_FAULT:
                        _LOG.exception("the studio's database cannot be watched")
                    pause = AFTER_FAULT
        finally:
            database.close()

    def _is_over(self, pause: float) -> bool:
        """Wait until there is something to look at, and return whether it is to end instead."""
        if pause == AFTER_FAULT:
            return self._stop.wait(pause)
        if self._woken.wait(pause):
            self._woken.clear()
            return self._stop.wait(GATHER)
        return self._stop.is_set()

    def _tell(self, database: Database, known: int) -> int:
        size = database.size()
        if size != known:
            self._news.publish("change", change(database, min(known, size), size))
        return size


def change(database: Database, start: int, size: int) -> JSONObject:
    """Say what was recorded from the place `start` on, of a log of `size` entries."""
    chains = database.chains_since(start)
    return {
        "size": size,
        "works": [digest for digest, sort in chains if sort == ChainSort.WORK],
        "studio": any(sort == ChainSort.STUDIO for _digest, sort in chains),
        "anchors": any(sort == ChainSort.ANCHOR for _digest, sort in chains),
    }
