"""Parting: a tool is connected no more, and nothing of it is left behind or lost."""

from dataclasses import dataclass
from pathlib import Path

from bozzetto.capture.handover.connection import Connection, remove_connection
from bozzetto.capture.handover.installing import uninstall
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.record import Digest, Entry, Seen
from bozzetto.studio import Draft, Studio
from bozzetto.studio.run import RECORDER

__all__ = ["Parted", "disconnect"]

_ADDED = b'"kind":"source.added"'  # in a line of the studio chain; in a text the quotes are escaped
_REMOVED = b'"kind":"source.removed"'


@dataclass(frozen=True, slots=True)
class Parted:
    """How a tool was disconnected."""

    recorded: int  # reports that had waited
    left: tuple[Path, ...]  # files that were changed since they were installed


def disconnect(studio: Studio, connection: Connection) -> Parted:
    """Let a tool hand over nothing more.

    What it handed over is recorded before, what was installed in it is taken out, and the record
    says that this source is one no more.

    Raises:
        StudioError: the studio does not have the connection's work.
        RecordingError: something could not be made durable; the connection may stand still.
    """
    recorded = Receiver(studio, connection).drain()
    left = uninstall(connection.installed)
    signer = studio.signer(studio.device)
    drafts = [
        Draft("source.removed", {"source": digest}, Seen.LIVE, RECORDER, (signer,))
        for digest in _sources(studio, connection)
    ]
    if drafts:
        studio.record(*drafts)
    # Last: whoever is stopped before it disconnects once more, and finds nothing left to record.
    remove_connection(studio.layout, connection)
    return Parted(recorded, tuple(left))


def _sources(studio: Studio, connection: Connection) -> list[Digest]:
    """Return the entries that introduced a connection's tool, in each of its surroundings."""
    found: dict[Digest, None] = {}
    for _, line in studio.chain_lines():
        if _ADDED in line:
            entry = Entry.parse(line)
            settings = entry.event.body["settings"]
            if isinstance(settings, dict) and settings.get("connection") == connection.id:
                found[entry.digest] = None
        elif _REMOVED in line:
            found.pop(Digest(str(Entry.parse(line).event.body["source"])), None)
    return list(found)
