"""Folders that are watched while somebody works: what appears in them is recorded at once.

    with Studio.open() as studio:
        watch = FolderWatch(studio.find_work("Cat pendant"), [Path("ComfyUI/output")])
        watch.run(stop)  # until `stop` is set, or Ctrl-C

Events of the system say where to look; what is there, a listing says. So an event that is lost,
a folder that is made and filled before it can be watched, a name that is no text: all are found
by the next listing, some seconds later. Whether a file is `live` rests on listings too: what
stood there, in that version, when the watch began is `imported`, for nobody saw it being made;
whatever else is found appeared while the recorder ran. What a picture says of its making was
read out of it afterwards either way, and is `imported`.

If the process dies, a file that was not recorded stays where it is, and the next start's listing
finds it: the row that says it was recorded is written in the transaction that records it. What
cannot be made durable ends the watch with a `RecordingError`; nothing goes on as if it had been
recorded.

Several processes may watch different folders for one studio. Two that watch one folder record
its files twice.
"""

import threading
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

import watchfiles

from bozzetto.capture.alarm import Alarm, Changes
from bozzetto.capture.intake import Intake
from bozzetto.capture.naming import path_key, spell
from bozzetto.capture.notice import OnEvent, WatchEvent, What
from bozzetto.capture.sealing import EVERY, SealingThread
from bozzetto.capture.settle import PATIENCE, REST
from bozzetto.capture.tree import Tree
from bozzetto.errors import BozzettoError
from bozzetto.record import JSONObject, Seen, moment_of
from bozzetto.studio import Draft, Memory, Work
from bozzetto.studio.place import place_label
from bozzetto.studio.run import RECORDER

__all__ = ["FolderWatch"]

SWEEP = 10.0  # seconds between two listings of everything
SWEEP_POLLING = 1.0  # seconds; polling misses a file that changes twice within one second
_SWEEP_SHARE = 20  # a listing takes a twentieth of the time at most, however many files there are
_PAUSE = 0.05  # seconds between two looks at the end, when nothing is listened to any more
_END = 1.0  # seconds that the end waits for files beyond the time that they rest
_SOURCE = "source folder "  # and work and path: a note, so that a source is added once


def _say_nothing(_event: WatchEvent) -> None:
    """Take a notice, and leave it."""


