"""Jobs: what takes long goes on while the page does something else, and can be ended."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import ConfigDict, Field, StringConstraints

from bozzetto.errors import StudioError
from bozzetto.record import Digest
from bozzetto.web.bodies import BodyDigest, PathId
from bozzetto.web.job import BackupTask, CheckTask, ExportTask, ImportTask, Job, Sort
from bozzetto.web.state import Desk, State
from bozzetto.web.watches import NamedPath
from bozzetto.web.watching import named_path

__all__ = ["router", "start", "stop"]

router = APIRouter(tags=["jobs"])

MAX_PATHS = 1000  # of one import: somebody dropped a selection
MAX_WITHHELD = 10_000  # texts or files of one bundle: all of a large work
MAX_REASON = 4096  # characters
MAX_RECIPIENT = 200  # characters of a name


class Bundle(FileResponse):
    """An evidence bundle."""

    media_type = "application/zip"


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


@router.get("/jobs/{job}/file", response_class=Bundle)
def file(desk: Desk, job: PathId) -> Bundle:
    """Give the bundle that an export wrote."""
    told, path = desk.jobs.bundle(job)
    return Bundle(path, filename=f"{_file_name(told.title)}.zip")


def _file_name(title: str | None) -> str:
    """Make a name that every system takes out of a title that somebody wrote."""
    kept = "".join(sign if sign.isalnum() or sign in "-_()" else " " for sign in (title or "")[:80])
    return " ".join(kept.split()) or "bozzetto"


def _title(desk: State, work: Digest) -> str:
    with desk.studios.borrow() as studio:
        return studio.find_work(work).title
