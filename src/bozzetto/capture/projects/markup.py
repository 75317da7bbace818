"""Markup: the XML in project files, without anything that XML can do beyond elements.

A document type may be named, as Krita does; nothing that it says is loaded or taken over. An
entity that is declared is refused, and so is one that is not XML's own: no text is ever made
longer than it stands there.
"""

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from bozzetto.errors import FormatError

__all__ = ["MAX_XML", "local", "parse_xml", "text_of"]

MAX_XML = 16 << 20  # bytes: the list of some twenty thousand layers
MAX_DEPTH = 256  # of elements in one another; groups stand in groups, two elements for each
MAX_ELEMENTS = 400_000


class _Builder:
    """Puts a tree together, as long as it stays within the limits."""

    def __init__(self) -> None:
        self._tree = TreeBuilder()
        self._depth = 0
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise FormatError("more XML than is read")
        self._tree.start(name, attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._tree.end(name)

    def text(self, data: str) -> None:
        if self._depth:
            self._tree.data(data)

    def close(self) -> Element:
        return self._tree.close()


def parse_xml(data: bytes) -> Element:
    """Parse a document; names stand without their namespaces' prefixes resolved.

    Raises:
        FormatError: it is not well formed, declares an entity, or is too much.
    """
    if len(data) > MAX_XML:
        raise FormatError("more XML than is read")
    parser = expat.ParserCreate(namespace_separator="}")
    builder = _Builder()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.EntityDeclHandler = _refuse
    parser.SkippedEntityHandler = _refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as error:
        raise FormatError("not well-formed XML: {why}", why=str(error)) from error


def _refuse(*_declared: object) -> NoReturn:
    raise FormatError("XML with entities is not read")


def local(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def text_of(root: Element, *path: str) -> str | None:
    """Return the text of the first element below `root` along local names; None for none."""
    for name in path:
        found = next((each for each in root if local(each.tag) == name), None)
        if found is None:
            return None
        root = found
    return (root.text or "").strip() or None
