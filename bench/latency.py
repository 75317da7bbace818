"""Latency: from a file's last byte to the news that makes a page show it, over a real server."""

import http.client
import json
import queue
import statistics
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from PIL import Image

from bench.entries import WORDS, new_studio
from bench.measure import Bar, Figure
from bozzetto import Studio
from bozzetto.capture.settle import REST

__all__ = ["latency_figures"]

SINGLE = 100  # pictures one by one
BURST = 500  # pictures in a minute
MINUTE = 60.0  # seconds
SIDE = 768  # pixels
LONGEST = 120.0  # seconds that is waited for what must come
PAUSES = 7  # different ones between pictures: nothing is to fall into step with a timer


def picture(base: bytes, seed: int) -> bytes:
    """Return a PNG like `base` with the words of a tool, and a seed, in it (PNG 11.3.3.2)."""
    text = f"parameters\0{WORDS}\nSteps: 20, Sampler: Euler a, Seed: {seed}, Size: {SIDE}x{SIDE}"
    data = b"tEXt" + text.encode("latin-1")
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    after_header = 8 + 25  # the signature, and IHDR with its length and sum
    return base[:after_header] + chunk + base[after_header:]


def base_picture() -> bytes:
    """Make a picture that compresses about as a generated one does."""
    out = BytesIO()
    noise = Image.effect_noise((SIDE // 2, SIDE // 2), 40).resize((SIDE, SIDE))
    Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180))).save(out, "PNG")
    return out.getvalue()


class Page:
    """A page that is in, as far as the server can tell: it asks, and it listens."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = str(parts.hostname), int(parts.port or 80)
        self._origin = f"http://{self._host}:{self._port}"
        answer, _ = self._ask("GET", f"{parts.path}?{parts.query}", {}, None)
        self._cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
        self._sizes: queue.SimpleQueue[tuple[float, int]] = queue.SimpleQueue()
        self._size = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, method: str, path: str, body: object = None) -> object:
        """Ask for something, and return the answer's JSON."""
        headers = {"Cookie": self._cookie, "Origin": self._origin}
        if body is not None:
            headers["Content-Type"] = "application/json"
        answer, data = self._ask(method, path, headers, body)
        assert answer.status == http.client.OK, data
        return json.loads(data)

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: object
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=LONGEST)
        try:
            data = None if body is None else json.dumps(body).encode()
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def _listen(self) -> None:
        """Note when the news came that the log has so many entries."""
        connection = http.client.HTTPConnection(self._host, self._port)
        connection.request("GET", "/api/events", headers={"Cookie": self._cookie})
        name = ""
        for line in connection.getresponse():
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data" and name == "change":
                self._sizes.put((time.perf_counter(), int(json.loads(value)["size"])))

    def size_reached(self, size: int) -> float:
        """Wait for the news that the log has `size` entries; return when it came."""
        at = time.perf_counter()
        while self._size < size:
            at, self._size = self._sizes.get(timeout=LONGEST)
        return at


class Served:
    """A studio with a watched folder, and a page that listens."""

    def __init__(self, folder: Path) -> None:
        with new_studio(folder) as studio:
            self.root, self.work = studio.layout.root, studio.open_work("Latency").digest
        self.output = folder / "output"
        self.output.mkdir()
        command = [sys.executable, "-m", "bozzetto", "--studio", str(self.root), "serve"]
        command += ["--no-browser", "--port", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
        assert self._process.stdout is not None
        self.page = Page(self._process.stdout.readline().split()[-1])

    def __enter__(self) -> Self:
        self.page.ask("POST", "/api/watches", {"folder": str(self.output), "work": self.work})
        end = time.monotonic() + LONGEST
        while self._watch()["state"] != "watching":
            assert time.monotonic() < end
            time.sleep(0.05)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()

    def _watch(self) -> dict[str, object]:
        found = self.page.ask("GET", "/api/watches")
        assert isinstance(found, list)
        return dict(found[0])

    def size(self) -> int:
        """Count the entries."""
        with Studio.open(self.root) as studio:
            return studio.database.size()

    def recorded(self) -> list[str]:
        """List the names of the files that are in the record."""
        with Studio.open(self.root) as studio:
            return sorted(
                str(asset.name) for asset in studio.find_work(self.work).assets().values()
            )


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve a new studio."""
    folder.mkdir(parents=True)
    with Served(folder) as found:
        yield found


def single(server: Served, base: bytes, count: int) -> list[float]:
    """Write pictures one by one; return how long each took, without the settling, in seconds."""
    took, size = [], server.size()
    for index in range(count):
        data = picture(base, index)
        time.sleep(0.05 + 0.03 * (index % PAUSES))
        (server.output / f"{index:04}.png").write_bytes(data)
        written = time.perf_counter()
        size += 2  # what the tool was told, and the picture
        took.append(server.page.size_reached(size) - written - REST)
    return took


def burst(server: Served, base: bytes, count: int, seconds: float) -> float:
    """Write pictures at an even pace; return how far behind the last news was, in seconds."""
    size, began = server.size(), time.perf_counter()
    for index in range(count):
        data = picture(base, SINGLE + index)
        time.sleep(max(0.0, began + index * seconds / count - time.perf_counter()))
        (server.output / f"burst-{index:04}.png").write_bytes(data)
    written = time.perf_counter()
    assert written - began < seconds * 1.1, "the pictures were not written in time"
    return server.page.size_reached(size + 2 * count) - written - REST


def latency_figures(
    folder: Path, count: int = SINGLE, many: int = BURST, seconds: float = MINUTE
) -> list[Figure]:
    """Measure how soon a page hears of a picture, one by one and in a minute of many."""
    base = base_picture()
    with served(folder / "single") as server:
        took = sorted(single(server, base, count))
        assert len(server.recorded()) == count
    with served(folder / "burst") as server:
        behind = burst(server, base, many, seconds)
        found = len(server.recorded())
    size = f"PNG of {len(base) / 1e6:.1f} MB; settling of {REST} s apart"
    return [
        Figure(
            "last byte written → news to the page, median",
            statistics.median(took),
            "s",
            f"{count} pictures one by one, {size}",
            Bar("< 1", most=1.0),
        ),
        Figure(
            "last byte written → news to the page, 95 of 100",
            took[int(0.95 * (len(took) - 1))],
            "s",
            f"slowest {took[-1]:.2f} s",
        ),
        Figure(
            f"{many} pictures in {seconds:.0f} s: recorded",
            found,
            "pictures",
            "none lost",
            Bar(f"= {many}", least=many, most=many),
        ),
        Figure("how far behind at the end of them", behind, "s", size),
    ]
