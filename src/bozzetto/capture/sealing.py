"""Sealing while something is recorded: in a thread of its own, so that nothing waits for it.

An authority may take a minute to answer, or never do. The thread opens the studio for itself:
its own connection to the database, no run of its own; what it seals is what the recorder has
made durable so far. What came of it is fetched by the thread that records, when it likes.
"""

from queue import Empty, SimpleQueue
from threading import Event, Thread
from types import TracebackType
from typing import Self

from bozzetto.errors import BozzettoError, StudioError
from bozzetto.studio import Sealed, Studio

__all__ = ["EVERY", "SealingThread"]

EVERY = 5.0  # seconds between two looks at whether something is due; due is after a minute at most
_LEAVE = 5.0  # seconds that an end waits for an answer under way; without it the entries wait


class SealingThread:
    """Seals a studio whenever it is due, until it is left.

    with SealingThread(studio) as sealing:
        ...
        for news in sealing.news():
            ...
    """

    def __init__(self, studio: Studio, every: float = EVERY) -> None:
        self._layout = studio.layout
        self._clock = studio.clock
        self._every = every
        self._news: SimpleQueue[Sealed | BozzettoError] = SimpleQueue()
        self._stop = Event()
        self._told = ""  # the error that was told last: it is not told every five seconds
        # A daemon: a process that must end does not wait for an authority
        self._thread = Thread(target=self._run, name="bozzetto-seal", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(_LEAVE)

    @property
    def is_alive(self) -> bool:
        """Whether it still seals; what ended it is among the news."""
        return self._thread.is_alive()

    def news(self) -> list[Sealed | BozzettoError]:
        """Return what came of sealing since this was called last."""
        found = []
        while True:
            try:
                found.append(self._news.get_nowait())
            except Empty:
                return found

    def _run(self) -> None:
        try:
            with Studio(self._layout, clock=self._clock) as studio:
                while not self._stop.wait(self._every):
                    self._seal(studio)
        except BozzettoError as error:
            self._news.put(error)
        except Exception as error:  # noqa: BLE001  # a thread that dies unseen seals no more
            self._news.put(StudioError("sealing has stopped: {why}", why=repr(error)))

    def _seal(self, studio: Studio) -> None:
        try:
            if studio.sealer.is_due(self._clock.now()):
                self._news.put(studio.sealer.seal())
                self._told = ""
        except BozzettoError as error:
            if str(error) != self._told:
                self._told = str(error)
                self._news.put(error)
