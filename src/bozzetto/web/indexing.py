"""Indexing: one thread lets the catalogue follow the log; requests read beside it.

A page is told of an entry a tenth of a second after it was recorded, and asks at once: so a
request waits a moment until the thread has caught up (`Indexer.settle`), unless the thread has
so much to read that it would be in vain; then the answer says how far it is.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from bozzetto.errors import BozzettoError, StudioError
from bozzetto.studio import Layout
from bozzetto.studio.catalogue import Catalogue
from bozzetto.studio.database import Database
from bozzetto.studio.shelf import Shelf
from bozzetto.web.answers import Refusal
from bozzetto.web.news import News

__all__ = ["Indexer"]

INTERVAL = 2.0  # seconds between two looks where nobody asks; who asks wakes the thread
AFTER_FAULT = 5.0  # seconds; a full disk is not asked twice a second
PATIENCE = 0.2  # seconds that a request waits for what was recorded just now
MANY = 4_000  # entries that cannot be read in that time: they are indexed, and pages see it
TELL = 0.5  # seconds between two pieces of news about how far it is
RENEWAL = 2.0  # seconds that a request waits for a catalogue that is made anew

_LOG = logging.getLogger("bozzetto.web")
T = TypeVar("T")


class Indexer:
    """Keeps the catalogue of one studio, with a connection and a thread of its own."""

    def __init__(self, layout: Layout, news: News) -> None:
        self._layout = layout
        self._news = news
        self._over = threading.Event()
        self._woken = threading.Event()
        self._moved = threading.Condition()  # guards the three below
        self._count = 0  # entries that were read
        self._progress: tuple[int, int] | None = None
        self._renewals = 0  # how often it was made anew
        self._doubted = False
        self._told = 0.0
        self._thread: threading.Thread | None = None

    @property
    def progress(self) -> tuple[int, int] | None:
        """How many entries were read, and of how many, while that takes long; else None."""
        return self._progress

    def start(self) -> None:
        """Begin to follow.

        Raises:
            StudioError: the studio's database cannot be read.
        """
        database = Database(self._layout.database)
        self._thread = threading.Thread(
            target=self._run, args=(database,), name="bozzetto-indexer", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End between two portions, and wait for it."""
        self._over.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def settle(self, size: int) -> None:
        """Wait a moment until a log of `size` entries has been read."""
        with self._moved:
            if self._count >= size or size - self._count > MANY:
                return
            self._woken.set()
            self._moved.wait_for(lambda: self._count >= size, PATIENCE)

    def ask(self, question: Callable[[Shelf], T]) -> T:
        """Ask the catalogue; where it is damaged or gone, it is made anew first.

        Raises:
            Refusal: it could not be made anew yet.
        """
        try:
            return self._ask(question)
        except StudioError:
            self._renew()
        try:
            return self._ask(question)
        except StudioError as error:
            raise Refusal(
                503,
                "busy",
                "the catalogue of the studio is being made anew",
                hint="try again in a moment",
            ) from error

    def _ask(self, question: Callable[[Shelf], T]) -> T:
        with Catalogue.reading(self._layout.catalogue) as catalogue:
            return question(Shelf(catalogue))

    def _renew(self) -> None:
        """Let the thread look at the file itself, and wait for it."""
        with self._moved:
            seen, self._doubted = self._renewals, True
            self._woken.set()
            self._moved.wait_for(lambda: self._renewals > seen, RENEWAL)

    def _run(self, database: Database) -> None:
        pause, seen = 0.0, -1
        catalogue: Catalogue | None = None
        try:
            while not self._over.is_set():
                self._woken.wait(pause)
                self._woken.clear()
                try:
                    if catalogue is None or self._doubted:
                        catalogue, seen = self._opened(catalogue), -1
                    version = database.version()
                    if version != seen:
                        self._follow(catalogue, database)
                        seen = version
                    pause = INTERVAL
                except BozzettoError:
                    if pause != AFTER_FAULT:
                        _LOG.exception("the catalogue does not follow the log")
                    pause = AFTER_FAULT
        finally:
            database.close()
            if catalogue is not None:
                catalogue.close()

    def _opened(self, catalogue: Catalogue | None) -> Catalogue:
        """Open the catalogue; one that is in doubt is made anew."""
        if catalogue is not None:
            catalogue.close()
        opened = Catalogue.writing(self._layout.catalogue, anew=self._doubted)
        with self._moved:
            self._count = opened.followed().count
            self._doubted = False
            self._renewals += 1
            self._moved.notify_all()
        return opened

    def _follow(self, catalogue: Catalogue, database: Database) -> None:
        followed = catalogue.follow(database, advance=self._advance, goes_on=self._goes_on)
        if followed.skipped:
            _LOG.warning("%d entries of the log could not be read", followed.skipped)
        self._move(followed.count, None)

    def _goes_on(self) -> bool:
        return not self._over.is_set() and not self._doubted

    def _advance(self, done: int, total: int) -> None:
        """Take note of how far it is; only what takes long is told to the pages."""
        if self._progress is not None or total - done > MANY:
            self._move(done, (done, total) if done < total else None)
        else:
            self._move(done, None)

    def _move(self, count: int, progress: tuple[int, int] | None) -> None:
        with self._moved:
            before, self._progress = self._progress, progress
            self._count = count
            self._moved.notify_all()
        now = time.monotonic()
        is_end = progress is None and before is not None
        if is_end or (progress is not None and now - self._told >= TELL):
            self._told = now
            self._news.publish("state", {})
