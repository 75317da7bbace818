"""Markup: the RDF of an XMP packet, with where in the packet's bytes everything stands.

Other people's packets are edited by cutting and pasting bytes, never by writing a tree out again:
what is not touched stays as it was, to the last byte. So the reader keeps offsets, not a tree.

Source: XMP part 1, ISO 16684-1:2019, sections 7.3 (packet), 7.4 (RDF) and C.2 (forms).
Whatever XML can do beyond elements, attributes and text is refused: a document type, and with it
every entity that is not XML's own, so that no text is ever longer than it stands there.
"""

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from bozzetto.errors import FormatError

__all__ = ["MAX_PACKET", "Block", "Markup", "Place", "Value", "attributes_at", "read_markup"]

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

MAX_PACKET = 16 << 20  # bytes; Photoshop's logs make a few MB, and there are jokers
MAX_DEPTH = 256  # of elements in one another; structures in structures: two for each
MAX_ELEMENTS = 400_000  # lists of ancestors, which Photoshop lets grow, have a hundred thousand

Value = str | tuple[str, ...]

_START = re.compile(rb"<[^\s/>]++(?:\s++[^\s=>]++\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'))*+\s*+/?>")
_ATTRIBUTE = re.compile(rb"\s++([^\s=/>]++)\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+')")
_LISTS = frozenset(f"{RDF}}}{name}" for name in ("Bag", "Seq", "Alt"))
_ITEM = f"{RDF}}}li"


@dataclass(frozen=True, slots=True)
class Place:
    """One property, where it stands.

    Attributes:
        name: Its namespace and local name, with ``}`` between them.
        spelled: Its name as it is spelled there, with its prefix.
        value: A text, or the items of a list; None where it is neither: a structure, say.
        start: Offset of its first byte; of the white space before it, if it is an attribute.
        end: Offset after its last byte.
        attribute: Whether it is written as an attribute.
    """

    name: str
    spelled: str
    value: Value | None
    start: int
    end: int
    attribute: bool


@dataclass(frozen=True, slots=True)
class Block:
    """The one ``rdf:RDF`` of a packet.

    Attributes:
        spelled: Its name as it is spelled there, with its prefix.
        inner: Offset after its start tag.
        close: Offset of its end tag; `inner` where it has none of its own.
        empty: Whether it is written as ``<rdf:RDF/>``.
        about: What the descriptions are about: one text in a whole packet (7.4).
    """

    spelled: str
    inner: int
    close: int
    empty: bool
    about: str


@dataclass(frozen=True, slots=True)
class Markup:
    """What a packet holds."""

    block: Block
    places: tuple[Place, ...]


@dataclass(slots=True)
class _Open:
    """A property whose end has not come yet."""

    name: str
    spelled: str
    start: int
    inner: int
    words: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    resource: str | None = None
    simple: bool = True
    is_list: bool = False

    def value(self) -> Value | None:
        """Return what it says, if that is simple."""
        if not self.simple:
            return None
        if self.is_list:
            return tuple(self.items)
        return "".join(self.words) if self.resource is None else self.resource


