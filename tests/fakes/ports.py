"""Ports of this machine that nobody else takes."""

import socket

__all__ = ["bound"]


def bound(port=0):
    """Hold a port with a socket that does not listen yet.

    Whoever connects to it is refused; a second socket made here may be bound to it, too, so the
    port stays held while a server ends and begins again.
    """
    # one that says that it speaks TCP: asyncio then sends small answers at once
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "SO_REUSEPORT"):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind(("127.0.0.1", port))
    return sock
