"""Markup: every property's place is exactly its own bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.markup import MAX_PACKET, attributes_at, read_markup

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def rdf(inner):
    """A packet with this in its RDF."""
    head = f'<?xpacket begin="\ufeff"?><rdf:RDF xmlns:rdf="{RDF}" xmlns:x="urn:x">'
    return f'{head}{inner}</rdf:RDF><?xpacket end="w"?>'.encode()


@pytest.mark.parametrize(
    "element",
    [
        "<x:a>é</x:a>",
        "<x:a/>",
        "<x:a ></x:a >",
        "<x:a>/></x:a>",
        '<x:a xml:lang="/>">b</x:a>',
        "<x:a><rdf:Bag><rdf:li/></rdf:Bag></x:a>",
        "<x:a><x:b/></x:a>",
    ],
)
def test_element_places(element):
    """An element's place begins at its start tag and ends behind its end tag."""
    data = rdf(f"<!-- é --><rdf:Description><x:z/>{element}<x:z/></rdf:Description>")
    (place,) = [each for each in read_markup(data).places if each.spelled == "x:a"]
    assert data[place.start : place.end].decode() == element


@pytest.mark.parametrize("attribute", [' x:a="é>"', "\n x:a = '/>\"'", '\tx:a=""'])
def test_attribute_places(attribute):
    """An attribute's place begins with the white space before it."""
    data = rdf(f"<rdf:Description rdf:about='é' x:aa='1'{attribute} x:b='x:a=1'/>")
    (place,) = [each for each in read_markup(data).places if each.spelled == "x:a"]
    assert data[place.start : place.end].decode() == attribute
    assert place.attribute


@given(st.lists(st.sampled_from(["<x:a>b</x:a>", "<x:a/>", " ", "é", "<!--<x:a/>-->"]), max_size=8))
@settings(max_examples=40)
def test_all_places(parts):
    """As many places are found as there are elements, each whole and after the one before."""
    data = rdf(f"<rdf:Description>{''.join(parts)}</rdf:Description>")
    found = read_markup(data).places
    texts = [data[place.start : place.end].decode() for place in found]
    assert texts == [part for part in parts if part.startswith("<x")]


def test_block():
    """The block says where descriptions can be added, and what about."""
    data = rdf("<rdf:Description/><rdf:Description rdf:about='uuid:1'/>")
    block = read_markup(data).block
    assert data[block.close :].startswith(b"</rdf:RDF>")
    assert (block.spelled, block.about, block.empty) == ("rdf:RDF", "uuid:1", False)


def test_outside_of_rdf():
    """What stands outside of the RDF is no property."""
    data = b"<a xmlns:x='urn:x' x:b='c'><d>" + rdf("").split(b"?>", 1)[1].split(b"<?")[0]
    assert read_markup(data + b"</d><x:e>f</x:e></a>").places == ()


def test_size():
    """More bytes than are read are not looked at."""
    with pytest.raises(FormatError, match="more XMP"):
        read_markup(b" " * (MAX_PACKET + 1))


def test_no_tag():
    """Where no tag is, there are no attributes to be found."""
    with pytest.raises(FormatError):
        attributes_at(b"text", 0)
