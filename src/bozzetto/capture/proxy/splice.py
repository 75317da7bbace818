"""Moving bytes from socket to socket inside the kernel, where it can do that: Linux.

    with Pipe() as pipe:
        moved = pipe.move(source, target, size)

splice(2): the pages go from one socket's buffer into the other's by way of a pipe, and are not
copied through this process. A picture passes at nearly the speed at which it would come directly;
copied it takes half as long again.

A tool sends a picture in small pieces. Where nothing is there yet, the kernel wakes this process
only when enough has come, or the rest (SO_RCVLOWAT, socket(7)): each waking costs both sides.
"""

import os
import socket
import sys
from types import TracebackType
from typing import Self

__all__ = ["CAN_SPLICE", "Pipe"]

CAN_SPLICE = sys.platform == "linux"
_PIPE_BYTES = 1 << 20  # what Linux lets everybody have: /proc/sys/fs/pipe-max-size
_WORTH = 1 << 18  # bytes that are worth to be woken for; more keeps the other side idle


class Pipe:
    """A pipe of the kernel, by which bytes are moved."""

    def __init__(self) -> None:
        self._out, self._in = os.pipe()
        if sys.platform == "linux":
            import fcntl  # noqa: PLC0415  # is not there on Windows

            try:
                fcntl.fcntl(self._in, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            except OSError:
                return  # the user has too many large ones: a small one does it, too

    def move(self, source: socket.socket, target: socket.socket, size: int) -> int:
        """Move at most `size` bytes, and say how many; 0 where the source has ended.

        Args:
            source: Of the bytes; so many of them are still to come.
            target: Where they go.
            size: In bytes.

        Raises:
            OSError: a connection broke.
        """
        if sys.platform != "linux":
            raise NotImplementedError
        source.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, min(size, _WORTH))
        try:
            moved = os.splice(source.fileno(), self._in, min(size, _PIPE_BYTES))
        finally:
            source.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        left = moved
        while left:
            left -= os.splice(self._out, target.fileno(), left)
        return moved

    def close(self) -> None:
        """Close both ends."""
        os.close(self._out)
        os.close(self._in)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()
