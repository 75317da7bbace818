"""The proxy as a whole: where it listens, how it ends, and what a large file costs."""

import socket
import subprocess
import sys
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bozzetto.capture.proxy import Proxy, parse_upstream
from bozzetto.errors import StudioError
from tests.capture.proxy.standing import Page, until

PIECE = bytes(1 << 20)
PIECES = 256
CHILD = """
import sys, threading
from bozzetto.capture.proxy import ComfyUI, Proxy, Tool, parse_upstream
upstream = parse_upstream(sys.argv[1])
proxy = Proxy(upstream, 0, ComfyUI(Tool(upstream), sys.argv[2]), lambda error, _: str(error))
proxy.start()
print(proxy.url, flush=True)
threading.Event().wait()
"""


class Nobody:
    """An observer that wants nothing."""

    def watch(self, _request):
        """Want nothing."""

    def text(self, message):
        """Leave it."""

    def broke(self):
        """Leave it."""

    def failed(self, error):
        """Nothing can."""
        raise error


def standing(url, port=0):
    """A proxy that nobody makes anything of."""
    return Proxy(parse_upstream(url), port, Nobody(), lambda error, _: str(error))


def test_it_listens_on_this_machine_only(comfyui):
    """On the loopback address, and on no other."""
    with closing(standing(comfyui.url)) as proxy:
        proxy.start()
        assert proxy.url == f"http://127.0.0.1:{proxy.port}"
        assert httpx.get(proxy.url, timeout=60).status_code == 200
        with pytest.raises(OSError, match=r"refused|unreachable"):
            socket.create_connection(("127.0.0.2", proxy.port), timeout=60)


def test_port_that_is_taken_is_said_to_be(comfyui):
    """With a word on what to do."""
    with closing(standing(comfyui.url)) as proxy, pytest.raises(StudioError) as caught:
        standing(comfyui.url, proxy.port)
    assert str(proxy.port) in str(caught.value)
    assert "--port" in caught.value.hint


def test_it_does_not_stand_before_itself():
    """It would ask itself for ever."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StudioError):
        standing(f"http://127.0.0.1:{port}", port)


def test_close_ends_what_is_under_way(comfyui):
    """Websockets too; and no thread stays."""
    before = threading.active_count()
    proxy = standing(comfyui.url)
    proxy.start()
    with Page(proxy.url):
        proxy.close()
    until(lambda: threading.active_count() <= before)
    with pytest.raises(httpx.ConnectError):
        httpx.get(proxy.url, timeout=60)


def test_close_without_start_is_possible(comfyui):
    """Where something else went wrong before."""
    standing(comfyui.url).close()


def test_many_connections_are_served_at_once(comfyui):
    """A page and its pictures; no connection waits for another."""
    with closing(standing(comfyui.url)) as proxy:
        proxy.start()
        clients = [httpx.Client(base_url=proxy.url, timeout=60) for _ in range(40)]
        try:
            assert all(client.get("/queue").status_code == 200 for client in clients)
        finally:
            for client in clients:
                client.close()


def test_websocket_passes_what_a_page_sends(comfyui):
    """Texts and bytes of any length; the tool's end of the connection is the page's, too."""
    with closing(standing(comfyui.url)) as proxy:
        proxy.start()
        place = proxy.url.replace("http", "ws") + "/ws?clientId=a"
        with connect(place, max_size=1 << 26, open_timeout=60, close_timeout=1) as page:
            assert "queue_remaining" in page.recv(timeout=60)
            for size in (0, 125, 126, 70_000, 1 << 20):
                page.send(b"x" * size)
                page.send("x" * size)
            assert page.response.headers.get("sec-websocket-extensions") is None
            until(lambda: len(comfyui.messages) == 10)
            assert [len(said) for said in comfyui.messages[::2]] == [0, 125, 126, 70_000, 1 << 20]
            assert comfyui.messages[1::2] == [said.decode() for said in comfyui.messages[::2]]
            comfyui.stop()
            with pytest.raises(ConnectionClosed):
                page.recv(timeout=60)


def test_websocket_to_a_tool_that_is_away_is_refused_in_words(comfyui):
    """As any other request is."""
    comfyui.stop()
    with closing(standing(comfyui.url)) as proxy:
        proxy.start()
        headers = {"Connection": "Upgrade", "Upgrade": "websocket"}
        answer = httpx.get(proxy.url + "/ws", headers=headers, timeout=60)
    assert answer.status_code == 502
    assert comfyui.url in answer.text


class Large(BaseHTTPRequestHandler):
    """A server of one large film, that also takes one."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_GET(self):
        """Send it."""
        self.send_response(200)
        self.send_header("Content-Length", str(PIECES * len(PIECE)))
        self.end_headers()
        for _ in range(PIECES):
            self.wfile.write(PIECE)

    def do_PUT(self):
        """Take it."""
        left = int(self.headers["content-length"])
        while left:
            left -= len(self.rfile.read(min(left, 1 << 20)))
        self.send_response(204)
        self.end_headers()


@pytest.fixture
def large():
    """The server of the large film."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Large)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_large_file_is_never_held(large, tmp_path):
    """256 MiB each way, and the process grows by less than sixteen."""
    command = [sys.executable, "-c", CHILD, large, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = process.stdout.readline().strip()
            with httpx.Client(base_url=url, timeout=60) as client:
                client.put("/small", content=b"x", headers={"Content-Length": "1"})
                before = _most_memory(process.pid)
                with client.stream("GET", "/film") as answer:
                    size = sum(len(piece) for piece in answer.iter_raw())
                body = (PIECE for _ in range(PIECES))
                length = {"Content-Length": str(PIECES * len(PIECE))}
                taken = client.put("/film", content=body, headers=length)
                after = _most_memory(process.pid)
        finally:
            process.kill()
    assert (size, taken.status_code) == (PIECES * len(PIECE), 204)
    assert after - before < 16 << 20


def _most_memory(process):
    """The most memory that a process ever had, in bytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))


def test_too_many_connections_do_not_stop_it(comfyui):
    """Those that are too many wait, and are served when others have ended."""
    with closing(standing(comfyui.url)) as proxy:
        proxy.start()
        idle = [socket.create_connection(("127.0.0.1", proxy.port)) for _ in range(300)]
        for sock in idle:
            sock.close()
        assert httpx.get(proxy.url, timeout=60).status_code == 200
