"""Krita: ``.kra``, a ZIP with the layers' tree in ``maindoc.xml`` and their data beside it.

As Krita 5.1.5 writes it:

    maindoc.xml           size, and the tree: name, uuid, nodetype, opacity, visible, x, y, filename
    documentinfo.xml      author, creation-date, date, editing-time (seconds), editing-cycles
    mergedimage.png       the picture as it is seen
    NAME/layers/FILENAME  a layer's data: 64 by 64 tiles of pixels; FILENAME.* and FILENAME/* are
                          what else belongs to it

Tiles stand in another order after each opening of the file, so they are digested by their places.
"""

import hashlib
import re
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from bozzetto.capture.flat import MAX_MERGED
from bozzetto.capture.projects.archive import Archive
from bozzetto.capture.projects.markup import MAX_XML, local, parse_xml, text_of
from bozzetto.capture.projects.names import layer_name
from bozzetto.capture.projects.project import Layer, Merged, Project
from bozzetto.errors import FormatError
from bozzetto.record import Digest
from bozzetto.record.event import MAX_TOOL
from bozzetto.studio import Program

__all__ = ["MERGED", "MIMETYPES", "TYPE", "count_of", "merged_of", "read_krita"]

TYPE = "application/x-krita"
MIMETYPES = frozenset((b"application/x-krita", b"application/x-kra"))
MERGED = "mergedimage.png"
MAX_TILES = 1 << 21  # of one layer: eight thousand million pixels
MAX_TILE = 64 << 20  # bytes; one of 64 by 64 pixels has 64 KiB with 32 bits a channel
_MAX_LINE = 256  # bytes of a line between tiles

_UNSAID = frozenset(("", "Unknown"))
_HEAD = re.compile(rb"(VERSION|TILEWIDTH|TILEHEIGHT|PIXELSIZE) \d{1,9}\n")
_DATA = re.compile(rb"DATA (\d{1,9})\n")
_TILE = re.compile(rb"(-?\d{1,9}),(-?\d{1,9}),[A-Z]{1,8},(\d{1,9})\n")


def read_krita(archive: Archive) -> Project:
    """Read a file of Krita.

    Raises:
        FormatError: it is damaged, or holds more than is read.
    """
    root = parse_xml(archive.read("maindoc.xml", MAX_XML))
    image = next((each for each in root if local(each.tag) == "IMAGE"), None)
    if image is None:
        raise FormatError("no picture in the file of Krita")
    version = root.get("kritaVersion") or None
    said = _about(archive)
    author = text_of(said, "author", "full-name") or text_of(said, "about", "initial-creator")
    merged = merged_of(archive, MERGED)
    return Project(
        TYPE,
        Program("Krita", None if version is None else version[:MAX_TOOL]),
        count_of(image.get("width")),
        count_of(image.get("height")),
        tuple(_layers(archive, image)),
        None if author is None or author in _UNSAID else author,
        text_of(said, "about", "creation-date"),
        text_of(said, "about", "date"),
        _optional_count(text_of(said, "about", "editing-time")),
        _optional_count(text_of(said, "about", "editing-cycles")),
        merged,
        () if merged else ("merged.unread",),
    )


def merged_of(archive: Archive, name: str) -> Merged | None:
    """Read the picture that a file holds of itself; None where it has none, or a damaged one."""
    try:
        return Merged(name, archive.read(name, MAX_MERGED))
    except FormatError:
        return None


def count_of(text: str | None) -> int:
    """Read a number of pixels.

    Raises:
        FormatError: it is none.
    """
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        raise FormatError("not a size in pixels: {text!r}", text=text)
    return int(text)


def _optional_count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 15 else None


def _about(archive: Archive) -> Element:
    try:
        return parse_xml(archive.read("documentinfo.xml", MAX_XML))
    except FormatError:
        return Element("none")


def _layers(archive: Archive, image: Element) -> Iterator[Layer]:
    members = _data_of_layers(archive)
    waiting: list[tuple[Element, tuple[str, ...]]] = [(image, ())]
    while waiting:  # the topmost first, each before what is in it
        element, path = waiting.pop()
        if local(element.tag) in ("layer", "mask"):
            path = (*path, layer_name(element.get("name") or "-"))
            yield _layer(archive, element, path, members.get(element.get("filename") or "", []))
        inside = [
            each
            for group in element
            if local(group.tag) in ("layers", "masks")
            for each in group
            if local(each.tag) in ("layer", "mask")
        ]
        waiting += [(each, path) for each in reversed(inside)]


def _layer(archive: Archive, element: Element, path: tuple[str, ...], data: list[str]) -> Layer:
    return Layer(
        path,
        element.get("nodetype") or local(element.tag),
        element.get("visible", "1") == "1",
        min(_optional_count(element.get("opacity")) or 0, 255)
        if "opacity" in element.attrib
        else 255,
        element.get("compositeop") or "normal",
        (_signed(element.get("x")), _signed(element.get("y"))),
        _digest(archive, data) if data else None,
        element.get("uuid"),
    )


def _signed(text: str | None) -> int:
    number = _optional_count((text or "").removeprefix("-")) or 0
    return -number if text and text.startswith("-") else number


def _data_of_layers(archive: Archive) -> dict[str, list[str]]:
    """List the members that hold a layer's data, by what the tree calls the layer's file."""
    found: dict[str, list[str]] = {}
    for name in archive.names:
        _, _, inside = name.partition("/layers/")
        own = re.split(r"[./]", inside, maxsplit=1)[0]
        if own:
            found.setdefault(own, []).append(name)
    return found


def _digest(archive: Archive, members: list[str]) -> Digest:
    """Return the digest of all that belongs to a layer, wherever it stands in the file."""
    parts = sorted(
        (re.sub(r".*?/layers/[^./]*", "", name), _digest_member(archive, name)) for name in members
    )
    taken = hashlib.sha256()
    for name, digest in parts:
        taken.update(f"{name}\0{digest}\n".encode("utf-8", "surrogatepass"))
    return Digest("sha256:" + taken.hexdigest())


def _digest_member(archive: Archive, name: str) -> Digest:
    with archive.open(name) as member:
        digest = _digest_tiles(member)
    return digest or archive.digest(name)


def _digest_tiles(member: IO[bytes]) -> Digest | None:
    """Return the digest of tiles, in the order of their places; None where it is no such file."""
    taken = hashlib.sha256()
    while _HEAD.fullmatch(line := member.readline(_MAX_LINE)):
        taken.update(line)
    count = _DATA.fullmatch(line)
    if count is None or int(count[1]) > MAX_TILES:
        return None
    tiles = []
    for _ in range(int(count[1])):
        head = _TILE.fullmatch(line := member.readline(_MAX_LINE))
        if head is None or int(head[3]) > MAX_TILE:
            return None
        data = member.read(int(head[3]))
        tiles.append((int(head[1]), int(head[2]), hashlib.sha256(line + data).digest()))
    if member.read(1):
        return None
    for _, _, digest in sorted(tiles):
        taken.update(digest)
    return Digest("sha256:" + taken.hexdigest())
