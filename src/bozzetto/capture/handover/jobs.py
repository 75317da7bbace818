"""Jobs: what a work's record says of the jobs that were handed over, by the tool's own ids.

It is read out of the entries themselves, so that it is right after any crash, whoever recorded
them. A chain grows at its end and nowhere else: what was read stays right.
"""

from dataclasses import dataclass, field

from bozzetto.record import Digest, Entry, assets_in
from bozzetto.studio import Work

__all__ = ["Job", "Jobs"]

# Within a JSON string the quotes are escaped, so a line without these bytes is passed over unparsed
_OBSERVED = b'"observed":"'  # what was handed over says when it was seen
_MODEL = b'"kind":"model.identified"'


@dataclass(slots=True)
class Job:
    """A job that a tool was given."""

    instruction: Digest | None = None  # the entry; None before it is recorded
    outputs: list[Digest] = field(default_factory=list)  # of files, in the tool's order


class Jobs:
    """The jobs of one work, as far as it was read. Owned by one thread."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._read = 0  # entries of the chain
        self._jobs: dict[str, Job] = {}
        self._models: set[tuple[str, Digest]] = set()

    def follow(self) -> None:
        """Read what is new in the work."""
        database = self._work.studio.database
        chain = database.chain_id(self._work.digest)
        for _, line in database.lines(chain, self._read):
            if _OBSERVED in line or _MODEL in line:
                self._note(Entry.parse(line))
            self._read += 1

    def _note(self, entry: Entry) -> None:
        kind, body = entry.event.kind, entry.event.body
        job, name, digest = (body.get(member) for member in ("job", "name", "digest"))
        if kind == "model.identified":
            self._models.add((str(name), Digest(str(digest))))
        elif kind == "instruction.given" and isinstance(job, str):
            self._jobs[job] = Job(entry.digest)
        elif kind == "output.received" and isinstance(job, str):
            outputs = self._jobs.setdefault(job, Job()).outputs
            outputs.extend(asset.digest for asset in assets_in(body["assets"]))

    def find(self, job: str) -> Job | None:
        """Return what is recorded of a job."""
        return self._jobs.get(job)

    def has_model(self, name: str, digest: Digest) -> bool:
        """Whether the record says already which file a model's name stands for."""
        return (name, digest) in self._models
