"""Tests of bodies: pictures and secrets are taken out of them."""

import base64
import hashlib
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.api.body import Picture, ending_of, read_form, read_json
from bozzetto.errors import FormatError
from tests.fakes.image_apis import paint

PICTURE = paint(90)
ENCODED = base64.b64encode(PICTURE).decode()
STANDS = f"[picture sha256:{hashlib.sha256(PICTURE).hexdigest()}]"


@pytest.mark.parametrize(
    "spelled",
    [
        pytest.param(ENCODED, id="plain"),
        pytest.param(f"data:image/png;base64,{ENCODED}", id="address of data"),
        pytest.param(ENCODED.rstrip("="), id="no padding"),
        pytest.param(base64.urlsafe_b64encode(PICTURE).decode(), id="other alphabet"),
    ],
)
def test_picture_is_taken_out(spelled):
    """A picture's base64 gives way to its digest; everything else stays as it was, to the byte."""
    text = '{"a" : 1.10, "b64_json":"%s",\n "t":"say \\"cat\\""}'
    body = read_json((text % spelled).encode())
    assert body.text == text % STANDS
    picture = body.picture(body.value["b64_json"])
    assert (picture.data, picture.ending) == (PICTURE, "png")
    assert picture.digest == STANDS[9:-1]
    assert body.value["a"] == "1.10"
    assert body.removed == 0


@pytest.mark.parametrize("escape", [("/", "\\/"), ("=", "\\u003d")], ids=["slash", "equals"])
def test_escaped_picture(escape):
    """Some writers escape what base64 has in it."""
    data = next(made for made in map(paint, range(90)) if b"=" in base64.b64encode(made))
    spelled = base64.b64encode(data).decode().replace(*escape)
    body = read_json(f'{{"data":"{spelled}"}}'.encode())
    assert body.picture(body.value["data"]).data == data


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("A" * 500, id="letters"),
        pytest.param(base64.b64encode(b"not a picture" * 20).decode(), id="no picture"),
        pytest.param("a cat " * 50, id="words"),
        pytest.param("https://example.org/" + "a" * 200, id="address"),
        pytest.param(ENCODED[:-3] + "!!!", id="not base64"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_texts_stay(text):
    """What is no picture stays where it is."""
    body = read_json(json.dumps({"t": text}).encode())
    assert body.value == {"t": text}
    assert body.pictures == {}


def test_same_picture_twice():
    """The same bytes in two places are one picture."""
    body = read_json(json.dumps([ENCODED, ENCODED]).encode())
    assert body.value == [STANDS, STANDS]
    assert len(body.pictures) == 1


def test_secrets_are_taken_out():
    """Known secrets and what looks like one go out of values and text."""
    told = {
        "error": "wrong key planted-key-1",
        "api_key": "abc",
        "t": "sk-aaaabbbbcccc111122223333",
    }
    body = read_json(json.dumps(told).encode(), frozenset(["planted-key-1"]))
    assert body.removed == 3
    for secret in ("planted-key-1", "abc", "sk-aaaa"):
        assert secret not in body.text
        assert secret not in json.dumps(body.value)


@pytest.mark.parametrize("data", [b"", b"{", b'{"a":}', b"\xff\xfe", b"[" * 100_000], ids=repr)
def test_what_is_no_json(data):
    """What is no JSON is refused."""
    with pytest.raises(FormatError, match="not JSON"):
        read_json(data[:200_000])


@given(st.recursive(st.text() | st.booleans() | st.none(), st.lists, max_leaves=8))
def test_values_come_back(value):
    """Where nothing is to be taken out, the value is what was sent."""
    data = json.dumps(value).encode()
    body = read_json(data)
    if not body.removed and not body.pictures:
        assert body.value == value
        assert body.text == data.decode()


@given(st.binary(max_size=300))
def test_hostile_bytes(data):
    """Any bytes are read, or refused."""
    with suppress(FormatError):
        read_json(data)


def form(*fields):
    """Write a form by hand."""
    out = b""
    for name, filename, data in fields:
        more = b"" if filename is None else b'; filename="' + filename.encode() + b'"'
        out += b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"' + more
        out += b"\r\n\r\n" + data + b"\r\n"
    return out + b"--x--\r\n"


def test_form():
    """A form becomes an object; files in it become pictures, whatever they are."""
    other = paint(91)
    body = read_form(
        form(
            ("image[]", "cat.png", PICTURE),
            ("image[]", "dog.png", other),
            ("mask", "m.bin", b"\x00\x01"),
            ("prompt", None, b"a hat"),
            ("token", None, b"planted-token"),
        ),
        b"x",
        frozenset(["planted-token"]),
    )
    images = [body.picture(each) for each in body.value["image"]]
    assert images == [Picture(PICTURE, "png", "cat.png"), Picture(other, "png", "dog.png")]
    assert body.picture(body.value["mask"]) == Picture(b"\x00\x01", "bin", "m.bin")
    assert body.value["prompt"] == "a hat"
    assert "planted" not in body.text
    assert body.removed
    assert json.loads(body.text)[0] == {"name": "image[]", "value": STANDS, "filename": "cat.png"}


def test_form_with_one_in_a_list():
    """A list of one is a list, and a field that comes twice becomes one."""
    body = read_form(form(("image[]", "a", PICTURE), ("n", None, b"1"), ("n", None, b"2")), b"x")
    assert body.value == {"image": [STANDS], "n": ["1", "2"]}


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (PICTURE, "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"GIF89a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBP", "webp"),
        (b"\x00\x00\x00\x20ftypavif", "avif"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b"%PDF-", None),
        (b"", None),
    ],
)
def test_ending(data, ending):
    """The first bytes say what a picture is."""
    assert ending_of(data) == ending
