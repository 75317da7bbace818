"""Tasks: what the jobs do, each with a studio of its own."""

from collections.abc import Callable
from functools import singledispatch
from pathlib import Path

from bozzetto.api import Studio, Withheld, Work
from bozzetto.capture import import_files
from bozzetto.errors import StudioError, VerificationError
from bozzetto.record import Digest
from bozzetto.upkeep.backup import back_up
from bozzetto.upkeep.checks import checks
from bozzetto.upkeep.health import CheckState
from bozzetto.web.job import (
    BackupResult,
    BackupTask,
    Checked,
    CheckResult,
    CheckTask,
    ExportResult,
    ExportTask,
    ImportResult,
    ImportTask,
    Result,
)

__all__ = ["Advance", "perform"]

# Is told how much is done, of how much; what it raises ends the task
Advance = Callable[[int, int], None]


@singledispatch
def perform(task: object, _studio: Studio, _bundle: Path, _advance: Advance) -> Result:
    """Do a task.

    Args:
        task: What is to be done.
        studio: Open, and this thread's own.
        bundle: Where an exported bundle goes.
        advance: Is told how far it is.

    Raises:
        BozzettoError: it could not be done.
    """
    raise TypeError(task)


@perform.register
def _import(task: ImportTask, studio: Studio, _bundle: Path, advance: Advance) -> ImportResult:
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
def _export(task: ExportTask, studio: Studio, bundle: Path, advance: Advance) -> ExportResult:
    work = studio.find_work(task.work)
    withheld = Withheld(
        frozenset(task.withheld_texts), frozenset(task.withheld_assets), task.reason
    )
    advance(0, 0)
    made = work.export(bundle, withheld=withheld, progress=advance)
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
def _check(task: CheckTask, studio: Studio, _bundle: Path, advance: Advance) -> CheckResult:
    found = list(checks(studio, deep=task.deep, online=False, advance=advance))
    good = all(check.state is not CheckState.FAILED for check in found)
    return CheckResult(
        good, [Checked(check.name, check.state.value, check.detail) for check in found]
    )


@perform.register
def _back_up(task: BackupTask, studio: Studio, _bundle: Path, advance: Advance) -> BackupResult:
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
    )
