"""What a proxy before a tool costs: a picture that passes, a job that is given, many jobs.

The tool is a stand-in that does nothing but answer, with the library that ComfyUI itself answers
with, and sends files as ComfyUI does. Tool, proxy and page are three processes.

    python -m bench.proxy tool FOLDER        # the stand-in
    python -m bench.proxy proxy URL SPOOL    # a proxy before it
    python -m bench.proxy relay URL          # the floor: what only moves bytes, in the kernel
"""

import fcntl
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bench.measure import Bar, Figure, interleaved, middle
from bozzetto.capture.proxy import ComfyUI, Proxy, Tool, parse_upstream, prepare

__all__ = ["proxy_figures"]

SIZE = 4 << 20  # bytes of a picture
PIPE = 1 << 20  # bytes, as the proxy's own
TIMES = 20  # pictures in a round
ROUNDS = 9
JOBS = 1000
SECONDS = 10.0  # in which they are given
PAGES = 4  # that give them, in turn: one that waits for its answer keeps no other job back
GRAPH = {
    str(n): {"class_type": "CLIPTextEncode", "inputs": {"text": "a lighthouse at dawn " * 8}}
    for n in range(40)
}  # some 12 KB, as the graphs of large workflows


def _work_as_tool(folder: Path) -> None:
    picture = folder / "picture.png"
    picture.write_bytes(os.urandom(SIZE))

    async def view(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(picture)  # server.py, view_image

    async def prompt(request: web.Request) -> web.Response:
        await request.json()
        return web.json_response({"prompt_id": str(uuid.uuid4()), "number": 1, "node_errors": {}})

    async def nothing(_request: web.Request) -> web.Response:
        return web.json_response({})

    app = web.Application()
    app.add_routes(
        [web.get("/view", view), web.post("/prompt", prompt), web.get("/{tail:.*}", nothing)]
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        web.run_app(app, sock=listening, print=None, access_log=None)


def _work_as_proxy(url: str, spool: str) -> None:
    prepare()
    upstream = parse_upstream(url)
    proxy = Proxy(upstream, 0, ComfyUI(Tool(upstream), spool), lambda error, _: str(error))
    proxy.start()
    print(proxy.url, flush=True)
    threading.Event().wait()


def _work_as_relay(url: str) -> None:
    """Move bytes both ways and understand nothing: no process between two can cost less."""
    parts = urlsplit(url)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        while True:
            page, _address = listening.accept()
            tool = socket.create_connection((str(parts.hostname), int(parts.port or 80)))
            for source, target in ((page, tool), (tool, page)):
                source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    out, into = os.pipe()
    fcntl.fcntl(into, fcntl.F_SETPIPE_SZ, PIPE)
    while moved := os.splice(source.fileno(), into, PIPE):
        while moved:
            moved -= os.splice(out, target.fileno(), moved)


@contextmanager
def _started(*words: str) -> Iterator[str]:
    """Run one of the two in a process of its own, and lend its address."""
    command = [sys.executable, "-m", "bench.proxy", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


class _Page:
    """One connection that asks."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._line = http.client.HTTPConnection(str(parts.hostname), parts.port)
        self._line.connect()
        self._line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._body = json.dumps({"prompt": GRAPH, "client_id": "bench"}).encode()

    def picture(self) -> None:
        """Open a picture."""
        self._line.request("GET", "/view?filename=picture.png&type=output")
        assert len(self._line.getresponse().read()) == SIZE

    def job(self) -> None:
        """Give a job."""
        self._line.request("POST", "/prompt", self._body, {"Content-Type": "application/json"})
        assert "prompt_id" in json.loads(self._line.getresponse().read())

    def seconds(self, times: int, name: str) -> float:
        """Return the median time of one, over some."""
        found = []
        for _ in range(times):
            start = time.perf_counter()
            getattr(self, name)()
            found.append(time.perf_counter() - start)
            if name == "job":
                time.sleep(0.02)  # what comes after a job is done aside, and is no part of it
        return statistics.median(found)


def proxy_figures(folder: Path) -> list[Figure]:
    """Measure all of it."""
    spool = folder / "spool"
    with (
        _started("tool", str(folder)) as url,
        _started("relay", url) as moved,
        _started("proxy", url, str(spool)) as through,
    ):
        direct, proxied = _Page(url), _Page(through)
        return [
            *_picture_figures(direct, _Page(moved), proxied),
            _job_figure(direct, proxied),
            _many_figure([_Page(through) for _ in range(PAGES)], spool, ROUNDS * TIMES),
        ]


def _picture_figures(direct: _Page, moved: _Page, proxied: _Page) -> list[Figure]:
    bare, floor, passed = interleaved(
        ROUNDS,
        *(lambda page=page: page.seconds(TIMES, "picture") for page in (direct, moved, proxied)),
    )
    detail = f"{middle(passed) * 1e3:.2f} ms against {middle(bare) * 1e3:.2f} ms"
    beside = f"{middle(floor) * 1e3:.2f} ms: splice(2) both ways, and no HTTP"
    return [
        Figure(
            "a picture of 4 MB through the proxy : direct",
            _ratio(bare, passed),
            "×",
            detail,
            _RATIO,
        ),
        Figure(
            "the floor: through what only moves bytes : direct", _ratio(bare, floor), "×", beside
        ),
    ]


def _ratio(bare: list[float], other: list[float]) -> float:
    return middle([a / b for a, b in zip(bare, other, strict=True)])


def _job_figure(direct: _Page, proxied: _Page) -> Figure:
    bare, passed = interleaved(
        ROUNDS, lambda: direct.seconds(TIMES, "job"), lambda: proxied.seconds(TIMES, "job")
    )
    added = (middle(passed) - middle(bare)) * 1e3
    detail = f"{middle(passed) * 1e3:.2f} ms against {middle(bare) * 1e3:.2f} ms"
    return Figure("what the proxy adds to a job that is given", added, "ms", detail, _ADDED)


def _many_figure(pages: list[_Page], spool: Path, before: int) -> Figure:
    """Give many jobs, at their times; `before` were given until now."""
    _wait(spool, before)
    start = time.perf_counter()

    def give(first: int) -> None:
        for number in range(first, JOBS, PAGES):
            time.sleep(max(0.0, start + number * SECONDS / JOBS - time.perf_counter()))
            pages[first].job()

    with ThreadPoolExecutor(PAGES) as pool:
        list(pool.map(give, range(PAGES)))
    given = time.perf_counter() - start
    _wait(spool, before + JOBS)
    behind = time.perf_counter() - start - given
    found = len(_instructions(spool)) - before
    detail = f"given in {given:.1f} s, the last of them handed over {behind:.1f} s later"
    return Figure(f"{JOBS} jobs through the proxy: handed over", found, "jobs", detail, _ALL)


def _wait(spool: Path, count: int) -> None:
    """Wait until so many instructions are handed over, or a minute."""
    end = time.perf_counter() + 60.0
    while len(_instructions(spool)) < count and time.perf_counter() < end:
        time.sleep(0.2)


def _instructions(spool: Path) -> list[Path]:
    return [path for path in spool.glob("*/*-0") if path.is_file()]  # each has its request


_RATIO = Bar("≥ 0.8", least=0.8)
_ADDED = Bar("≤ 2 ms", most=2.0)
_ALL = Bar(f"= {JOBS}", least=JOBS, most=JOBS)

if __name__ == "__main__":
    if sys.argv[1] == "tool":
        _work_as_tool(Path(sys.argv[2]))
    elif sys.argv[1] == "relay":
        _work_as_relay(sys.argv[2])
    else:
        _work_as_proxy(*sys.argv[2:4])
