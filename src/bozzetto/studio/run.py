"""Runs: when the recorder was on, and what went wrong while it ran or slept.

A run begins with the first live entry of a process and ends when the studio is closed. Between
``recorder.started`` and ``recorder.stopped`` lies what could be seen; everything else is a
gap, and a reader sees that it is one. What a start or an entry finds amiss becomes a
``recorder.found`` of its own: a run that never said that it stopped, a clock that was set, a
studio that was copied to another machine or brought back from an older copy.
"""

import json
import os
import platform
import secrets
import threading
from collections.abc import Callable
from datetime import timedelta

from bozzetto import __version__
from bozzetto.log import TileReader, root
from bozzetto.record import Actor, Digest, JSONObject, Moment, Seen, Signer, Text
from bozzetto.studio.clock import Clock, Reading, machine_id
from bozzetto.studio.database import Database
from bozzetto.studio.heads import read_head
from bozzetto.studio.process import lives
from bozzetto.studio.recorder import Draft, Memory, Recorder

__all__ = ["RECORDER", "RESTORED", "Run"]

RECORDER = Actor(tool="bozzetto", version=__version__)

_NOTE = "run "  # and the run's name: a run that is open
_LAST = "last clock"  # the newest reading of the clocks that was recorded
_MACHINE = "machine"  # where this studio was recorded last
RESTORED = "restored"  # from a backup that was begun at this moment; until the record says so


