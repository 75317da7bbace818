"""Forms with files, taken apart to the last byte."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.proxy.multipart import read_form


def form(**fields):
    """A form as a client writes it: its type, and its body."""
    request = httpx.Request("POST", "http://a/", **fields)
    return request.headers["content-type"], request.read()


@given(st.binary(max_size=300))
def test_file_is_read_to_the_last_byte(data):
    """Line ends and boundaries' beginnings inside a file are a file's bytes."""
    parts = read_form(*form(files={"image": ("a.png", data)}, data={"type": "input"}))
    assert {part.name: (part.filename, part.data) for part in parts} == {
        "type": (None, b"input"),
        "image": ("a.png", data),
    }


def test_names_are_read_as_sent():
    """Names in any writing, and texts as texts."""
    kind, body = form(files={"image": ("速写.png", b"x")}, data={"subfolder": "é"})
    parts = {part.name: part for part in read_form(kind, body)}
    assert parts["image"].filename == "速写.png"
    assert parts["subfolder"].text == "é"


def test_browser_form_is_read():
    """As Chromium writes one: a boundary without quotes, a preamble of nothing."""
    body = (
        b"------WebKitFormBoundaryx\r\n"
        b'Content-Disposition: form-data; name="image"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\r\n"
        b"------WebKitFormBoundaryx--\r\n"
    )
    (part,) = read_form("multipart/form-data; boundary=----WebKitFormBoundaryx", body)
    assert part.data == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"--x\r\n\r\n"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--x\r\nno end"),
        ("multipart/form-data; boundary=x", b"--x\r\nno-gap\r\n--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Type: a\r\n\r\nb\r\n--x--"),
    ],
    ids=["json", "no-boundary", "empty", "cut", "no-head", "no-name"],
)
def test_what_is_no_form_gives_no_parts(kind, body):
    """It is a stranger's bytes: nothing is raised."""
    assert read_form(kind, body) == []


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(data):
    """Nothing is raised, whatever stands between the marks."""
    read_form("multipart/form-data; boundary=x", b"--x\r\n" + data + b"\r\n--x--\r\n")
