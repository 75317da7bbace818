import base64
import io
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from bozzetto.capture.carriers import read_picture
from bozzetto.capture.dialects import ModelFile, read_dialect
from bozzetto.capture.dialects.novelai import MAX_SIGNED_PIXELS, PUBLIC_KEY, read_novelai
from bozzetto.capture.dialects.source import sources
from tests.capture.dialects.carried import carrier, comment, picture, png, texts

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
COMMENT = {
    "prompt": "a girl, #\u30c6",
    "v4_prompt": {
        "caption": {
            "base_caption": "a girl, #\u30c6",
            "char_captions": [{"char_caption": "red hair", "centers": [{"x": 0.5, "y": 0.5}]}],
        }
    },
    "v4_negative_prompt": {
        "caption": {"base_caption": "blurry", "char_captions": [{"char_caption": "hat"}]}
    },
    "uc": "blurry",
    "seed": 2043807047,
    "scale": 5.0,
    "strength": 1e-05,
    "sm": False,
}


def image(mode="RGBA"):
    """Four pixels, with an alpha that is no part of what is signed."""
    shown = Image.new(mode, (2, 2), "red")
    shown.putpixel((1, 0), (1, 2, 3, 4)[: len(shown.getbands())])
    return shown


def signed(comment_value, shown, key=KEY):
    """The Comment with a signature over the samples and itself."""
    message = shown.convert("RGB").tobytes() + json.dumps(comment_value).encode()
    signature = base64.b64encode(key.sign(message)).decode()
    return json.dumps({**comment_value, "signed_hash": signature})


def saved(shown, comment_text, kind="PNG"):
    """The file with the texts that NovelAI writes."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Software", "NovelAI")
    info.add_text("Source", "NovelAI Diffusion V4.5 4BDE2A90")
    info.add_text("Comment", comment_text)
    file = io.BytesIO()
    shown.save(file, kind, pnginfo=info)
    return file


def judged(file, *, given_file=True):
    """The note on the signature, by our key."""
    taken = read_picture(file)
    key = KEY.public_key().public_bytes_raw()
    reading = read_novelai(sources(taken), taken, file if given_file else None, key)
    return reading.notes


def test_parameters():
    """Base, characters' and negative prompts, settings and the model's name are read."""
    reading = read_dialect(
        png(Software="NovelAI", Source="V4.5 4BDE", Comment=COMMENT, **{"Generation time": "2.9"})
    )
    assert texts(reading) == [
        ("positive", "a girl, #\u30c6"),
        ("region", "red hair"),
        ("negative", "blurry"),
        ("negative", "hat"),
    ]
    assert dict(reading.settings) == {
        "Generation time": "2.9",
        "scale": "5.0",
        "seed": "2043807047",
        "sm": "false",
        "strength": "1e-05",
    }
    assert reading.models == (ModelFile("V4.5 4BDE"),)
    assert (reading.carriers, reading.notes) == ((0, 1, 2, 3), ("novelai.unsigned",))


@pytest.mark.parametrize("nested", [False, True], ids=["plain", "nested once more"])
def test_parameters_packed(nested):
    """WebP and the hidden copy hold all texts in one JSON object."""
    text = json.dumps(COMMENT)
    packed = {"Software": "NovelAI", "Comment": json.dumps({"Comment": text}) if nested else text}
    assert texts(read_dialect(comment(packed)))[0] == ("positive", "a girl, #\u30c6")
    hidden = picture(carrier("stealth_pngcomp", json.dumps(packed), "stealth:alpha"))
    assert read_dialect(hidden).carriers == (0,)


def test_enhanced_picture():
    """The enhancing tools leave their name and no more."""
    reading = read_dialect(png(Software="NovelAI", Comment={"req_type": "sketch"}))
    assert (reading.prompts, reading.settings) == ((), (("req_type", "sketch"),))


@pytest.mark.parametrize(
    "texts_by_name",
    [
        pytest.param({"Software": "NovelAI"}, id="no Comment"),
        pytest.param({"Comment": json.dumps(COMMENT)}, id="no Software"),
        pytest.param({"Software": "GIMP", "Comment": "saved again"}, id="another program"),
    ],
)
def test_refuses(texts_by_name):
    """Both marks are needed."""
    assert read_dialect(png(**texts_by_name)) is None


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_signature_holds(mode):
    """The signature is over red, green and blue and the Comment, and alpha does not matter."""
    shown = image(mode)
    assert judged(saved(shown, signed(COMMENT, shown))) == ("novelai.signature.valid",)


def test_signature_with_one_bit_changed():
    """One bit of one sample is enough to break it."""
    shown = image()
    text = signed(COMMENT, shown)
    red, green, blue, alpha = shown.getpixel((0, 0))
    shown.putpixel((0, 0), (red, green ^ 1, blue, alpha))
    assert judged(saved(shown, text)) == ("novelai.signature.invalid",)


@pytest.mark.parametrize(
    "alter",
    [
        pytest.param(lambda text: text.replace("a girl", "a boy"), id="other prompt"),
        pytest.param(lambda text: text.replace("5.0", "5"), id="other number"),
        pytest.param(
            lambda text: text.replace('"signed_hash": "', '"signed_hash": "?'), id="no base64"
        ),
        pytest.param(lambda text: text[:-4] + '"}', id="signature cut short"),
    ],
)
def test_signature_over_altered_parameters(alter):
    """Parameters that were changed do not hold."""
    shown = image()
    assert judged(saved(shown, alter(signed(COMMENT, shown)))) == ("novelai.signature.invalid",)


def test_signature_of_another_key():
    """What NovelAI's own key has not signed does not hold under it."""
    shown = image()
    file = saved(shown, signed(COMMENT, shown))
    assert read_dialect(read_picture(file), file).notes == ("novelai.signature.invalid",)
    assert len(PUBLIC_KEY) == 32


