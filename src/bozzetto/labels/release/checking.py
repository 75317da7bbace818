"""Checking: what a copy says, read by programs that did not write it.

    reader = check_words(copy, labelled.values)      # "exiftool 13.25", or "Pillow 12.1"

ExifTool takes the packet out of the file where it is installed, else Pillow does; its XML is read
by another reader than ours. Content credentials are read by c2pa's own reader, in a process of
its own. A copy that does not say what was wanted is no copy.
"""

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import PIL
from PIL import Image

from bozzetto.errors import FormatError, VerificationError
from bozzetto.labels.finding import Found, find_labels
from bozzetto.labels.markup import RDF
from bozzetto.labels.packet import Name, Packet, Value

__all__ = ["check_labels", "check_words"]

LIMIT = 30.0  # seconds for ExifTool and one file; it takes a fifth of one
_TIFF_XMP = 700  # XMP part 3, section 1.1.4


def check_labels(path: Path, wanted: Iterable[str]) -> tuple[Found, ...]:
    """Check that a copy carries these labels of GB 45438-2025, and no others.

    Raises:
        VerificationError: it does not.
    """
    found = find_labels(path)
    if [each.text for each in found] != [*wanted]:
        raise _otherwise("bozzetto")
    return found


def check_words(path: Path, values: Iterable[tuple[Name, Value]]) -> str:
    """Check that a copy's properties say this; return which program read them.

    Raises:
        VerificationError: they do not.
    """
    program = shutil.which("exiftool")
    data, reader = _by_pillow(path) if program is None else _by_exiftool(program, path)
    said = dict(_properties(data, reader))
    for name, value in values:
        wanted = value if isinstance(value, str) else [*value]
        if said.get(name.full) != wanted:
            raise _otherwise(reader)
    return reader


def _by_exiftool(program: str, path: Path) -> tuple[bytes, str]:
    """Take the packet with ExifTool; the path is absolute, so it is no option."""
    try:
        reader = f"exiftool {_version(program)}"
        return _asked(program, "-b", "-XMP", str(path.absolute())), reader
    except (OSError, subprocess.SubprocessError):
        return _by_pillow(path)


@cache
def _version(program: str) -> str:
    return _asked(program, "-ver").decode("ascii", "replace").strip()


def _asked(program: str, *words: str) -> bytes:
    return subprocess.run(  # noqa: S603  # a program that the user has installed, and no shell
        [program, *words], capture_output=True, timeout=LIMIT, check=True
    ).stdout


def _by_pillow(path: Path) -> tuple[bytes, str]:
    reader = f"Pillow {PIL.__version__}"
    try:
        with Image.open(path) as image:
            tags = getattr(image, "tag_v2", {})
            found = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
            found = found or tags.get(_TIFF_XMP)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _otherwise(reader) from None
    if isinstance(found, str):
        return found.encode(), reader
    return found if isinstance(found, bytes) else b"", reader


def _properties(data: bytes, reader: str) -> Iterator[tuple[str, str | list[str]]]:
    """Read the properties of a packet: names with their namespaces, texts or lists of texts."""
    try:
        Packet.parse(data)  # refuses document types, so that nothing is expanded below
        root = ET.fromstring(data.rstrip(b"\0"))  # noqa: S314  # see above
    except (FormatError, ET.ParseError, ValueError):
        raise _otherwise(reader) from None
    for each in root.iter(f"{{{RDF}}}Description"):
        for name, text in each.attrib.items():
            yield name.removeprefix("{"), text
        for child in each:
            items = [item.text or "" for item in child.iter(f"{{{RDF}}}li")]
            yield child.tag.removeprefix("{"), items or (child.text or "")


def _otherwise(reader: str) -> VerificationError:
    return VerificationError(
        "what was written into the picture is not what {reader} reads there", reader=reader
    )