class Run:
    """One process's time of recording in one studio."""

    def __init__(
        self,
        recorder: Recorder,
        database: Database,
        clock: Clock,
        studio: Digest,
        device: Callable[[], Signer],
    ) -> None:
        self._recorder = recorder
        self._database = database
        self._clock = clock
        self._studio = studio
        self._device = device  # asked for each time: a device's key may be replaced
        self._lock = threading.RLock()  # guards the two below: threads record together
        self._name: str | None = None  # None while no run is open
        self._last: Reading | None = None
        self._before: Reading | None = None  # `_last`, as it was before the newest jump

    @property
    def is_open(self) -> bool:
        """Whether this process is recording live."""
        return self._name is not None

    def start(self) -> None:
        """Say that recording begins, and what was found amiss.

        Raises:
            RecordingError: it could not be made durable.
        """
        with self._lock:
            if not self.is_open:
                self._start()

    def _start(self) -> None:
        now = self._clock.read()
        name = secrets.token_hex(8)
        machine = machine_id(self._studio)
        notes: dict[str, str | None] = {
            _NOTE + name: json.dumps({"pid": os.getpid(), "boot": now.boot, "at": now.moment}),
            _LAST: json.dumps(now.to_value()),
            _MACHINE: machine,
            RESTORED: None,
        }
        started = self._draft(
            "recorder.started",
            {
                "run": name,
                "software": {"name": "bozzetto", "version": __version__},
                "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
                "clock": now.to_value(),
                "machine": machine,
            },
        )
        found = [
            *self._unfinished(now, notes),
            *self._moved(machine, now),
            *self.rolled_back(),
            *self._set(now),
        ]
        self._recorder.record(started, *found, memory=Memory(notes=notes))
        self._name, self._last = name, now

    def stop(self, reason: str | None = None) -> None:
        """Say that recording ends."""
        with self._lock:
            if self._name is not None:
                self._stop(self._name, reason)

    def _stop(self, name: str, reason: str | None) -> None:
        now = self._clock.read()
        texts = () if reason is None else (_text(reason),)
        body: JSONObject = {"run": name, "clock": now.to_value()}
        if texts:
            body["reason"] = texts[0].to_value()
        notes = {_NOTE + name: None, _LAST: json.dumps(now.to_value())}
        draft = self._draft("recorder.stopped", body, texts)
        self._recorder.record(*self.check(), draft, memory=Memory(notes=notes))
        self._name = None

    def check(self) -> list[Draft]:
        """Compare the clocks with the last time, and return what must be recorded of it."""
        with self._lock:
            now, last = self._clock.read(), self._last
            if self._name is None or last is None:
                return []
            self._last = now
        jump = now.jump_since(last)
        if not jump:
            return []
        self._before = last
        note = f"the wall clock was moved by {_seconds(jump)} s against the steady clock"
        return [self.found("clock jump", last.moment, now.moment, note)]

    def find_again(self, found: list[Draft]) -> None:
        """Take back what `check` found: it was not recorded, and the next check finds it."""
        with self._lock:
            if found:
                self._last = self._before

    def found(
        self, what: str, since: Moment | None, until: Moment | None, note: str, **more: str
    ) -> Draft:
        """Return a ``recorder.found``: what went wrong, and between which times."""
        text = _text(note)
        body: JSONObject = {
            "what": what,
            "from": since,
            "until": until,
            "note": text.to_value(),
            **more,
        }
        return self._draft("recorder.found", body, (text,))

    def _unfinished(self, now: Reading, notes: dict[str, str | None]) -> list[Draft]:
        """Find runs of processes that are gone, and forget them."""
        found = []
        for note, value in self._database.notes(_NOTE).items():
            known = json.loads(value)
            if known["boot"] == now.boot and lives(known["pid"]):
                continue
            notes[note] = None
            run = note.removeprefix(_NOTE)
            text = "a recorder stopped without saying so: what happened until now was not seen"
            found.append(self.found("unfinished", Moment(known["at"]), now.moment, text, run=run))
        return found

    def _moved(self, machine: Digest, now: Reading) -> list[Draft]:
        """Find that this studio was recorded on another machine before."""
        before = self._database.note(_MACHINE)
        if before in {None, machine}:
            return []
        last = self._last_reading()
        text = (
            "this studio was recorded on another machine before: if recording went on there, "
            "the two logs are forks of one, and cannot both be right"
        )
        return [self.found("copied", last.moment if last else None, now.moment, text)]

    def rolled_back(self) -> list[Draft]:
        """Find that this machine had signed more in this studio, or something else.

        A studio that was restored from a backup says so, too, whatever the machine remembers.
        """
        restored = self._database.note(RESTORED)
        if restored is not None:
            text = (
                f"this studio was restored from a backup of {restored}: what was recorded after "
                "that is not in it, and what follows is another log"
            )
            since, until = Moment(restored), self._clock.read().moment
            return [self.found("rolled back", min(since, until), until, text)]
        known = read_head(self._studio)
        if known is None:
            return []
        size = self._database.size()
        if size >= known.size:
            reader = TileReader(self._database.tile, known.size)
            if root(known.size, reader) == known.root:
                return []
        text = (
            f"this studio does not hold the log of {known.size} entries that was sealed on this "
            "machine: it was brought back from an older copy, and what followed is another log"
        )
        return [self.found("rolled back", None, self._clock.read().moment, text)]

    def _set(self, now: Reading) -> list[Draft]:
        """Find that the clock was set while nothing was recorded."""
        last = self._last_reading()
        jump = now.jump_since(last) if last else timedelta(0)
        if last is None or not jump:
            return []
        note = f"the wall clock was moved by {_seconds(jump)} s since the last recording"
        return [self.found("clock jump", last.moment, now.moment, note)]

    def _last_reading(self) -> Reading | None:
        value = self._database.note(_LAST)
        return None if value is None else Reading.from_value(json.loads(value))

    def _draft(self, kind: str, body: JSONObject, texts: tuple[Text, ...] = ()) -> Draft:
        return Draft(kind, body, Seen.LIVE, RECORDER, (self._device(),), texts=texts)


def _text(words: str) -> Text:
    return Text.with_salt(words, secrets.token_bytes(16))


def _seconds(jump: timedelta) -> str:
    return f"{jump.total_seconds():+.1f}"
