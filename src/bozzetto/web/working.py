"""Working: the long jobs of one server, one at a time of each sort, kept in ``jobs/``.

What a killed server left undone is `interrupted` at the next start, and is taken up again when
somebody says so. A file is written beside its name and renamed: whoever finds it finds all of it.
"""

import logging
import secrets
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bozzetto.errors import RecordingError
from bozzetto.language import speaking, spoken
from bozzetto.record import time_of
from bozzetto.studio import Layout
from bozzetto.web.answers import Refusal, missing
from bozzetto.web.doing import Item, do, now
from bozzetto.web.job import Job, JobState, Kept, Sort, Task, job_value
from bozzetto.web.news import News
from bozzetto.web.pool import Studios
from bozzetto.web.shelf import Shelf

__all__ = ["BUNDLE_DAYS", "Jobs"]

BUNDLE_DAYS = 7  # that an exported file is kept for; it can be made anew
JOB_DAYS = 30  # that a job that ended is remembered for
MAX_JOBS = 200  # that are remembered; those that ended first are forgotten first
MAX_WAITING = 20  # of one sort
LEAVE = 5.0  # seconds that an end waits for each thread

_LOG = logging.getLogger("bozzetto.web")


class Jobs:
    """All jobs of one server. May be used by several threads."""

    def __init__(self, studios: Studios, news: News) -> None:
        self._studios = studios
        self._news = news
        self._shelf = Shelf(Layout(studios.folder.absolute()).jobs)
        self._change = threading.Condition(threading.RLock())  # guards what follows
        self._items: dict[str, Item] = {}  # the oldest first
        self._threads: list[threading.Thread] = []
        self._is_over = False

    def start(self) -> None:
        """Take over what an earlier server left, and begin to work."""
        with self._change:
            self._is_over = False
            self._take_over()
            self._threads = [
                # A daemon: a process that must end does not wait for an authority
                threading.Thread(target=self._work, args=(sort,), name=f"jobs-{sort}", daemon=True)
                for sort in Sort
            ]
            for thread in self._threads:
                thread.start()

    def stop(self) -> None:
        """End; a job that runs is interrupted between two pieces of its work.

        One that waits for an authority is left alone; the next start finds it interrupted.
        """
        with self._change:
            self._is_over = True
            for item in self._items.values():
                item.leave.set()
            self._change.notify_all()
        for thread in self._threads:
            thread.join(LEAVE)

    def _take_over(self) -> None:
        """Take over what an earlier server left."""
        for kept in self._shelf.read():
            item = self._items.setdefault(kept.id, Item(kept))
            if not kept.is_ended:
                self._set(item, replace(kept, state=JobState.INTERRUPTED, ended=now()))

    def submit(self, task: Task, title: str | None = None) -> Job:
        """Take a job, which begins when no other of its sort runs.

        Raises:
            Refusal: too many of its sort wait.
            RecordingError: it could not be kept.
        """
        name = secrets.token_hex(8)
        kept = Kept(name, task, spoken(), title, JobState.WAITING, now())
        with self._change:
            self._make_room(task.sort)
            item = Item(kept)
            self._set(item, kept)
            self._items[name] = item
            self._change.notify_all()
        self.tidy()
        return kept.told()

    def _make_room(self, sort: Sort) -> None:
        waiting = [item for item in self._items.values() if item.kept.state is JobState.WAITING]
        if sum(item.kept.task.sort is sort for item in waiting) >= MAX_WAITING:
            raise Refusal(409, "busy", "{count} such jobs wait already", count=MAX_WAITING)

    def all(self, sort: Sort | None = None) -> list[Job]:
        """List the jobs, in the spoken language; the newest first."""
        with self._change:
            found = [item.kept for item in self._items.values()]
        return [kept.told() for kept in reversed(found) if sort in {None, kept.task.sort}]

    def get(self, name: str) -> Job:
        """Return a job.

        Raises:
            Refusal: there is no such job.
        """
        with self._change:
            return self._find(name).kept.told()

    def cancel(self, name: str) -> Job:
        """End a job, if it has not ended.

        Raises:
            Refusal: there is no such job.
        """
        with self._change:
            item = self._find(name)
            if item.kept.state is JobState.WAITING:
                self._set(item, replace(item.kept, state=JobState.CANCELLED, ended=now()))
            elif item.kept.state is JobState.RUNNING:
                item.leave.set()
            return item.kept.told()

    def resume(self, name: str) -> Job:
        """Do a job again that did not come to its end. An import leaves out what it had done.

        Raises:
            Refusal: there is no such job, or it is done, or runs.
            RecordingError: it could not be kept.
        """
        with self._change:
            item = self._find(name)
            if not item.kept.is_ended or item.kept.state is JobState.DONE:
                raise Refusal(409, "busy", "the job has not broken off: nothing is to be resumed")
            self._make_room(item.kept.task.sort)
            item.leave.clear()
            fresh = replace(
                item.kept,
                state=JobState.WAITING,
                started=now(),
                ended=None,
                done=0,
                total=0,
                errors={},
            )
            self._set(item, fresh)
            self._change.notify_all()
            return fresh.told()

    def forget(self, name: str) -> None:
        """Forget a job that has ended, and remove its file.

        Raises:
            Refusal: there is no such job, or it has not ended.
        """
        with self._change:
            item = self._find(name)
            if not item.kept.is_ended:
                raise Refusal(409, "busy", "the job has not ended: cancel it first")
            self._forget(item)

    def file(self, name: str) -> tuple[Job, Path]:
        """Return a job that is done, and the file that it wrote.

        Raises:
            Refusal: there is no such job, or its file is not there, or not any more.
        """
        job = self.get(name)
        path = self._shelf.file(name, job.sort)
        if job.state is not JobState.DONE or not path.is_file():
            raise missing(
                "the job has no file", hint="files are kept for {days} days", days=BUNDLE_DAYS
            )
        return job, path

    @property
    def is_idle(self) -> bool:
        """Whether no job waits or runs."""
        with self._change:
            return all(item.kept.is_ended for item in self._items.values())

    def tidy(self) -> None:
        """Remove files and forget jobs that are old."""
        today = time_of(now())
        with self._change:
            ended = [item for item in self._items.values() if item.kept.is_ended]
            surplus = len(self._items) - MAX_JOBS
            for index, item in enumerate(ended):
                age = today - time_of(item.kept.ended or item.kept.started)
                if index < surplus or age > timedelta(days=JOB_DAYS):
                    self._forget(item)
                elif age > timedelta(days=BUNDLE_DAYS):
                    self._shelf.drop_file(item.kept.id)

    def _forget(self, item: Item) -> None:
        self._shelf.forget(item.kept.id)
        self._items.pop(item.kept.id, None)

    def _find(self, name: str) -> Item:
        found = self._items.get(name)
        if found is None:
            raise missing("there is no job {name!r}", name=name)
        return found

    def _set(self, item: Item, kept: Kept) -> None:
        """Keep a job's new state, and tell it."""
        self._shelf.write(kept)
        item.kept = kept
        self._tell(item)

    def _tell(self, item: Item) -> None:
        item.told = time.monotonic()
        with speaking(item.kept.language):
            self._news.publish("job", job_value(item.kept.told()))

    def _work(self, sort: Sort) -> None:
        """Do the jobs of one sort, one after the other, until the end."""
        while (item := self._next(sort)) is not None:
            file = self._shelf.file(item.kept.id, sort)
            ended = do(item, self._studios, file, self._tell)
            if self._is_over and ended.state is JobState.CANCELLED:
                ended = replace(ended, state=JobState.INTERRUPTED)
            with self._change:
                try:
                    self._set(item, ended)
                except RecordingError:  # a full disk: the next start finds it interrupted
                    _LOG.exception("what came of a job cannot be kept")
                    item.kept = ended
                    self._tell(item)
            self._news.publish("state", {})

    def _next(self, sort: Sort) -> Item | None:
        """Wait for a job that waits, and let it run."""
        with self._change:
            while not self._is_over:
                for item in self._items.values():
                    if item.kept.task.sort is sort and item.kept.state is JobState.WAITING:
                        item.kept = replace(item.kept, state=JobState.RUNNING, started=now())
                        self._tell(item)
                        return item
                self._change.wait()
        return None
