"""Builds picture files byte by byte, so that a test can say what stands where in them."""

import io
import struct
import zlib

from PIL import Image

from bozzetto.capture.carriers import Carrier, Picture, read_picture

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
ASCII, BYTE, SHORT, LONG, UNDEFINED = 2, 1, 3, 4, 7
USER_COMMENT, MAKER_NOTE, DESCRIPTION, MAKE, MODEL = 0x9286, 0x927C, 0x010E, 0x010F, 0x0110
C2PA_LABEL = bytes.fromhex("6332706100110010800000aa00389b71")

Tag = tuple[int, int, bytes]


def read(data: bytes, *, pixels: bool = True) -> Picture:
    """Reads a file that is in memory."""
    return read_picture(io.BytesIO(data), pixels=pixels)


def only(picture: Picture) -> Carrier:
    """The one carrier of a picture."""
    (carrier,) = picture.carriers
    return carrier


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """A file as Pillow writes it."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noise(mode: str = "RGB", size: tuple[int, int] = (13, 7)) -> Image.Image:
    """A picture in which no two neighbours are alike, the same at every call."""
    channels = len(Image.new(mode, (1, 1)).getbands())
    width, height = size
    data = bytes((i * i * 31 + i * 7) % 251 for i in range(width * height * channels))
    return Image.frombytes(mode, size, data)


def chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk, with its right checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int = 1, height: int = 1, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG header chunk."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def png(*before: bytes, after: tuple[bytes, ...] = (), head: bytes | None = None) -> bytes:
    """A PNG of one black pixel, with chunks before and after its pixels."""
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
    start = header() if head is None else head
    return PNG_SIGNATURE + start + b"".join(before) + pixels + b"".join(after) + chunk(b"IEND", b"")


def tiff(ifd0: list[Tag], exif: list[Tag] | None = None, *, big: bool = False) -> bytes:
    """A TIFF structure: values of more than four bytes stand behind the directories."""
    order = ">" if big else "<"
    tags = list(ifd0)
    exif_at = 8 + 2 + 12 * (len(tags) + (exif is not None)) + 4
    if exif is not None:
        tags.append((0x8769, LONG, struct.pack(order + "I", exif_at)))
    values_at = exif_at + (2 + 12 * len(exif) + 4 if exif is not None else 0)
    tables, values = b"", b""
    for directory in (tags, exif):
        if directory is None:
            continue
        tables += struct.pack(order + "H", len(directory))
        for tag, kind, value in directory:
            count = len(value) // {SHORT: 2, LONG: 4}.get(kind, 1)
            field = value.ljust(4, b"\0")
            if len(value) > 4:
                field = struct.pack(order + "I", values_at + len(values))
                values += value
            tables += struct.pack(order + "HHI", tag, kind, count) + field
        tables += bytes(4)
    mark = b"MM\0*" if big else b"II*\0"
    return mark + struct.pack(order + "I", 8) + tables + values


def jpeg(*segments: bytes) -> bytes:
    """A JPEG, with segments right behind its beginning."""
    plain = saved(noise(), "JPEG")
    return plain[:2] + b"".join(segments) + plain[2:]


def segment(marker: int, data: bytes) -> bytes:
    """One JPEG segment."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP file of chunks, padded as they must be."""
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_chunk(data: bytes) -> tuple[bytes, bytes]:
    """The picture's chunk of a plain WebP."""
    return data[12:16], data[20 : 20 + int.from_bytes(data[16:20], "little")]


def extended(size: tuple[int, int] = (13, 7), flags: int = 0) -> tuple[bytes, bytes]:
    """The chunk that announces further ones in a WebP."""
    width, height = size
    data = bytes([flags, 0, 0, 0]) + (width - 1).to_bytes(3, "little")
    return b"VP8X", data + (height - 1).to_bytes(3, "little")


def box(kind: bytes, *parts: bytes) -> bytes:
    """One ISO media box."""
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def full(kind: bytes, version: int, *parts: bytes, flags: int = 0) -> bytes:
    """One ISO media box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def sub_blocks(data: bytes) -> bytes:
    """Data as a GIF cuts it up."""
    pieces = [data[at : at + 255] for at in range(0, len(data), 255)]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0"


def hide(image: Image.Image, bits: str, *, channel: str) -> Image.Image:
    """Writes bits as the tools do: one pixel after the other, down the columns."""
    out = image.copy()
    step = 1 if channel == "alpha" else 3
    for index in range(0, len(bits), step):
        x, y = divmod(index // step, image.height)
        sample = list(out.getpixel((x, y)))
        first = 3 if channel == "alpha" else 0
        for at, bit in enumerate(bits[index : index + step]):
            sample[first + at] = sample[first + at] & 0xFE | int(bit)
        out.putpixel((x, y), tuple(sample))
    return out


def stealth_bits(magic: bytes, payload: bytes, length: int | None = None) -> str:
    """The bits of stealth metadata: magic, length, payload."""
    size = len(payload) * 8 if length is None else length
    return "".join(f"{byte:08b}" for byte in magic + struct.pack(">I", size) + payload)
