"""Fonts: one packaged font with Chinese, Japanese and Korean, and what it can show.

The machine's own fonts are never asked: a dossier is the same bytes wherever it is made, and a
character that the font does not have is spelled by its number instead of being a box.
"""

import importlib.util
import struct
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bozzetto.errors import FormatError, StudioError

__all__ = ["Fit", "Font", "find_font", "read_letters"]

PACKAGE = "noto_cjk_sans_otc"  # Noto Sans CJK, OFL: https://github.com/notofonts/noto-cjk
FILE = "NotoSansCJK-Regular.ttc"
MAX_FONT = 64 << 20  # bytes: the largest collection that Noto has takes a half
_HARMFUL = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}  # invisible, or turning the reading around


@dataclass(frozen=True, slots=True)
class Font:
    """A font file, and the characters that it has."""

    folder: Path
    letters: Mapping[int, float]  # how wide each is, in em

    def fit(self, texts: Iterable[str]) -> dict[int, str]:
        """Return what stands for each character of some texts that cannot be shown."""
        used = set().union(*map(set, texts))
        return {ord(letter): _spelled(letter) for letter in used if not self.shows(letter)}

    def shows(self, letter: str) -> bool:
        """Whether it can be shown, and harms no reader."""
        if letter == "\n":  # where a text has lines, the template breaks them
            return True
        return ord(letter) in self.letters and unicodedata.category(letter) not in _HARMFUL


class Fit(dict[int, str]):
    """What stands for each character, for `str.translate`: looked up when it first comes."""

    def __init__(self, font: Font) -> None:
        """Begin with none."""
        self.font = font

    def __missing__(self, code: int) -> str:
        """Return the character itself, or its number where it cannot be shown."""
        letter = chr(code)
        self[code] = found = letter if self.font.shows(letter) else _spelled(letter)
        return found


def _spelled(letter: str) -> str:
    return " " if letter == "\t" else f"[U+{ord(letter):04X}]"


@cache
def find_font() -> Font:
    """Return the packaged font.

    Raises:
        StudioError: it is not installed.
    """
    found = importlib.util.find_spec(PACKAGE)
    place = None if found is None or found.origin is None else Path(found.origin).parent / FILE
    if place is None or not place.is_file():
        raise StudioError(
            "no font with Chinese characters is installed, and without one a"
            " dossier would be boxes",
            hint="install it with: pip install 'bozzetto[dossier]'",
        )
    return Font(place.parent, read_letters(place.read_bytes()[:MAX_FONT]))


def read_letters(data: bytes) -> dict[int, float]:
    """Read which characters a font has, and how wide each is; of a collection, its first font.

    OpenType 1.9, tables ``ttcf``, ``cmap`` (subtable format 12), ``head``, ``hhea``, ``hmtx``:
    https://learn.microsoft.com/typography/opentype/spec/

    Returns:
        The width of each, in em.

    Raises:
        FormatError: it is no such font.
    """
    try:
        begin = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
        widths = _widths(data, begin)
        last = len(widths) - 1  # the glyphs behind it are as wide as it is
        return {code: widths[min(glyph, last)] for code, glyph in _characters(data, begin)}
    except struct.error as error:
        raise _no_font(str(error)) from error


def _widths(data: bytes, begin: int) -> list[float]:
    """Return how wide each glyph is, in em."""
    (unit,) = struct.unpack_from(">H", data, _table(data, begin, b"head") + 18)
    (count,) = struct.unpack_from(">H", data, _table(data, begin, b"hhea") + 34)
    if not unit or not count:
        raise _no_font("no widths")
    found = struct.unpack_from(">" + "Hh" * count, data, _table(data, begin, b"hmtx"))
    return [width / unit for width in found[::2]]


def _characters(data: bytes, begin: int) -> Iterable[tuple[int, int]]:
    """Yield characters with their glyphs."""
    cmap = _table(data, begin, b"cmap")
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">I", data, cmap + 4 + 8 * number + 4)
        (form,) = struct.unpack_from(">H", data, cmap + offset)
        if form == 12:
            return _grouped(data, cmap + offset)
    raise _no_font("no map of all characters")


def _grouped(data: bytes, place: int) -> Iterable[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", data, place + 12)
    for number in range(count):
        first, last, glyph = struct.unpack_from(">III", data, place + 16 + 12 * number)
        for code in range(first, min(last, 0x10FFFF) + 1):
            yield code, glyph + code - first


def _table(data: bytes, begin: int, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, begin + 4)
    for number in range(count):
        tag, _sum, offset, _size = struct.unpack_from(">4sIII", data, begin + 12 + 16 * number)
        if tag == name:
            return int(offset)
    raise _no_font("no table " + name.decode())


def _no_font(why: str) -> FormatError:
    return FormatError("not a font that can be read: {why}", why=why)
