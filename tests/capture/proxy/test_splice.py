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
        reader.join(60)
        writer.join(60)
    assert found == data


def test_pipe_at_the_end_moves_nothing():
    """An ended source is told from a slow one."""
    left, source = socket.socketpair()
    target, right = socket.socketpair()
    with source, target, right, Pipe() as pipe:
        left.close()
        assert pipe.move(source, target, 100) == 0


def test_pipe_takes_small_pieces_to_the_last(tcp_pair):
    """A tool that sends little by little is waited for, its last bytes too, and then as before."""
    left, source = tcp_pair()
    target, right = tcp_pair()
    data = os.urandom(600_001)
    found = bytearray()

    def give():
        for start in range(0, len(data), 1000):
            left.sendall(data[start : start + 1000])

    def take():
        while len(found) < len(data):
            found.extend(right.recv(1 << 16))

    threads = [threading.Thread(target=each, daemon=True) for each in (give, take)]
    with left, source, target, right, Pipe() as pipe:
        for thread in threads:
            thread.start()
        moved = 0
        while moved < len(data):
            moved += pipe.move(source, target, len(data) - moved)
        for thread in threads:
            thread.join(60)
        left.sendall(b"z")
        assert source.recv(10) == b"z"  # whoever reads by itself waits for one byte
    assert found == data


@pytest.fixture
def tcp_pair():
    """Makes two ends of a connection on this machine."""

    def make():
        with socket.create_server(("127.0.0.1", 0)) as listening:
            one = socket.create_connection(listening.getsockname())
            return one, listening.accept()[0]

    return make
