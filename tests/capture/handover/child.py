"""A process that receives one connection until nothing waits: the tests kill it.

Where a number is given, it goes no further after so many reports, and waits to be killed.
"""

import itertools
import sys
import threading
from pathlib import Path

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import find_connection
from bozzetto.capture.handover.receiver import Receiver

most = int(sys.argv[3]) if sys.argv[3:] else None
recorded = itertools.count(1)


def tell(handed):
    """Say what was recorded, at once."""
    sys.stdout.write(f"{handed.what}\n")
    sys.stdout.flush()
    if next(recorded) == most:
        threading.Event().wait()


with Studio.open(Path(sys.argv[1])) as studio:
    Receiver(studio, find_connection(studio.layout, sys.argv[2]), tell).drain()
