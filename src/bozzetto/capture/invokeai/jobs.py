"""The sessions of InvokeAI's queue that are known: under way, or ended not long ago."""

import itertools
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Job", "Jobs"]

MAX_OPEN = 50_000  # sessions under way: InvokeAI's own queue holds 10,000, unless told otherwise
MAX_ENDED = 1024  # ended sessions that are remembered, so that late news of them are known as that


@dataclass(slots=True, eq=False)
class Job:
    """A session."""

    id: str
    number: int  # of its item in the queue
    batch: str = ""
    destination: str = ""
    status: str = ""  # as it was told last
    inputs: frozenset[str] = frozenset()  # names of images that it starts from
    # Images that were handed over, by name, and whether each is an intermediate
    told: dict[str, bool] = field(default_factory=dict)


class Jobs:
    """Those sessions, and the batches that they are of."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Job] = OrderedDict()
        self._ended: OrderedDict[str, Job] = OrderedDict()

    def add(self, job: Job) -> Job:
        """Take note of one that is under way."""
        known = self._open.setdefault(job.id, job)
        while len(self._open) > MAX_OPEN:
            self._open.popitem(last=False)
        return known

    def find(self, job: str) -> Job | None:
        """Give one that is known."""
        return self._open.get(job) or self._ended.get(job)

    def is_open(self, job: Job) -> bool:
        """Whether it has not ended."""
        return job.id in self._open

    def end(self, job: Job) -> None:
        """Take note that one ended."""
        self._open.pop(job.id, None)
        self._ended[job.id] = job
        while len(self._ended) > MAX_ENDED:
            self._ended.popitem(last=False)

    def open(self) -> list[Job]:
        """List those that are under way, those first that were looked at the longest time ago."""
        return list(self._open.values())

    def looked_at(self, job: Job) -> None:
        """Put one behind the others."""
        if job.id in self._open:
            self._open.move_to_end(job.id)

    def of_batch(self, batch: str) -> Iterator[Job]:
        """List all that are known of a batch."""
        every = (*self._ended.values(), *self._open.values())
        return (job for job in every if job.batch == batch)

    def siblings(self, name: str, most: int) -> list[str]:
        """List the images of the batch of which an image is, itself among them."""
        every = (*self._ended.values(), *self._open.values())
        own = next((job for job in every if name in job.told), None)
        if own is None:
            return [name]
        jobs = self.of_batch(own.batch) if own.batch else iter((own,))
        offered = (name for job in jobs for name, between in job.told.items() if not between)
        found = [*itertools.islice(offered, most)]
        return found if name in found else [name, *found]
