"""The process that a proxy runs in.

Threads of Python take turns of five milliseconds. While one of them reads a graph, a request
that only has to pass would wait for its turn, and the page would feel it; so turns are short.
"""

import sys

__all__ = ["prepare"]

_TURN = 0.0002  # seconds; reading a graph takes some milliseconds, passing a request a tenth of one


def prepare() -> None:
    """Let requests pass at once, whatever else is done meanwhile: for the whole process."""
    sys.setswitchinterval(_TURN)
