"""What an observer does aside: one thing after the other, in a thread of its own.

The order is that in which things were seen to begin, so an instruction stands before what came
of it. What goes wrong here stops nothing: it is handed over as lost, and the next thing is done.
"""

import queue
import threading
import time
from collections.abc import Callable

__all__ = ["Worker"]

_Task = Callable[[], None]


class Worker:
    """A thread that does what is put on its queue, and looks round now and then."""

    def __init__(self, look_round: _Task, failed: Callable[[BaseException], None]) -> None:
        """Begin.

        Args:
            look_round: Called every `TICK` seconds or so.
            failed: Called with what a task raised.
        """
        self._look_round = look_round
        self._failed = failed
        self._queue: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="proxy-worker", daemon=True)
        self._thread.start()

    TICK = 2.0  # seconds

    def put(self, task: _Task) -> None:
        """Have a task done; never waits."""
        self._queue.put(task)

    def pass_by(self) -> threading.Event:
        """Return what is set when all that was put until now is done."""
        done = threading.Event()
        self.put(done.set)
        return done

    def close(self, seconds: float) -> bool:
        """Wait until all is done, and end; False where time runs out."""
        self._queue.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        due = time.monotonic() + self.TICK
        while True:
            try:
                task = self._queue.get(timeout=max(0.0, due - time.monotonic()))
            except queue.Empty:
                task = self._look_round
            if task is None:
                return
            self._do(task)
            if time.monotonic() >= due:
                due = time.monotonic() + self.TICK
                if task is not self._look_round:
                    self._queue.put(self._look_round)  # behind what was seen until now

    def _do(self, task: _Task) -> None:
        try:
            task()
        except Exception as error:  # noqa: BLE001  # whatever it is: said, and gone on
            self._failed(error)
