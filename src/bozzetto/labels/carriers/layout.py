"""Layout: where in an AVIF or HEIF boxes, items, packets of XMP and chunks of sequences stand.

Sources: ISO/IEC 14496-12:2022, sections 8.1 (moov), 8.7.5 (stco) and 8.11 (meta); XMP part 3,
section 1.1.4 (uuid box).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bozzetto.errors import FormatError
from bozzetto.labels.carriers.boxes import Box, walk
from bozzetto.labels.carriers.items import Item, Meta, read_meta
from bozzetto.labels.carriers.source import Source

__all__ = [
    "CHUNKS",
    "UUID",
    "Layout",
    "Spans",
    "holder_of",
    "is_of_picture",
    "packets_of",
    "read_layout",
    "spans_of",
]

UUID = 16  # bytes of a uuid box's name
CHUNKS = {b"stco": 4, b"co64": 8}  # bytes of an offset

_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")  # the name of a uuid box
_CONTAINERS = (b"trak", b"mdia", b"minf", b"stbl")
_FIXED = (b"moof", b"mfra", b"sidx", b"ssix", b"saio", b"cmov")  # have other offsets, or hide them
_MAX_CHUNKS = 2 << 20  # bytes of all tables of chunks; an hour with one for each picture: 0.7 MB
_MAX_INSIDE = 1 << 16  # boxes in a film; each track has thirty

Spans = tuple[tuple[int, int], ...]  # offsets from and to


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands.

    Attributes:
        boxes: The boxes of the file.
        meta: The tables of its items; None where it has none.
        tracks: Those of its sequences.
        chunks: The tables of offsets of sequences.
        fixed: The name of a box for which nothing can be moved; None where there is none.
    """

    boxes: tuple[Box, ...]
    meta: Meta | None
    tracks: tuple[Meta, ...]
    chunks: tuple[Box, ...]
    fixed: bytes | None

    @property
    def metas(self) -> tuple[Meta, ...]:
        """All tables of items."""
        return self.tracks if self.meta is None else (self.meta, *self.tracks)


def read_layout(source: Source) -> Layout:
    """Read where everything stands.

    Raises:
        FormatError: boxes or tables are damaged, or more than are read.
    """
    boxes = tuple(walk(source, 0, source.size))
    metas = [box for box in boxes if box.kind == b"meta"]
    if len(metas) > 1:
        raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
    inner = [each for box in boxes if box.kind == b"moov" for each in _inside(source, box)]
    chunks = tuple(box for box in inner if box.kind in CHUNKS)
    if sum(box.end - box.body for box in chunks) > _MAX_CHUNKS:
        raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
    return Layout(
        boxes,
        read_meta(source, metas[0]) if metas else None,
        tuple(read_meta(source, box) for box in inner if box.kind == b"meta"),
        chunks,
        next((box.kind for box in (*boxes, *inner) if box.kind in _FIXED), None),
    )


def _inside(source: Source, moov: Box) -> Iterator[Box]:
    """Yield the boxes of a film, and those in it in which offsets may stand."""
    waiting, left = [moov], _MAX_INSIDE
    while waiting:
        outer = waiting.pop()
        for box in walk(source, outer.body, outer.end):
            left -= 1
            if left < 0:
                raise FormatError("not a well-formed {kind} file", kind="AVIF/HEIF")
            yield box
            if box.kind in _CONTAINERS:
                waiting.append(box)


def packets_of(source: Source, file: Layout) -> Iterator[Spans]:
    """Yield where the file's packets stand; one that several tables name counts once."""
    seen: dict[Spans, None] = {}
    for meta in file.metas:
        for item in meta.items:
            if item.is_xmp and (meta is not file.meta or is_of_picture(meta, item)):
                seen[spans_of(source, meta, item)] = None
    for box in file.boxes:
        if box.kind == b"uuid" and source.head(box.body, UUID) == _XMP:
            seen[((box.body + UUID, box.end),)] = None
    yield from seen


def is_of_picture(meta: Meta, item: Item) -> bool:
    """Whether it tells of the picture: it says so, or says nothing."""
    told = meta.described.get(item.number)
    return not told or meta.primary is None or meta.primary in told


def spans_of(source: Source, meta: Meta, item: Item) -> Spans:
    """Return where a packet stands.

    Raises:
        FormatError: nowhere, or in a way in which it is not read.
    """
    if item.encoding or item.protected:
        raise FormatError("XMP that is compressed or encrypted is not read")
    return meta.spans(item.number, source)


def holder_of(file: Layout, spans: Spans) -> Box | None:
    """Return the box that holds a packet in one piece; None where it stands otherwise."""
    if len(spans) != 1:
        return None
    kinds = (b"mdat", b"uuid")
    ((start, end),) = spans
    boxes = (box for box in file.boxes if box.kind in kinds)
    return next((box for box in boxes if box.holds(start, end)), None)
