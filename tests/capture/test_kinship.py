"""Kinship: what a picture was made from is proposed, by what it shows and what it is called."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance

from bozzetto.capture.kinship import (
    MAX_DISTANCE,
    Fingerprint,
    Fingerprints,
    Kin,
    Method,
    fingerprint_of,
    propose_parents,
)
from bozzetto.record import Asset, digest_of
from tests.capture.pictures import noise, saved

_BESIDE = Path(__file__).parents[3] / "shared" / "samples"
SAMPLES = Path(os.environ.get("BOZZETTO_SAMPLES", _BESIDE))
REAL = (
    "comfyui/comfyui.png",
    "forge/forge.png",
    "invokeai/invokeai.png",
    "novelai/novelai-full.png",
    "swarmui/swarmui.jpg",
    "a1111/sd-webui.jpg",
    "civitai/civitai.jpeg",
)

needs_samples = pytest.mark.skipif(
    not (SAMPLES / "MANIFEST.tsv").is_file(), reason=f"no sample images at {SAMPLES}"
)
each_sample = pytest.mark.parametrize("name", REAL)


def taken(data):
    """Take the fingerprint of a file that is in memory."""
    return fingerprint_of(io.BytesIO(data))


def sample(name):
    """Open a real picture."""
    return Image.open(SAMPLES / name).convert("RGB")


def sample_print(name):
    """Take the fingerprint of a real picture's file."""
    with (SAMPLES / name).open("rb") as file:
        return fingerprint_of(file)


