"""Pictures that stand in JSON."""

import base64
import io

import pytest
from PIL import Image

from bozzetto.capture.proxy.pictures import Picture, picture_of


def picture(kind):
    """A picture in a format."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("before", ["", "data:image/png;base64,"], ids=["bare", "data"])
@pytest.mark.parametrize(
    ("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp"), ("GIF", ".gif")]
)
def test_picture_is_read_byte_for_byte(kind, suffix, before):
    """By its own first bytes, whatever stands before it."""
    data = picture(kind)
    text = before + base64.b64encode(data).decode()
    assert picture_of(text, "init") == Picture(data, suffix, "init")


@pytest.mark.parametrize(
    "text",
    ["", "a cat", "a" * 100, "a silver cat " * 20, "iVBORw0KGgo" + "=" * 80, "é" * 100],
    ids=["empty", "short", "letters", "words", "padding", "letters-beyond"],
)
def test_text_that_is_no_picture_is_none(text):
    """Prompts above all."""
    assert picture_of(text, "init") is None
