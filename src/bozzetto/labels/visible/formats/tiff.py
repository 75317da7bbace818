"""TIFF: the file stays as it is, but for its samples, which are overwritten, and its first table.

Tables and maker notes name each other by offsets, so nothing is moved: new samples stand where the
old ones did if they fit, at the end otherwise; a new first table stands at the end. What showed the
picture without its label is overwritten with zeros. Samples are written without compression where
they had none, and with Deflate otherwise.

Source: TIFF 6.0; Adobe Photoshop TIFF technical notes (Deflate, ImageSourceData).
"""

import io
import struct
import zlib
from dataclasses import dataclass, field, replace

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from bozzetto.errors import FormatError
from bozzetto.labels.visible.formats.directory import LONG, SHORT, Directory, Field, Order
from bozzetto.labels.visible.formats.exif import Exif
from bozzetto.labels.visible.formats.resources import drop_thumbnails
from bozzetto.labels.visible.picture import Picture, check_size, decode
from bozzetto.labels.visible.turning import Turn

__all__ = ["open_tiff"]

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _COLOURS = 256, 257, 258, 259, 262
_OFFSETS, _ORIENTATION, _SAMPLES, _ROWS, _COUNTS, _PLANES = 273, 274, 277, 278, 279, 284
_PREDICTOR, _MAP, _TILE_OFFSETS, _TILE_COUNTS, _EXTRA, _FORMAT = 317, 320, 324, 325, 338, 339
_SUB_TABLES, _RESOURCES, _LAYERS, _CREDENTIALS = 330, 34377, 37724, 0xCD41
_FILL_ORDER, _GROUP3, _GROUP4, _MIN, _MAX = 266, 292, 293, 280, 281
# What describes old samples' coding, and is written anew or no longer there
_CODING = {_OFFSETS, _COUNTS, _ROWS, _PLANES, _PREDICTOR, _TILE_OFFSETS, _TILE_COUNTS, 322, 323}
_CODING |= {_FILL_ORDER, _GROUP3, _GROUP4, _MIN, _MAX, 347, 512, 513, 514, 529, 530, 531, 532}
_NONE, _DEFLATE = 1, 8
_MULTIPLIED = 1  # ExtraSamples: alpha is in the colours already
_PHOTOSHOP = b"Photoshop 3.0\0"
_KINDS = {"1": (1, 1), "L": (1, 8), "P": (3, 8), "RGB": (2, 8), "RGBA": (2, 8), "CMYK": (5, 8)}
_DEEP = {"I;16": "little", "I;16B": "big", "I;16L": "little"}
_MAX_SIZE = 2**32 - 1  # bytes: offsets have four


