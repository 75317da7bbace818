"""Watching: the folders that the server watches, as ``watches.json`` in the studio names them.

A file is recorded by one watch only, so a folder is watched once, and none inside of another.
"""

import dataclasses
import re
import secrets
import threading
from pathlib import Path

from bozzetto.errors import StudioError
from bozzetto.record import JSON, Digest, JSONObject
from bozzetto.studio import Layout
from bozzetto.upkeep.notes import read_note, unreadable_note, write_note
from bozzetto.web.answers import Refusal, missing
from bozzetto.web.bodies import DIGEST, ID
from bozzetto.web.news import News
from bozzetto.web.pool import Studios
from bozzetto.web.watcher import REMOVED, STOPPED, Plan, Watch, Watcher

__all__ = ["MAX_WATCHES", "Watches", "named_path", "read_plans", "write_plans"]

MAX_WATCHES = 16  # each has a thread, an open studio and some of the system's watches
_ID = re.compile(ID)
_DIGEST = re.compile(DIGEST)


class Watches:
    """All watches of one server. May be used by several threads."""

    def __init__(self, studios: Studios, news: News) -> None:
        """Take over what is configured; nothing is watched before `start`.

        Raises:
            FormatError: ``watches.json`` is not of its form.
            StudioError: it cannot be read.
        """
        self._studios = studios
        self._news = news
        self._layout = Layout(studios.folder.absolute())
        self._lock = threading.RLock()  # one change at a time
        plans = read_plans(self._layout)
        titles = self._titles() if plans else {}
        self._watchers = {
            plan.id: self._watcher(plan, titles.get(plan.work, plan.work)) for plan in plans
        }

    def _titles(self) -> dict[Digest, str]:
        with self._studios.borrow() as studio:
            return {work.digest: work.title for work in studio.works()}

    def _watcher(self, plan: Plan, title: str) -> Watcher:
        return Watcher(plan, title, self._studios.open, self._tell)

    def _tell(self) -> None:
        self._news.publish("state", {})

    def start(self) -> None:
        """Begin to watch."""
        with self._lock:
            for watcher in self._watchers.values():
                watcher.start()

    def stop(self) -> None:
        """End all watches, and return when what was on its way is recorded."""
        with self._lock:
            for watcher in self._watchers.values():
                watcher.ask_to_end(STOPPED)
            for watcher in self._watchers.values():
                watcher.end(STOPPED)

    def all(self) -> list[Watch]:
        """List the watches, in the spoken language; the oldest first."""
        return [watcher.told() for watcher in list(self._watchers.values())]

    def add(self, folder: str, work: Digest, *, polling: bool) -> Watch:
        """Watch a folder from now on.

        Raises:
            Refusal: there is no such folder, it or one around or in it is watched already, or
                there are too many watches.
            StudioError: the studio has no such work, or the folder lies in the studio.
            RecordingError: it could not be made durable.
        """
        path = named_path(folder)
        with self._studios.borrow() as studio:
            title = studio.find_work(work).title
        with self._lock:
            self._check(path)
            plan = Plan(secrets.token_hex(8), path, work, polling, paused=False)
            watcher = self._watcher(plan, title)
            self._write([*self._plans(), plan])
            self._watchers[plan.id] = watcher
            watcher.start()
        self._tell()
        return watcher.told()

    def _check(self, path: Path) -> None:
        if not path.is_dir():
            raise Refusal(422, "usage", "not a folder: {place}", place=path)
        root = self._layout.root.resolve()
        if root in (path, *path.parents):
            raise StudioError("the studio's own folder is not watched: {place}", place=path)
        if len(self._watchers) >= MAX_WATCHES:
            raise Refusal(409, "usage", "more than {most} folders are watched", most=MAX_WATCHES)
        for plan in self._plans():
            other = plan.folder
            if path == other:
                raise Refusal(409, "busy", "the folder {place} is watched already", place=path)
            if other in path.parents or path in other.parents:
                raise Refusal(
                    409,
                    "busy",
                    "{place} and {other} lie one in the other: its files would be recorded twice",
                    hint="remove the other watch first",
                    place=path,
                    other=other,
                )

    def pause(self, name: str, *, paused: bool) -> Watch:
        """Pause a watch, or go on with it.

        Raises:
            Refusal: there is no such watch.
            RecordingError: it could not be made durable.
        """
        with self._lock:
            watcher = self._find(name)
            plan = dataclasses.replace(watcher.plan, paused=paused)
            self._write([plan if other.id == name else other for other in self._plans()])
            watcher.pause(plan)
            return watcher.told()

    def remove(self, name: str) -> None:
        """Watch a folder no more.

        Raises:
            Refusal: there is no such watch.
            RecordingError: it could not be made durable.
        """
        with self._lock:
            watcher = self._find(name)
            self._write([plan for plan in self._plans() if plan.id != name])
            watcher.end(REMOVED)
            del self._watchers[name]
        self._tell()

    def _find(self, name: str) -> Watcher:
        found = self._watchers.get(name)
        if found is None:
            raise missing("there is no watch {name!r}", name=name)
        return found

    def _plans(self) -> list[Plan]:
        return [watcher.plan for watcher in self._watchers.values()]

    def _write(self, plans: list[Plan]) -> None:
        write_plans(self._layout, plans)


def named_path(text: str, *, must_exist: bool = True) -> Path:
    """Return the file or the folder that a reader named; ``~`` is the home folder.

    Raises:
        Refusal: nothing is there, though it must, or it is not named from the root on.
    """
    try:
        path = Path(text).expanduser()
        if not path.is_absolute():
            raise Refusal(422, "usage", "not a whole path: {place}", place=Path(text))
        return path.resolve(strict=must_exist)
    except (OSError, ValueError, RuntimeError) as error:
        raise Refusal(422, "usage", "nothing is at {place}", place=Path(text)) from error


def read_plans(layout: Layout) -> list[Plan]:
    """Read which folders are watched.

    Raises:
        FormatError: the file is not of its form.
        StudioError: it cannot be read.
    """
    path = layout.watches
    value = read_note(path) or {"watches": []}
    rows = value.get("watches")
    if not isinstance(rows, list):
        raise unreadable_note(path)
    plans = [_plan(row) for row in rows]
    found = [plan for plan in plans if plan is not None]
    if len(found) != len(rows) or len({plan.id for plan in found}) != len(found):
        raise unreadable_note(path)
    return found


def _plan(row: JSON) -> Plan | None:
    """Read a watch; None where it is not of its form."""
    match row:
        case {
            "id": str(name),
            "folder": str(folder),
            "work": str(work),
            "polling": bool(polling),
            "paused": bool(paused),
        } if _ID.fullmatch(name) and _DIGEST.fullmatch(work):
            return Plan(name, Path(folder), Digest(work), polling, paused)
    return None


def write_plans(layout: Layout, plans: list[Plan]) -> None:
    """Write which folders are watched.

    Raises:
        RecordingError: it could not be made durable.
    """
    rows: list[JSON] = [_row(plan) for plan in plans]
    write_note(layout.watches, {"watches": rows})


def _row(plan: Plan) -> JSONObject:
    return {
        "id": plan.id,
        "folder": str(plan.folder),
        "work": plan.work,
        "polling": plan.polling,
        "paused": plan.paused,
    }
