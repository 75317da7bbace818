"""What one file says about itself, as values: the picture and the carriers of its metadata.

A carrier is one piece of metadata as the file holds it: its bytes as found and, where they are
text, that text. Nothing here interprets; what a tool meant by it is the business of `dialects`.
"""

from dataclasses import dataclass

__all__ = ["Carrier", "Picture"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """One piece of metadata as the file carries it.

    Attributes:
        place: Where it stands, one of the names in `bozzetto.capture.carriers`.
        name: PNG keyword, EXIF tag name or stealth magic; empty where there is none.
        offset: Bytes from the start of the file; 0 where it has none (hidden in pixels).
        raw: The value's bytes as found, compressed ones still compressed.
        text: The decoded text, without lone surrogates, and without the NULs that end or pad it;
            None where it is not text.
        exact: False where `text` has U+FFFD in place of bytes that could not be decoded.
    """

    place: str
    name: str
    offset: int
    raw: bytes
    text: str | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What one file says about itself.

    Attributes:
        type: The media type, sniffed from the bytes, never taken from the name.
        width: Pixels; None where the file does not say.
        height: Pixels; None where the file does not say.
        animated: Whether it holds more than one frame.
        carriers: In the order of the file.
        problems: Codes, documented in `bozzetto.capture.carriers`; each once, in the order met.
        pixels: ``sha256:<hex>`` over the decoded samples; None for lossy or undecoded files.
    """

    type: str
    width: int | None
    height: int | None
    animated: bool
    carriers: tuple[Carrier, ...]
    problems: tuple[str, ...]
    pixels: str | None
