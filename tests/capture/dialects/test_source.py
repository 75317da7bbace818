import json

import pytest

from bozzetto.capture.dialects.jsontext import MAX_JSON_TEXT
from bozzetto.capture.dialects.source import find, find_all, sources
from tests.capture.dialects.carried import carrier, comment, picture, png


@pytest.mark.parametrize(
    ("place", "name", "keyword"),
    [
        pytest.param("png:tEXt", "parameters", "parameters", id="PNG keyword"),
        pytest.param("exif:Exif", "UserComment", "UserComment", id="EXIF tag"),
        pytest.param("jpeg:COM", "", "comment", id="JPEG comment"),
        pytest.param("gif:comment", "", "comment", id="GIF comment"),
        pytest.param("stealth:alpha", "stealth_pngcomp", "stealth", id="hidden"),
        pytest.param("xmp", "", "xmp", id="XMP"),
        pytest.param("png:iTXt", "XML:com.adobe.xmp", "xmp", id="XMP by its PNG keyword"),
    ],
)
def test_keyword_of_each_place(place, name, keyword):
    """A text is known by one keyword wherever it stands."""
    (source,) = sources(picture(carrier(name, "text", place)))
    assert (source.index, source.keyword, source.text) == (0, keyword, "text")


@pytest.mark.parametrize("prefix", ["prompt:", "Prompt: ", "WORKFLOW : "])
def test_prefix_in_exif_is_the_keyword(prefix):
    """ComfyUI's WebP and other savers' JPEG put the keyword before the JSON."""
    (source,) = sources(picture(carrier("Make", prefix + '{"1": "a"}', "exif:IFD0")))
    assert source.keyword == prefix.strip(" :").lower()
    assert source.value == {"1": "a"}


def test_prefix_elsewhere_is_text():
    """A PNG text that begins with such a word is no graph."""
    (source,) = sources(png(Comment='prompt: {"1": "a"}'))
    assert source.keyword == "Comment"


def test_packed_keywords_are_found():
    """What a converter packed into one JSON object is found by its PNG keyword."""
    packed = {"prompt": json.dumps({"1": "a"}), "workflow": {"nodes": []}, "other": "b"}
    found = sources(comment(packed))
    assert [source.keyword for source in found] == ["UserComment", "prompt", "workflow"]
    assert [source.index for source in found] == [0, 0, 0]
    assert find(found, "prompt").value == {"1": "a"}
    assert find(found, "workflow").value == {"nodes": []}


def test_packed_prompt_that_is_a_sentence():
    """A prompt in words is a parameter, not a packed graph."""
    assert [source.keyword for source in sources(comment({"prompt": "a cat"}))] == ["UserComment"]


def test_carriers_without_text_are_passed_over():
    """Indexes are those of the picture, also past carriers that are no text or are too long."""
    long = carrier("a", "{" * (MAX_JSON_TEXT + 1))
    (source,) = sources(picture(carrier("c2pa", None, "c2pa"), long, carrier("b", "{}")))
    assert (source.index, source.keyword) == (2, "b")


def test_find_all_goes_keyword_by_keyword():
    """The order asked for goes before the order of the file."""
    found = sources(png(b="1", a="2"))
    assert [source.text for source in find_all(found, "a", "b")] == ["2", "1"]
    assert find(found, "c") is None


def test_inexact_text_stays_inexact():
    """What the carrier had to replace is known further on."""
    (source,) = sources(picture(carrier("a", "\ufffd", exact=False)))
    assert not source.exact
