"""What every observer has: the tool that it asks, what it hands over, and a thread of its own."""

import contextlib
from collections.abc import Callable

from bozzetto.capture.handover.reporter import now
from bozzetto.capture.proxy.telling import Telling
from bozzetto.capture.proxy.tool import Tool
from bozzetto.capture.proxy.worker import Worker

__all__ = ["Observing"]

_CLOSE_SECONDS = 20.0  # to hand over what was seen, at the end


class Observing:
    """Does aside what follows from what is seen, and says when that was."""

    def __init__(self, tool: Tool, telling: Telling) -> None:
        """Begin; nothing is written before the first report."""
        self._tool = tool
        self._telling = telling
        self._worker = Worker(self._look_round, self._lose)

    def failed(self, error: BaseException) -> None:
        """Take note that looking went wrong."""
        self._later(lambda: self._lose(error))

    def flush(self) -> None:
        """Wait until all that was seen so far is in the spool."""
        self._worker.pass_by().wait(_CLOSE_SECONDS)
        self._telling.flush()

    def close(self) -> None:
        """Hand over what is left, and say what was still under way."""
        self._worker.put(self._finish)
        if not self._worker.close(_CLOSE_SECONDS):
            self._telling.lost("the proxy ended before all that it saw was handed over")
        self._tool.close()
        self._telling.close(_CLOSE_SECONDS)

    def _later(self, task: Callable[[], None]) -> None:
        """Have something done aside; what it hands over was seen now."""
        at = now()

        def do() -> None:
            with self._telling.seen(at):
                task()

        self._worker.put(do)

    def _look_round(self) -> None:
        """Do what is to be done now and then."""

    def _finish(self) -> None:
        """Say what was still under way."""

    def _lose(self, error: BaseException) -> None:
        with contextlib.suppress(Exception):  # it went wrong twice: the missing end says so
            self._telling.lost(f"the proxy failed: {type(error).__name__}")
