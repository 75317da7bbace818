"""Opening: where a program that makes pictures hands over, by the title of its work.

    open_reporter = reporters("Cat pendant", sort="api", ...)
    reporter = open_reporter({"name": "OpenAI API", "version": "v1"})

The connection of that sort and tool for that work is found, or made: see ``handover.connection``.
Nothing of the studio stays open; the reporter writes into the connection's spool, and a studio
that runs (``bozzetto serve``, ``bozzetto receive``) takes it from there.
"""

import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata
from pathlib import Path

from bozzetto import __version__
from bozzetto.capture.handover.connection import MAX_LABEL, connect, spool_of
from bozzetto.capture.handover.reporter import Reporter
from bozzetto.errors import StudioError
from bozzetto.record import Key
from bozzetto.studio import Studio

__all__ = ["reporters", "versions"]


def reporters(
    work: str,
    *,
    studio: Path | None,
    sort: str,
    settings: Mapping[str, str],
    person: str | None = None,
) -> Callable[[dict[str, str]], Reporter]:
    """Find a work, and return what opens reporters into the spool of a tool's connection to it.

    Each reporter begins with what runs. Opening the first one of a tool makes its
    connection, and raises RecordingError where that cannot be made durable.

    Args:
        work: The work's title, or the first digits of its digest.
        studio: The studio's folder; None is the user's own.
        sort: The connection's sort.
        settings: What runs, such as `versions` says it.
        person: The name of the person whose acts they are; None names only the tool.

    Raises:
        StudioError: there is no such studio, work or person.
    """
    with Studio.open(studio) as opened:
        whose = None if person is None else _key(opened, person)
        digest, layout = opened.find_work(work).digest, opened.layout

    def open_reporter(tool: dict[str, str]) -> Reporter:
        label = tool["name"][:MAX_LABEL]
        connection = connect(layout, sort=sort, label=label, work=digest, person=whose)
        spool = spool_of(layout, connection)
        reporter = Reporter(str(spool), tool, f"bozzetto-{sort} {__version__}")
        reporter.report("started", {"settings": dict(settings)})
        return reporter

    return open_reporter


def versions(libraries: Iterable[str]) -> dict[str, str]:
    """Return the versions of Python, the system, and the libraries that are installed."""
    found = {"python": platform.python_version(), "platform": sys.platform}
    for name in libraries:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _key(studio: Studio, name: str) -> Key:
    standing = studio.roll.standing.people
    found = [each for each in studio.people.members() if each.key in standing]
    keys = {each.key for each in found if name in (each.name, each.key)}
    if not keys:
        raise StudioError(
            "nobody in the studio is called {name!r}",
            hint="see who is there: bozzetto people list",
            name=name,
        )
    if len(keys) > 1:
        raise StudioError(
            "{count} in the studio are called {name!r}",
            hint="name the one by the key: bozzetto people list",
            count=len(keys),
            name=name,
        )
    return keys.pop()
