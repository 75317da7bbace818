"""Jobs: what takes long goes on while the page does something else, and can be ended."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints

from bozzetto.errors import StudioError
from bozzetto.language import Language
from bozzetto.law import Place
from bozzetto.record import Digest
from bozzetto.web.answers import missing
from bozzetto.web.bodies import ID, BodyDigest, PathId
from bozzetto.web.job import (
    BackupTask,
    CheckTask,
    DossierTask,
    ExportTask,
    ImportTask,
    Job,
    Sort,
)
from bozzetto.web.shelf import file_name
from bozzetto.web.state import Desk, State
from bozzetto.web.watches import NamedPath
from bozzetto.web.watching import named_path

__all__ = ["router", "start", "stop"]

router = APIRouter(tags=["jobs"])

MAX_PATHS = 1000  # of one import: somebody dropped a selection
MAX_WITHHELD = 10_000  # texts or files of one bundle: all of a large work
MAX_REASON = 4096  # characters
MAX_RECIPIENT = 200  # characters of a name


_TYPES = {".zip": "application/zip", ".pdf": "application/pdf"}
_BYTES = {"schema": {"type": "string", "format": "binary"}}


def _in_utc(moment: datetime) -> datetime:
    """Move a moment to UTC; the first and the last hours of the calendar have no such moment."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a moment of the calendar, in UTC") from None


@dataclass(frozen=True, slots=True)
class NewImport:
    """Files and folders that are to be imported."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    work: BodyDigest
    paths: Annotated[list[NamedPath], Field(min_length=1, max_length=MAX_PATHS)]


@dataclass(frozen=True, slots=True)
class NewExport:
    """A bundle that is to be written, and what it leaves out."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    work: BodyDigest
    withheld_texts: Annotated[list[BodyDigest], Field(max_length=MAX_WITHHELD)] = field(
        default_factory=list
    )
    withheld_assets: Annotated[list[BodyDigest], Field(max_length=MAX_WITHHELD)] = field(
        default_factory=list
    )
    reason: Annotated[
        str,
        StringConstraints(max_length=MAX_REASON),
        Field(description="why something is withheld; the reader is told"),
    ] = ""
    recipient: Annotated[
        str | None,
        StringConstraints(min_length=1, max_length=MAX_RECIPIENT, strip_whitespace=True),
        Field(description="who gets it; the record says so"),
    ] = None


@dataclass(frozen=True, slots=True)
class NewDossier:
    """A dossier that is to be written, and for whom."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    work: BodyDigest
    languages: Annotated[
        frozenset[Language],
        Field(min_length=1, description="where both are asked for, Chinese comes first"),
    ]
    place: Annotated[Place | None, Field(description="whose law; else every factor")] = None
    since: Annotated[
        Annotated[AwareDatetime, AfterValidator(_in_utc)] | None,
        Field(description="when a dispute began"),
    ] = None
    bundle_job: Annotated[
        Annotated[str, StringConstraints(pattern=ID)] | None,
        Field(description="a finished export of the work, whose bundle goes with it"),
    ] = None


@dataclass(frozen=True, slots=True)
class NewCheck:
    """Whether every file is read, and every signature verified."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    deep: bool = False


@dataclass(frozen=True, slots=True)
class NewBackup:
    """Where to; a folder that is made where there is none."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    folder: NamedPath


def start(state: State) -> None:
    """Begin to work."""
    state.jobs.start()


def stop(state: State) -> None:
    """End; a job that runs is interrupted."""
    state.jobs.stop()


@router.get("/jobs")
def show(desk: Desk, sort: Sort | None = None) -> list[Job]:
    """List the jobs, the newest first."""
    return desk.jobs.all(sort)


@router.get("/jobs/{job}")
def one(desk: Desk, job: PathId) -> Job:
    """Tell how far a job is."""
    return desk.jobs.get(job)


@router.post("/jobs/import")
def import_(desk: Desk, body: NewImport) -> Job:
    """Record files that were made earlier, as imported; known ones are left out."""
    paths = tuple(str(named_path(path)) for path in body.paths)
    return desk.jobs.submit(ImportTask(body.work, paths), _title(desk, body.work))


@router.post("/jobs/export")
def export(desk: Desk, body: NewExport) -> Job:
    """Write a work's evidence bundle, to be fetched when the job is done."""
    if (body.withheld_texts or body.withheld_assets) and not body.reason.strip():
        raise StudioError(
            "something is withheld without a reason", hint="say why: the reader is told"
        )
    task = ExportTask(
        body.work,
        tuple(body.withheld_texts),
        tuple(body.withheld_assets),
        body.reason,
        body.recipient,
    )
    return desk.jobs.submit(task, _title(desk, body.work))


@router.post("/jobs/dossier")
def dossier(desk: Desk, body: NewDossier) -> Job:
    """Write a work's dossier, to be fetched when the job is done: a PDF, or volumes of one.

    What is larger than 15 MB is cut into volumes, and they come together in a ZIP file.
    """
    title = _title(desk, body.work)
    if body.bundle_job is not None:
        told, _path = desk.jobs.file(body.bundle_job)
        if told.sort is not Sort.EXPORT or told.work != body.work:
            raise missing("the job {name} is no export of this work", name=body.bundle_job)
    languages = tuple(sorted(body.languages, reverse=True))  # zh before en
    task = DossierTask(body.work, body.place, languages, body.since, body.bundle_job)
    return desk.jobs.submit(task, title)


@router.post("/jobs/check")
def check(desk: Desk, body: NewCheck) -> Job:
    """Look through the whole studio."""
    return desk.jobs.submit(CheckTask(body.deep))


@router.post("/jobs/backup")
def backup(desk: Desk, body: NewBackup) -> Job:
    """Copy the studio into a folder, as it is now."""
    path = named_path(body.folder, must_exist=False)
    return desk.jobs.submit(BackupTask(str(path)))


@router.post("/jobs/{job}/cancel")
def cancel(desk: Desk, job: PathId) -> Job:
    """End a job; what it has recorded stays."""
    return desk.jobs.cancel(job)


@router.post("/jobs/{job}/resume")
def resume(desk: Desk, job: PathId) -> Job:
    """Do a job again that was broken off."""
    return desk.jobs.resume(job)


@router.delete("/jobs/{job}", status_code=204)
def forget(desk: Desk, job: PathId) -> None:
    """Forget a job that has ended, and remove its file."""
    desk.jobs.forget(job)


@router.get(
    "/jobs/{job}/file",
    response_class=FileResponse,
    responses={200: {"content": dict.fromkeys(_TYPES.values(), _BYTES)}},
)
def file(desk: Desk, job: PathId) -> FileResponse:
    """Give the bundle that an export wrote, or the dossier: a PDF, or volumes in a ZIP file."""
    told, path = desk.jobs.file(job)
    name = file_name(told.title, path.suffix)
    return FileResponse(path, media_type=_TYPES[path.suffix], filename=name)


def _title(desk: State, work: Digest) -> str:
    with desk.studios.borrow() as studio:
        return studio.find_work(work).title
