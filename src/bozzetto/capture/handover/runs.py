"""Runs: how far the reports of each run of a tool are recorded, as the database's notes say.

A note is written in the transaction that records the reports it tells of. So a report whose
number lies before the note's next one is recorded, whatever became of its file since.
"""

import dataclasses
import json
from dataclasses import dataclass

from bozzetto.errors import FormatError
from bozzetto.record import Moment, parse_moment
from bozzetto.studio import Database

__all__ = ["RunState", "Runs", "newest"]

MOST_LOST = 256  # numbers that were given up and may still come; those before are not read any more


@dataclass(frozen=True, slots=True)
class RunState:
    """How far one run is recorded."""

    next: int = 0  # the number that is recorded next
    tool: str = "-"
    at: Moment | None = None  # the newest report's own time
    heard: Moment | None = None  # when it was recorded
    ended: bool = False  # it said that it stops
    unfinished: bool = False  # it was found to have stopped without saying so
    late: bool = False  # its newest report came late, and the record says so
    lost: tuple[int, ...] = ()  # numbers that were given up

    @classmethod
    def parse(cls, text: str) -> "RunState":
        """Read a note; one that is damaged is none."""
        try:
            value = json.loads(text)
            at, heard = (value[name] for name in ("at", "heard"))
            return cls(
                int(value["next"]),
                str(value["tool"]),
                None if at is None else parse_moment(at),
                None if heard is None else parse_moment(heard),
                bool(value["ended"]),
                bool(value["unfinished"]),
                bool(value["late"]),
                tuple(int(number) for number in value["lost"]),
            )
        except (ValueError, TypeError, KeyError, FormatError):
            return cls()

    def spell(self) -> str:
        """Return what stands in the note."""
        return json.dumps(dataclasses.asdict(self))

    def after(self, number: int, lost: range = range(0)) -> "RunState":
        """Return the state when everything up to a number is recorded, or given up."""
        left = [*(each for each in self.lost if each != number), *lost[-MOST_LOST:]]
        return dataclasses.replace(
            self, next=max(self.next, number + 1), lost=tuple(left[-MOST_LOST:])
        )


class Runs:
    """The notes of one connection's runs."""

    def __init__(self, database: Database, connection: str) -> None:
        self._database = database
        self._prefix = f"handover {connection} "

    def name(self, run: str) -> str:
        """Name the note of a run."""
        return self._prefix + run

    @property
    def source_name(self) -> str:
        """Name the note of the tool's surroundings as they were recorded last."""
        return self._prefix + "source"

    def source(self) -> str | None:
        """Return a digest of the tool's surroundings as they were recorded last."""
        return self._database.note(self.source_name)

    def all(self) -> dict[str, RunState]:
        """Return all that are known."""
        notes = self._database.notes(self._prefix)
        return {
            name.removeprefix(self._prefix): RunState.parse(value)
            for name, value in notes.items()
            if name != self.source_name
        }


def newest(database: Database, connection: str) -> Moment | None:
    """Return when something of a connection was recorded last; None where nothing was."""
    heard = [state.heard for state in Runs(database, connection).all().values() if state.heard]
    return max(heard, default=None)
