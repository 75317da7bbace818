"""A process that receives one connection until nothing waits: the tests kill it."""

import sys
from pathlib import Path

from bozzetto.api import Studio
from bozzetto.capture.handover.connection import find_connection
from bozzetto.capture.handover.receiver import Receiver


def tell(handed):
    """Say what was recorded, at once."""
    sys.stdout.write(f"{handed.what}\n")
    sys.stdout.flush()


with Studio.open(Path(sys.argv[1])) as studio:
    Receiver(studio, find_connection(studio.layout, sys.argv[2]), tell).drain()
