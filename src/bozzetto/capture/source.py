"""Sources: positioned reading of a file, or of parts of it, never more than is asked for.

A part keeps its way back to the file: every position in it has an offset there. So an EXIF block
inside a JPEG, or an item that an AVIF scatters over several places, is walked like a whole file,
and what is found in it can still be pointed at.
"""

import io
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import BinaryIO, cast

__all__ = ["Source", "Span"]

Span = tuple[int, int]  # offset and size in the file, both in bytes

_STREAM_BUFFER = 1 << 18  # bytes; decoders read a few bytes at a time


class Source:
    """The bytes of some spans of a file, one after the other.

    Attributes:
        size: Bytes in all spans.
    """

    def __init__(self, file: BinaryIO, spans: Iterable[Span]) -> None:
        """Takes a seekable file (its position is moved) and spans, empty ones left out."""
        self._file = file
        given = list(spans)
        self._end = sum(given[-1]) if given else 0  # offset in the file
        self._spans = [span for span in given if span[1] > 0]
        self._starts = [0, *accumulate(size for _, size in self._spans)]
        self.size = self._starts.pop()

    @classmethod
    def of_file(cls, file: BinaryIO) -> "Source":
        """Returns the whole of `file`, as large as it is now."""
        return cls(file, [(0, file.seek(0, io.SEEK_END))])

    def read(self, position: int, size: int) -> bytes:
        """Reads `size` bytes from `position` on, fewer only where the source ends."""
        pieces = []
        for offset, length in self._slices(position, size):
            pieces.append(self._read_span(offset, length))
            if len(pieces[-1]) < length:  # the file has become shorter under our hands
                break
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def offset(self, position: int) -> int:
        """Returns where in the file `position` is; at the end, where the last span ends."""
        for offset, _ in self._slices(position, 1):
            return offset
        return self._end

    def part(self, position: int, size: int) -> "Source":
        """Returns `size` bytes from `position` on as a source, clipped to this one."""
        return self.join([(position, size)])

    def join(self, spans: Iterable[Span]) -> "Source":
        """Returns several parts of this source, one after the other, each clipped to it."""
        found = [(self._slices(*span) or [(self.offset(span[0]), 0)]) for span in spans]
        return Source(self._file, (span for pieces in found for span in pieces))

    def stream(self) -> BinaryIO:
        """Returns the source as a file for a decoder; closing it leaves the file open."""
        return cast("BinaryIO", io.BufferedReader(_Stream(self), _STREAM_BUFFER))

    def _slices(self, position: int, size: int) -> list[Span]:
        """Translates a range of this source into spans of the file."""
        found: list[Span] = []
        index = bisect_right(self._starts, position) - 1
        while size > 0 and 0 <= position < self.size:
            offset, length = self._spans[index]
            inside = position - self._starts[index]
            taken = min(size, length - inside)
            found.append((offset + inside, taken))
            position, size, index = position + taken, size - taken, index + 1
        return found

    def _read_span(self, offset: int, size: int) -> bytes:
        """Reads from the file; an unbuffered file may need several reads."""
        self._file.seek(offset)
        data = self._file.read(size)
        while 0 < len(data) < size and (more := self._file.read(size - len(data))):
            data += more
        return data


class _Stream(io.RawIOBase):
    """A source as Pillow wants it: read, seek and tell."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._source.size}
        self._position = max(0, base[whence] + offset)
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._source.read(self._position, len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)
