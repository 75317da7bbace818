"""One connection: what the two sides may do to each other, and what is said where one is away."""

import socket
import threading
from contextlib import closing, contextmanager

import httpx
import pytest

from bozzetto.capture.proxy.gate import parse_upstream
from bozzetto.capture.proxy.server import Proxy
from bozzetto.capture.proxy.watched import Watched
from bozzetto.capture.proxy.wire import Broken, Kept
from tests.capture.proxy.standing import Page, until
from tests.fakes.ports import bound


class Everything:
    """An observer that wants all of every POST."""

    def __init__(self):
        self.seen, self.breaks, self.texts = [], 0, []

    def watch(self, request):
        """Want the bodies of a POST."""
        if request.method != "POST":
            return None
        self.seen.append(Watched(request, Kept(1 << 20), Kept(1 << 20)))
        return self.seen[-1]

    def text(self, message):
        """Keep it."""
        self.texts.append(message)

    def broke(self):
        """Count it."""
        self.breaks += 1

    def failed(self, error):
        """Keep it."""
        self.seen.append(error)


@contextmanager
def tool(*answers):
    """A server that gives each connection the next answer, whatever it is asked.

    An answer is bytes, after which the connection is kept open until the other side leaves; or
    an exception, which stands for a connection that ends without a word.
    """
    asked, rest = [], list(answers)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer(sock):
            with sock:
                data = b""
                while b"\r\n\r\n" not in data and (piece := sock.recv(1 << 16)):
                    data += piece
                asked.append(data)
                said = rest.pop(0)
                if isinstance(said, bytes):
                    sock.sendall(said)
                    sock.shutdown(socket.SHUT_WR)
                    while sock.recv(1 << 16):
                        pass

        def work():
            while rest:
                try:
                    sock, _address = listening.accept()
                except OSError:
                    return
                answer(sock)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", asked
        rest.clear()
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(60)


@contextmanager
def before(url):
    """A proxy before a tool, and its observer."""
    observer = Everything()
    proxy = Proxy(parse_upstream(url), 0, observer, lambda error, language: f"{error}|{language}")
    proxy.start()
    with closing(proxy):
        yield proxy.url, observer


@pytest.fixture
def proxy(comfyui):
    """A proxy before a ComfyUI, that nobody makes anything of."""
    with closing(
        Proxy(parse_upstream(comfyui.url), 0, Everything(), lambda error, _: str(error))
    ) as found:
        found.start()
        yield found


@pytest.fixture
def nobody():
    """The address of a tool that is away."""
    with bound() as held:
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def test_tool_that_is_away_is_said_to_be_in_words(nobody):
    """In the language that the page asks for; the observer hears of it, and keeps nothing."""
    with before(nobody) as (url, observer):
        answer = httpx.post(
            url, content=b"x" * 100_000, headers={"Accept-Language": "zh"}, timeout=60
        )
    assert answer.status_code == 502
    assert answer.text == f"the tool does not answer at {nobody}|zh\n"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert (observer.breaks, observer.seen) == (1, [])


def test_tool_that_breaks_off_before_it_answers_is_said_to_be_away():
    """The request was given; what became of it is not known."""
    with tool(Broken()) as (there, asked), before(there) as (url, observer):
        answer = httpx.post(url, content=b"abc", timeout=60)
    assert answer.status_code == 502
    (watched,) = observer.seen
    assert (watched.status, watched.reached, watched.sent.data) == (None, True, b"abc")
    assert (observer.breaks, len(asked)) == (1, 1)


@pytest.mark.parametrize(
    "said",
    [b"no answer at all\r\n\r\n", b"HTTP/1.1 200 OK\r\nX : 1\r\n\r\n", b"HTTP/1.1 200"],
    ids=["no-http", "out-of-form", "cut"],
)
def test_tool_that_speaks_no_http_is_said_to_be_away(said):
    """Nothing out of form is passed on."""
    with tool(said) as (there, _asked), before(there) as (url, _observer):
        assert httpx.get(url, timeout=60).status_code == 502


def test_answer_that_is_cut_off_is_cut_off_for_the_page_too():
    """Half a picture is never taken for a whole one."""
    said = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"
    with tool(said) as (there, _asked), before(there) as (url, observer):
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.post(url, content=b"abc", timeout=60)
        (watched,) = observer.seen
        assert watched.ended.wait(60)
    assert watched.status is None


def test_answer_without_a_length_passes():
    """Up to the end of the connection, as servers of before keep-alive do it."""
    said = b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nall of it"
    with tool(said) as (there, _asked), before(there) as (url, observer):
        assert httpx.post(url, content=b"", timeout=60).text == "all of it"
    assert observer.seen[0].answer.data == b"all of it"


