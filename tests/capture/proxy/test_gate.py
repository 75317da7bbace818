"""The gate: who passes, and as what the tool sees it."""

import pytest

from bozzetto.capture.proxy.gate import Gate, Upstream, parse_upstream
from bozzetto.capture.proxy.head import Request, Response
from bozzetto.errors import StudioError

GATE = Gate(8198, Upstream("127.0.0.1", 8188))


def request(*fields, host=b"127.0.0.1:8198"):
    """A request's head."""
    lines = [b"POST /prompt HTTP/1.1", b"Host: " + host, *fields]
    return Request.parse(b"\r\n".join(lines) + b"\r\n\r\n")


@pytest.mark.parametrize("host", [b"127.0.0.1:8198", b"LocalHost:8198", b"[::1]:8198"])
def test_own_names_pass(host):
    """A page is opened under any name of this machine."""
    assert GATE.refusal(request(host=host)) is None


@pytest.mark.parametrize(
    "host",
    [b"evil.example:8198", b"127.0.0.1", b"127.0.0.1:8188", b"127.0.0.1.evil.example:8198", b""],
    ids=["rebound", "no-port", "tool", "longer", "empty"],
)
def test_other_hosts_are_refused(host):
    """A page whose name was made to lead here names its own host."""
    assert isinstance(GATE.refusal(request(host=host)), StudioError)


def test_request_without_a_host_is_refused():
    """No browser sends one."""
    assert GATE.refusal(Request.parse(b"GET / HTTP/1.1\r\n\r\n")) is not None


@pytest.mark.parametrize(
    ("origin", "passes"),
    [
        (b"http://127.0.0.1:8198", True),
        (b"http://localhost:8198", True),
        (b"http://127.0.0.1:8188", True),
        (b"http://evil.example", False),
        (b"http://127.0.0.1:8000", False),
        (b"https://127.0.0.1:8198", False),
        (b"null", False),
        (b"http://127.0.0.1:8198, http://evil.example", False),
    ],
)
def test_origin_of_another_page_is_refused(origin, passes):
    """No page of a stranger makes an act that the record gives to a person."""
    assert (GATE.refusal(request(b"Origin: " + origin)) is None) == passes


def test_tool_sees_its_own_host_and_origin():
    """ComfyUI compares the two, and answers 403 where they differ."""
    fields = GATE.inward(request(b"Origin: http://localhost:8198", b"Cookie: a=1")).fields
    assert fields.text(b"host") == "127.0.0.1:8188"
    assert fields.text(b"origin") == "http://127.0.0.1:8188"
    assert fields.text(b"x-forwarded-host") == "127.0.0.1:8198"
    assert fields.text(b"cookie") == "a=1"


def test_request_without_origin_gets_none():
    """What a program sends stays what a program sends."""
    assert GATE.inward(request()).fields.get(b"origin") is None


def test_websocket_is_asked_for_without_compression():
    """So that its texts can be read as they pass; all else of the handshake stays."""
    inward = GATE.inward(
        request(
            b"Connection: Upgrade",
            b"Upgrade: websocket",
            b"Sec-WebSocket-Extensions: permessage-deflate",
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            b"Sec-WebSocket-Protocol: a, b",
        )
    )
    assert inward.upgrades
    assert inward.fields.get(b"sec-websocket-extensions") is None
    assert inward.fields.text(b"sec-websocket-key") == "dGhlIHNhbXBsZSBub25jZQ=="
    assert inward.fields.text(b"sec-websocket-protocol") == "a, b"


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("http://127.0.0.1:8188/a?b", "/a?b"),
        ("http://127.0.0.1:8188", "/"),
        ("/a", "/a"),
        ("http://127.0.0.1:81880/a", "http://127.0.0.1:81880/a"),
        ("https://example.org/", "https://example.org/"),
    ],
)
def test_redirect_to_the_tool_stays_with_the_proxy(place, wanted):
    """The page would else go on without the proxy."""
    answer = Response.parse(f"HTTP/1.1 302 Found\r\nLocation: {place}\r\n\r\n".encode())
    assert GATE.outward(answer).fields.text(b"location") == wanted


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://127.0.0.1:8188", Upstream("127.0.0.1", 8188)),
        ("http://localhost:7860/", Upstream("localhost", 7860)),
        ("http://[::1]:8188", Upstream("::1", 8188)),
        ("http://workstation.lan", Upstream("workstation.lan", 80)),
    ],
)
def test_address_of_a_tool_is_read(url, wanted):
    """With and without a port, by name and by number."""
    assert parse_upstream(url) == wanted


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:8188", "https://127.0.0.1:8188", "http://a:b@127.0.0.1", "http://a/b",
     "http://127.0.0.1:0", "http://127.0.0.1:99999", "http://a\r\nX: b"],
)  # fmt: skip
def test_what_is_no_address_of_a_tool_is_refused(url):
    """With a word on how one looks."""
    with pytest.raises(StudioError):
        parse_upstream(url)


def test_address_is_written_as_a_host_field_has_it():
    """Brackets around IPv6, and no port where it is the usual one."""
    assert Upstream("::1", 8188).url == "http://[::1]:8188"
    assert Upstream("a.lan", 80).netloc == "a.lan"
