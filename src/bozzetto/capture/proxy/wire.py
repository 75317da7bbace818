"""One side of a connection: heads are read from it, and bodies copied to the other side.

A body goes on piece by piece as it comes, and is never held as a whole; who wants to look at it
keeps a copy up to a limit (`Kept`). A large one that nobody looks at is moved by the kernel.
"""

import socket
from collections.abc import Callable
from contextlib import suppress

from bozzetto.capture.proxy.head import MAX_HEAD, Body, Length
from bozzetto.capture.proxy.splice import CAN_SPLICE, Pipe
from bozzetto.errors import FormatError

__all__ = ["Broken", "Kept", "Unread", "Unsent", "Wire"]

_PIECE = 1 << 18  # bytes read at a time
_AHEAD = 1 << 14  # bytes read at a time while a head is looked for
_MOVED = 1 << 17  # bytes from which on a body is moved by the kernel; a pipe costs some 20 µs
_MAX_LINE = 1 << 12  # bytes: of a chunk's size, or a field behind the last chunk

_Take = Callable[[memoryview], None]


class Broken(Exception):  # noqa: N818  # it is no error of ours
    """A connection ended in the middle of a message."""


class Unsent(Broken):
    """It is the side that was written to."""


class Unread(Broken):
    """It is the side that was read from, and it ended in order."""


