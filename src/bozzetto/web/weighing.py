"""Weighing: what the studio takes on its disk, and whether there is room, beside the requests.

The first look walks over every file, and later ones over what changed: seconds and
milliseconds, and neither belongs into a request.
"""

import logging
import threading

from bozzetto.errors import BozzettoError
from bozzetto.studio import Layout
from bozzetto.upkeep.disk import DiskState, Meter, Usage, disk_state, read_budget
from bozzetto.web.news import News

__all__ = ["Scales"]

INTERVAL = 60.0  # seconds: a page that shows gigabytes is never far off
FIRST = 0.25  # seconds that a request waits where nothing was weighed yet

_LOG = logging.getLogger("bozzetto.web")


class Scales:
    """Weighs one studio now and then, in a thread of its own."""

    def __init__(self, layout: Layout, news: News) -> None:
        self._layout = layout
        self._news = news
        self._meter = Meter(layout)
        self._usage: Usage | None = None
        self._state: DiskState | None = None  # as it was told last
        self._weighed = threading.Event()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to weigh."""
        self._thread = threading.Thread(target=self._run, name="bozzetto-scales", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for it."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def used(self) -> int:
        """Return how many bytes the studio took when it was weighed last.

        Before the first weighing is through, that is the database alone.
        """
        self._weighed.wait(FIRST)
        usage = self._usage
        return self._layout.database.stat().st_size if usage is None else usage.used

    def _run(self) -> None:
        while True:
            try:
                self._judge(self._meter.read())
            except BozzettoError:
                _LOG.exception("the studio cannot be weighed")
            self._weighed.set()
            if self._over.wait(INTERVAL):
                return

    def _judge(self, usage: Usage) -> None:
        """Keep what was weighed; another state of the disk than before is news."""
        self._usage = usage
        state = disk_state(usage.used, usage.free, read_budget(self._layout))
        if state is not self._state:
            self._state = state
            self._news.publish("state", {})
