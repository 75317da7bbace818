"""GIMP: the layers of an XCF file, by its structure; no pixel is decoded.

The structure is that of https://gitlab.gnome.org/GNOME/gimp/-/blob/master/devel-docs/xcf.txt: a
header, lists of properties, and pointers to layers, to their pixels in tiles, and to their masks.
How long a tile is, nothing says: it ends where the next thing begins that a pointer leads to.

Of `digest` are a layer's type and size, its tiles, and what is attached to it, as the words of a
text. The file does not say which GIMP wrote it, nor who, nor when.
"""

import hashlib
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from bozzetto.capture.projects.names import layer_name
from bozzetto.capture.projects.project import Layer, Project
from bozzetto.capture.source import Source
from bozzetto.errors import FormatError
from bozzetto.record import Digest
from bozzetto.studio import Program

__all__ = ["MAGIC", "TYPE", "read_gimp"]

MAGIC = b"gimp xcf "
TYPE = "image/x-xcf"
MAX_LAYERS = 65_536
MAX_TILES = 1 << 22  # of all layers together: sixteen thousand million pixels
MAX_PROPERTY = 16 << 20  # bytes: a picture's colour profile is one
MAX_PROPERTIES = 4_096  # of one thing; there are some forty sorts

_WIDE = 11  # the version from which a pointer has eight bytes
_DEEP = 4  # the version from which the header says how samples are coded
_NEWEST = 17  # later ones have pointers of sorts that are not known here
_END, _OPACITY, _MODE, _VISIBLE, _OFFSETS = 0, 6, 7, 8, 15
_TATTOO, _PARASITES, _GROUP, _PATH = 20, 21, 29, 30

Properties = dict[int, bytes]


@dataclass(slots=True)
class _Pixels:
    """Where the pixels of one layer or mask are."""

    head: bytes  # its size, type and what is attached to it
    tiles: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    """A layer or a mask, its data not yet digested."""

    name: str
    kind: str
    found: Properties
    pixels: _Pixels
    place: tuple[int, ...] | None = None  # its indexes in groups, where it is in one


class _Reader:
    """Follows the pointers of a file."""

    def __init__(self, source: Source, *, wide: bool) -> None:
        self._source = source
        self._wide = wide
        self._at = 0
        self._tiles = 0
        self.known: set[int] = {source.size}  # where something begins

    def seek(self, position: int) -> None:
        self._at = position

    def take(self, size: int) -> bytes:
        data = self._source.read(self._at, size)
        if len(data) < size:
            raise FormatError("the file ends within its structure")
        self._at += size
        return data

    def number(self) -> int:
        return int.from_bytes(self.take(4))

    def pointer(self) -> int:
        place = int.from_bytes(self.take(8 if self._wide else 4))
        if place:
            self.known.add(place)
        return place

    def pointers(self, limit: int) -> list[int]:
        found = []
        while place := self.pointer():
            found.append(place)
            if len(found) > limit:
                raise FormatError("more layers or tiles than are read")
        return found

    def string(self) -> str:
        size = self.number()
        if size > MAX_PROPERTY:
            raise FormatError("the file ends within its structure")
        return self.take(size).rstrip(b"\0").decode("utf-8", "replace")

    def properties(self) -> Properties:
        found: Properties = {}
        for _ in range(MAX_PROPERTIES):
            sort, size = self.number(), self.number()
            if sort == _END:
                return found
            if size > MAX_PROPERTY:
                raise FormatError("the file ends within its structure")
            found[sort] = self.take(size)
        raise FormatError("more layers or tiles than are read")

    def pixels(self, place: int, head: bytes) -> _Pixels:
        """Find the tiles of a hierarchy; those of its first level, the others are derived."""
        self.seek(place)
        size = self.take(12)  # width, height, bytes of a pixel
        levels = self.pointers(64)
        if not levels:
            return _Pixels(head + size)
        self.seek(levels[0] + 8)
        tiles = self.pointers(MAX_TILES)
        self._tiles += len(tiles)
        if self._tiles > MAX_TILES:
            raise FormatError("more layers or tiles than are read")
        return _Pixels(head + size, tiles)

    def digest(self, pixels: _Pixels, starts: list[int]) -> Digest:
        taken = hashlib.sha256(len(pixels.head).to_bytes(8) + pixels.head)
        for tile in pixels.tiles:
            after = bisect_right(starts, tile)
            end = starts[after] if after < len(starts) else tile
            if not 0 < end - tile <= MAX_PROPERTY:
                raise FormatError("the file ends within its structure")
            self.seek(tile)
            taken.update((end - tile).to_bytes(8) + self.take(end - tile))
        return Digest("sha256:" + taken.hexdigest())


