"""``bozzetto watch`` and ``bozzetto import``: files become entries.

What a watch sees appear is ``live``. What stood there before is ``imported``, and the command
says what that is worth.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from bozzetto.capture import FolderWatch, ImportReport, WatchEvent, What, import_files
from bozzetto.capture.projects.saving import is_project
from bozzetto.cli.command import Command
from bozzetto.cli.entries import SEEN_WORDS, short_digest
from bozzetto.cli.exits import ExitCode, leave
from bozzetto.cli.options import ExistingPath, json_option, work_option
from bozzetto.cli.output import complain, fields, hint, note, say, show_json
from bozzetto.cli.progress import bar
from bozzetto.cli.seal import say_sealed
from bozzetto.cli.session import choose_work, open_studio
from bozzetto.language import _, error_words, hint_words, term
from bozzetto.record import JSONObject
from bozzetto.studio import Work

__all__ = ["WORTH_WORDS", "import_", "stopped_by_signals", "watch"]

WORTH_WORDS = {
    "import.existed": term(
        "that these bytes existed when the import was sealed, and not since when"
    ),
    "import.times-claimed": term(
        "times and order are what the files say, and anybody can write them"
    ),
    "import.words-claimed": term("so are the prompts and settings in the files"),
    "import.words-absent": term("some files say nothing of how they were made"),
    "import.signed-by-tool": term(
        "a tool's own signature in some of the files holds over its pixels and its words"
    ),
    "import.candidates-unknown": term("what else was made, and thrown away, is not known"),
}


@click.command("import", cls=Command)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=ExistingPath())
@work_option
@json_option
def import_(paths: tuple[Path, ...], work_name: str | None, as_json: bool) -> None:
    """Record files that were made earlier, and say that they were.

    PATH is a file, a ZIP that was downloaded, or a folder with all that is in it. Where a tool has
    left more than pictures (a log, sidecars, stars, a database), that is read, too. The oldest file
    comes first. Files that the work has already are left out, so that it can be done again.
    """
    with open_studio() as studio:
        work = choose_work(studio, work_name)
        with bar(_("reading files")) as advance:
            report = import_files(work, paths, advance)
    if as_json:
        show_json(_value(work, report))
    else:
        _show(report)
    for path in report.failed:
        complain(_("cannot read {path}; the record says so", path=path))
    leave(ExitCode.INCOMPLETE if report.failed else ExitCode.OK)


def _show(report: ImportReport) -> None:
    for found in report.found:
        tool, count, place = found.tool, found.pictures, found.place
        say(_("found: {tool}, {count} pictures, at {place}", tool=tool, count=count, place=place))
    fields(
        [
            (_("recorded"), _("{count} files", count=report.recorded)),
            (_("instructions"), str(report.instructions)),
            (_("known before"), str(report.known)),
            (_("no pictures"), str(report.skipped)),
            (_("damaged"), str(report.damaged)),
        ]
    )
    if report.worth:
        say()
        say(_("what that is worth:"))
        for code in report.worth:
            say(f"  - {_(WORTH_WORDS[code])}")


def _value(work: Work, report: ImportReport) -> JSONObject:
    return {
        "work": work.digest,
        "title": work.title,
        "recorded": report.recorded,
        "instructions": report.instructions,
        "known": report.known,
        "skipped": report.skipped,
        "damaged": report.damaged,
        "failed": [str(path) for path in report.failed],
        "worth": [*report.worth],
        "found": [
            {"tool": found.tool, "place": str(found.place), "pictures": found.pictures}
            for found in report.found
        ],
    }


@click.command("watch", cls=Command)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=ExistingPath())
@click.option("--polling", is_flag=True, help="look again and again: for network drives")
@work_option
def watch(paths: tuple[Path, ...], polling: bool, work_name: str | None) -> None:
    """Record what appears in folders while you work, until Ctrl-C.

    PATH is a folder. What stands there already is recorded as imported, what appears as seen
    live. It goes under timestamps while it runs, whenever work pauses.
    """
    with open_studio() as studio, stopped_by_signals() as stop:
        work = choose_work(studio, work_name)
        watching = FolderWatch(work, paths, on_event=_tell, polling=polling)
        note(_("recording into {title}; end with Ctrl-C", title=work.title))
        watching.run(stop)
    note(_("stopped: from now on nothing is seen"))


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """Turn signals that ask the process to end into an orderly stop, which the record has."""
    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(event: WatchEvent) -> None:
    """Say what a watch does, as it does it."""
    _TELLERS[event.what](event)


def _recorded(event: WatchEvent) -> None:
    seen = _(SEEN_WORDS[event.seen.value]) if event.seen else ""
    digest = short_digest(event.asset.digest) if event.asset else ""
    tool = event.reading.tool if event.reading else _untold(event)
    say(_("{path} [{digest}] {seen}: {tool}", path=event.path, digest=digest, seen=seen, tool=tool))
    if event.problems:
        note(_("{path}: {problems}", path=event.path, problems=", ".join(event.problems)))


def _untold(event: WatchEvent) -> str:
    """Say what a file is that names no instruction; a drawing is not expected to."""
    if event.asset is not None and is_project(event.asset):
        return _("a save of a drawing")
    return _("no instruction in the file")


def _passed(words: str) -> Callable[[WatchEvent], None]:
    def tell(event: WatchEvent) -> None:
        note(_(words, path=event.path or "-"))

    return tell


def _silent(_event: WatchEvent) -> None:
    """Say nothing: it is as it should be."""


def _amiss(words: str) -> Callable[[WatchEvent], None]:
    def tell(event: WatchEvent) -> None:
        complain(_(words, path=event.path or "-"))
        if event.error is not None:
            complain(error_words(event.error))
            if event.error.hint:
                hint(hint_words(event.error))

    return tell


def _sealed(event: WatchEvent) -> None:
    if event.sealed is None:
        return
    if event.sealed.recorded is not None:
        note(_("sealed: {count} entries of the studio's log", count=event.sealed.size))
    say_sealed(event.sealed)


_TELLERS: dict[What, Callable[[WatchEvent], None]] = {
    What.WATCHING: _passed(term("watching: what appears now is recorded live")),
    What.CAUGHT_UP: _passed(term("all that was made before is recorded")),
    What.RECORDED: _recorded,
    What.KNOWN: _silent,
    What.SKIPPED: _silent,
    What.LOST: _amiss(term("{path} was gone before it could be read; the record says so")),
    What.UNREADABLE: _amiss(term("cannot read {path}; the record says so")),
    What.SEALED: _sealed,
    What.NOT_SEALED: _amiss(term("no timestamp was given: what was recorded waits")),
}