def test_chunked_bodies_pass_both_ways():
    """Of a request whose length nobody knows yet, and of such an answer."""
    said = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    with tool(said) as (there, _asked), before(there) as (url, observer):
        answer = httpx.post(url, content=iter([b"one", b"two"]), timeout=60)
    assert answer.text == "abcde"
    (watched,) = observer.seen
    assert (watched.sent.data, watched.answer.data) == (b"onetwo", b"abcde")


def test_interim_answers_are_not_taken_for_the_answer():
    """103 Early Hints goes before the real one."""
    said = (
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        b"HTTP/1.1 204 No Content\r\nX-Mine: 1\r\n\r\n"
    )
    with tool(said) as (there, _asked), before(there) as (url, _observer):
        answer = httpx.get(url, timeout=60)
    assert (answer.status_code, answer.headers["x-mine"]) == (204, "1")


def test_client_that_waits_for_leave_gets_it():
    """As curl does before it sends a large file."""
    said = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    with tool(said) as (there, asked), before(there) as (url, _observer):
        where = ("127.0.0.1", int(url.rpartition(":")[2]))
        with socket.create_connection(where, timeout=60) as sock:
            host = url.removeprefix("http://").encode()
            sock.sendall(
                b"POST / HTTP/1.1\r\nHost: " + host + b"\r\nContent-Length: 3\r\n"
                b"Expect: 100-continue\r\n\r\n"
            )
            assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
            sock.sendall(b"abc")
            assert sock.recv(1000).endswith(b"ok")
    assert b"expect" not in asked[0].lower()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET http://evil/ HTTP/1.1\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", b"403"),
        (b"GET / HTTP/1.1\r\n\r\n", b"403"),
    ],
    ids=["forward-proxy", "tls", "rebound", "no-host"],
)
def test_what_may_not_pass_is_answered_and_ended(comfyui, proxy, sent, status):
    """And reaches nobody."""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=60) as sock:
        sock.sendall(sent)
        found = b""
        while piece := sock.recv(1000):
            found += piece
    assert found.startswith(b"HTTP/1.1 " + status)
    assert b"Connection: close" in found
    assert comfyui.requests == []


def test_connection_is_used_again(comfyui, proxy):
    """For one request after the other, by both sides."""
    with httpx.Client(base_url=proxy.url, timeout=60) as client:
        for _ in range(5):
            assert client.get("/queue").status_code == 200
            assert client.get("/nothing").status_code == 404
    assert len(comfyui.requests) == 10


def test_connection_that_the_tool_ended_is_made_anew(comfyui, proxy):
    """A tool that was started again is there at once."""
    with httpx.Client(base_url=proxy.url, timeout=60) as client:
        assert client.get("/queue").status_code == 200
        comfyui.restart()
        assert client.get("/queue").status_code == 200


def test_page_that_leaves_amid_a_picture_disturbs_nobody(comfyui, proxy):
    """The next one is served, and no thread is left behind."""
    comfyui.files["output", "", "a.png"] = bytes(8 << 20)
    host = proxy.url.removeprefix("http://").encode()
    before = threading.active_count()
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", proxy.port)) as sock:
            sock.sendall(b"GET /view?filename=a.png HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
            sock.recv(1000)
    assert len(httpx.get(proxy.url + "/view?filename=a.png", timeout=60).content) == 8 << 20
    until(lambda: threading.active_count() <= before)


class Clumsy(Everything):
    """An observer in which everything goes wrong."""

    def watch(self, request):
        """Go wrong."""
        raise ValueError(request.path)

    def text(self, message):
        """Go wrong."""
        raise ValueError(message)

    def broke(self):
        """Go wrong."""
        raise ValueError("broke")


def test_observer_that_fails_disturbs_neither_page_nor_tool(comfyui):
    """The page gets all that it would have got; that nothing was seen is said."""
    observer = Clumsy()
    with closing(Proxy(parse_upstream(comfyui.url), 0, observer, lambda *_: "")) as proxy:
        proxy.start()
        with Page(proxy.url) as page:
            _job, frames = page.run(comfyui, "first")
    assert len(frames) > 30
    assert {type(error) for error in observer.seen} == {ValueError}


def test_piece_of_a_stream_arrives_before_the_next_is_made():
    """Progress that is streamed is seen while it goes on, the head first of all."""
    more = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def stream():
            sock, _address = listening.accept()
            with sock:
                sock.recv(1 << 16)
                sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                for piece in (b"5\r\nfirst\r\n", b"6\r\nsecond\r\n0\r\n\r\n"):
                    assert more.wait(60)
                    more.clear()
                    sock.sendall(piece)

        thread = threading.Thread(target=stream, daemon=True)
        thread.start()
        there = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with before(there) as (url, _observer), httpx.stream("GET", url, timeout=60) as answer:
            found = answer.iter_raw()
            for wanted in (b"first", b"second"):
                more.set()
                assert next(found) == wanted
        thread.join(60)