@dataclass(frozen=True, slots=True)
class _File:
    data: bytes
    table: Directory
    palette: list[int] = field(default_factory=list)

    def rewrite(self, copy: Picture) -> tuple[bytes, tuple[str, ...]]:
        """Return a copy of the file for other samples."""
        table, order = self.table, self.table.order
        out = bytearray(self.data)
        samples = _encoded(copy, order)
        if table.numbers(self.data, _COMPRESSION) not in ((), (_NONE,)):
            samples = zlib.compress(samples)
        old = _strips(self.data, table)
        lost = self._clear(out)
        at = _put(out, samples, _room(old))
        fields = {tag: each for tag, each in table.fields.items() if tag not in _CODING}
        for tag in (_SUB_TABLES, _LAYERS, _CREDENTIALS):
            fields.pop(tag, None)
        fields |= self._resources(out, lost)
        fields |= self._described(out, copy, at, len(samples))
        end = _append(out, replace(table, fields=fields).encode())
        struct.pack_into(">I" if order == "big" else "<I", out, 4, end)
        if len(out) > _MAX_SIZE:
            raise FormatError("the copy would be larger than a TIFF can be")
        if copy.image.size != self._size:
            _set_size(out, copy.image.size)
        return bytes(out), tuple(lost)

    @property
    def _size(self) -> tuple[int, int]:
        return _size(self.data, self.table)

    def _clear(self, out: bytearray) -> list[str]:
        """Overwrite what shows the picture as it was; return what is lost by that."""
        lost = []
        spans = list(_strips(self.data, self.table))
        for at in self.table.numbers(self.data, _SUB_TABLES):
            lost.append("thumbnail")
            spans += _strips(self.data, Directory.parse(self.data, at, self.table.order))
        for tag, name in ((_LAYERS, "layers"), (_CREDENTIALS, "credentials")):
            found = self.table.fields.get(tag)
            if found is not None:
                lost.append(name)
                spans += [found.span(self.table.order) or (0, 0)]
        for start, end in spans:
            out[start:end] = bytes(end - start)
        return list(dict.fromkeys(lost))

    def _resources(self, out: bytearray, lost: list[str]) -> dict[int, Field]:
        """Write Photoshop's resources without their thumbnail."""
        value = self.table.value(self.data, _RESOURCES)
        kept, found = drop_thumbnails(_PHOTOSHOP + value)
        old = self.table.fields.get(_RESOURCES)
        span = None if old is None else old.span(self.table.order)
        if not found or old is None or span is None:
            return {}
        lost += ["thumbnail"] if "thumbnail" not in lost else []
        out[slice(*span)] = bytes(span[1] - span[0])
        new = kept[len(_PHOTOSHOP) :]
        at = _append(out, new)
        return {_RESOURCES: replace(old, count=len(new), raw=at.to_bytes(4, self.table.order))}

    def _described(self, out: bytearray, copy: Picture, at: int, size: int) -> dict[int, Field]:
        """Return the fields that describe the new samples."""
        mode = copy.image.mode
        colours, bits = _KINDS[mode]
        bands = len(copy.image.getbands())
        was = self.table.numbers(self.data, _COMPRESSION)
        numbers = {
            _WIDTH: (copy.image.width,),
            _HEIGHT: (copy.image.height,),
            _BITS: (16 if copy.low is not None else bits,) * bands,
            _COMPRESSION: (_NONE if was in ((), (_NONE,)) else _DEFLATE,),
            _COLOURS: (colours,),
            _OFFSETS: (at,),
            _SAMPLES: (bands,),
            _ROWS: (copy.image.height,),
            _COUNTS: (size,),
            _PLANES: (1,),
        }
        if mode == "P":
            numbers[_MAP] = self._map(copy.image)
        shorts = (_BITS, _COMPRESSION, _COLOURS, _SAMPLES, _PLANES, _MAP)
        return {
            tag: _field(out, tag, SHORT if tag in shorts else LONG, each, self.table.order)
            for tag, each in numbers.items()
        }

    def _map(self, image: Image.Image) -> tuple[int, ...]:
        """Return the palette as 256 reds, greens and blues; the old one's 16 bits where it is."""
        palette = image.getpalette("RGB") or []
        old = self.table.numbers(self.data, _MAP)
        if palette == self.palette and len(old) == 3 * 256:
            return old
        full = palette + [0] * (3 * 256 - len(palette))
        return tuple(257 * sample for band in range(3) for sample in full[band::3])


def open_tiff(data: bytes) -> Picture:
    """Decode a TIFF.

    Raises:
        FormatError: it cannot be decoded, is too large, has several pages, or has samples that
            would not be kept as they are.
    """
    order: Order = "big" if data[:1] == b"M" else "little"
    table = Directory.parse(data, int.from_bytes(data[4:8], order), order)
    if table.following:
        raise FormatError("the picture moves or has several pages; these get no label")
    check_size(*_size(data, table), "image/tiff")
    block = Exif.parse(data)
    orientation = 1 if block is None else block.orientation
    image = decode(lambda: TiffImageFile(io.BytesIO(_unturned(data, table))))
    low = None
    if image.mode in _DEEP:
        image, low = _halves(image)
    _check_samples(data, table, image)
    palette = image.getpalette("RGB") or [] if image.mode == "P" else []
    image.info.clear()
    rewrite = _File(data, table, palette).rewrite
    return Picture("image/tiff", image, low, Turn(orientation), True, rewrite)


