"""Metadata: what is declared is told as declared, and what names nothing is left out."""

import pytest

from bozzetto.capture.picture import Carrier, Picture
from bozzetto.errors import FormatError
from bozzetto.labels import Iptc, Name, Packet, SourceType, put_iptc
from bozzetto.labels.inspection.metadata import MAX_WORDS, iptc_voice, program_voice
from tests.labels.inspection.telling import about
from tests.labels.pictures import XMP

_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
SOURCE = Name(_EXTENSION, "Iptc4xmpExt", "DigitalSourceType")
PROVENANCE = Name("http://purl.org/dc/terms/", "dcterms", "provenance")
TOOL = Name("http://ns.adobe.com/xap/1.0/", "xmp", "CreatorTool")
CREDIT = Name("http://ns.adobe.com/photoshop/1.0/", "photoshop", "Credit")


def picture(*carriers):
    """A picture that carries these texts."""
    kept = tuple(Carrier(place, name, 0, b"x", text, exact=True) for place, name, text in carriers)
    return Picture("image/png", 1, 1, animated=False, carriers=kept, problems=(), pixels=None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(str(SourceType.TRAINED), "made by a trained model alone", id="in full"),
        pytest.param("http://c2pa.org/digitalsourcetype/empty", "begun as an", id="of C2PA"),
        pytest.param("trainedAlgorithmicMedia", "wants the full address", id="bare code"),
        pytest.param(
            str(SourceType.TRAINED).replace("http:", "https:"), "wants the full", id="other scheme"
        ),
        pytest.param("http://x/magic", "no digital source type", id="unknown"),
    ],
)
def test_source_types(text, words):
    """A source type is said in plain words; one against the standard is named so."""
    voice = iptc_voice(Packet.new().put(SOURCE, text))
    assert words in about(voice, "source type")[0]


def test_prompts_and_their_writers():
    """Who wrote a prompt is told, and that this makes nobody the creator."""
    packet = put_iptc(Packet.new(), Iptc(prompt="a cat", prompt_writer="Ann"))
    voice = iptc_voice(packet)
    assert about(voice, "prompt") == ["a cat"]
    assert [each.worth for each in voice.of("prompt writer")] == ["prompt writer"]
    assert voice.head.code == "head.IPTC.plain"


def test_claims_of_watermarks():
    """A credit that names SynthID is a claim."""
    voice = iptc_voice(Packet.new().put(CREDIT, "Made with Google AI, SynthID"))
    assert [each.worth for each in voice.of("watermark")] == ["watermark"]


def test_nothing_declared():
    """A packet without these fields is no voice; one that says a thing twice is refused."""
    assert iptc_voice(Packet.new().put(TOOL, "Cat 1")) is None
    twice = f'<x:a xmlns:x="{_EXTENSION}"/>'.replace("x:a", "x:DigitalSourceType") * 2
    with pytest.raises(FormatError):
        iptc_voice(Packet.parse((XMP % twice).encode()))


def test_words_of_programs():
    """EXIF's, XMP's and a PNG's fields are told by what they are about."""
    found = picture(
        ("exif:IFD0", "Software", "GIMP 2.10"),
        ("exif:IFD0", "Artist", "Ann"),
        ("exif:IFD0", "Make", '{"prompt": {}}'),
        ("png:tEXt", "Author", "Bob"),
        ("png:iTXt", "XML:com.adobe.xmp", "<x/>"),
        ("png:tEXt", "Raw profile type exif", "0a0a"),
    )
    voice = program_voice(found, [Packet.new().put(TOOL, "Photoshop")], {3}, all_texts=False)
    assert about(voice, "program") == ["Photoshop", "GIMP 2.10"]
    assert about(voice, "creator") == ["Ann"]
    assert about(voice, "text") == []
    assert voice.head.code == "head.program"


def test_other_texts():
    """Where no tool is known, every text is told, by its place, and cut where it is long."""
    found = picture(("jpeg:COM", "", "x" * 9999), ("png:tEXt", "Title", "A cat"))
    voice = program_voice(found, [], (), all_texts=True)
    assert [each.detail for each in voice.statements] == ["jpeg:COM", "png:tEXt Title"]
    assert len(about(voice, "text")[0]) == MAX_WORDS
    assert program_voice(found, [], (), all_texts=False) is None


@pytest.mark.parametrize(
    ("address", "carriers", "words"),
    [
        pytest.param("self#jumbf=x", (), ["in the file itself, and there are none"], id="gone"),
        pytest.param("self#jumbf=x", (("c2pa", "", None),), None, id="there"),
        pytest.param("https://x/a.c2pa", (), ["elsewhere: https://x/a.c2pa"], id="elsewhere"),
    ],
)
def test_named_credentials(address, carriers, words):
    """Credentials that a file names and does not have are told of, and never fetched."""
    voice = program_voice(
        picture(*carriers), [Packet.new().put(PROVENANCE, address)], (), all_texts=False
    )
    assert (None if voice is None else about(voice, "provenance")) == words
