"""Writing: the reports of a visit go into a connection's spool, as the hand-over has it.

Other tools hand over without waiting. An extension waits for the answer, and keeps what it could
not hand over: so what is said to be taken is durable by then, and a visit is a run of its own
under a name that the extension chose. Whoever did not hear the answer hands over once more, and
nothing is recorded twice.
"""

import json
from pathlib import Path

from bozzetto.capture.browser.visit import Told, Visit, tell
from bozzetto.capture.handover.connection import Connection, spool_of
from bozzetto.capture.handover.reporter import FORMAT
from bozzetto.capture.handover.runs import Runs, RunState
from bozzetto.capture.naming import safe_name
from bozzetto.errors import RecordingError
from bozzetto.studio import Studio
from bozzetto.studio.durable import make_folder, write_durably

__all__ = ["REPORTER", "hand_over", "is_recorded", "state_of"]

REPORTER = "browser-extension 1"


def hand_over(studio: Studio, connection: Connection, visit: Visit) -> None:
    """Put a visit into the spool, unless it was recorded already.

    Raises:
        RecordingError: it could not be made durable; the same visit may be handed over again.
    """
    if is_recorded(studio, connection, visit.id):
        return
    folder = spool_of(studio.layout, connection) / visit.id
    done = state_of(studio, connection, visit.id).next
    try:
        make_folder(folder)
        for number, told in enumerate(tell(visit)):
            if number >= done:
                _write(folder, number, told, visit)
    except OSError as error:
        raise RecordingError(
            "cannot write {path}: {why}",
            hint="free space on the studio's disk, or check that its folder can be written",
            path=folder,
            why=error.strerror or error,
        ) from error


def state_of(studio: Studio, connection: Connection, run: str) -> RunState:
    """Return how far a visit is recorded."""
    return Runs(studio.database, connection.id).all().get(run, RunState())


def is_recorded(studio: Studio, connection: Connection, run: str) -> bool:
    """Whether all of a visit stands in the record."""
    return state_of(studio, connection, run).ended


def _write(folder: Path, number: int, told: Told, visit: Visit) -> None:
    """Write a report, its files before it; one that has its name is never changed."""
    place = folder / f"{number:010d}.json"
    if place.exists():
        return
    files = []
    for index, (name, data, why) in enumerate(told.files):
        given = {"name": safe_name(name)}
        if data is None:
            given["lost"] = why
        else:
            given["file"] = f"{number:010d}-{index}"
            write_durably(folder / given["file"], data)
        files.append(given)
    report = {
        "format": FORMAT,
        "run": visit.id,
        "number": number,
        "at": visit.at,
        "tool": told.tool.to_value(),
        "reporter": REPORTER,
        "act": told.act,
        "body": told.body,
        "files": files,
    }
    if told.job is not None:
        report["job"] = told.job
    write_durably(place, json.dumps(report).encode())
