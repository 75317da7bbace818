"""Receiving: what connected tools hand over is recorded while the server runs.

One thread, with a studio of its own, looks after all connections. Where no tool is connected it
only looks now and then whether one is.
"""

import threading
import time
from dataclasses import dataclass
from enum import StrEnum

from bozzetto.capture.coverage import tool_of
from bozzetto.capture.handover.connection import Connection, read_connections
from bozzetto.capture.handover.examining import Condition, examine
from bozzetto.capture.handover.parting import disconnect
from bozzetto.capture.handover.receiver import Handed, What
from bozzetto.capture.handover.station import FIRST_PAUSE, LONGEST_PAUSE, Station
from bozzetto.errors import BozzettoError, StudioError
from bozzetto.record import Digest, Key, Moment
from bozzetto.studio import Layout
from bozzetto.web.answers import missing, problem_of
from bozzetto.web.covering import FindingAnswer, ToolAnswer, finding_answer, tool_answer
from bozzetto.web.news import News
from bozzetto.web.pool import Studios

__all__ = ["Receiving", "State", "Told"]

LOOK = 2.0  # seconds between two looks whether a tool is connected, where none was
STOPPED = "the server stopped"  # a reason of the record: English, as all that a recorder says
UNUSED = "no tool is connected any more"
_BROKEN = "receiving broke off"


class State(StrEnum):
    """How a connection is."""

    STARTING = "starting"
    RECEIVING = "receiving"
    TROUBLE = "trouble"  # nothing is recorded, and it is tried again


@dataclass(frozen=True, slots=True)
class Told:
    """A connection as it is told."""

    id: str
    sort: str
    label: str
    work: Digest
    title: str
    person: str | None  # their name; null where only the tool is named
    state: State
    recorded: int  # reports, since the server started
    waiting: int  # reports that are not recorded yet
    heard: Moment | None  # when something was recorded last
    problem: str | None  # in the spoken language
    tool: str | None  # as it named itself last, with its version
    reporter: str | None  # what handed over last, with its version
    findings: list[FindingAnswer]
    coverage: ToolAnswer | None  # what is captured of it, and what is not


class Receiving:
    """Receives all connections of one server. May be asked by several threads."""

    def __init__(self, studios: Studios, news: News) -> None:
        """Take the studio; nothing is received before `start`."""
        self._studios = studios
        self._news = news
        self._layout = Layout(studios.folder.absolute())
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._station: Station | None = None
        self._error: BozzettoError | None = None  # why no station runs

    def start(self) -> None:
        """Begin to receive."""
        self._thread = threading.Thread(target=self._run, name="bozzetto-receiving")
        self._thread.start()

    def stop(self) -> None:
        """End, and return when what was under way is recorded."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def all(self) -> list[Told]:
        """List the connections, in the spoken language; the oldest first.

        Raises:
            FormatError: ``connections.json`` is not of its form.
            StudioError: it cannot be read.
        """
        return self._all(read_connections(self._layout), is_test=False)

    def test(self, name: str) -> Told:
        """Test a connection, its spool with a file that is taken away again, and tell how it is.

        Raises:
            Refusal: there is no such connection.
        """
        (told,) = self._all([self._find(name)], is_test=True)
        return told

    def _all(self, connections: list[Connection], *, is_test: bool) -> list[Told]:
        with self._studios.borrow() as studio:
            conditions = examine(studio, connections, is_test=is_test)
            titles = {work.digest: work.title for work in studio.works()} if connections else {}
            names = {each.key: each.name for each in studio.people.members()}
        return [self._told(each, conditions[each.id], titles, names) for each in connections]

    def _told(
        self,
        connection: Connection,
        found: Condition,
        titles: dict[Digest, str],
        names: dict[Key, str],
    ) -> Told:
        station, person = self._station, connection.person
        condition = None if station is None else station.conditions.get(connection.id)
        error = self._error if condition is None else condition.error
        state = State.STARTING if condition is None else State.RECEIVING
        is_installed = bool(connection.installed)
        tool = tool_of(connection.sort, connection.label, is_installed=is_installed)
        return Told(
            connection.id,
            connection.sort,
            connection.label,
            connection.work,
            titles.get(connection.work, connection.work),
            None if person is None else names.get(person, person),
            state if error is None else State.TROUBLE,
            0 if condition is None else condition.recorded,
            found.waiting,
            found.heard,
            None if error is None else problem_of(error).message,
            found.tool,
            found.reporter,
            [finding_answer(each) for each in found.findings],
            None if tool is None else tool_answer(tool),
        )

    def _find(self, name: str) -> Connection:
        known = {each.id: each for each in read_connections(self._layout)}
        if name not in known:
            raise missing("there is no connection {name!r}", name=name)
        return known[name]

    def remove(self, name: str) -> None:
        """Let a tool hand over nothing more, and take out what was installed in it.

        Raises:
            Refusal: there is no such connection.
            RecordingError: something could not be made durable.
        """
        found = self._find(name)
        with self._studios.borrow() as studio:
            disconnect(studio, found)
        self._tell_state()

    def _tell_state(self) -> None:
        self._news.publish("state", {})

    def _take(self, handed: Handed) -> None:
        """Let the pages know what is amiss; of what is recorded they hear otherwise."""
        if handed.what is not What.RECORDED:
            self._tell_state()

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                if self._is_wanted():
                    self._receive()
                self._set_error(None)
                pause = LOOK
            except BozzettoError as error:
                pause = self._failed(error, pause, began)
            except Exception as error:  # noqa: BLE001  # a thread that dies unseen records nothing
                why = (error.strerror if isinstance(error, OSError) else None) or repr(error)
                broken = StudioError("receiving broke off: {why}", why=why)
                pause = self._failed(broken, pause, began)
            self._stop.wait(pause)

    def _failed(self, error: BozzettoError, pause: float, began: float) -> float:
        self._set_error(error)
        lasted = time.monotonic() - began > LONGEST_PAUSE
        return FIRST_PAUSE if lasted else min(2 * pause, LONGEST_PAUSE)

    def _set_error(self, error: BozzettoError | None) -> None:
        before, self._error = self._error, error
        if str(before) != str(error):
            self._tell_state()

    def _is_wanted(self) -> bool:
        """Whether a tool is connected."""
        return self._layout.connections.exists() and bool(read_connections(self._layout))

    def _receive(self) -> None:
        """Receive until the end, or until no tool is connected."""
        studio, reason = self._studios.open(), _BROKEN
        try:
            self._station = Station(studio, self._take, self._tell_state)
            self._station.run(self._stop, while_idle=False)
            reason = STOPPED if self._stop.is_set() else UNUSED
        finally:
            self._station = None
            studio.close(reason)
