"""Tasks: what the jobs do, each with a studio of its own."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import singledispatch
from pathlib import Path

from bozzetto import __version__
from bozzetto.api import Studio, Withheld, Work
from bozzetto.capture import import_files
from bozzetto.errors import RecordingError, StudioError, VerificationError
from bozzetto.evidence.dossier import Filed, Source, outline_of, render_volumes
from bozzetto.record import Digest, digest_of
from bozzetto.studio.durable import write_durably
from bozzetto.upkeep.backup import back_up
from bozzetto.upkeep.checks import checks
from bozzetto.upkeep.health import CheckState
from bozzetto.upkeep.sources import Asking, source_of
from bozzetto.web.job import (
    BackupResult,
    BackupTask,
    Checked,
    CheckResult,
    CheckTask,
    DossierResult,
    DossierTask,
    ExportResult,
    ExportTask,
    ImportResult,
    ImportTask,
    Result,
    Sort,
)
from bozzetto.web.shelf import Shelf, file_name

__all__ = ["Advance", "perform"]

_DOSSIER_STEPS = 3  # gathered and measured, set on pages, written

# Is told how much is done, of how much; what it raises ends the task
Advance = Callable[[int, int], None]


@singledispatch
def perform(task: object, _studio: Studio, _file: Path, _advance: Advance) -> Result:
    """Do a task.

    Args:
        task: What is to be done.
        studio: Open, and this thread's own.
        file: Where a bundle or a dossier goes, among the files of the other jobs.
        advance: Is told how far it is.

    Raises:
        BozzettoError: it could not be done.
    """
    raise TypeError(task)


@perform.register
def _import(task: ImportTask, studio: Studio, _file: Path, advance: Advance) -> ImportResult:
    work = studio.find_work(task.work)
    report = import_files(work, [Path(path) for path in task.paths], advance)
    return ImportResult(
        report.recorded,
        report.instructions,
        report.known,
        report.skipped,
        report.damaged,
        len(report.failed),
        list(report.worth),
    )


@perform.register
def _export(task: ExportTask, studio: Studio, file: Path, advance: Advance) -> ExportResult:
    work = studio.find_work(task.work)
    withheld = Withheld(
        frozenset(task.withheld_texts), frozenset(task.withheld_assets), task.reason
    )
    advance(0, 0)
    made = work.export(file, withheld=withheld, progress=advance)
    recorded = None if task.recipient is None else _hand_over(work, task.recipient, made.digest)
    sealed = made.sealed is not None and made.sealed.recorded is not None
    return ExportResult(
        made.digest, made.size, made.entries, made.assets, made.page, sealed, recorded
    )


def _hand_over(work: Work, recipient: str, bundle: Digest) -> bool:
    """Record whom a bundle is for, not that they got it; False where the owner cannot sign."""
    try:
        work.comment(f"exported for {recipient}: {bundle}")
    except (StudioError, VerificationError):  # locked, or not on this device
        return False
    return True


@perform.register
def _dossier(task: DossierTask, studio: Studio, file: Path, advance: Advance) -> DossierResult:
    advance(0, _DOSSIER_STEPS)
    source = _source(task, studio, file)
    advance(1, _DOSSIER_STEPS)
    # Whoever cancels now waits for the pages: typst sets them in one call that cannot be left
    languages = tuple(each.value for each in task.languages)
    files = render_volumes(outline_of(source), studio, languages)
    advance(2, _DOSSIER_STEPS)
    if len(files) == 1:
        data, place, other = files[0].data, file.with_suffix(".pdf"), file.with_suffix(".zip")
    else:
        data = _packed(files, file_name(studio.find_work(task.work).title, ""))
        place, other = file.with_suffix(".zip"), file.with_suffix(".pdf")
    try:
        write_durably(place, data)
        other.unlink(missing_ok=True)  # of a server that was killed before the job ended
    except OSError as error:
        raise RecordingError(
            "cannot write {path}: {why}",
            hint="free space on the studio's disk, or check that its folder can be written",
            path=place,
            why=error.strerror or error,
        ) from error
    has_bundle = source.bundle is not None
    return DossierResult(digest_of(data), len(data), [*task.languages], task.place, has_bundle)


def _packed(files: tuple[Filed, ...], name: str) -> bytes:
    """Put volumes into one ZIP file: a browser fetches one; the same volumes, the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # a PDF is packed already
        for number, each in enumerate(files, 1):
            archive.writestr(zipfile.ZipInfo(f"{name}-{number}.pdf"), each.data)
    return out.getvalue()


def _source(task: DossierTask, studio: Studio, file: Path) -> Source:
    """Gather what a dossier is made from; a bundle is called as it was when it was fetched."""
    work, bundle = studio.find_work(task.work), None
    if task.bundle_job is not None:
        bundle = Shelf(file.parent).file(task.bundle_job, Sort.EXPORT)
    try:
        asking = Asking(task.place, task.since, bundle)
        source = source_of(studio, work, asking, f"bozzetto {__version__}")
    except OSError as error:
        raise StudioError(
            "the bundle cannot be read: {why}",
            hint="export the work again, or make the dossier without the bundle",
            why=error.strerror or error,
        ) from error
    if source.bundle is None:
        return source
    name = file_name(work.title, ".zip")
    return replace(source, bundle=replace(source.bundle, name=name))


@perform.register
def _check(task: CheckTask, studio: Studio, _file: Path, advance: Advance) -> CheckResult:
    found = list(checks(studio, deep=task.deep, online=False, advance=advance))
    good = all(check.state is not CheckState.FAILED for check in found)
    return CheckResult(
        good, [Checked(check.name, check.state.value, check.detail) for check in found]
    )


@perform.register
def _back_up(task: BackupTask, studio: Studio, _file: Path, advance: Advance) -> BackupResult:
    made = back_up(studio, Path(task.folder), progress=advance)
    return BackupResult(
        made.snapshot.name,
        made.entries,
        made.files,
        made.size,
        made.copied,
        made.keys,
        made.exposed,
        len(made.damaged),
        len(made.erased),
        made.check.state is not CheckState.FAILED,
        made.waiting,
    )
