"""Framing: an answer's bytes, as they arrive, cut into the JSON values that they hold.

A plain answer is one value. A stream of events (``text/event-stream``,
https://html.spec.whatwg.org/multipage/server-sent-events.html) is one value an event, given as
soon as it is whole. Bytes may be packed (RFC 9110 section 8.4.1): gzip and deflate are unpacked as
they arrive, anything else at the end, by whoever packed it.
"""

import zlib
from collections.abc import Callable, Mapping

from bozzetto.errors import FormatError

__all__ = ["Framing", "Unpack"]

MAX_ANSWER = 256 * 2**20  # bytes of one answer or event: ten pictures of the largest size are 100

Unpack = Callable[[str, bytes], bytes]  # the name of a packing, and bytes packed so

_EITHER = zlib.MAX_WBITS | 32  # zlib's own mark for "gzip or zlib, as the first bytes say"
_DONE = b"[DONE]"  # the last event of OpenAI's streams, which is no JSON


class Framing:
    """One answer's framing; fed by one thread."""

    def __init__(self, headers: Mapping[str, str], unpack: Unpack | None = None) -> None:
        """Read how an answer is framed out of its headers, names in lower case.

        Args:
            headers: The answer's.
            unpack: What unpacks other packings than gzip and deflate.
        """
        self.is_stream = headers.get("content-type", "").startswith("text/event-stream")
        self._packing = headers.get("content-encoding", "identity").strip().lower()
        self._inflating = (
            zlib.decompressobj(_EITHER) if self._packing in ("gzip", "x-gzip", "deflate") else None
        )
        self._unpack = unpack
        self._waiting: list[bytes] = []  # the whole answer so far, or an event's line
        self._event: list[bytes] = []  # data lines of the event so far
        self._size = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """Take bytes as they arrived, and return the values that are whole now.

        Raises:
            FormatError: they cannot be unpacked, or are too many.
        """
        if self._inflating is not None:
            try:
                chunk = self._inflating.decompress(chunk, MAX_ANSWER + 1)
            except zlib.error as error:
                raise FormatError("an answer cannot be unpacked") from error
        self._size += len(chunk)
        if self._size > MAX_ANSWER:
            raise FormatError("an answer is too large")
        if not self.is_stream or self._is_packed:
            self._waiting.append(chunk)
            return []
        return self._cut(chunk)

    def finish(self) -> list[bytes]:
        """Return the values that are left when nothing more will come.

        Raises:
            FormatError: they cannot be unpacked.
        """
        rest = b"".join(self._waiting)
        self._waiting.clear()
        if self._is_packed:
            if self._unpack is None:
                raise FormatError("an answer cannot be unpacked")
            rest = self._unpack(self._packing, rest)
        if not self.is_stream:
            return [rest] if rest.strip() else []
        return self._cut(rest + b"\n\n")

    @property
    def _is_packed(self) -> bool:
        return self._inflating is None and self._packing not in ("identity", "")

    def _cut(self, chunk: bytes) -> list[bytes]:
        """Cut a stream into lines, and lines into events."""
        found: list[bytes] = []
        *lines, rest = chunk.split(b"\n")
        for line in lines:
            whole = b"".join([*self._waiting, line]).removesuffix(b"\r")
            self._waiting.clear()
            if whole.startswith(b"data:"):
                self._event.append(whole[5:].strip())
            elif not whole and self._event:
                value = b"\n".join(self._event)
                self._event.clear()
                self._size = 0
                if value != _DONE:
                    found.append(value)
        if rest:
            self._waiting.append(rest)
        return found
