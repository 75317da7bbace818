"""Folders that are watched while somebody works: what appears in them is recorded at once.

    with Studio.open() as studio:
        watch = FolderWatch(studio.find_work("Cat pendant"), [Path("ComfyUI/output")])
        watch.run(stop)  # until `stop` is set, or Ctrl-C

Events of the system say where to look; what is there, a listing says. So an event that is lost,
a folder that is made and filled before it can be watched, a name that is no text: all are found
by the next listing, at the latest ten seconds later. Whether a file is `live` rests on listings
too: what stood there, in this version, when the watch began is `imported`, for nobody saw it
being made; whatever is otherwise appeared while the recorder ran.

A file's way: it changes, rests (`settle`), is taken (`taking`) and filed (`filing`). If the
process dies on that way, the file stays where it is and the next start's listing finds it: the
row that says it was recorded is written in the transaction that records it. What cannot be made
durable ends the watch with a `RecordingError`: nothing goes on as if it were recorded.

Several processes may watch different folders for one studio. Two that watch the same folder
record its files twice.
"""

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import watchfiles

from bozzetto.capture.filing import Filed, Filer
from bozzetto.capture.missing import Missing
from bozzetto.capture.naming import is_named_picture, path_key, safe_name, spell
from bozzetto.capture.notice import OnEvent, WatchEvent, What
from bozzetto.capture.sealing import EVERY, SealingThread
from bozzetto.capture.settle import PATIENCE, REST, Pending, Settle
from bozzetto.capture.taking import Taken, UntakenError, is_picture, is_unfinished, take_file
from bozzetto.capture.tree import Stamp, Tree
from bozzetto.errors import BozzettoError, RecordingError
from bozzetto.record import Moment, Seen, moment_of
from bozzetto.studio import Draft, Memory, Sealed, Work
from bozzetto.studio.run import RECORDER

__all__ = ["FolderWatch"]

SWEEP = 10.0  # seconds between two listings of everything
_SWEEP_SHARE = 20  # a listing takes a twentieth of the time at most, however many files there are
_TICK = 200  # milliseconds that the system is waited for; half of what a file rests
_GROUP = 100  # milliseconds in which events are gathered
_STUMBLES = 20  # times that the watcher may break in a row; one does on names that are no text
_CHUNK = 32  # files that were made before, in one transaction: those made now do not wait long
_CHUNK_BYTES = 32 << 20  # of what they say, held in memory together
_SOURCE = "source folder "  # and work and path: a note, so that a source is added once


def _say_nothing(_event: WatchEvent) -> None:
    """Take a notice, and leave it."""