def read_gimp(source: Source) -> Project:
    """Read an XCF file.

    Raises:
        FormatError: it is none, is damaged, or holds more than is read.
    """
    head = source.read(0, 26)
    version = _version(head)
    reader = _Reader(source, wide=version >= _WIDE)
    width, height = struct.unpack(">II", head[14:22])
    reader.seek(26 + 4 * (version >= _DEEP))
    reader.properties()
    layers, channels = reader.pointers(MAX_LAYERS), reader.pointers(MAX_LAYERS)
    items = [item for place in layers for item in _layer(reader, place)]
    for place in channels:
        _channel(reader, place)
    starts = sorted(reader.known) if version <= _NEWEST else []
    return Project(
        TYPE,
        Program("GIMP"),
        width,
        height,
        tuple(_layers(reader, items, starts)),
        problems=() if starts else ("layers.unread",),
    )


def _version(head: bytes) -> int:
    name = head[9:13]
    if len(head) < 26 or not head.startswith(MAGIC) or head[13] != 0:
        raise FormatError("not a file of GIMP")
    if name == b"file":
        return 0
    if name[:1] != b"v" or not name[1:].isdigit():
        raise FormatError("not a file of GIMP")
    return int(name[1:])


def _layer(reader: _Reader, place: int) -> Iterator[_Item]:
    """Read a layer, and its mask."""
    reader.seek(place)
    head = reader.take(12)  # width, height, type
    name, found = reader.string(), reader.properties()
    pixels, mask = reader.pointer(), reader.pointer()
    path = found.get(_PATH)
    indexes = None if path is None or len(path) % 4 else struct.unpack(f">{len(path) // 4}I", path)
    kind = "group" if _GROUP in found else "layer"
    data = reader.pixels(pixels, head + found.get(_PARASITES, b""))
    yield _Item(name, kind, found, data, indexes)
    if mask:
        yield _channel(reader, mask)


def _channel(reader: _Reader, place: int) -> _Item:
    """Read a channel: a layer's mask, or one that stands by itself."""
    reader.seek(place)
    head = reader.take(8)  # width, height
    name, found = reader.string(), reader.properties()
    return _Item(name, "mask", found, reader.pixels(reader.pointer(), head))


def _layers(reader: _Reader, items: list[_Item], starts: list[int]) -> Iterator[Layer]:
    """Put names together, and digest what each holds; a group's pixels are those of its layers."""
    names: dict[tuple[int, ...], tuple[str, ...]] = {}
    owner: tuple[str, ...] = ()
    outermost = 0
    for item in items:
        if item.kind == "mask":
            path = (*owner, layer_name(item.name))
        else:
            place = item.place or (outermost,)
            outermost += len(place) == 1
            path = names[place] = owner = (*names.get(place[:-1], ()), layer_name(item.name))
        has_data = bool(starts) and item.kind != "group"
        yield Layer(
            path,
            item.kind,
            bool(_value(item.found, _VISIBLE, 1)),
            min(_value(item.found, _OPACITY, 255), 255),
            f"mode {_value(item.found, _MODE, 0)}",
            _place(item.found.get(_OFFSETS, b"")),
            reader.digest(item.pixels, starts) if has_data else None,
            _tattoo(item.found),
        )


def _value(found: Properties, sort: int, default: int) -> int:
    data = found.get(sort, b"")
    return int.from_bytes(data) if len(data) == 4 else default


def _place(data: bytes) -> tuple[int, int]:
    if len(data) != 8:
        return 0, 0
    left, top = struct.unpack(">ii", data)
    return left, top


def _tattoo(found: Properties) -> str | None:
    tattoo = _value(found, _TATTOO, 0)
    return f"tattoo {tattoo}" if tattoo else None
