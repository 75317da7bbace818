"""Heads of HTTP messages: what is one, how long the body is, what goes no further."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.proxy.head import Body, Length, Request, Response
from bozzetto.errors import FormatError

HOST = b"Host: 127.0.0.1:8198"


def request(*fields, first=b"POST /prompt?x=1 HTTP/1.1"):
    """A request's head with some fields."""
    return Request.parse(b"\r\n".join([first, HOST, *fields]) + b"\r\n\r\n")


def response(*fields, status=b"200 OK"):
    """An answer's head with some fields."""
    return Response.parse(
        b"HTTP/1.1 " + status + b"\r\n" + b"".join(f + b"\r\n" for f in fields) + b"\r\n"
    )


def test_request_is_written_as_it_was_read():
    """What a page sends goes on as spelled: order, case, repeated fields, bytes beyond ASCII."""
    data = (
        b"GET /view?filename=%C3%A9.png HTTP/1.1\r\nhOST: 127.0.0.1:8198\r\nX-A: 1\r\n"
        b"x-a: \xc3\xa9 2\r\nEmpty: \r\n\r\n"
    )
    assert Request.parse(data).to_bytes() == data


def test_response_is_written_as_it_was_read():
    """So does what a tool answers, a reason of several words too."""
    data = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n"
    assert Response.parse(data).to_bytes() == data


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n",
        b"GET  / HTTP/1.1\r\n\r\n",
        b"GET http://evil/ HTTP/1.1\r\n\r\n",
        b"GET / HTTP/2.0\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"CONNECT evil:443 HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: +3\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    ],
    ids=[
        "nothing", "two-blanks", "another-server", "version", "nul", "connect", "blank-behind",
        "folded", "bare-line-feed", "two-hosts", "two-sizes", "signed-size", "two-framings",
        "two-codings",
    ],
)  # fmt: skip
def test_request_that_readers_could_take_differently_is_refused(data):
    """Nothing passes that the tool could understand otherwise than the proxy."""
    with pytest.raises(FormatError):
        Request.parse(data)


def test_body_of_a_request_is_as_it_says():
    """A size, chunks, or nothing at all."""
    assert request(b"Content-Length: 12").body() == Body(Length.SIZED, 12)
    assert request(b"Transfer-Encoding: Chunked").body() == Body(Length.CHUNKED)
    assert request().body() == Body(Length.NONE)


@pytest.mark.parametrize(
    ("status", "method", "wanted"),
    [
        (b"200 OK", "GET", Body(Length.SIZED, 5)),
        (b"200 OK", "HEAD", Body(Length.NONE)),
        (b"304 Not Modified", "GET", Body(Length.NONE)),
        (b"204 No Content", "POST", Body(Length.NONE)),
    ],
    ids=["sized", "head", "not-modified", "no-content"],
)
def test_body_of_an_answer_depends_on_what_was_asked(status, method, wanted):
    """Some answers have no body, whatever their size says."""
    assert response(b"Content-Length: 5", status=status).body(method) == wanted


def test_body_without_a_length_ends_with_the_connection():
    """As servers of before keep-alive do it."""
    assert response().body("GET") == Body(Length.CLOSED)


def test_onward_leaves_out_what_speaks_of_one_connection():
    """RFC 9110 section 7.6.1, with the fields that Connection names."""
    head = request(b"Connection: keep-alive, X-Mine", b"X-Mine: 1", b"TE: trailers", b"X-Else: 2")
    assert head.fields.onward().items == ((b"Host", b"127.0.0.1:8198"), (b"X-Else", b"2"))


def test_upgrade_is_known():
    """A websocket is asked for by two fields together."""
    assert request(b"Connection: keep-alive, Upgrade", b"Upgrade: WebSocket").upgrades
    assert not request(b"Upgrade: websocket").upgrades


def test_connection_lasts_unless_said_otherwise():
    """HTTP/1.1 keeps it, unless one side closes; HTTP/1.0 does not."""
    assert request().lasts
    assert not request(b"Connection: Close").lasts
    assert not request(first=b"GET / HTTP/1.0").lasts


TOKEN = st.text("abcXYZ019-_!", min_size=1, max_size=8)
VALUE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=12)


@given(st.lists(st.tuples(TOKEN.map(lambda t: "x" + t), VALUE), max_size=6))
def test_whatever_is_read_is_what_is_written(fields):
    """No spelling is lost on the way."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    data = f"GET /a HTTP/1.1\r\n{lines}\r\n".encode()
    assert Request.parse(data).to_bytes() == data


@given(st.binary(max_size=60))
def test_any_bytes_are_a_head_or_refused(data):
    """Nothing else is ever raised."""
    for kind in (Request, Response):
        with suppress(FormatError):
            kind.parse(data + b"\r\n\r\n")
