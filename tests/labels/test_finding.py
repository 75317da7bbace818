"""Finding: what others wrote is read, and in which way it departs is said."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.labels import Aigc, Metadata, Note, labels_of
from tests.labels.pictures import XMP

LABEL = Aigc("1", "doubao", "private-id")
TEXT = str(LABEL)
FULL = json.loads(TEXT)
SPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"


def packet(inner, space=SPACE, name="AIGC"):
    """What is found in a packet with this in the property."""
    escaped = inner.replace("&", "&amp;").replace("<", "&lt;")
    element = f'<t:{name} xmlns:t="{space}">{escaped}</t:{name}>'
    return labels_of(Metadata("image/png", ((XMP % element).encode(),)))


def test_exact():
    """What is written here departs in nothing, by whatever prefix, element or attribute."""
    (element,) = packet(TEXT)
    assert (element.aigc, element.departures, element.place) == (LABEL, (), "xmp")
    quoted = TEXT.replace('"', "&quot;")
    attribute = (XMP % "").replace(
        " u:kept=", f' xmlns:TC260="{SPACE}" TC260:AIGC="{quoted}" u:kept='
    )
    (found,) = labels_of(Metadata("image/png", (attribute.encode(),)))
    assert (found.aigc, found.departures) == (LABEL, ())


@pytest.mark.parametrize(
    ("text", "departures"),
    [
        pytest.param(json.dumps(FULL), {"json.spelling"}, id="spaces"),
        pytest.param(TEXT.replace('"', "&quot;"), {"json.spelling"}, id="escaped twice"),
        pytest.param(json.dumps({"AIGC": FULL}), {"json.wrapped"}, id="wrapped"),
        pytest.param(
            '{"Label":"1","ContentProducer":"doubao","ProduceID":"private-id"}',
            {"keys.missing"},
            id="short",
        ),
        pytest.param(json.dumps(dict(reversed(FULL.items()))), {"keys.order"}, id="another order"),
        pytest.param(TEXT.replace("ProduceID", "ProduceId"), {"keys.case"}, id="capitals"),
        pytest.param(TEXT.replace('"1"', "1"), {"values.kind"}, id="number"),
        pytest.param(TEXT[:-1] + ',"more":[{"a":1}]}', {"keys.unknown"}, id="more"),
        pytest.param(TEXT[:-1] + ',"Label":"2"}', {"keys.twice"}, id="twice"),
    ],
)
def test_departing(text, departures):
    """What it means is read, and every departure is named."""
    (found,) = packet(text)
    assert (found.aigc, set(found.departures)) == (LABEL, departures)
    assert found.text == text
    assert ("Label", "1") in found.fields


@pytest.mark.parametrize(
    ("text", "departures"),
    [
        pytest.param("", {"json.broken"}, id="nothing"),
        pytest.param("[" * 100_000, {"json.broken"}, id="deep"),
        pytest.param('{"Label":' + "9" * 9999 + "}", {"json.broken"}, id="long number"),
        pytest.param('{"Label":"9"}', {"keys.missing", "values.refused"}, id="no such label"),
        pytest.param(TEXT.replace("doubao", "豆包"), {"values.refused"}, id="Chinese name"),
        pytest.param(TEXT.replace("doubao", r"a\"b"), {"values.refused"}, id="escapes"),
        pytest.param(
            '{"Label":{"a":"\\ud800"}}',
            {"keys.missing", "values.kind", "values.refused"},
            id="nested",
        ),
    ],
)
def test_without_meaning(text, departures):
    """What is no label, or one that cannot be, is shown and means nothing."""
    (found,) = packet(text)
    assert found.aigc is None
    assert set(found.departures) == departures
    assert (found.refusal is not None) == ("values.refused" in departures)


def test_places():
    """Labels in every place are found, and what only looks like one is not."""
    metadata = Metadata(
        "image/jpeg",
        ((XMP % "").encode(),),
        (XMP % f'<t:AIGC xmlns:t="{SPACE}">{TEXT}</t:AIGC>').encode(),
        (
            Note("exif:UserComment", f'{{"AIGC":{TEXT}}}'),
            Note("exif:ImageDescription", TEXT),
            Note("jpeg:APP1", TEXT),
            Note("png:tEXt:AIGC", "broken"),
            Note("png:tEXt:Comment", '{"prompt": "AIGC"}'),
            Note("exif:UserComment", "AIGC, masterpiece"),
        ),
        others=((XMP % f'<t:AIGC xmlns:t="{SPACE}">{TEXT}</t:AIGC>').encode(),),
    )
    found = labels_of(metadata)
    assert [(each.place, each.departures) for each in found] == [
        ("xmp:extended", ("place.extended",)),
        ("xmp:part", ("place.part",)),
        ("exif:UserComment", ("place.other", "json.wrapped")),
        ("exif:ImageDescription", ("place.other",)),
        ("jpeg:APP1", ("place.other",)),
        ("png:tEXt:AIGC", ("place.other", "json.broken")),
    ]


@pytest.mark.parametrize(
    ("space", "name", "text", "count"),
    [
        ("http://www.tc260.org.cn/ns/AIGC/", "AIGC", "x", 1),
        ("urn:other", "aigc", TEXT, 1),
        ("urn:other", "AIGC", "x", 0),
        (SPACE, "Label", "1", 0),
    ],
    ids=["near", "by what it says", "another's", "another property"],
)
def test_namespaces(space, name, text, count):
    """A property of another namespace is a label if it is named or reads as one."""
    found = packet(text, space, name)
    assert len(found) == count
    assert all("namespace.other" in each.departures for each in found)


def test_structure():
    """A property that is no text is a label that cannot be read."""
    inner = f'<t:AIGC xmlns:t="{SPACE}" t:Label="1"/>'
    (found,) = labels_of(Metadata("image/png", ((XMP % inner).encode(),)))
    assert (found.aigc, found.departures) == (None, ("form.structure",))


def test_broken_packet():
    """Of XMP that is not well formed nobody can say whether it has a label."""
    with pytest.raises(FormatError):
        labels_of(Metadata("image/png", (b"<broken",)))


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5))
@settings(max_examples=40)
def test_any_value(value):
    """Whatever stands in the fields, it is read without another error."""
    text = json.dumps({"Label": value, "ContentProducer": value, "x": {"y": value}})
    (found,) = labels_of(Metadata("image/png", notes=(Note("png:tEXt:AIGC", text),)))
    assert all(isinstance(said, str) for _, said in found.fields)
    assert str(found.fields).encode()