class FolderWatch:
    """Records what appears in some folders, in one work. Runs in one thread, once."""

    def __init__(
        self,
        work: Work,
        paths: Iterable[Path],
        *,
        on_event: OnEvent = _say_nothing,
        polling: bool = False,
        rest: float = REST,
        patience: float = PATIENCE,
        seal_every: float | None = EVERY,
    ) -> None:
        """Take what to watch; nothing is recorded before `run`.

        Args:
            work: Where the files go. While the watch runs, its studio is this thread's own.
            paths: Folders, with all that is in them.
            on_event: Is told what happens, in the thread that runs the watch.
            polling: Look again and again instead of waiting for the system: network drives.
            rest: Seconds without a change after which a file is taken to be whole.
            patience: Seconds that a file gets which ends too early, or cannot be read.
            seal_every: Seconds between two looks at whether a sealing is due; None where
                somebody else seals this studio.

        Raises:
            StudioError: a path is not there, is no folder, or lies in the studio.
        """
        self._work = work
        self._studio = work.studio
        self._tree = Tree(list(paths), work.studio.layout.root)
        self._tell = on_event
        self._polling = polling
        self._rest = rest
        self._seal_every = seal_every
        self._intake = Intake(work, self._tree, on_event, rest, patience)
        self._troubled: set[Path] = set()  # folders that could not be listed, each told once
        self._next_sweep = 0.0  # seconds of the steady clock
        self._soonest_sweep = 0.0
        self._is_watching = False

    def run(self, stop: threading.Event | None = None) -> None:
        """Watch until `stop` is set, or Ctrl-C; what is there by then is still recorded.

        Raises:
            RecordingError: something could not be made durable, or cannot be watched any more.
                What was not recorded stays where it is; the next start finds it.
        """
        stop = stop or threading.Event()
        alarm = Alarm(self._tree.roots, polling=self._polling)
        self._studio.run.start()
        self._add_sources()
        self._intake.begin(self._tree.walk(trouble=self._trouble), time.monotonic())
        with self._sealing() as sealing:
            with suppress(KeyboardInterrupt):
                for changes in alarm.changes(stop, self._sweep_soon, self._is_due):
                    self._turn(changes)
                    self._tell_sealed(sealing)
            self._finish()
        self._tell_sealed(sealing)

    def _sealing(self) -> AbstractContextManager[SealingThread | None]:
        if self._seal_every is None:
            return nullcontext()
        return SealingThread(self._studio, self._seal_every)

    def _add_sources(self) -> None:
        """Record what is watched, once for each folder and work."""
        signer = self._studio.signer(self._studio.device)
        for root in self._tree.roots:
            note = f"{_SOURCE}{self._work.digest} {path_key(root)}"
            if self._studio.database.note(note) is not None:
                continue
            # Not the whole path: it tells of the machine, and this goes out with each bundle
            label = self._studio.text(spell(place_label(root)) or root.anchor)
            how = "polling" if self._polling else "events"
            body: JSONObject = {
                "sort": "folder",
                "label": label.to_value(),
                "settings": {"work": self._work.digest, "watched by": how},
            }
            draft = Draft("source.added", body, Seen.LIVE, RECORDER, (signer,), texts=(label,))
            now = moment_of(self._studio.clock.now())
            self._studio.record(draft, memory=Memory(notes={note: now}))

    def _turn(self, changes: Changes) -> None:
        """Do what there is to do now."""
        now = time.monotonic()
        self._look(changes, now)
        if now >= self._next_sweep:
            self._sweep(now)
        self._intake.turn(now)

    def _look(self, changes: Changes, now: float) -> None:
        """Look at what the system names."""
        for change, name in changes:
            path = Path(name)
            if not self._tree.covers(path):
                continue
            stamp = self._tree.look(path)
            if stamp is not None:
                self._intake.see(path, stamp, now)
            elif path.is_dir():
                for inside, found in self._tree.walk(path, self._trouble):
                    self._intake.see(inside, found, now)
            else:
                self._intake.miss(path, now, is_new=change is watchfiles.Change.added)

    def _sweep(self, now: float) -> None:
        """List everything: the first time, so that nothing slips in before the first event."""
        for path, stamp in self._tree.walk(trouble=self._trouble):
            self._intake.see(path, stamp, now)
        self._soonest_sweep = now + (time.monotonic() - now) * _SWEEP_SHARE
        pause = SWEEP_POLLING if self._polling else SWEEP
        self._next_sweep = max(self._soonest_sweep, now + pause)
        if not self._is_watching:
            self._is_watching = True
            self._tell(WatchEvent(What.WATCHING))

    def _is_due(self) -> bool:
        return self._intake.is_due(time.monotonic())

    def _sweep_soon(self) -> None:
        """Let the next listing come as soon as it may."""
        self._next_sweep = self._soonest_sweep

    def _finish(self) -> None:
        """Record what is still on its way, if it comes to rest; the next start finds the rest."""
        self._sweep(time.monotonic())
        now = time.monotonic()  # a large folder takes its time to be listed
        end = now + self._rest + _END
        while not self._intake.is_idle and now < end:
            time.sleep(_PAUSE)
            now = time.monotonic()
            self._intake.turn(now)  # at least once when the time is up: the process may have stood

    def _trouble(self, folder: Path, error: OSError) -> None:
        """Record that a folder cannot be listed, unless it is gone."""
        if folder not in self._troubled and not isinstance(error, FileNotFoundError):
            self._troubled.add(folder)
            now = time.monotonic()
            self._intake.trouble(folder, error, now, now)

    def _tell_sealed(self, sealing: SealingThread | None) -> None:
        for news in sealing.news() if sealing else ():
            if isinstance(news, BozzettoError):
                self._tell(WatchEvent(What.NOT_SEALED, error=news))
            else:
                self._tell(WatchEvent(What.SEALED, sealed=news))
