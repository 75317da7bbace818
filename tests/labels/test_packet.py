"""Packets: what is set is read back, and nothing else changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels.packet import Name, Packet

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TOOL = Name("http://ns.adobe.com/xap/1.0/", "xmp", "CreatorTool")
OURS = Name("https://example.org/ours/", "ours", "said")

# All that XML can hold (1.0, section 2.2), and above all what it has to escape
WRITABLE = st.text(
    st.one_of(
        st.sampled_from("<>&'\"\t\n\r ]中\u202e"),
        st.characters(min_codepoint=32, max_codepoint=0xD7FF),
        st.characters(min_codepoint=0xE000, max_codepoint=0xFFFD),
        st.characters(min_codepoint=0x10000),
    ),
    max_size=30,
)


def packet(body, around='xmlns:rdf="%s" xmlns:xmp="%s"' % (RDF, TOOL.namespace)):  # noqa: UP031
    """A packet with this inside its RDF."""
    text = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {around}>{body}</rdf:RDF></x:xmpmeta>'
    return Packet.parse(text.encode())


def test_new_says_nothing():
    """A new packet has no property, and takes one."""
    new = Packet.new()
    assert new.get(TOOL) is None
    assert new.put(TOOL, "Bozzetto").get(TOOL) == "Bozzetto"


@pytest.mark.parametrize(
    ("body", "value"),
    [
        pytest.param('<rdf:Description xmp:CreatorTool="a &amp; b"/>', "a & b", id="attribute"),
        pytest.param("<rdf:Description xmp:CreatorTool='a > b'/>", "a > b", id="single quotes"),
        pytest.param(
            "<rdf:Description><xmp:CreatorTool>a/></xmp:CreatorTool></rdf:Description>",
            "a/>",
            id="element",
        ),
        pytest.param(
            "<rdf:Description><xmp:CreatorTool><![CDATA[<a>]]></xmp:CreatorTool></rdf:Description>",
            "<a>",
            id="cdata",
        ),
        pytest.param(
            "<rdf:Description><xmp:CreatorTool/><xmp:Label>x</xmp:Label></rdf:Description>",
            "",
            id="empty element",
        ),
        pytest.param(
            '<rdf:Description><xmp:CreatorTool rdf:resource="urn:x"/></rdf:Description>',
            "urn:x",
            id="resource",
        ),
        pytest.param(
            "<rdf:Description><xmp:CreatorTool><rdf:Seq><rdf:li>a</rdf:li><rdf:li xml:lang='en'>"
            "b</rdf:li></rdf:Seq></xmp:CreatorTool></rdf:Description>",
            ("a", "b"),
            id="list",
        ),
        pytest.param(
            f'<d:Description xmlns:d="{RDF}" xmlns:q="{TOOL.namespace}" q:CreatorTool="a"/>',
            "a",
            id="other prefixes",
        ),
    ],
)
@pytest.mark.parametrize("new", ["", "c <&> \"'\r\n\t 中文", ("one", "two & three")])
def test_put_keeps_the_rest(body, value, new):
    """Each form is read and set; what stands before and behind it is not touched."""
    found = packet(f"<!-- before -->{body}<!-- behind 是 --> ")
    assert found.get(TOOL) == value
    changed = found.put(TOOL, new)
    assert changed.get(TOOL) == new
    assert b"<!-- before -->" in changed.data
    assert "<!-- behind 是 --> ".encode() in changed.data
    assert changed.put(OURS, "x").put(TOOL, value).get(OURS) == "x"


def test_put_adds_a_description():
    """What is not there is added, about the same subject, and all else stays byte for byte."""
    before = packet(
        '<rdf:Description rdf:about="uuid:1&amp;2"><o:b xmlns:o="urn:o"/></rdf:Description>'
    )
    after = before.put(OURS, "x")
    start = before.data.index(b"</rdf:RDF>")
    assert after.data[:start] == before.data[:start]
    assert after.data.endswith(before.data[start:])
    assert b'rdf:about="uuid:1&amp;2" xmlns:ours' in after.data


@pytest.mark.parametrize(
    "text",
    [
        f'<rdf:RDF xmlns:rdf="{RDF}"/>',
        f'<RDF xmlns="{RDF}"/>',
        f'<RDF xmlns="{RDF}"></RDF>',
        f'\ufeff<?xml version="1.0" encoding="utf-8"?><r:RDF xmlns:r="{RDF}" ></r:RDF>\0\0\0',
    ],
    ids=["empty tag", "no prefix, empty tag", "no prefix", "declared, other prefix, zeros"],
)
@pytest.mark.parametrize("value", ["x", ("x", "y")], ids=["text", "list"])
def test_put_into_nothing(text, value):
    """An RDF without a description, however it is spelled, takes one."""
    assert Packet.parse(text.encode()).put(OURS, value).get(OURS) == value


def test_put_same_is_same():
    """To set what is there already changes no byte."""
    once = Packet.new().put(TOOL, "a")
    assert once.put(TOOL, "a") == once


@given(WRITABLE, st.lists(WRITABLE, min_size=1, max_size=4).map(tuple))
@settings(max_examples=25)
def test_round_trip(text, items):
    """Every text that XML can hold comes back, and so does every list of them."""
    both = Packet.new().put(TOOL, text).put(OURS, items)
    assert (both.get(TOOL), both.get(OURS)) == (text, items)
    turned = both.put(TOOL, items).put(OURS, text)
    assert (turned.get(TOOL), turned.get(OURS)) == (items, text)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("a\0b", "XML cannot"),
        ("\ud800", "XML cannot"),
        (("a", "\x0b"), "XML cannot"),
        ((), "without"),
    ],
    ids=["zero", "half a surrogate", "in a list", "no items"],
)
def test_put_refuses(value, why):
    """What cannot be written in XML is refused, not changed."""
    with pytest.raises(FormatError, match=why):
        Packet.new().put(TOOL, value)


@pytest.mark.parametrize(
    "body",
    [
        '<rdf:Description xmp:CreatorTool="a"/><rdf:Description xmp:CreatorTool="a"/>',
        "<rdf:Description><xmp:CreatorTool rdf:parseType='Resource'/></rdf:Description>",
        "<rdf:Description><xmp:CreatorTool><rdf:Description/></xmp:CreatorTool></rdf:Description>",
        (
            "<rdf:Description><xmp:CreatorTool><rdf:Bag><rdf:li><rdf:Bag/></rdf:li></rdf:Bag>"
            "</xmp:CreatorTool></rdf:Description>"
        ),
        "<rdf:Description><xmp:CreatorTool xmp:a='structure'/></rdf:Description>",
    ],
    ids=["twice", "parse type", "structure", "list of lists", "short structure"],
)
def test_not_simple(body):
    """What is not one simple property is neither read nor overwritten."""
    found = packet(body)
    with pytest.raises(FormatError, match="CreatorTool"):
        found.get(TOOL)
    with pytest.raises(FormatError, match="CreatorTool"):
        found.put(TOOL, "mine")


BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EMPTY = f'<rdf:RDF xmlns:rdf="{RDF}"></rdf:RDF>'.encode()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\0\0", id="zeros"),
        pytest.param(BOMB + EMPTY, id="entity bomb"),
        pytest.param(b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + EMPTY, id="document type"),
        pytest.param(EMPTY.replace(b"></", b">&a;</"), id="entity nobody declared"),
        pytest.param(EMPTY.replace(b"></", b">\xff</"), id="broken UTF-8"),
        pytest.param(EMPTY.decode().encode("utf-16"), id="UTF-16"),
        pytest.param(b'<?xml version="1.0" encoding="latin1"?>' + EMPTY, id="another encoding"),
        pytest.param(EMPTY[:-3], id="cut off"),
        pytest.param(EMPTY + EMPTY, id="two roots"),
        pytest.param(b"<a>" + EMPTY + EMPTY + b"</a>", id="two RDF"),
        pytest.param(b"<a>" * 300 + EMPTY + b"</a>" * 300, id="deep"),
        pytest.param(b"<a/>", id="no RDF"),
        pytest.param(EMPTY.replace(b"></", b">" + b" " * (100 << 20) + b"</"), id="100 MB"),
    ],
)
def test_parse_refuses(data):
    """Hostile and broken XMP is refused, in bounded memory, with one kind of error."""
    with pytest.raises(FormatError):
        Packet.parse(data)


def test_parse_bounds_elements(monkeypatch):
    """More elements than are kept in mind are refused."""
    monkeypatch.setattr("bozzetto.labels.markup.MAX_ELEMENTS", 1000)
    with pytest.raises(FormatError, match="more XMP"):
        Packet.parse(b"<a>" + b"<b/>" * 1001 + b"</a>")


@given(st.binary(max_size=3), st.integers(0, 400))
@settings(max_examples=40)
def test_mutations(junk, at):
    """Any damage is either refused or leaves a packet that can be set and read."""
    data = packet('<rdf:Description rdf:about="" xmp:CreatorTool="a"/>').data
    try:
        found = Packet.parse(data[:at] + junk + data[at + len(junk) :])
    except FormatError:
        return
    assert found.put(OURS, "x").get(OURS) == "x"


def test_without_padding():
    """The white space left for growth goes, and nothing else."""
    padded = Packet(Packet.new().data.replace(b"\n<?xpacket end", b" " * 2048 + b"\n<?xpacket end"))
    assert padded.without_padding() == Packet.new()
