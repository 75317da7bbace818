"""Stealth metadata."""

import gzip

import pytest

from bozzetto.capture.findings import MAX_CARRIER
from tests.capture.pictures import hide, noise, only, read, saved, stealth_bits

TEXT = "1girl, 夜の街\nSteps: 28, Sampler: Euler"


@pytest.mark.parametrize(
    "size", [(40, 37), (300, 8), (7, 400)], ids=["near square", "wide", "high"]
)
@pytest.mark.parametrize(
    ("magic", "channel"),
    [
        (b"stealth_pnginfo", "alpha"),
        (b"stealth_pngcomp", "alpha"),
        (b"stealth_rgbinfo", "rgb"),
        (b"stealth_rgbcomp", "rgb"),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_hidden_text(magic, channel, size, kind):
    """Text is found in alpha and in colours, plain and compressed, in every lossless file."""
    payload = gzip.compress(TEXT.encode()) if magic.endswith(b"comp") else TEXT.encode()
    image = hide(noise("RGBA", size), stealth_bits(magic, payload), channel=channel)
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    carrier = only(read(saved(image, kind, **options)))
    assert (carrier.place, carrier.name) == (f"stealth:{channel}", magic.decode())
    assert (carrier.raw, carrier.text, carrier.offset) == (payload, TEXT, 0)


def test_hidden_in_opaque_colours():
    """Colours without alpha hide text too."""
    bits = stealth_bits(b"stealth_rgbinfo", TEXT.encode())
    carrier = only(read(saved(hide(noise("RGB", (40, 40)), bits, channel="rgb"), "PNG")))
    assert carrier.text == TEXT


def test_hidden_twice():
    """Alpha and colours may each hide a text."""
    image = hide(noise("RGBA", (40, 40)), stealth_bits(b"stealth_pnginfo", b"a"), channel="alpha")
    image = hide(image, stealth_bits(b"stealth_rgbinfo", b"b"), channel="rgb")
    found = read(saved(image, "PNG")).carriers
    assert [(c.place, c.text) for c in found] == [("stealth:alpha", "a"), ("stealth:rgb", "b")]


def test_last_carrier():
    """What is hidden comes behind what the file says openly."""
    image = hide(noise("RGBA", (40, 40)), stealth_bits(b"stealth_pnginfo", b"a"), channel="alpha")
    picture = read(saved(image, "WEBP", lossless=True, exact=True, xmp=b"<x/>"))
    assert [c.place for c in picture.carriers] == ["xmp", "stealth:alpha"]


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "LA", "L"])
def test_nothing_hidden(mode):
    """A picture without hidden text has no such carrier, and no problem."""
    picture = read(saved(noise(mode, (30, 30)), "PNG"))
    assert (picture.carriers, picture.problems) == ((), ())


@pytest.mark.parametrize("size", [(1, 1), (3, 50), (152, 1)])
def test_too_small(size):
    """A picture too small for a header hides nothing."""
    assert read(saved(noise("RGBA", size), "PNG")).problems == ()


@pytest.mark.parametrize(
    ("magic", "payload", "length", "problem"),
    [
        pytest.param(
            b"stealth_pnginfo", b"a", 9999, "stealth.malformed", id="longer than it can be"
        ),
        pytest.param(
            b"stealth_pnginfo", b"a", 2**32 - 1, "carrier.too-large", id="longer than the limit"
        ),
        pytest.param(b"stealth_pngcomp", b"no gzip", None, "carrier.damaged", id="not compressed"),
        pytest.param(
            b"stealth_pngcomp",
            gzip.compress(bytes(MAX_CARRIER + 1)),
            None,
            "decode.bomb",
            id="bomb",
        ),
    ],
)
def test_refused(magic, payload, length, problem):
    """Hidden text that cannot be is reported, and the digest is given all the same."""
    side = 400 if len(payload) > 100 else 40
    bits = stealth_bits(magic, payload, length)
    picture = read(saved(hide(noise("RGBA", (side, side)), bits, channel="alpha"), "PNG"))
    assert picture.problems == (problem,)
    assert picture.pixels is not None
    assert all(carrier.text is None for carrier in picture.carriers)


def test_not_looked_for():
    """Without decoding, nothing is looked for, and that is said."""
    image = hide(noise("RGBA", (40, 40)), stealth_bits(b"stealth_pnginfo", b"a"), channel="alpha")
    picture = read(saved(image, "PNG"), pixels=False)
    assert (picture.carriers, picture.pixels) == ((), None)
    assert picture.problems == ("stealth.unread",)


def test_empty_payload():
    """A text of no length is a text."""
    image = hide(noise("RGBA", (40, 40)), stealth_bits(b"stealth_pnginfo", b""), channel="alpha")
    assert only(read(saved(image, "PNG"))).text == ""