class _Reader:
    """Takes the events of one packet's XML, and keeps what stands where."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.parser = expat.ParserCreate("UTF-8", "}")
        self.parser.namespace_prefixes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.XmlDeclHandler = self._declare
        self.places: list[Place] = []
        self.block: Block | None = None
        self.abouts: list[str] = []
        self._count = 0
        self._depth = 0
        self._rdf = 0  # depth of rdf:RDF; 0 outside of it
        self._opened: tuple[str, int, bool] = ("", 0, False)
        self._property: _Open | None = None
        self._item: list[str] | None = None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        self._depth += 1
        if self._count > MAX_ELEMENTS or self._depth > MAX_DEPTH:
            raise FormatError("more XMP than is read")
        full, spelled = _split(name)
        if not self._rdf:
            if full == f"{RDF}}}RDF":
                self._open_block(spelled)
            return
        below = self._depth - self._rdf
        if below == 1:
            self._describe(attributes)
        elif below == 2:
            self._open_property(full, spelled, attributes)
        elif self._property is not None:
            self._go_into(self._property, full, attributes, below)

    def _open_block(self, spelled: str) -> None:
        if self.block is not None:
            raise FormatError("XMP with more than one rdf:RDF is not read")
        self._rdf = self._depth
        inner = self._tag_end()
        self._opened = (spelled, inner, self.data[inner - 2 : inner] == b"/>")

    def _describe(self, attributes: dict[str, str]) -> None:
        """Take the properties that a description has as attributes."""
        names = {_split(name): value for name, value in attributes.items()}
        spans = attributes_at(self.data, self.parser.CurrentByteIndex) if names else {}
        for (full, spelled), value in names.items():
            if full in {f"{RDF}}}about", "about"}:
                self.abouts.append(value)
            elif "}" in full and not full.startswith((f"{RDF}}}", "http://www.w3.org/XML/")):
                start, end = spans[spelled]
                self.places.append(Place(full, spelled, value, start, end, attribute=True))

    def _open_property(self, full: str, spelled: str, attributes: dict[str, str]) -> None:
        opened = _Open(full, spelled, self.parser.CurrentByteIndex, self._tag_end())
        for name, value in attributes.items():
            said = _split(name)[0]
            if said == f"{RDF}}}resource":
                opened.resource = value
            elif not said.startswith("http://www.w3.org/XML/"):
                opened.simple = False  # rdf:parseType, or a structure's fields
        self._property = opened

    def _go_into(self, opened: _Open, full: str, attributes: dict[str, str], below: int) -> None:
        if below == 3 and full in _LISTS and not opened.is_list:
            opened.is_list = True
        elif below == 4 and full == _ITEM and opened.is_list and not _beyond(attributes):
            self._item = []
        else:
            opened.simple = False

    def _text(self, data: str) -> None:
        if self._item is not None:
            self._item.append(data)
        elif self._property is not None and self._depth - self._rdf == 2:
            self._property.words.append(data)

    def _end(self, _name: str) -> None:
        below = self._depth - self._rdf if self._rdf else -1
        if below == 4 and self._item is not None and self._property is not None:
            self._property.items.append("".join(self._item))
            self._item = None
        elif below == 2 and self._property is not None:
            one = self._property
            end = max(self._end_tag(), one.inner)
            self.places.append(
                Place(one.name, one.spelled, one.value(), one.start, end, attribute=False)
            )
            self._property = None
        elif below == 0:
            self._close_block()
        self._depth -= 1

    def _close_block(self) -> None:
        spelled, inner, empty = self._opened
        about = next((each for each in self.abouts if each), "")
        close = inner if empty else self.parser.CurrentByteIndex
        self.block = Block(spelled, inner, close, empty, about)
        self._rdf = 0

    def _tag_end(self) -> int:
        """Return the offset after the start tag that was just read."""
        match = _START.match(self.data, self.parser.CurrentByteIndex)
        if match is None:
            raise FormatError("XMP that is not well formed")
        return match.end()

    def _end_tag(self) -> int:
        """Return the offset after the end tag; expat stands behind a tag that is both."""
        at = self.parser.CurrentByteIndex
        one = self._property
        if one is not None and at == one.inner and self.data[at - 2 : at] == b"/>":
            return at
        return self.data.index(b">", at) + 1

    def _declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.upper() not in ("UTF-8", "UTF8", "US-ASCII"):
            raise FormatError("XMP in {encoding!r} is not read", encoding=encoding[:40])


def read_markup(data: bytes) -> Markup:
    """Read the RDF of a packet.

    Args:
        data: The packet, UTF-8, with or without its ``<?xpacket?>`` around.

    Raises:
        FormatError: it is not well formed, has a document type, is too much, or holds no RDF.
    """
    if len(data) > MAX_PACKET:
        raise FormatError("more XMP than is read")
    reader = _Reader(data)
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise FormatError("XMP that is not well formed: {why}", why=str(error)) from error
    if reader.block is None:
        raise FormatError("XMP that holds no rdf:RDF")
    return Markup(reader.block, tuple(reader.places))


def attributes_at(data: bytes, start: int) -> dict[str, tuple[int, int]]:
    """Find the attributes of the start tag at `start`, each with the white space before it."""
    tag = _START.match(data, start)
    if tag is None:
        raise FormatError("XMP that is not well formed")
    name = re.compile(rb"<[^\s/>]++").match(data, start)
    begin = start if name is None else name.end()
    found = _ATTRIBUTE.finditer(data, begin, tag.end())
    return {each[1].decode(): each.span() for each in found}


def _split(name: str) -> tuple[str, str]:
    """Return a name with its namespace, and as it is spelled with its prefix."""
    space, _, rest = name.partition("}")
    if not rest:
        return name, name
    local, _, prefix = rest.partition("}")
    return f"{space}}}{local}", f"{prefix}:{local}" if prefix else local


def _beyond(attributes: dict[str, str]) -> bool:
    """Whether an item has more than a language."""
    return any(not name.startswith("http://www.w3.org/XML/") for name in attributes)


def _refuse(*_declared: object) -> NoReturn:
    raise FormatError("XMP with a document type is not read")
