"""``bozzetto backup`` and ``bozzetto restore``."""

from pathlib import Path

import click

from bozzetto.cli.command import Command
from bozzetto.cli.exits import ExitCode, leave
from bozzetto.cli.options import json_option
from bozzetto.cli.output import complain, fields, hint, note, show_json
from bozzetto.cli.progress import bar
from bozzetto.cli.session import open_studio, studio_folder
from bozzetto.durations import spell_size
from bozzetto.language import _, join
from bozzetto.record import JSONObject
from bozzetto.upkeep.backup import BackedUp, back_up
from bozzetto.upkeep.checks import CHECKS
from bozzetto.upkeep.health import Check, CheckState
from bozzetto.upkeep.restore import Restored
from bozzetto.upkeep.restore import restore as restore_studio
from bozzetto.upkeep.times import short_moment

__all__ = ["backup", "restore"]

MAX_NAMED = 5  # damaged files that are named one by one; --json has all


@click.command("backup", cls=Command)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--without-keys",
    is_flag=True,
    help="leave the private keys out: a studio restored from it opens only with them",
)
@click.option(
    "--deep", is_flag=True, help="read what is in DIR already, too, and mend what is damaged there"
)
@json_option
def backup(folder: Path, without_keys: bool, deep: bool, as_json: bool) -> None:
    """Copy the whole studio into a folder, while recording goes on.

    DIR is an empty folder or one with earlier backups, best on another disk: only what is new is
    copied. The private keys are in the backup: whoever has it can sign in the studio's name.
    """
    with open_studio() as studio, bar(_("copying")) as advance:
        done = back_up(studio, folder, keys=not without_keys, deep=deep, progress=advance)
    if as_json:
        show_json(_backed_up(done, folder))
    else:
        _show_backed_up(done, folder)
    _say_keys(done)
    if done.waiting:
        complain(
            _(
                "reports that tools handed over wait still, and are not in the backup: {count}",
                count=done.waiting,
            )
        )
        hint(_("record them, and back up again: bozzetto receive --once"))
    for digest in done.damaged[:MAX_NAMED]:
        complain(_("{digest} is missing or altered in the studio: not backed up", digest=digest))
    if len(done.damaged) > MAX_NAMED:
        complain(_("and {count} more", count=len(done.damaged) - MAX_NAMED))
    if done.erased:
        note(
            _(
                "{count} files that were erased in the studio are still in the folder, from"
                " earlier backups",
                count=len(done.erased),
            )
        )
    _end(done.check, whole=not done.damaged)


@click.command("restore", cls=Command)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--snapshot", metavar="NAME", help="the backup of this name; else the newest")
@json_option
def restore(folder: Path, snapshot: str | None, as_json: bool) -> None:
    """Make a studio out of a backup, in a folder that is empty or not there yet.

    DIR is the folder that was given to the backup. The studio is made where --studio says, and
    never over another one. Every file is compared with the backup's list, and the log is checked.
    """
    place = studio_folder()
    with bar(_("copying")) as advance:
        done = restore_studio(folder, place, snapshot=snapshot, progress=advance)
    if as_json:
        show_json(_restored(done, place))
    else:
        _show_restored(done, place)
    note(
        _(
            "what was recorded after {time} is not in it; if recording goes on here, that is"
            " another log, and the recorder says in the record that the studio was brought back",
            time=short_moment(done.moment),
        )
    )
    if not done.keys:
        hint(_("the backup has no keys: put the key files into {place}", place=place / "keys"))
    if done.tools:
        note(
            _(
                "these tools still hand over to the studio that was backed up: {names}",
                names=join(done.tools),
            )
        )
        hint(_("if you go on here, disconnect each of them, and connect it again"))
    failed = [check for check in done.checks if check.state is CheckState.FAILED]
    for check in failed:
        complain(str(check.detail))
    leave(ExitCode.ALTERED if failed else ExitCode.OK)


def _show_backed_up(done: BackedUp, folder: Path) -> None:
    fields(
        [
            (_("folder"), str(folder)),
            (_("backup"), done.snapshot.name),
            (_("entries"), str(done.entries)),
            (_("files"), str(done.files)),
            (_("size"), spell_size(done.size)),
            (_("new"), _("{count}, {size}", count=done.copied, size=spell_size(done.copied_size))),
            (_("log"), str(done.check.detail)),
        ]
    )


def _say_keys(done: BackedUp) -> None:
    if not done.keys:
        note(
            _(
                "the private keys are not in the backup: if this studio is lost, only a copy of its"
                " folder keys lets a restored one record"
            )
        )
        return
    note(_("the private keys are in the backup: keep it where only you can read it"))
    if done.exposed:
        complain(_("others can read the keys there: the disk's file system knows no owners"))
        hint(_("use a disk that does, or an encrypted one, or leave them out: --without-keys"))


def _end(check: Check, *, whole: bool) -> None:
    if check.state is CheckState.FAILED:
        complain(str(check.detail))
        whole = False
    leave(ExitCode.OK if whole else ExitCode.ALTERED)


def _show_restored(done: Restored, place: Path) -> None:
    fields(
        [
            (_("studio"), str(place)),
            (_("backup"), done.snapshot.name),
            (_("entries"), str(done.entries)),
            (_("files"), str(done.files)),
            *((_(CHECKS[check.name]), str(check.detail)) for check in done.checks),
        ]
    )


def _backed_up(done: BackedUp, folder: Path) -> JSONObject:
    return {
        "folder": str(folder),
        "snapshot": done.snapshot.name,
        "at": done.snapshot.moment,
        "studio": done.studio,
        "entries": done.entries,
        "files": done.files,
        "size": done.size,
        "copied": {"files": done.copied, "size": done.copied_size},
        "keys": {"included": done.keys, "exposed": done.exposed},
        "damaged": [*done.damaged],
        "erased": [*done.erased],
        "log": _check(done.check),
        "waiting": done.waiting,
    }


def _restored(done: Restored, place: Path) -> JSONObject:
    return {
        "place": str(place),
        "snapshot": done.snapshot.name,
        "at": done.moment,
        "studio": done.studio,
        "entries": done.entries,
        "files": done.files,
        "keys": done.keys,
        "checks": [_check(check) for check in done.checks],
        "tools": [*done.tools],
    }


def _check(check: Check) -> JSONObject:
    return {"name": check.name, "state": check.state.value, "detail": str(check.detail)}