def test_signature_without_the_file():
    """Without the pixels nothing is said of the signature but that it is there."""
    shown = image()
    notes = judged(saved(shown, signed(COMMENT, shown)), given_file=False)
    assert notes == ("novelai.signature.unchecked",)


@pytest.mark.parametrize(
    ("size", "convert", "cut"),
    [
        pytest.param((MAX_SIGNED_PIXELS, 2), "RGBA", None, id="too large"),
        pytest.param((None, None), "RGBA", None, id="size not known"),
        pytest.param((2, 2), "P", None, id="palette"),
        pytest.param((2, 2), "RGBA", 20, id="file cut short"),
        pytest.param((2, 2), "RGBA", 0, id="file empty"),
    ],
)
def test_signature_over_pixels_that_cannot_be_had(size, convert, cut):
    """Broken, too large or other pixels leave the signature unchecked."""
    shown = image()
    file = saved(shown.convert(convert), signed(COMMENT, shown))
    width, height = size
    taken = picture(*read_picture(file).carriers, width=width, height=height)
    key = KEY.public_key().public_bytes_raw()
    reading = read_novelai(sources(taken), taken, io.BytesIO(file.getvalue()[:cut]), key)
    assert reading.notes == ("novelai.signature.unchecked",)


def test_signature_of_one_copy_only():
    """A copy of the parameters that was put in later spoils the answer."""
    shown = image()
    file = saved(shown, signed(COMMENT, shown))
    found = read_picture(file)
    other = json.dumps({"Software": "NovelAI", "Comment": json.dumps({**COMMENT, "prompt": "b"})})
    taken = picture(
        *found.carriers, carrier("stealth_pngcomp", other, "stealth:alpha"), width=2, height=2
    )
    reading = read_novelai(sources(taken), taken, file, KEY.public_key().public_bytes_raw())
    assert reading.notes == ("carriers.disagree", "novelai.signature.invalid")


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_comment_has_an_answer(text):
    """Whatever the Comment holds, nothing is raised."""
    reading = read_dialect(png(Software="NovelAI", Comment=text))
    assert reading.notes == ("novelai.unsigned",)
