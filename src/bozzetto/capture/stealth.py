"""Stealth metadata: text in the lowest bits of the samples, which survives the loss of all else.

Bits run down the columns, from the left: one a pixel in alpha, or three a pixel in red, green and
blue. First a magic of 120 bits, then the payload's length in bits (32, big-endian), then the
payload: UTF-8, or that in gzip. Source: the webuis' and NovelAI's own code, for instance
``modules/stealth_infotext.py`` in stable-diffusion-webui-forge.
"""

from collections.abc import Iterator

from PIL import Image

from bozzetto.capture.charset import decode_utf8
from bozzetto.capture.findings import GZIP, MAX_CARRIER, Findings

__all__ = ["read_stealth"]

# By channel: magic, and whether the payload is compressed.
_MAGICS = {
    "alpha": {b"stealth_pnginfo": False, b"stealth_pngcomp": True},
    "rgb": {b"stealth_rgbinfo": False, b"stealth_rgbcomp": True},
}
_MAGIC_SIZE, _HEADER_SIZE = 15, 19  # bytes; the header is the magic and the length

_STRIP = 1 << 18  # samples read at a time; a payload is a few thousand bits in most pictures
_TO_DIGIT = bytes(ord("1") if sample & 1 else ord("0") for sample in range(256))


def read_stealth(image: Image.Image, findings: Findings) -> None:
    """Keeps what is hidden in a picture's alpha and in its colours; mostly there is nothing.

    Args:
        image: A decoded picture; one without 8-bit RGB or alpha cannot hide anything.
        findings: Where carriers and problems go; the carriers have no offset.
    """
    if image.mode in ("RGBA", "LA"):
        _read_channel(image, "alpha", findings)
    if image.mode in ("RGBA", "RGB"):
        _read_channel(image, "rgb", findings)


def _read_channel(image: Image.Image, channel: str, findings: Findings) -> None:
    chunks = _read_bytes(image, channel)
    head = next(chunks, b"")
    while len(head) < _HEADER_SIZE and (more := next(chunks, b"")):
        head += more
    magic = head[:_MAGIC_SIZE]
    if magic not in _MAGICS[channel] or len(head) < _HEADER_SIZE:
        return
    size = int.from_bytes(head[_MAGIC_SIZE:_HEADER_SIZE]) // 8
    payload = _read_payload(head[_HEADER_SIZE:], chunks, size, findings)
    if payload is None:
        return
    name = magic.decode()
    plain = findings.inflate(payload, GZIP) if _MAGICS[channel][magic] else payload
    decoded = None if plain is None else decode_utf8(plain)
    findings.keep(f"stealth:{channel}", name, 0, payload, decoded)


def _read_payload(
    start: bytes, chunks: Iterator[bytes], size: int, findings: Findings
) -> bytes | None:
    """Gathers `size` bytes; None where that is above the limit or more than the picture holds."""
    if size > MAX_CARRIER:
        findings.report("carrier.too-large")
        return None
    pieces, length = [start], len(start)
    while length < size and (more := next(chunks, b"")):
        pieces.append(more)
        length += len(more)
    if length < size:
        findings.report("stealth.malformed")
        return None
    return b"".join(pieces)[:size]


def _read_bytes(image: Image.Image, channel: str) -> Iterator[bytes]:
    """Yields the lowest bits as bytes, column by column, and only as far as they are asked for.

    Bits are written as the digits of a number and converted at once: int() is linear in base 2.
    """
    digits = b""
    columns = max(1, _STRIP // (image.height * (1 if channel == "alpha" else 3)))
    for left in range(0, image.width, columns):
        strip = image.crop((left, 0, min(image.width, left + columns), image.height))
        band = strip.getchannel("A") if channel == "alpha" else strip.convert("RGB")
        turned = band.transpose(Image.Transpose.TRANSPOSE)  # rows are now the columns
        digits += turned.tobytes().translate(_TO_DIGIT)
        whole = len(digits) // 8 * 8
        if whole:
            yield int(digits[:whole], 2).to_bytes(whole // 8)
            digits = digits[whole:]