def drawn(kind="RGB", size=(160, 120)):
    """Draw a picture that has something to recognise."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for index in range(12):
        x, y = (index * 37) % size[0], (index * 53) % size[1]
        draw.ellipse((x, y, x + 40, y + 30), fill=(index * 20, 255 - index * 20, index * 9))
    return image.convert(kind)


def asset(name, *, data=None, pixels=None, type_="image/png"):
    """Name a file."""
    return Asset(digest_of(data or (name or "").encode()), 1, type_, name, 8, 8, pixels)


def cropped(image, part):
    """Cut a part of the width and height off each side."""
    width, height = image.size
    return image.crop(
        (int(width * part), int(height * part), int(width * (1 - part)), int(height * (1 - part)))
    )


@needs_samples
@each_sample
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda image: saved(image, "JPEG", quality=60), id="re-encoded"),
        pytest.param(
            lambda image: saved(image.resize((image.width // 2, image.height // 2)), "WEBP"),
            id="half the size",
        ),
        pytest.param(
            lambda image: saved(ImageEnhance.Brightness(image).enhance(1.3), "PNG"), id="brightened"
        ),
        pytest.param(
            lambda image: saved(ImageEnhance.Color(image).enhance(0.2), "PNG"), id="paler"
        ),
        pytest.param(lambda image: saved(cropped(image, 0.02), "PNG"), id="cropped a little"),
        pytest.param(
            lambda image: saved(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), "PNG"),
            id="mirrored",
        ),
    ],
)
def test_changed_picture_is_recognised(name, change):
    """What an export, a retouch or a small crop does to a real picture leaves it recognisable."""
    assert taken(change(sample(name))).distance(sample_print(name)) <= MAX_DISTANCE


@needs_samples
@each_sample
def test_unrelated_pictures_are_not(name):
    """Real pictures that have nothing to do with each other are far apart."""
    own = sample_print(name)
    others = [own.distance(sample_print(other)) for other in REAL if other != name]
    assert min(others) > MAX_DISTANCE


@needs_samples
@each_sample
def test_large_crop_is_not_found(name):
    """Half of a picture is not found by its fingerprint: the limit that is documented."""
    assert taken(saved(cropped(sample(name), 0.25), "PNG")).distance(sample_print(name)) > (
        MAX_DISTANCE
    )


@needs_samples
def test_project_file_shows_its_picture():
    """A file of Krita is compared by what it shows."""
    project = sample_print("own-generated/out.kra")
    assert project.distance(sample_print("own-generated/in.png")) <= 2


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="no bytes"),
        pytest.param(b"layers", id="no picture"),
        pytest.param(saved(noise(), "PNG")[:60], id="cut off"),
        pytest.param(saved(drawn(), "JPEG")[:400], id="cut-off JPEG"),
        pytest.param(saved(Image.new("RGB", (90, 80), "red"), "PNG"), id="one colour"),
        pytest.param(saved(Image.new("RGBA", (90, 80), (9, 9, 9, 0)), "PNG"), id="nothing"),
    ],
)
def test_nothing_to_compare(data):
    """What shows nothing has no fingerprint, and is like nothing."""
    assert taken(data) is None


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "P"), ("PNG", "L"), ("WEBP", "RGBA"), ("TIFF", "CMYK"), ("GIF", "P")],
)
def test_every_coding(kind, mode):
    """The same picture is recognised in whatever coding."""
    assert taken(saved(drawn(mode), kind)).distance(taken(saved(drawn(), "PNG"))) <= 4


def test_deep_greys():
    """Samples of 16 bits are compared as well."""
    deep = drawn("L").convert("I").point(lambda value: value * 257).convert("I;16")
    assert taken(saved(deep, "PNG")).distance(taken(saved(drawn("L"), "PNG"))) <= 1


def test_see_through_is_on_white():
    """A picture that can be looked through is compared as it shows on white."""
    image = drawn()
    clear = image.copy()
    clear.putalpha(image.convert("L").point(lambda value: 0 if value > 250 else 255))
    assert taken(saved(clear, "PNG")).distance(taken(saved(image, "PNG"))) <= 2


def test_turned_by_its_metadata():
    """A photo that is to be shown turned is compared as it is shown."""
    turned = drawn().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to show it
    data = saved(turned, "JPEG", exif=exif.tobytes())
    assert taken(data).distance(taken(saved(drawn(), "PNG"))) <= MAX_DISTANCE


bits = st.integers(0, 2**64 - 1)


@given(st.builds(Fingerprint, bits, bits))
def test_distance_to_itself(own):
    """Nothing is nearer than the picture itself, and nothing farther than all bits."""
    assert own.distance(own) == 0
    assert own.distance(Fingerprint(own.bits ^ (2**64 - 1), 0)) <= 64


def test_proposals_are_ordered():
    """The surest method comes first, the nearest picture before the others, each once."""
    child = asset("cat-01_edited.png", data=b"child", pixels=digest_of(b"p"))
    same = asset("x.png", data=b"child")
    pixels = asset("cat-01.png", data=b"1", pixels=digest_of(b"p"))
    near, nearer, far = (asset(name, data=name.encode()) for name in ("n", "nn", "f"))
    named, longer = asset("cat.png", data=b"2"), asset("cat-01.webp", data=b"3")
    prints = {
        child.digest: Fingerprint(0, 2**63),
        near.digest: Fingerprint(0b111, 0),
        nearer.digest: Fingerprint(0b1, 0),
        far.digest: Fingerprint(2**20 - 1, 0),
        pixels.digest: Fingerprint(0, 0),
    }
    pictures = [far, named, near, pixels, longer, nearer, same]
    assert propose_parents(child, pictures, prints, most=9) == [
        Kin(child.digest, Method.BYTES),
        Kin(pixels.digest, Method.PIXELS),
        Kin(nearer.digest, Method.FINGERPRINT, 1),
        Kin(near.digest, Method.FINGERPRINT, 3),
        Kin(longer.digest, Method.NAME),
        Kin(named.digest, Method.NAME),
    ]
    assert len(propose_parents(child, pictures, prints)) == 5


@pytest.mark.parametrize(
    ("child", "picture", "is_parent"),
    [
        pytest.param("cat-01_edited.png", "cat-01.png", True, id="edited"),
        pytest.param("ComfyUI_00007_-final.png", "ComfyUI_00007_.png", True, id="mark at the end"),
        pytest.param("Cat.KRA", "cat.png", True, id="another ending"),
        pytest.param("cat (1).png", "cat.png", True, id="copy"),
        pytest.param("猫-修改.png", "猫.png", True, id="chinese"),
        pytest.param("cat-011.png", "cat-01.png", False, id="another number"),
        pytest.param("cats.png", "cat.png", False, id="another word"),
        pytest.param("dog.png", "cat.png", False, id="another name"),
        pytest.param("cat.png", "cat-01_edited.png", False, id="the other way round"),
        pytest.param("_.png", "_.webp", False, id="no name left"),
        pytest.param(None, "cat.png", False, id="no name"),
        pytest.param("cat.png", None, False, id="picture without a name"),
    ],
)
def test_named_after(child, picture, is_parent):
    """A file whose name goes on where a picture's name ends may have been made from it."""
    found = propose_parents(asset(child, data=b"c"), [asset(picture, data=b"p")], {})
    assert found == ([Kin(digest_of(b"p"), Method.NAME)] if is_parent else [])


def test_nothing_is_proposed():
    """Where nothing tells, nothing is proposed."""
    assert propose_parents(asset("a.png"), [], {}) == []
    assert propose_parents(asset("a.png"), [asset("b.png")], {}) == []


def test_fingerprints_are_made_once():
    """A file is opened once in a process, and the oldest fingerprints are forgotten."""
    opened = []
    prints = Fingerprints(most=2)

    def take(name, data):
        return prints.of(digest_of(name), lambda: opened.append(name) or io.BytesIO(data))

    first = take(b"a", saved(drawn(), "PNG"))
    assert first is not None
    assert take(b"b", b"no picture") is None
    assert (take(b"a", b""), take(b"b", b"")) == (first, None)
    assert opened == [b"a", b"b"]
    take(b"c", b"")
    assert (len(prints), prints.has(digest_of(b"a")), prints.has(digest_of(b"c"))) == (
        2,
        False,
        True,
    )
