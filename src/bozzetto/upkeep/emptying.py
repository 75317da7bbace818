"""Emptying: what connected tools handed over is recorded before the studio is copied.

A spool is no part of a backup: what lies in it is no evidence before it is recorded. So it is
recorded first, unless that would lose who acted: a person's key that is locked here may be open
in the process that receives.
"""

import threading

from bozzetto.capture.handover.connection import Connection, read_connections, spool_of
from bozzetto.capture.handover.examining import examine
from bozzetto.capture.handover.receiver import Receiver
from bozzetto.capture.handover.spool import Spool
from bozzetto.errors import BozzettoError
from bozzetto.studio import Studio

__all__ = ["empty_spools"]

PATIENCE = 60.0  # seconds: a tool that hands over without end holds no backup up
_SIGNS_NOT = frozenset(("person.locked", "person.elsewhere", "person.gone"))


def empty_spools(studio: Studio) -> int:
    """Record what waits, and return how many reports wait still."""
    try:
        connections = read_connections(studio.layout)
    except BozzettoError:  # the file says how the studio is run, and is no evidence
        return 0
    waiting = [each for each in connections if _count(studio, each)]
    if not waiting:
        return 0
    conditions = examine(studio, waiting)
    stop = threading.Event()
    alarm = threading.Timer(PATIENCE, stop.set)
    alarm.start()
    try:
        for each in waiting:
            found = {one.code for one in conditions[each.id].findings}
            if not found & _SIGNS_NOT:
                _drain(studio, each, stop)
    finally:
        alarm.cancel()
    return sum(_count(studio, each) for each in waiting)


def _drain(studio: Studio, connection: Connection, stop: threading.Event) -> None:
    try:
        Receiver(studio, connection).drain(stop)
    except BozzettoError:  # what could not be recorded waits still, and is counted
        return


def _count(studio: Studio, connection: Connection) -> int:
    try:
        return Spool(spool_of(studio.layout, connection)).count()
    except OSError:
        return 0
