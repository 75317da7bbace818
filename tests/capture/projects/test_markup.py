"""XML in project files, hostile one too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.projects import markup
from bozzetto.capture.projects.markup import MAX_DEPTH, local, parse_xml, text_of
from bozzetto.errors import FormatError

LAUGHS = b'<!DOCTYPE a [<!ENTITY h "ha"><!ENTITY l "&h;&h;&h;&h;">]><a>&l;</a>'


def test_parse():
    """Elements, attributes and texts come as they are; a document type is only named."""
    root = parse_xml(
        b"<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE d PUBLIC '-//x' 'http://127.0.0.1:9/x.dtd'>"
        b"<d xmlns='http://x'><b c='&lt;1'>two <![CDATA[<3>]]></b></d>"
    )
    assert (local(root.tag), root[0].attrib, root[0].text) == ("d", {"c": "<1"}, "two <3>")
    assert text_of(root, "b") == "two <3>"
    assert text_of(root, "b", "c") is None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(LAUGHS, id="entities in entities"),
        pytest.param(
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', id="file"
        ),
        pytest.param(b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://x/">%x;]><a/>', id="parameter"),
        pytest.param(b"<!DOCTYPE a SYSTEM 'http://x/a.dtd'><a>&x;</a>", id="from another file"),
    ],
)
def test_parse_entities(data):
    """Entities are refused, and nothing is loaded."""
    with pytest.raises(FormatError, match="entities"):
        parse_xml(data)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<a>", id="not closed"),
        pytest.param(b"<a/><b/>", id="two roots"),
        pytest.param(b"<a>&x;</a>", id="undeclared entity"),
        pytest.param(b"<?xml version='1.0' encoding='nonsense'?><a/>", id="unknown encoding"),
        pytest.param(b"<a>\xff</a>", id="no UTF-8"),
        pytest.param(b"<a b='1' b='2'/>", id="an attribute twice"),
    ],
)
def test_parse_damaged(data):
    """What is not well formed is refused."""
    with pytest.raises(FormatError):
        parse_xml(data)


def test_parse_deep():
    """Elements in one another end somewhere."""
    parse_xml(b"<a>" * MAX_DEPTH + b"</a>" * MAX_DEPTH)
    with pytest.raises(FormatError, match="more XML"):
        parse_xml(b"<a>" * (MAX_DEPTH + 1) + b"</a>" * (MAX_DEPTH + 1))


def test_parse_too_much(monkeypatch):
    """A document is not longer, and has not more elements, than is read."""
    monkeypatch.setattr(markup, "MAX_ELEMENTS", 3)
    with pytest.raises(FormatError, match="more XML"):
        parse_xml(b"<a><b/><b/><b/></a>")
    monkeypatch.setattr(markup, "MAX_XML", 5)
    with pytest.raises(FormatError, match="more XML"):
        parse_xml(b"<a></a>")


@given(st.binary(max_size=200) | st.text("<>&;/!'= ab%[]", max_size=80).map(str.encode))
def test_parse_anything(data):
    """Whatever the bytes, a tree comes, or they are refused."""
    try:
        parse_xml(data)
    except FormatError:
        return
