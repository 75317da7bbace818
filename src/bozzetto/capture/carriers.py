"""Reads one file: what it is, and every piece of metadata that it carries.

Bytes are believed, names are not. Whatever the bytes are, the answer is a `Picture` and never an
error: what is damaged or too large is reported beside what could be read. Places:

    png:tEXt  png:zTXt  png:iTXt      a text chunk, by keyword
    jpeg:COM  gif:comment             a comment
    exif:IFD0  exif:IFD1  exif:Exif   a text tag, by name, in whatever file the EXIF stands
    xmp                               an XMP packet, in whatever file (by its keyword in a PNG)
    c2pa                              content credentials, raw JUMBF; in JPEG put together again
    stealth:alpha  stealth:rgb        text in the lowest bits of the samples, by its magic
    jpeg:APP1 ... jpeg:APP15          a segment of another kind, raw, by the name it begins with
    png:eXIf  jpeg:APP1  webp:EXIF  bmff:Exif   an EXIF block that is none, raw

A carrier's `raw` stands in the file at its `offset`, in one piece save for GIF comments and for
credentials that JPEG had to split. One whose bytes a limit forbids to read is named with its
size, as ``workflow (52428800 bytes)``, and has neither bytes nor text. Problems:

    file.empty            no bytes at all
    file.truncated        the file ends before its structure does
    file.malformed        the structure breaks its format; what follows the break was not read
    file.unsupported      a variant of the format that is not walked (BigTIFF)
    file.too-many-parts   more chunks, boxes or blocks than are walked
    carrier.too-large     a value above 16 MiB, or beyond 64 MiB in the file: named, not read
    carrier.too-many      more than 4096 values; the rest was left out
    carrier.damaged       a value that cannot be inflated or whose framing is wrong: kept raw
    decode.bomb           pixels or inflated text above the limits: not decoded
    exif.malformed        a directory that points outside, in a circle or at nothing
    xmp.extended          XMP beyond 64 KiB in a JPEG: kept raw, not joined to the packet
    png.crc               a checksum that does not match; the chunk was read all the same
    pixels.unread         losslessly coded, but not decodable (or not by a bounded memory)
    stealth.unread        pixels were not decoded, so nothing hidden in them was looked for
    stealth.malformed     hidden text that announces more than the picture can hold
"""

from collections.abc import Callable
from typing import BinaryIO

from bozzetto.capture import gif, isobmff, jpeg, png, riff, tiff
from bozzetto.capture.findings import Findings, Frame
from bozzetto.capture.picture import Carrier, Picture
from bozzetto.capture.pixels import decode_picture, digest_pixels, is_bomb
from bozzetto.capture.source import Source
from bozzetto.capture.stealth import read_stealth

__all__ = ["UNKNOWN_TYPE", "Carrier", "Picture", "read_picture"]

UNKNOWN_TYPE = "application/octet-stream"

_READERS: dict[str, Callable[[Source, Findings], Frame]] = {
    "image/avif": isobmff.read_bmff,
    "image/gif": gif.read_gif,
    "image/heif": isobmff.read_bmff,
    "image/jpeg": jpeg.read_jpeg,
    "image/png": png.read_png,
    "image/tiff": tiff.read_tiff,
    "image/webp": riff.read_webp,
}

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # the latter two: BigTIFF


def read_picture(file: BinaryIO, *, pixels: bool = True) -> Picture:
    """Reads what a file says about itself.

    Memory is bounded by the limits on metadata and on pixels, not by the file's size. Nothing is
    written and no setting of the process is changed, so it may run in a thread.

    Args:
        file: Any bytes; seekable, read from its beginning; its position is moved.
        pixels: Whether to decode a losslessly coded picture, for its digest and for what is
            hidden in its samples.

    Returns:
        What was found, for any bytes. (Errors of reading itself, `OSError`, are passed on.)
    """
    source = Source.of_file(file)
    findings = Findings()
    media_type = _sniff(source)
    if source.size == 0:
        findings.report("file.empty")
    reader = _READERS.get(media_type)
    frame = Frame() if reader is None else reader(source, findings)
    digest = _read_pixels(frame, media_type, findings, wanted=pixels)
    return Picture(
        type=media_type,
        width=frame.width,
        height=frame.height,
        animated=frame.animated,
        carriers=findings.carriers,
        problems=findings.problems,
        pixels=digest,
    )


def _sniff(source: Source) -> str:
    """Tells the media type by the first bytes."""
    head = source.read(0, 12)
    if head.startswith(png.SIGNATURE):
        return "image/png"
    if head.startswith(jpeg.SIGNATURE):
        return "image/jpeg"
    if head.startswith(gif.SIGNATURES):
        return "image/gif"
    if head.startswith(_TIFF):
        return "image/tiff"
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return "image/webp"
    return isobmff.sniff_brand(source) or UNKNOWN_TYPE


def _read_pixels(frame: Frame, media_type: str, findings: Findings, *, wanted: bool) -> str | None:
    """Decodes the picture if there is one to decode, looks into its bits and digests it."""
    if frame.encoded is None or frame.width is None or frame.height is None:
        return None
    image = None
    if is_bomb(frame.width, frame.height, media_type):
        findings.report("decode.bomb")
    elif wanted:
        image = decode_picture(frame.encoded, media_type, (frame.width, frame.height))
        if image is None:
            findings.report("pixels.unread")
    if image is None:
        findings.report("stealth.unread")
        return None
    read_stealth(image, findings)
    return digest_pixels(image)