def _size(data: bytes, table: Directory) -> tuple[int, int]:
    sides = [table.numbers(data, tag) for tag in (_WIDTH, _HEIGHT)]
    if any(len(each) != 1 for each in sides):
        raise FormatError("not a well-formed {kind} file", kind="TIFF")
    return sides[0][0], sides[1][0]


def _unturned(data: bytes, table: Directory) -> bytes:
    """Return the file with another table at its end: Pillow turns what has an orientation."""
    fields = {tag: each for tag, each in table.fields.items() if tag != _ORIENTATION}
    if len(fields) == len(table.fields):
        return data
    out = bytearray(data)
    end = _append(out, replace(table, fields=fields).encode())
    out[4:8] = end.to_bytes(4, table.order)
    return bytes(out)


def _check_samples(data: bytes, table: Directory, image: Image.Image) -> None:
    """Refuse what Pillow decodes to something else than what is there."""
    bands = len(image.getbands())
    samples = table.numbers(data, _SAMPLES) or (1,)
    bits = max(table.numbers(data, _BITS) or (1,))
    if image.mode not in _KINDS or samples != (bands,) or bits > 16:
        raise FormatError("the TIFF has samples that would not be kept as they are")
    if bits == 16 and image.mode != "L":
        raise FormatError("the TIFF has samples that would not be kept as they are")
    if _MULTIPLIED in table.numbers(data, _EXTRA) or set(table.numbers(data, _FORMAT)) - {1}:
        raise FormatError("the TIFF has samples that would not be kept as they are")


def _halves(image: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Split 16-bit samples into their high and low bytes."""
    data = image.tobytes()
    pair = (data[1::2], data[0::2]) if _DEEP[image.mode] == "little" else (data[0::2], data[1::2])
    high, low = (Image.frombytes("L", image.size, each) for each in pair)
    return high, low


def _encoded(copy: Picture, order: Order) -> bytes:
    high = copy.image.tobytes()
    if copy.low is None:
        return high
    data = bytearray(2 * len(high))
    data[0::2], data[1::2] = high, copy.low.tobytes()
    if order == "little":
        data[0::2], data[1::2] = data[1::2], data[0::2]
    return bytes(data)


def _strips(data: bytes, table: Directory) -> list[tuple[int, int]]:
    """Return where samples stand, in strips or tiles."""
    found = []
    for offsets, counts in ((_OFFSETS, _COUNTS), (_TILE_OFFSETS, _TILE_COUNTS)):
        pairs = zip(table.numbers(data, offsets), table.numbers(data, counts), strict=False)
        found += [(at, min(at + size, len(data))) for at, size in pairs if at < len(data)]
    return found


def _room(spans: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the longest run of strips that stand one behind the other."""
    runs: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if runs and runs[-1][1] == start:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return max(runs, key=lambda run: run[1] - run[0], default=(0, 0))


def _put(out: bytearray, data: bytes, room: tuple[int, int]) -> int:
    """Write data into a room, or at the end; return where."""
    if len(data) > room[1] - room[0]:
        return _append(out, data)
    out[room[0] : room[0] + len(data)] = data
    return room[0]


def _append(out: bytearray, data: bytes) -> int:
    """Write data at the end, at an even offset, as TIFF has it; return where."""
    out += bytes(len(out) % 2)
    at = len(out)
    out += data
    return at


def _field(out: bytearray, tag: int, kind: int, numbers: tuple[int, ...], order: Order) -> Field:
    size = 2 if kind == SHORT else 4
    value = b"".join(each.to_bytes(size, order) for each in numbers)
    raw = value.ljust(4, b"\0") if len(value) <= 4 else _append(out, value).to_bytes(4, order)
    return Field(tag, kind, len(numbers), raw)


def _set_size(out: bytearray, size: tuple[int, int]) -> None:
    """Write the size where EXIF states it, too."""
    block = Exif.parse(bytes(out))
    if block is not None:
        block.set_size(size)
        out[:] = block.data
