"""A job: something long that the server does, as it is told, and as it is kept on disk.

What is kept is no evidence: it says what was asked for and how far it came, so that a server
that was killed knows what it left undone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter, ValidationError

from bozzetto.language import Language, speaking, spoken
from bozzetto.law import Place
from bozzetto.record import Digest, JSONObject, Moment
from bozzetto.web.answers import Problem
from bozzetto.web.bodies import ID
from bozzetto.web.results import (
    Answer,
    BackupResult,
    Checked,
    CheckResult,
    DossierResult,
    ExportResult,
    ImportResult,
    Result,
    answer_of,
)

__all__ = [
    "BackupResult",
    "BackupTask",
    "CheckResult",
    "CheckTask",
    "Checked",
    "DossierResult",
    "DossierTask",
    "ExportResult",
    "ExportTask",
    "ImportResult",
    "ImportTask",
    "Job",
    "JobState",
    "Kept",
    "Result",
    "Sort",
    "Task",
    "in_each_language",
    "job_value",
]


class Sort(StrEnum):
    """What a job does."""

    IMPORT = "import"
    EXPORT = "export"
    DOSSIER = "dossier"
    CHECK = "check"
    BACKUP = "backup"


class JobState(StrEnum):
    """How far it is."""

    WAITING = "waiting"  # for another one of its sort
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"  # the server ended, or died


@dataclass(frozen=True, slots=True)
class ImportTask:
    """Files that were made earlier go into a work."""

    work: Digest
    paths: tuple[str, ...]
    sort: Literal[Sort.IMPORT] = Sort.IMPORT


@dataclass(frozen=True, slots=True)
class ExportTask:
    """A work's evidence bundle is written."""

    work: Digest
    withheld_texts: tuple[Digest, ...] = ()
    withheld_assets: tuple[Digest, ...] = ()
    reason: str = ""
    recipient: str | None = None
    sort: Literal[Sort.EXPORT] = Sort.EXPORT


@dataclass(frozen=True, slots=True)
class DossierTask:
    """A work's dossier is written."""

    work: Digest
    place: Place | None = None  # whose law; None for every factor, without authorities
    languages: tuple[Language, ...] = (Language.ZH, Language.EN)  # in the order of the pages
    since: AwareDatetime | None = None  # when a dispute began, UTC
    bundle_job: str | None = None  # the export whose bundle goes with it
    sort: Literal[Sort.DOSSIER] = Sort.DOSSIER


@dataclass(frozen=True, slots=True)
class CheckTask:
    """The studio is looked through."""

    deep: bool
    sort: Literal[Sort.CHECK] = Sort.CHECK


@dataclass(frozen=True, slots=True)
class BackupTask:
    """The studio is copied into a folder."""

    folder: str
    sort: Literal[Sort.BACKUP] = Sort.BACKUP


Task: TypeAlias = Annotated[
    ImportTask | ExportTask | DossierTask | CheckTask | BackupTask, Field(discriminator="sort")
]


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it is told."""

    id: str
    sort: Sort
    work: Digest | None
    title: str | None
    state: JobState
    done: int
    total: int
    started: Moment
    ended: Moment | None
    error: Problem | None
    result: Answer | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A job as it is kept."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=ID)]
    task: Task
    language: Language  # of who asked for it
    title: str | None
    state: JobState
    started: Moment
    ended: Moment | None = None
    done: int = 0
    total: int = 0
    errors: dict[Language, Problem] = field(default_factory=dict)
    result: Result | None = None

    @property
    def is_ended(self) -> bool:
        """Whether nothing is to be done about it, unless somebody resumes it."""
        return self.state not in {JobState.WAITING, JobState.RUNNING}

    def told(self) -> Job:
        """Say how it is, in the spoken language."""
        return Job(
            self.id,
            self.task.sort,
            getattr(self.task, "work", None),
            self.title,
            self.state,
            self.done,
            self.total,
            self.started,
            self.ended,
            self.errors.get(spoken()),
            None if self.result is None else answer_of(self.result),
        )

    def to_value(self) -> JSONObject:
        """Return what stands in its file."""
        value: JSONObject = _KEPT.dump_python(self, mode="json")
        return value

    @classmethod
    def from_value(cls, value: JSONObject) -> "Kept | None":
        """Read what stands in its file; None where it is not of its form."""
        try:
            return _KEPT.validate_python(value)
        except ValidationError:
            return None


_KEPT = TypeAdapter(Kept)
_JOB = TypeAdapter(Job)


def job_value(job: Job) -> JSONObject:
    """Return a job as JSON."""
    value: JSONObject = _JOB.dump_python(job, mode="json")
    return value


def in_each_language(say: Callable[[], Problem]) -> dict[Language, Problem]:
    """Say a problem in each language: who reads it later may read another one."""
    found = {}
    for language in Language:
        with speaking(language):
            found[language] = say()
    return found
