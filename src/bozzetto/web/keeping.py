"""Keeping: what the server does by itself, whether or not somebody looks.

It seals what waits whenever that is due, and looks through the whole studio once a day when
nothing is going on. Nothing calls the network unless the studio's user has named an authority.
"""

import logging
import threading
import time
from datetime import timedelta

from bozzetto.capture.sealing import SealingThread
from bozzetto.errors import BozzettoError
from bozzetto.language import speaking, spoken
from bozzetto.record import time_of
from bozzetto.studio import Clock, Database, Layout, Sealed
from bozzetto.upkeep.settings import read_settings
from bozzetto.web.job import CheckTask, JobState, Sort
from bozzetto.web.news import News
from bozzetto.web.pool import Studios
from bozzetto.web.working import Jobs

__all__ = ["Keeper", "is_check_due"]

PACE = 2.0  # seconds between two looks around
IDLE = 120.0  # seconds without a new entry after which nobody seems to work
TIDY_EVERY = 3600.0  # seconds between two looks for files that are too old
AGAIN = 60.0  # seconds before sealing that broke off begins anew

_LOG = logging.getLogger("bozzetto.web")


def is_check_due(since: timedelta | None, hours: int | None, idle: float) -> bool:
    """Whether the studio is to be looked through now.

    Args:
        since: How long ago the last check began; None where there was none, or the clock was
            set back.
        hours: Between two checks; None for none.
        idle: Seconds for which nothing was recorded.
    """
    if hours is None or idle < IDLE:
        return False
    return since is None or since >= timedelta(hours=hours)


class Keeper:
    """Keeps one studio going, in a thread of its own."""

    def __init__(self, studios: Studios, news: News, jobs: Jobs) -> None:
        self._studios = studios
        self._news = news
        self._jobs = jobs
        self._layout = Layout(studios.folder.absolute())
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._seals: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="bozzetto-keeper", daemon=True)
        self._seals = threading.Thread(target=self._seal, name="bozzetto-sealer", daemon=True)
        self._thread.start()
        self._seals.start()

    def stop(self) -> None:
        """End, and wait for it."""
        self._stop.set()
        for thread in (self._thread, self._seals):
            if thread is not None:
                thread.join()

    def _seal(self) -> None:
        """Seal what is due, and begin anew where that breaks off."""
        while not self._stop.is_set():
            try:
                with self._studios.open() as studio:
                    sealing = SealingThread(studio)
                with sealing:
                    while sealing.is_alive and not self._stop.wait(PACE):
                        self._tell_sealed(sealing.news())
                    self._tell_sealed(sealing.news())
            except BozzettoError:
                _LOG.exception("what waits cannot be sealed")
            self._stop.wait(AGAIN)

    def _tell_sealed(self, news: list[Sealed | BozzettoError]) -> None:
        for each in news:
            if isinstance(each, BozzettoError):
                _LOG.warning("what waits was not sealed: %s", each)
            self._news.publish("state", {})

    def _run(self) -> None:
        database = Database(self._layout.database)
        try:
            self._look_around(database)
        finally:
            database.close()

    def _look_around(self, database: Database) -> None:
        version, changed, tidied = database.version(), time.monotonic(), 0.0
        while not self._stop.wait(PACE):
            now = time.monotonic()
            try:
                if (seen := database.version()) != version:
                    version, changed = seen, now
                if not tidied or now - tidied >= TIDY_EVERY:
                    tidied = now
                    self._jobs.tidy()
                self._check(now - changed)
            except BozzettoError:
                _LOG.exception("the studio cannot be kept")
                self._stop.wait(AGAIN)

    def _check(self, idle: float) -> None:
        """Begin a check if one is due and nothing else is going on."""
        if idle < IDLE or not self._jobs.is_idle:
            return
        settings = read_settings(self._layout)
        if is_check_due(self._since_check(), settings.check_hours, idle):
            with speaking(settings.language or spoken()):
                self._jobs.submit(CheckTask(deep=False))

    def _since_check(self) -> timedelta | None:
        checks = self._jobs.all(Sort.CHECK)
        whole = [job for job in checks if job.state is not JobState.INTERRUPTED]
        if not whole:
            return None
        since = Clock().now() - time_of(whole[0].started)
        return None if since < timedelta(0) else since
