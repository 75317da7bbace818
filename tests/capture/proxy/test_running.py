"""The process that a proxy runs in."""

import sys

from bozzetto.capture.proxy.running import prepare


def test_threads_take_short_turns():
    """Reading a graph holds up no request that only has to pass."""
    before = sys.getswitchinterval()
    try:
        prepare()
        assert sys.getswitchinterval() < 0.001
    finally:
        sys.setswitchinterval(before)
