"""Character sets: the text in metadata bytes, as tools write it rather than as they declare it.

Every function gives text without lone surrogates and says whether it is exact: False where bytes
that mean nothing in that character set became U+FFFD. The bytes themselves are kept beside it.
"""

from dataclasses import dataclass

__all__ = ["Decoded", "decode_bytes", "decode_user_comment", "decode_utf8", "decode_utf16"]

_CHARSET_SIZE = 8  # bytes; Exif 2.32 section 4.6.5, table 10: a UserComment begins with these

# High bytes of UTF-16 units that running text is made of: Latin, Greek, Cyrillic, punctuation and
# symbols, kana, CJK, Hangul, emoji (as surrogates), fullwidth forms. The low bytes of such text
# are spread evenly, so the right byte order has far more of these at its high end.
_PLAUSIBLE = bytes(
    high
    for first, last in ((0x00, 0x06), (0x1E, 0x27), (0x30, 0x33), (0x4E, 0x9F), (0xAC, 0xDF))
    for high in (*range(first, last + 1), 0xFE, 0xFF)
)

# Shortest run of printable ASCII, in bytes, that is taken for 8-bit text although it was declared
# UTF-16: as UTF-16 it would be at least eight CJK characters with every byte below 0x7f.
_MIN_MISLABELLED = 16
_PRINTABLE = bytes([*b"\t\n\r", *range(0x20, 0x7F)])


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and whether every byte of it could be decoded."""

    text: str
    exact: bool = True


def decode_bytes(raw: bytes) -> Decoded:
    """Decodes 8-bit text: UTF-8 where it is valid UTF-8, else Latin-1.

    PNG and EXIF know Latin-1 and ASCII only; tools put UTF-8 there all the same, and text with
    accents in Latin-1 is all but never valid UTF-8.
    """
    try:
        return Decoded(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return Decoded(raw.decode("latin-1"))


def decode_utf8(raw: bytes) -> Decoded:
    """Decodes text that its format says is UTF-8; UTF-16 where it begins with a byte order mark."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode_utf16(raw)
    return _decode(raw, "utf-8")


def decode_utf16(raw: bytes) -> Decoded:
    """Decodes UTF-16 of either byte order, which is told from the bytes alone.

    A byte order mark decides, and is not part of the text; else the order in which more units
    look like running text; else big-endian. Trailing NUL units are padding and left out.
    """
    if raw.startswith(b"\xff\xfe"):
        order, raw = "utf-16-le", raw[2:]
    elif raw.startswith(b"\xfe\xff"):
        order, raw = "utf-16-be", raw[2:]
    else:
        whole = len(raw) // 2 * 2
        high, low = _plausible(raw[0:whole:2]), _plausible(raw[1:whole:2])
        order = "utf-16-le" if low > high else "utf-16-be"
    if len(raw) % 2 and raw.endswith(b"\0"):
        raw = raw[:-1]  # a byte of padding behind whole units
    decoded = _decode(raw, order)
    return Decoded(decoded.text.rstrip("\0"), decoded.exact)


def decode_user_comment(raw: bytes) -> Decoded:
    """Decodes an EXIF UserComment: eight bytes of character set, then the text.

    Trailing NULs are padding and left out. A value that begins with no known character set is
    text from its first byte on.
    """
    charset, body = raw[:_CHARSET_SIZE], raw[_CHARSET_SIZE:]
    if charset == b"UNICODE\0":
        return decode_bytes(body) if _is_mislabelled(body) else decode_utf16(body)
    if charset == b"ASCII\0\0\0":
        return decode_bytes(body.rstrip(b"\0"))
    if charset == b"JIS\0\0\0\0\0":
        return _decode_japanese(body.rstrip(b"\0"))
    return _decode_undeclared(body if charset == b"\0" * _CHARSET_SIZE else raw)


def _decode_undeclared(body: bytes) -> Decoded:
    """Decodes text of no declared set: a NUL inside, or a byte order mark, makes it UTF-16."""
    stripped = body.rstrip(b"\0")
    if b"\0" in stripped.lstrip(b"\0") or body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode_utf16(body)
    return decode_bytes(stripped)


def _decode_japanese(body: bytes) -> Decoded:
    """Decodes what is declared JIS: ISO-2022-JP by the standard, Shift JIS or EUC in practice."""
    for name in ("iso2022_jp", "shift_jis", "euc_jp"):
        decoded = _decode(body, name)
        if decoded.exact:
            return decoded
    return _decode(body, "iso2022_jp")


def _decode(raw: bytes, name: str) -> Decoded:
    try:
        return Decoded(raw.decode(name))
    except UnicodeDecodeError:
        return Decoded(raw.decode(name, errors="replace"), exact=False)


def _plausible(high_bytes: bytes) -> int:
    """Counts the units that look like running text; those of ASCII count double."""
    implausible = high_bytes.translate(None, _PLAUSIBLE)
    return len(high_bytes) - len(implausible) + high_bytes.count(0)


def _is_mislabelled(body: bytes) -> bool:
    """Whether text declared UTF-16 is plain ASCII, as some writers leave it."""
    stripped = body.rstrip(b"\0")
    return len(stripped) >= _MIN_MISLABELLED and not stripped.translate(None, _PRINTABLE)
