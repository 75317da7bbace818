"""Findings: what a reader gathers from one file, and the limits on it.

A file may be made to hurt its reader, and a workflow of 50 MB may be honest. So a value above a
limit is never read; it leaves a carrier without bytes, named with its size, and a problem. The
file itself is kept elsewhere, to its last byte.
"""

import zlib
from dataclasses import dataclass
from typing import BinaryIO

from bozzetto.capture.charset import Decoded
from bozzetto.capture.picture import Carrier
from bozzetto.capture.source import Source

__all__ = [
    "GZIP",
    "MAX_CARRIER",
    "MAX_CARRIERS",
    "MAX_PARTS",
    "MAX_TOTAL",
    "ZLIB",
    "Findings",
    "Frame",
]

MAX_CARRIER = 16 << 20  # bytes of one value, as found or inflated; real workflows stay below 1 MiB
MAX_TOTAL = 64 << 20  # bytes a file, as found and inflated together: what one read may hold
MAX_CARRIERS = 4096  # a file; a tool writes a dozen, and each costs a row in the studio
MAX_PARTS = 1 << 19  # chunks, boxes or sub-blocks; a PNG of 4 GiB has as many of 8 KiB
_MAX_RATIO = 1032  # inflated bytes a byte; deflate's own bound, RFC 1951: 258 bytes in two bits

ZLIB = 15  # window bits of a zlib stream, as zTXt and iTXt hold
GZIP = 31  # window bits of a gzip file, as stealth metadata holds


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture in a file, as its header describes it.

    Attributes:
        width: Pixels; None where the file does not say.
        height: Pixels; None where the file does not say.
        animated: Whether there is more than one frame.
        encoded: The one losslessly coded picture, its metadata left out; None where there is none.
    """

    width: int | None = None
    height: int | None = None
    animated: bool = False
    encoded: BinaryIO | None = None


class Findings:
    """Gathers carriers and problems of one file, under the limits."""

    def __init__(self) -> None:
        self._carriers: list[Carrier] = []
        self._problems: dict[str, None] = {}  # as an ordered set
        self._left = MAX_TOTAL  # bytes

    @property
    def carriers(self) -> tuple[Carrier, ...]:
        """The carriers in the order of the file, those hidden in pixels last."""
        return tuple(sorted(self._carriers, key=_order))

    @property
    def problems(self) -> tuple[str, ...]:
        """The codes met, each once, in the order met."""
        return tuple(self._problems)

    def report(self, problem: str) -> None:
        """Notes a problem by its code."""
        self._problems[problem] = None

    def take(self, source: Source, place: str, name: str) -> bytes | None:
        """Reads a value, or leaves a carrier without its bytes where a limit forbids it.

        Args:
            source: The value's bytes and no others.
            place: Where it stands, for the carrier left in its stead.
            name: What it is called there.

        Returns:
            The bytes, to be interpreted and then kept by `keep`; None above a limit.
        """
        if len(self._carriers) >= MAX_CARRIERS:
            self.report("carrier.too-many")
            return None
        if source.size > min(MAX_CARRIER, self._left):
            self.report("carrier.too-large")
            named = f"{name} ({source.size} bytes)".lstrip()
            self.keep(place, named, source.offset(0), b"", None)
            return None
        self._left -= source.size
        return source.read(0, source.size)

    def keep(self, place: str, name: str, offset: int, raw: bytes, decoded: Decoded | None) -> None:
        """Keeps one carrier; `decoded` is None where its bytes are not text."""
        if len(self._carriers) >= MAX_CARRIERS:
            self.report("carrier.too-many")
            return
        text, exact = (None, True) if decoded is None else (decoded.text, decoded.exact)
        self._carriers.append(Carrier(place, name, offset, raw, text, exact))

    def take_raw(self, source: Source, place: str, name: str = "") -> None:
        """Keeps a value whose bytes are not text."""
        raw = self.take(source, place, name)
        if raw is not None:
            self.keep(place, name, source.offset(0), raw, None)

    def inflate(self, raw: bytes, window: int) -> bytes | None:
        """Inflates a compressed value, up to the limits.

        Args:
            raw: One whole compressed stream.
            window: `ZLIB` or `GZIP`.

        Returns:
            The inflated bytes; None, and a problem, where they are damaged or too many.
        """
        limit = min(MAX_CARRIER, self._left)
        inflater = zlib.decompressobj(window)
        try:
            inflated = inflater.decompress(raw, limit + 1)
        except zlib.error:
            self._left -= min(limit, len(raw) * _MAX_RATIO)  # what it may have cost
            self.report("carrier.damaged")
            return None
        self._left -= min(limit, len(inflated))
        if len(inflated) > limit:
            self.report("decode.bomb")
        elif not inflater.eof:
            self.report("carrier.damaged")
        else:
            return inflated
        return None


def _order(carrier: Carrier) -> tuple[bool, int]:
    return carrier.place.startswith("stealth:"), carrier.offset
