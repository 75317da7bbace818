"""Tests of forms with files in them."""

from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.api.multipart import boundary_of, read_fields
from bozzetto.errors import FormatError


def encoded(data, files):
    """Encode a form with httpx, as clients do."""
    request = httpx.Request("POST", "http://127.0.0.1/", data=data, files=files)
    return request.read(), boundary_of(request.headers["content-type"])


def test_fields_and_files():
    """Fields and files come in order, with their names and bytes."""
    body, boundary = encoded(
        {"prompt": "a hat\r\non the cat", "n": "2"},
        [("image[]", ("cat.png", b"\x89PNG\r\n\r\n--x", "image/png")), ("mask", ("m.png", b""))],
    )
    assert list(read_fields(body, boundary)) == [
        ("prompt", None, b"a hat\r\non the cat"),
        ("n", None, b"2"),
        ("image[]", "cat.png", b"\x89PNG\r\n\r\n--x"),
        ("mask", "m.png", b""),
    ]


@pytest.mark.parametrize("name", ["猫.png", 'a "b".png', "a\\b.png", "a b.png", "50%25.png"])
def test_names_of_files(name):
    """Names of files come as the sender calls them, however the client spells them."""
    body, boundary = encoded({}, [("image", (name, b"1"))])
    ((_, read, _),) = read_fields(body, boundary)
    assert read in {name, name.replace("\\", ""), "50%.png"}


def test_extended_name():
    """A name in the form of RFC 5987 is read."""
    body = (
        b"--x\r\nContent-Disposition: form-data; name=\"image\"; filename*=UTF-8''%E7%8C%AB.png\r\n"
        b"\r\nA\r\n--x--\r\n"
    )
    assert list(read_fields(body, b"x")) == [("image", "猫.png", b"A")]


@given(st.binary(max_size=400))
def test_any_bytes_come_back(data):
    """Whatever bytes a file has, they come back."""
    body, boundary = encoded({"a": "b"}, [("image", ("x", data))])
    assert list(read_fields(body, boundary)) == [("a", None, b"b"), ("image", "x", data)]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(b"", "does not end", id="nothing"),
        pytest.param(b"--x\r\n", "does not end", id="no head"),
        pytest.param(
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nA', "does not end", id="cut"
        ),
        pytest.param(
            b"--x\r\nContent-Disposition: form-data\r\n\r\nA\r\n--x--", "no name", id="nameless"
        ),
        pytest.param(
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 1002 + b"--x--",
            "too many",
            id="too many",
        ),
    ],
)
def test_what_is_no_form(body, message):
    """What is no whole form is refused."""
    with pytest.raises(FormatError, match=message):
        list(read_fields(body, b"x"))


@given(st.binary(max_size=300))
def test_hostile_bytes(data):
    """Any bytes are a form or are refused as none."""
    with suppress(FormatError):
        list(read_fields(b"--x" + data, b"x"))


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=abc", b"abc"),
        ('Multipart/Form-Data; charset=utf-8; boundary="a b"', b"a b"),
        ("application/json", None),
        ("multipart/form-data", None),
        ("", None),
    ],
)
def test_boundary(content_type, boundary):
    """The boundary stands in the type; where there is none, it is no form."""
    assert boundary_of(content_type) == boundary
