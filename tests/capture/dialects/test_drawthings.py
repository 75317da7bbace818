import pytest

from bozzetto.capture.dialects import ModelFile, read_dialect
from tests.capture.dialects.carried import carrier, picture, texts

JSON = (
    '{"c": "a cat", "uc": "blurry", "model": "x.ckpt", "seed": 4294967295, "scale": 7.0, '
    '"v2": {"loras": [{"file": "l.ckpt", "weight": 0.6}]}}'
)
HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:exif="http://ns.adobe.com/exif/1.0/" '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:RDF>'
)
TAIL = "</rdf:RDF></x:xmpmeta>"


def packet(creator="Draw Things", text=JSON):
    """An XMP packet as Draw Things writes it."""
    return (
        f"{HEAD}<rdf:Description><xmp:CreatorTool>{creator}</xmp:CreatorTool>"
        f"<exif:UserComment><rdf:Alt><rdf:li>{text}</rdf:li></rdf:Alt></exif:UserComment>"
        f"</rdf:Description>{TAIL}"
    )


def read(xmp):
    """What is read from a PNG with this packet."""
    return read_dialect(picture(carrier("XML:com.adobe.xmp", xmp, "xmp")))


def test_reads():
    """Prompts, models and settings are read from the JSON inside the packet."""
    reading = read(packet())
    assert (reading.tool, texts(reading)) == (
        "Draw Things",
        [("positive", "a cat"), ("negative", "blurry")],
    )
    assert reading.models == (ModelFile("x.ckpt"), ModelFile("l.ckpt"))
    assert dict(reading.settings) == {"model": "x.ckpt", "scale": "7.0", "seed": "4294967295"}


def test_properties_as_attributes():
    """XMP may also be written with attributes."""
    text = JSON.replace('"', "&quot;")
    xmp = f'{HEAD}<rdf:Description xmp:CreatorTool="Draw Things" exif:UserComment="{text}"/>{TAIL}'
    assert texts(read(xmp))[0] == ("positive", "a cat")


@pytest.mark.parametrize(
    "xmp",
    [
        pytest.param(packet(creator="Adobe Photoshop"), id="another program"),
        pytest.param(packet(creator="After Draw Things"), id="name further behind"),
        pytest.param(packet(text="{}"), id="no prompt"),
        pytest.param(packet(text="a cat"), id="no JSON"),
        pytest.param(packet()[:-5], id="cut short"),
        pytest.param("Draw Things", id="no XML"),
        pytest.param("Draw Things" + "<a>" * 50_000, id="nested and cut short"),
        pytest.param(
            '<!DOCTYPE a [<!ENTITY b "Draw Things">]><a>&b;</a>', id="document type declared"
        ),
        pytest.param(packet() + " " * 2**20, id="too long"),
    ],
)
def test_refuses(xmp):
    """What is not a packet of Draw Things gives nothing, and raises nothing."""
    assert read(xmp) is None


def test_refuses_what_nests_too_deep():
    """A property that nests without end is not read."""
    depth = 20_000
    assert read(packet(text="<rdf:b>" * depth + "</rdf:b>" * depth)) is None
