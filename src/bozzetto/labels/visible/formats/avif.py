"""AVIF: coded anew by Pillow, with the EXIF, XMP and ICC profile that it has.

An AVIF's items are named by numbers all over the file, so here nothing is passed on byte by byte.
What Pillow would change without a word is refused: more than 8 bits a sample, and colours that are
not sRGB and have no ICC profile to say so.

Source: ISO/IEC 14496-12 (boxes), 23008-12 (items); AV1 codec ISO media file format binding,
section 2.3.3 (av1C); ITU-T H.273 (colours); C2PA 2.2, annex A.5.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL.AvifImagePlugin import AvifImageFile

from bozzetto.errors import FormatError
from bozzetto.labels.visible.formats.exif import Exif, Size
from bozzetto.labels.visible.picture import Picture, decode
from bozzetto.labels.visible.turning import Turn

__all__ = ["QUALITY", "open_avif"]

QUALITY = 90  # a file does not tell its own, and this one is not seen

_C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_DEEP, _GREY, _HALF_WIDTH, _HALF_HEIGHT = 0x40, 0x10, 0x08, 0x04  # flags of av1C's third byte
_PRIMARIES = (1, 2)  # of H.273: those of sRGB, or not told
_TRANSFERS = (1, 2, 6, 13)  # those of video, which all decoders take for sRGB's, and sRGB's
_MAX_BOXES = 4096


@dataclass(frozen=True, slots=True)
class _File:
    size: Size
    exif: Exif | None
    xmp: bytes
    profile: bytes
    subsampling: str
    lost: tuple[str, ...]

    def rewrite(self, copy: Picture) -> tuple[bytes, tuple[str, ...]]:
        """Return a file of other samples."""
        size = copy.image.size if copy.image.size != self.size else None
        block, had_thumbnail = (b"", False) if self.exif is None else self.exif.fitted(size)
        out = io.BytesIO()
        copy.image.save(
            out,
            "AVIF",
            quality=QUALITY,
            subsampling=self.subsampling,
            exif=block,
            xmp=self.xmp,
            icc_profile=self.profile,
        )
        lost = (*self.lost, "thumbnail") if had_thumbnail else self.lost
        return out.getvalue(), tuple(dict.fromkeys(lost))


def open_avif(data: bytes) -> Picture:
    """Decode an AVIF.

    Raises:
        FormatError: it cannot be decoded, moves, is too large, or cannot be written again as it is.
    """
    boxes = tuple(_boxes(data))
    meta = b"".join(body for kind, body in boxes if kind == b"meta")
    coding = _coding(meta)
    image = decode(lambda: AvifImageFile(io.BytesIO(data)))
    info = dict(image.info)
    if "icc_profile" not in info:
        _check_colours(meta)
    exif = Exif.parse(info.get("exif", b""))
    lost = ["credentials"] if any(_is_credentials(*each) for each in boxes) else []
    lost += ["thumbnail"] if b"thmb" in meta else []
    lost += ["pictures.further"] if b"tmap" in meta else []  # a gain map
    file = _File(
        image.size,
        exif,
        info.get("xmp", b""),
        info.get("icc_profile", b""),
        _subsampling(coding),
        tuple(lost),
    )
    image.info.clear()
    turn = Turn(1 if exif is None else exif.orientation)
    return Picture("image/avif", image, None, turn, False, file.rewrite)


def _coding(meta: bytes) -> int:
    """Return the flags of the first picture's coding.

    Raises:
        FormatError: there are none, or samples have more than 8 bits.
    """
    flags = [meta[at + 6] for at in _found(meta, b"av1C") if at + 6 < len(meta)]
    if not flags:
        raise FormatError("not a well-formed {kind} file", kind="AVIF")
    if any(each & _DEEP for each in flags):
        raise FormatError("an AVIF of more than 8 bits a sample would lose them, and gets no label")
    return flags[0]


def _subsampling(flags: int) -> str:
    if flags & _GREY:
        return "4:0:0"
    if flags & _HALF_HEIGHT:
        return "4:2:0"
    return "4:2:2" if flags & _HALF_WIDTH else "4:4:4"


def _check_colours(meta: bytes) -> None:
    for at in _found(meta, b"colrnclx"):
        primaries = int.from_bytes(meta[at + 8 : at + 10])
        transfer = int.from_bytes(meta[at + 10 : at + 12])
        if primaries not in _PRIMARIES or transfer not in _TRANSFERS:
            raise FormatError(
                "an AVIF whose colours are not sRGB would lose them, and gets no label"
            )


def _found(data: bytes, name: bytes) -> Iterator[int]:
    at = data.find(name)
    while at >= 0:
        yield at
        at = data.find(name, at + 1)


def _is_credentials(kind: bytes, body: bytes) -> bool:
    return kind == b"uuid" and body.startswith(_C2PA)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the outermost boxes' kinds and bodies, but not the pixels' bytes."""
    position = 0
    for _ in range(_MAX_BOXES):
        size = int.from_bytes(data[position : position + 4])
        kind = data[position + 4 : position + 8]
        head = 8
        if size == 1:
            size, head = int.from_bytes(data[position + 8 : position + 16]), 16
        end = position + size if size else len(data)
        if size and size < head:
            raise FormatError("not a well-formed {kind} file", kind="AVIF")
        yield kind, b"" if kind == b"mdat" else data[position + head : end]
        position = end
        if position >= len(data):
            return
    raise FormatError("not a well-formed {kind} file", kind="AVIF")
