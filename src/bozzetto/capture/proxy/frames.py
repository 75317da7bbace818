"""Looking into a websocket as it passes: the texts that the tool's side sends.

    for text in texts.feed(piece): ...

RFC 6455 section 5.2, from the side that does not mask. Nothing is changed, answered or held
back: the bytes have gone on already. Binary messages (previews) are passed over.
"""

from collections.abc import Iterator

__all__ = ["Texts"]

MAX_TEXT = 16 << 20  # bytes; the longest known message, a progress state, has a few thousand
_TEXT, _BINARY = 1, 2
_CONTROL = 8  # operations from here on may stand between the frames of a message


class Texts:
    """The text messages out of a stream of frames."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._left = 0  # bytes of the frame's payload that are still to come
        self._last = False  # whether the frame ends its message
        self._control = False
        self._message: bytearray | None = None  # the text message under way

    def feed(self, piece: memoryview) -> Iterator[bytes]:
        """Take the next bytes, and give the texts that they complete."""
        while piece:
            if self._left:
                taken = piece[: self._left]
                self._take(taken)
                piece = piece[len(taken) :]
            else:
                piece = self._read_head(piece)
            if not self._left and not self._head:
                text = self._finished()
                if text is not None:
                    yield text

    def _read_head(self, piece: memoryview) -> memoryview:
        while piece:
            self._head += piece[:1]
            piece = piece[1:]
            if len(self._head) >= 2 and len(self._head) == _head_size(self._head[1]):
                self._begin()
                break
        return piece

    def _begin(self) -> None:
        first, second = self._head[0], self._head[1]
        size = second & 0x7F
        start = 2 if size < 126 else len(self._head) - (4 if second & 0x80 else 0)
        self._left = size if size < 126 else int.from_bytes(self._head[2:start])
        self._last = bool(first & 0x80)
        operation = first & 0x0F
        self._control = operation >= _CONTROL
        if operation == _TEXT:
            self._message = bytearray()
        elif operation == _BINARY:
            self._message = None
        self._head.clear()

    def _take(self, piece: memoryview) -> None:
        self._left -= len(piece)
        if self._control or self._message is None:
            return
        if len(self._message) + len(piece) > MAX_TEXT:
            self._message = None
        else:
            self._message += piece

    def _finished(self) -> bytes | None:
        if self._control or not self._last or self._message is None:
            return None
        text, self._message = bytes(self._message), None
        return text


def _head_size(second: int) -> int:
    """Return how long a frame's head is, by its second byte: RFC 6455 section 5.2."""
    extended = {126: 2, 127: 8}.get(second & 0x7F, 0)
    return 2 + extended + (4 if second & 0x80 else 0)