class Kept:
    """A copy of a body, up to a limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data: bytearray | None = bytearray()

    def add(self, piece: memoryview) -> None:
        """Take a piece; where it becomes too much, all is dropped."""
        if self._data is not None:
            if len(self._data) + len(piece) > self._limit:
                self._data = None
            else:
                self._data += piece

    @property
    def data(self) -> bytes | None:
        """The body; None where it was over the limit."""
        return None if self._data is None else bytes(self._data)


class Wire:
    """A socket, with what was read from it and not used yet. One thread reads it."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a frame waits for nobody
        self.socket = sock
        self._ahead = bytearray()
        self._room: bytearray | None = None
        self._pipe: Pipe | None = None

    def read_head(self) -> bytes:
        """Read up to an empty line; nothing where the connection ends before.

        Raises:
            Broken: it ends within.
            FormatError: there is no empty line within the limit.
        """
        return self._until(b"\r\n\r\n", MAX_HEAD)

    def send(self, data: bytes | memoryview) -> None:
        """Send all of it.

        Raises:
            Unsent: the other side is gone.
        """
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Unsent from error

    def copy(
        self, target: "Wire", body: Body, kept: Kept | None = None, *, head: bytes = b""
    ) -> bool:
        """Copy a body to `target` behind its head, and keep it.

        A small message goes as one packet: each more would wake up the other side once more.

        Returns:
            Whether all of it was sent: what is kept is read to its end also where it is not.

        Raises:
            Broken: this side is gone; or the other one, where nothing is kept.
            FormatError: the chunks are not of their form.
        """
        give = _Giving(target, kept, head)
        if not self._ahead or body.length is Length.NONE:
            give.send(memoryview(b""))
        if body.length is Length.SIZED:
            self._copy_sized(give, body.size)
        elif body.length is Length.CHUNKED:
            self._copy_chunked(give)
        elif body.length is Length.CLOSED:
            while self._pass_piece(give, _PIECE):
                pass
        give.send(memoryview(b""))  # the head of an empty body
        return not give.broken

    def pass_piece(self, target: "Wire", look: _Take | None = None) -> bool:
        """Look at what comes next, and send it on; False where the connection has ended.

        Raises:
            Broken: one side is gone.
        """
        return bool(self._pass_piece(_Giving(target, None), _PIECE, look))

    def read(self, size: int) -> bytes:
        """Read so many bytes.

        Raises:
            Broken: the connection ends before.
        """
        while len(self._ahead) < size:
            self._fill()
        data = bytes(self._ahead[:size])
        del self._ahead[:size]
        return data

    def skip(self, body: Body, limit: int) -> None:
        """Read a small body that nobody wants: one that is not read breaks the answer to it."""
        left = min(body.size, limit) - len(self._ahead)
        with suppress(OSError):
            self.socket.settimeout(1.0)
            while left > 0:
                piece = self.socket.recv(min(left, _PIECE))
                if not piece:
                    return
                left -= len(piece)

    def end(self) -> None:
        """End the connection both ways, also under a thread that waits for it."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the connection, and free what it has."""
        self.end()
        self.socket.close()
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None

    def _copy_sized(self, give: "_Giving", size: int) -> None:
        left = size
        while left:
            if left >= _MOVED and CAN_SPLICE and give.is_plain and not self._ahead:
                left -= self._move(give, left)
                continue
            passed = self._pass_piece(give, left)
            if not passed:
                raise Broken
            left -= passed

    def _copy_chunked(self, give: "_Giving") -> None:
        """RFC 9112 section 7.1: sizes and pieces go on as they are, the pieces are kept."""
        while True:
            line = self._until(b"\r\n", _MAX_LINE, needed=True)
            give.send(memoryview(line))
            size = _chunk_size(line)
            if size == 0:
                break
            self._copy_sized(give, size)
            give.send(memoryview(self._until(b"\r\n", 2, needed=True)))
        while line != b"\r\n":
            line = self._until(b"\r\n", _MAX_LINE, needed=True)
            give.send(memoryview(line))

    def _pass_piece(self, give: "_Giving", most: int, look: _Take | None = None) -> int:
        """Send on at most `most` bytes, and say how many; 0 at the end."""
        if self._ahead:
            piece = memoryview(bytes(self._ahead[:most]))
            del self._ahead[:most]
        else:
            if self._room is None:
                self._room = bytearray(_PIECE)
            room = memoryview(self._room)
            piece = room[: self._receive(room[: min(most, _PIECE)])]
        if look is not None:
            look(piece)  # before it goes: what the other side does about it comes after it
        give.take(piece)
        return len(piece)

    def _move(self, give: "_Giving", most: int) -> int:
        if self._pipe is None:
            self._pipe = Pipe()
        try:
            moved = self._pipe.move(self.socket, give.target.socket, most)
        except OSError as error:
            raise Broken from error
        if not moved:
            raise Broken
        return moved

    def _fill(self) -> None:
        """Read a little ahead."""
        try:
            piece = self.socket.recv(_AHEAD)
        except OSError as error:
            raise Broken from error
        if not piece:
            raise Unread
        self._ahead += piece

    def _receive(self, room: memoryview) -> int:
        try:
            return self.socket.recv_into(room)
        except OSError as error:
            raise Broken from error

    def _until(self, end: bytes, limit: int, *, needed: bool = False) -> bytes:
        """Read up to `end`, and it."""
        looked = 0
        while (found := self._ahead.find(end, max(0, looked - len(end)))) < 0:
            looked = len(self._ahead)
            if looked > limit:
                raise FormatError("a line or a head is longer than {limit} bytes", limit=limit)
            try:
                self._fill()
            except Unread:
                if self._ahead or needed:
                    raise
                return b""
        found += len(end)
        if found > limit + len(end):
            raise FormatError("a line or a head is longer than {limit} bytes", limit=limit)
        data = bytes(self._ahead[:found])
        del self._ahead[:found]
        return data


class _Giving:
    """What a body is copied to: the other side, and who keeps it. One of them may be gone."""

    def __init__(self, target: Wire, kept: Kept | None, head: bytes = b"") -> None:
        self.target = target
        self.kept = kept
        self.broken = False
        self._head = head  # what is still to go before the next piece

    @property
    def is_plain(self) -> bool:
        """Whether nobody looks at the bytes."""
        return self.kept is None and not self.broken

    def take(self, piece: memoryview) -> None:
        """Send a piece of the body on, and keep it."""
        self.send(piece)
        if self.kept is not None:
            self.kept.add(piece)

    def send(self, piece: memoryview) -> None:
        """Send something on, behind the head."""
        head, self._head = self._head, b""
        if self.broken or not (head or piece):
            return
        try:
            self.target.send(head + piece if head else piece)
        except Unsent:
            if self.kept is None:
                raise
            self.broken = True  # what the tool made is wanted, also where nobody waits for it


def _chunk_size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip()
    if not 1 <= len(digits) <= 15 or not all(c in b"0123456789abcdefABCDEF" for c in digits):
        raise FormatError("not a chunk of an HTTP message: {text!r}", text=line[:80])
    return int(digits, 16)
