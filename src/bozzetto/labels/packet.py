"""Packets: XMP, of which single properties are read and set, and the rest is left alone.

    packet = Packet.parse(data) or Packet.new()
    packet = packet.put(Name("http://ns.adobe.com/xap/1.0/", "xmp", "CreatorTool"), "Bozzetto")
    packet.data

To set a property changes its own bytes only, or adds a description in front of ``</rdf:RDF>``;
unknown namespaces, comments, padding and the form in which others wrote theirs stay. Simple
texts and lists of texts are read and set; a structure is kept, and neither read nor overwritten.

Source: XMP part 1, ISO 16684-1:2019, https://www.iso.org/standard/75163.html; a packet is UTF-8
here, as every one must be that stands in one of the files that are read (part 3, section 1).
"""

import re
from dataclasses import dataclass, field
from typing import Self
from xml.sax.saxutils import escape, quoteattr

from bozzetto.errors import FormatError
from bozzetto.labels.markup import RDF, Markup, Place, Value, read_markup

__all__ = ["Name", "Packet", "Value"]

_HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_EMPTY = (
    f'{_HEAD}<x:xmpmeta xmlns:x="adobe:ns:meta/">\n<rdf:RDF xmlns:rdf="{RDF}">\n'
    '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
)
_PADDING = re.compile(rb"\s++(?=<\?xpacket\s+end=)")
# XML 1.0 section 2.2; the rest cannot be written, not even escaped
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS = {"\r": "&#13;"}  # otherwise read as a line feed (XML 1.0 section 2.11)


@dataclass(frozen=True, slots=True)
class Name:
    """A property's name.

    Attributes:
        namespace: Its URI.
        prefix: The prefix it is written with, where the packet has none for it yet.
        local: Its name in there.
        ordered: Whether a list of it is a sequence, not a bag.
    """

    namespace: str
    prefix: str
    local: str
    ordered: bool = True

    @property
    def full(self) -> str:
        """The namespace and the local name, with ``}`` between them."""
        return f"{self.namespace}}}{self.local}"

    def __str__(self) -> str:
        return f"{self.prefix}:{self.local}"


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet of XMP; equal bytes make equal packets."""

    data: bytes
    markup: Markup = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "markup", read_markup(self.data))

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a packet; the zero bytes that some writers end it with are left out.

        Raises:
            FormatError: it is no XMP, or none that is read: see `read_markup`.
        """
        return cls(data.rstrip(b"\0"))

    @classmethod
    def new(cls) -> Self:
        """Return a packet that says nothing."""
        return cls(_EMPTY.encode())

    def get(self, name: Name) -> Value | None:
        """Return a property: a text, the items of a list, or None where there is none.

        Raises:
            FormatError: the packet has it twice, or it is a structure.
        """
        place = self._place(name)
        if place is None:
            return None
        if place.value is None:
            raise FormatError("the XMP has a structure for {name}", name=str(name))
        return place.value

    def put(self, name: Name, value: Value) -> Self:
        """Return a packet in which a property says `value`, and all else what it said.

        Args:
            name: The property.
            value: A text; or the items of a list, of which there is at least one.

        Raises:
            FormatError: the packet has it twice, has a structure for it, or `value` holds what
                XML cannot.
        """
        _check_writable(name, value)
        if self.get(name) == value:
            return self
        place = self._place(name)
        if place is None:
            return self._add(name, value)
        if not place.attribute:
            return self._cut(place.start, place.end, _element(name, place.spelled, value))
        if isinstance(value, str):
            return self._cut(place.start, place.end, f" {place.spelled}={_attribute(value)}")
        return self._cut(place.start, place.end, "").put(name, value)

    def without_padding(self) -> Self:
        """Return a packet without the white space that was left in it for later growth."""
        return type(self)(_PADDING.sub(b"\n", self.data))

    def _place(self, name: Name) -> Place | None:
        found = [place for place in self.markup.places if place.name == name.full]
        if len(found) > 1:
            raise FormatError("the XMP has {name} more than once", name=str(name))
        return found[0] if found else None

    def _add(self, name: Name, value: Value) -> Self:
        """Add a description, about what the others are about (7.4: one subject a packet)."""
        block = self.markup.block
        rdf = "" if block.spelled == "rdf:RDF" else f' xmlns:rdf="{RDF}"'
        about = _attribute(block.about)
        text = (
            f'<rdf:Description rdf:about={about}{rdf} xmlns:{name.prefix}="{name.namespace}">'
            f"{_element(name, str(name), value)}</rdf:Description>\n"
        )
        if not block.empty:
            return self._cut(block.close, block.close, text)
        slash = block.inner - 2
        return self._cut(slash, block.inner, f">{text}</{block.spelled}>")

    def _cut(self, start: int, end: int, text: str) -> Self:
        return type(self)(self.data[:start] + text.encode() + self.data[end:])


def _element(name: Name, spelled: str, value: Value) -> str:
    if isinstance(value, str):
        return f"<{spelled}>{escape(value, _LINE_ENDS)}</{spelled}>"
    kind = "Seq" if name.ordered else "Bag"
    items = "".join(f"<rdf:li>{escape(item, _LINE_ENDS)}</rdf:li>" for item in value)
    return f'<{spelled}><rdf:{kind} xmlns:rdf="{RDF}">{items}</rdf:{kind}></{spelled}>'


def _attribute(value: str) -> str:
    return quoteattr(value)


def _check_writable(name: Name, value: Value) -> None:
    texts = (value,) if isinstance(value, str) else value
    if not texts:
        raise FormatError("a list without items for {name}", name=str(name))
    for text in texts:
        if _UNWRITABLE.search(text):
            raise FormatError("a text for {name} that XML cannot hold", name=str(name))
