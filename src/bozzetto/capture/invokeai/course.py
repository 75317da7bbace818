"""The course of sessions: what was asked for, what came of it, and how it ended."""

from bozzetto.capture.invokeai.events import Event
from bozzetto.capture.invokeai.handing import Ahead, Handing
from bozzetto.capture.invokeai.items import ENDS, Item, Made
from bozzetto.capture.invokeai.jobs import Job, Jobs
from bozzetto.capture.invokeai.queue import Queue
from bozzetto.capture.invokeai.staging import Staging
from bozzetto.capture.invokeai.telling import Telling

__all__ = ["Course"]

_STAGED = "canvas:"  # how a destination begins that is a staging area
_NAMED = 8  # sessions in a note
_HOW = {"completed": "done", "failed": "failed", "canceled": "interrupted"}


class Course:
    """Follows the queue. One thread uses it."""

    def __init__(self, queue: Queue, handing: Handing, telling: Telling, staging: Staging) -> None:
        self._queue = queue
        self._handing = handing
        self._telling = telling
        self._staging = staging
        self.jobs = Jobs()

    def follow(self, event: Event, ahead: Ahead) -> None:
        """Take what an event says.

        Args:
            event: The event.
            ahead: Images that it names, which are being fetched already.
        """
        match event.name:
            case "batch_enqueued":
                self.begin_new()
                self._check_batch(event)
            case "queue_items_retried":
                self.begin_new()
            case "queue_cleared" | "queue_items_canceled":
                self.check(len(self.jobs.open()))
        if event.job is None or event.number is None:
            return
        job = self._meet(event.job, event.number)
        job.status = event.status or job.status
        if event.made is not None:
            self._output(job, event.made, ahead, event.raw)
        elif event.status in ENDS and self.jobs.is_open(job):
            self._conclude(job)

    def begin(self) -> None:
        """Begin with what waits or is under way."""
        for item in self._queue.begin():
            self._begin(item, item.created)

    def begin_new(self, *, late: bool = False) -> None:
        """Hand over what was queued since the last look: all that was asked for stands first."""
        begun = [
            (self._begin(item, item.created if late else None), item) for item in self._queue.new()
        ]
        for job, item in begun:
            if item.status in ENDS and self.jobs.is_open(job):
                self._settle(job, item, late=late)

    def check(self, most: int, *, late: bool = False) -> None:
        """Ask after sessions that are under way, those first that were not for the longest time."""
        for job in self.jobs.open()[:most]:
            self._conclude(job, late=late)

    def stop(self) -> None:
        """Say what is still under way."""
        left = self.jobs.open()
        if left:
            jobs = ", ".join(job.id for job in left[:_NAMED])
            self._telling.lost(f"{len(left)} sessions were under way at the end: {jobs}")

    def _meet(self, job: str, number: int) -> Job:
        """Give a session; one that is not known is read first."""
        known = self.jobs.find(job)
        if known is not None:
            return known
        item = self._queue.item(number).item
        if item is not None and item.job == job:
            return self._begin(item)
        self._telling.lost(f"what session {job} was asked for could not be read")
        return self.jobs.add(Job(job, number))

    def _begin(self, item: Item, at: str | None = None) -> Job:
        """Hand over an instruction, once."""
        known = self.jobs.find(item.job)
        if known is not None:
            return known
        asked = item.asked()
        inputs: frozenset[str] = frozenset()
        if asked is None:
            self._telling.lost(f"what session {item.job} was asked for could not be read")
        else:
            self._handing.instruct(item, asked, at)
            inputs = frozenset(asked.inputs)
        job = Job(item.job, item.number, item.batch, item.destination, inputs=inputs)
        return self.jobs.add(job)

    def _check_batch(self, event: Event) -> None:
        """Say what of a batch was gone before it could be read."""
        known = sum(1 for _ in self.jobs.of_batch(event.batch or ""))
        if self._queue.is_listed and known < event.count:
            missing = event.count - known
            self._telling.lost(f"queued, and gone before they could be read: {missing} sessions")

    def _output(
        self, job: Job, made: Made, ahead: Ahead, raw: object, at: str | None = None
    ) -> None:
        """Hand over what a node made, once; what only passed through it is no output."""
        names = [each for each in made.images if each not in job.told and each not in job.inputs]
        if not names and not made.other:
            return
        job.told.update(dict.fromkeys(names, made.intermediate))
        for name in self._handing.output(job.id, made, names, ahead, raw, at):
            if made.staged and job.destination.startswith(_STAGED):
                self._staging.add(job.destination, job.number, name)

    def _conclude(self, job: Job, *, late: bool = False) -> None:
        """Ask after a session, and hand over what came of it if it has ended."""
        answer = self._queue.item(job.number)
        self.jobs.looked_at(job)
        item = answer.item
        if item is not None and item.job == job.id:
            self._settle(job, item, late=late)
        elif answer.is_gone or item is not None:
            note = None if job.status == "completed" else "it is not in the queue any more"
            self._end(job, _HOW.get(job.status, "deleted"), note)

    def _settle(self, job: Job, item: Item, *, late: bool = False) -> None:
        """Hand over what an item has, that was not heard; and its end."""
        at = item.ended if late else None
        for made in item.made():
            names = [each for each in made.images if each not in job.told]
            self._output(job, made, {}, {"node": made.node, "images": names}, at)
        if item.status in ENDS:
            how, note = item.end
            self._end(job, how, note, at)

    def _end(self, job: Job, how: str, note: str | None, at: str | None = None) -> None:
        if self.jobs.is_open(job):
            self._telling.ended(job.id, how, note, at=at)
            self.jobs.end(job)
