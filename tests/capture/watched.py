"""What tests of the folder watch share: pictures that name a tool, and a watch in a thread.

As a program it watches until it is killed, and says each file that it has recorded:

    python watched.py STUDIO FOLDER [MOST]

After so many recorded files it goes no further, and waits to be killed.
"""

import io
import itertools
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bozzetto.capture import FolderWatch, WatchEvent, What
from bozzetto.errors import BozzettoError
from bozzetto.studio import Clock, Reading, Studio

__all__ = ["WORDS", "LaterClock", "Watching", "bodies", "named", "picture", "save"]

WORDS = "a silver cat\nNegative prompt: fog\nSteps: 20, Sampler: Euler a, Seed: 5, Size: 8x8"
REST = 0.2  # seconds; shorter than usual, for what a test writes in one go is whole at once
_LONGEST = 60.0  # seconds that a test waits for what must come; the machine may be busy


def picture(number: int = 0, words: str | None = WORDS) -> bytes:
    """A PNG of one colour by its number, with what AUTOMATIC1111 writes into one."""
    info = PngInfo()
    if words is not None:
        info.add_text("parameters", words)
    out = io.BytesIO()
    colour = (number % 256, number // 256 % 256, 7)
    Image.new("RGB", (8, 8), colour).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def save(path: Path, number: int = 0, words: str | None = WORDS) -> bytes:
    """Write such a PNG, and return its bytes."""
    data = picture(number, words)
    path.write_bytes(data)
    return data


def bodies(work, kind="output.received"):
    """The bodies of a work's entries of a kind, with how they are known."""
    return [
        (entry.event.body, entry.event.seen.value)
        for _, entry in work.entries()
        if entry.event.kind == kind
    ]


def named(work):
    """The names of the files that a work's outputs hold, in order."""
    return [body["assets"][0]["name"] for body, _ in bodies(work)]


class LaterClock(Clock):
    """The machine's clocks, and what a test adds to both: a pause that nobody waits for."""

    later = timedelta(0)

    def read(self):
        """Read both clocks, later."""
        now, later = super().read(), self.later  # once: another thread may wind it meanwhile
        return Reading(now.wall + later, now.steady + later.total_seconds(), now.boot)


class Watching:
    """A watch that runs in a thread while a test does something.

    with Watching(work, [folder]) as watching:
        save(folder / "a.png")
        watching.wait(What.RECORDED)
    """

    def __init__(self, work, folders, **options) -> None:
        self.events: list[WatchEvent] = []
        self.error: BozzettoError | None = None
        self._changed = threading.Condition()
        self._stop = threading.Event()
        # Whoever writes here may have to wait for the machine between two pieces
        options = {"rest": REST, "patience": _LONGEST, **options}
        self._watch = FolderWatch(work, folders, on_event=self._take, **options)
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        try:
            self.wait(What.WATCHING)
            self.wait(What.CAUGHT_UP)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception):
        self._stop.set()
        self._thread.join()

    def wait(self, what: What, count: int = 1) -> list[WatchEvent]:
        """Wait until something has happened so often, and return the events."""
        with self._changed:
            came = self._changed.wait_for(
                lambda: len(self.of(what)) >= count or self.error is not None, _LONGEST
            )
        assert came, (what, self.events)
        assert len(self.of(what)) >= count, (what, self.events, self.error)
        return self.of(what)

    @contextmanager
    def held(self):
        """Let no file come to rest meanwhile, however long that takes: each is only seen."""
        settle = self._watch._intake._settle  # noqa: SLF001  # nobody else may stop the time
        rest, settle._rest = settle._rest, float("inf")  # noqa: SLF001
        try:
            yield
        finally:
            settle._rest = rest  # noqa: SLF001

    def wait_until_seen(self, path: Path) -> None:
        """Wait until a file was seen, which is held."""
        end = time.monotonic() + _LONGEST
        while path not in self._watch._intake._settle:  # noqa: SLF001  # nobody is told of it
            assert time.monotonic() < end, path
            time.sleep(0.01)

    def wait_for_error(self) -> BozzettoError:
        """Wait until the watch has ended by itself, and return why."""
        self._thread.join(_LONGEST)
        assert self.error is not None
        return self.error

    def of(self, what: What) -> list[WatchEvent]:
        """Return what has happened of one sort."""
        return [event for event in self.events if event.what is what]

    def _take(self, event: WatchEvent) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def _run(self) -> None:
        try:
            self._watch.run(self._stop)
        except BozzettoError as error:
            with self._changed:
                self.error = error
                self._changed.notify_all()


def main() -> None:
    """Watch, and say what is recorded, unbuffered; the end of the input ends it."""
    studio, folder = Path(sys.argv[1]), Path(sys.argv[2])
    most = int(sys.argv[3]) if sys.argv[3:] else None
    stop = threading.Event()
    recorded = itertools.count(1)

    def end() -> None:
        while os.read(0, 1 << 10):  # not sys.stdin, whose lock a thread must not hold at the end
            pass
        stop.set()

    def tell(event: WatchEvent) -> None:
        name = event.path.name if event.path else ""
        os.write(1, f"{event.what} {name}\n".encode())
        if event.what is What.RECORDED and next(recorded) == most:
            threading.Event().wait()

    # Who is started in the background by a shell may have been told to ignore it
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=end, daemon=True).start()
    with Studio.open(studio) as opened:
        FolderWatch(opened.find_work("Cat"), [folder], on_event=tell, seal_every=60).run(stop)


if __name__ == "__main__":
    main()