class FolderWatch:
    """Records what appears in some folders, in one work. Runs in one thread."""

    def __init__(
        self,
        work: Work,
        paths: Iterable[Path],
        *,
        on_event: OnEvent = _say_nothing,
        polling: bool = False,
        rest: float = REST,
        patience: float = PATIENCE,
        seal_every: float = EVERY,
    ) -> None:
        """Take what to watch; nothing happens before `run`.

        Args:
            work: Where the files go. While the watch runs its studio is this thread's own.
            paths: Folders, with all that is in them.
            on_event: Is told what happens, in the thread that runs the watch.
            polling: Look again and again instead of waiting for the system: network drives.
            rest: Seconds without a change after which a file is taken to be whole.
            patience: Seconds that a file gets which ends too early, or cannot be read.
            seal_every: Seconds between two looks at whether a sealing is due.

        Raises:
            StudioError: a path is not there, is no folder, or lies in the studio.
        """
        self._work = work
        self._studio = work.studio
        self._tree = Tree(list(paths), work.studio.layout.root)
        self._on_event = on_event
        self._polling = polling
        self._rest = rest
        self._patience = patience
        self._seal_every = seal_every
        self._filer = Filer(work)
        self._settle = Settle(rest, patience)
        self._missing = Missing(rest)
        self._done: dict[Path, Stamp] = {}  # versions that nothing is left to do about
        self._backlog: deque[tuple[Path, Stamp]] = deque()  # made before, oldest first
        self._troubled: set[Path] = set()  # folders that could not be listed, and were told of
        self._started = 0.0  # seconds, of the steady clock
        self._next_sweep = 0.0
        self._caught_up = False

    def run(self, stop: threading.Event | None = None) -> None:
        """Watch until `stop` is set, or Ctrl-C; what rests by then is still recorded.

        Raises:
            RecordingError: something could not be made durable, or cannot be watched any more.
                What was not recorded stays where it is; the next start finds it.
        """
        stop = stop or threading.Event()
        self._studio.run.start()
        self._add_sources()
        self._list_before()
        with SealingThread(self._studio, self._seal_every) as sealing:
            with suppress(KeyboardInterrupt):
                for changes in self._changes(stop):
                    self._turn(changes, sealing)
            self._finish()
        self._tell_sealed(sealing)

    def _add_sources(self) -> None:
        """Record what is watched, once for each folder and work."""
        signer = self._studio.signer(self._studio.device)
        for root in self._tree.roots:
            note = f"{_SOURCE}{self._work.digest} {path_key(root)}"
            if self._studio.database.note(note) is None:
                label = self._studio.text(spell(root.as_posix()))
                how = "polling" if self._polling else "events"
                body = {
                    "sort": "folder",
                    "label": label.to_value(),
                    "settings": {"work": self._work.digest, "watched by": how},
                }
                draft = Draft("source.added", body, Seen.LIVE, RECORDER, (signer,), texts=(label,))
                self._studio.record(draft, memory=Memory(notes={note: self._now()}))

    def _list_before(self) -> None:
        """List what stands there before the watch begins: it was made while nobody watched."""
        self._started = time.monotonic()
        known = self._studio.database
        found = sorted(self._tree.walk(trouble=self._trouble), key=lambda item: item[1].changed)
        for path, stamp in found:
            self._done[path] = stamp
            row = known.file(path_key(path))
            if row is None or (row.size, row.changed) != (stamp.size, stamp.changed):
                self._backlog.append((path, stamp))

    def _changes(self, stop: threading.Event) -> Iterator[set[tuple[watchfiles.Change, str]]]:
        """Wait for events of the system; an empty set at least every few hundred milliseconds."""
        stumbles = 0
        while not stop.is_set():
            try:
                for changes in self._system(stop):
                    stumbles = 0
                    yield changes
            except OSError as error:
                raise self._unwatchable(error) from error
            except RuntimeError as error:  # its own internal error: a name that is no text
                stumbles += 1
                if stumbles > _STUMBLES:
                    raise self._unwatchable(error) from error
                self._next_sweep = 0.0  # what it did not say, a listing does
                time.sleep(_TICK / 1000)

    def _system(self, stop: threading.Event) -> Iterator[set[tuple[watchfiles.Change, str]]]:
        return watchfiles.watch(
            *self._tree.roots,
            watch_filter=None,
            debounce=_GROUP,
            rust_timeout=_TICK,
            yield_on_timeout=True,
            stop_event=stop,
            force_polling=self._polling,
            ignore_permission_denied=True,
        )

    def _unwatchable(self, error: Exception) -> RecordingError:
        return RecordingError(
            "cannot watch {place}: {why}",
            hint="if the system's limit on watches is reached, or on a network drive: --polling",
            place=", ".join(map(str, self._tree.roots)),
            why=error,
        )

    def _turn(
        self, changes: set[tuple[watchfiles.Change, str]], sealing: SealingThread
    ) -> None:
        """Do what there is to do now."""
        now = time.monotonic()
        self._look(changes, now)
        if now >= self._next_sweep:
            self._sweep(now)
        self._record_rested(now)
        self._record_before(now)
        self._report_missing(now)
        self._tell_sealed(sealing)
        self._check_roots()

    def _look(self, changes: set[tuple[watchfiles.Change, str]], now: float) -> None:
        """Look at what events name."""
        for change, name in changes:
            path = Path(name)
            if not self._tree.covers(path):
                continue
            stamp = self._tree.look(path)
            if stamp is not None:
                self._see(path, stamp, now)
            elif path.is_dir():
                for inside, found in self._tree.walk(path, self._trouble):
                    self._see(inside, found, now)
            else:
                self._miss(path, now, is_new=change is watchfiles.Change.added)

    def _sweep(self, now: float) -> None:
        """List everything: the first time, that nothing slipped in before the events came."""
        first = self._next_sweep == 0.0 and not self._done_watching
        for path, stamp in self._tree.walk(trouble=self._trouble):
            self._see(path, stamp, now)
        took = time.monotonic() - now
        self._next_sweep = now + max(SWEEP, took * _SWEEP_SHARE)
        if first:
            self._tell(WatchEvent(What.WATCHING))
