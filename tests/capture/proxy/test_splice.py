"""Moving bytes inside the kernel."""

import os
import socket
import threading

import pytest

from bozzetto.capture.proxy.splice import CAN_SPLICE, Pipe

pytestmark = pytest.mark.skipif(not CAN_SPLICE, reason="this system has no splice")


def test_pipe_moves_what_is_there():
    """All bytes arrive, in order, however they come."""
    data = os.urandom(2_500_000)
    left, source = socket.socketpair()
    target, right = socket.socketpair()
    found = bytearray()

    def take():
        while len(found) < len(data):
            found.extend(right.recv(1 << 16))

    reader = threading.Thread(target=take, daemon=True)
    writer = threading.Thread(target=left.sendall, args=(data,), daemon=True)
    with left, source, target, right, Pipe() as pipe:
        reader.start()
        writer.start()
        moved = 0
        while moved < len(data):
            moved += pipe.move(source, target, len(data) - moved)
        reader.join(10)
        writer.join(10)
    assert found == data


def test_pipe_at_the_end_moves_nothing():
    """An ended source is told from a slow one."""
    left, source = socket.socketpair()
    target, right = socket.socketpair()
    with source, target, right, Pipe() as pipe:
        left.close()
        assert pipe.move(source, target, 100) == 0
