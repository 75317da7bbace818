"""``bozzetto receive``: what connected tools handed over goes into the record, without a server."""

import threading
from typing import TYPE_CHECKING

import click

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import read_connections
from bozzetto.capture.handover.receiver import Handed, Receiver, What
from bozzetto.capture.handover.station import Station
from bozzetto.capture.sealing import SealingThread
from bozzetto.cli.command import Command
from bozzetto.cli.exits import ExitCode, leave
from bozzetto.cli.options import json_option
from bozzetto.cli.output import complain, hint, note, say, say_error, show_json
from bozzetto.cli.record import stopped_by_signals
from bozzetto.cli.seal import say_sealed
from bozzetto.cli.session import open_studio, studio_folder
from bozzetto.errors import BozzettoError, StudioError
from bozzetto.language import _, term
from bozzetto.studio import Layout

if TYPE_CHECKING:
    from bozzetto.record import JSON

__all__ = ["receive", "receive_until_stopped"]

ACTS = {
    "started": term("the tool began"),
    "stopped": term("the tool ended"),
    "material": term("a material"),
    "instruction": term("an instruction"),
    "output": term("an output"),
    "ended": term("a job ended"),
    "choice": term("a choice"),
    "edit": term("an edit"),
    "model": term("a model file"),
    "lost": term("something was missed"),
}


@click.command("receive", cls=Command)
@click.option("--once", is_flag=True, help="record what is there, and end")
@json_option
def receive(once: bool, as_json: bool) -> None:
    """Record what connected tools hand over, until Ctrl-C.

    A studio that is served in the browser does the same by itself: bozzetto serve.
    """
    if as_json and not once:
        raise click.UsageError(_("--json goes with --once"))
    layout = Layout(studio_folder().absolute())
    connections = read_connections(layout) if layout.exists() else []
    with open_studio(to_sign=any(each.person for each in connections)) as studio:
        if not connections and once:
            raise StudioError("no tool is connected", hint="connect one with: bozzetto connect")
        if once:
            _receive_once(studio, as_json=as_json)
        else:
            with stopped_by_signals() as stop:
                receive_until_stopped(studio, stop)


def _receive_once(studio: Studio, *, as_json: bool) -> None:
    """Record what is there; what is missing in one connection keeps no other from it."""
    missing: list[Handed] = []
    rows: list[JSON] = []
    error: BozzettoError | None = None

    def take(handed: Handed) -> None:
        if handed.what in {What.LOST, What.REFUSED}:
            missing.append(handed)
        if not as_json:
            _tell(handed)

    for connection in read_connections(studio.layout):
        recorded = 0
        try:
            recorded = Receiver(studio, connection, take).drain()
        except BozzettoError as caught:
            say_error(caught)
            error = caught
        rows.append({"id": connection.id, "label": connection.label, "recorded": recorded})
    if as_json:
        show_json({"connections": rows, "missing": sum(each.count for each in missing)})
    if error is not None:
        raise error
    leave(ExitCode.INCOMPLETE if missing else ExitCode.OK)


def receive_until_stopped(studio: Studio, stop: threading.Event) -> None:
    """Record what comes, until a signal asks to end: see `stopped_by_signals`."""
    with SealingThread(studio) as sealing:
        told: dict[str, str] = {}

        def tell_troubles() -> None:
            for name, condition in station.conditions.items():
                words = "" if condition.error is None else str(condition.error)
                if condition.error is not None and told.get(name) != words:
                    say_error(condition.error)
                told[name] = words
            if station.problem is not None:
                say_error(station.problem)

        station = Station(studio, _tell, tell_troubles)
        note(_("receiving; end with Ctrl-C"))
        if not read_connections(studio.layout):
            hint(_("no tool is connected yet: bozzetto connect"))
        watcher = threading.Thread(target=_tell_sealing, args=(sealing, stop), daemon=True)
        watcher.start()
        station.run(stop)
        stop.set()
        watcher.join()
    note(_("stopped: what tools hand over from now on waits"))


def _tell_sealing(sealing: SealingThread, stop: threading.Event) -> None:
    """Say what comes of sealing."""
    while not stop.wait(1.0):
        for news in sealing.news():
            if isinstance(news, BozzettoError):
                complain(_("no timestamp was given: what was recorded waits"))
                say_error(news)
            else:
                say_sealed(news)


def _tell(handed: Handed) -> None:
    """Say what is recorded, and what is missing."""
    label = handed.connection.label
    if handed.what is What.RECORDED:
        say(_("{label}: {act}", label=label, act=_(ACTS[handed.act])))
    elif handed.what is What.LATE:
        note(
            _(
                "{label} handed over {count} s late; the record says so",
                label=label,
                count=handed.seconds,
            )
        )
    elif handed.what is What.LOST:
        complain(
            _(
                "{label}: missing reports: {count}; the record says so",
                label=label,
                count=handed.count,
            )
        )
    elif handed.what is What.REFUSED:
        complain(
            _("{label}: a report cannot be read and lies aside; the record says so", label=label)
        )
    else:
        note(_("{label} did not say that it stopped; the record says so", label=label))
