"""Handing over: what the pack in ComfyUI adds to ComfyUI's own paths, and whether all arrives.

Two of the stand-in for ComfyUI run side by side, one with the pack and one without, and get the
same requests in turn, so that what disturbs one disturbs the other.
"""

import functools
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.entries import new_studio
from bench.measure import Bar, Figure
from bozzetto.capture.handover.connection import connect, spool_of
from bozzetto.capture.handover.receiver import Receiver
from tests.fakes.comfyui_host import ComfyUI

__all__ = ["handover_figures"]

ROUNDS = 300  # of each measure; the median is told
PICTURE = 4 << 20  # bytes: a PNG of 1536 by 1024 pixels is of that size
JOBS, SECONDS = 1_000, 10.0
PAGES = 4  # that queue them, in turn: one that waits for its answer keeps no other job back
NODES = 30  # of the graph that is queued; most workflows have 10 to 60
WIDGET = 300  # bytes that a node takes in the editor's view of a graph


def workflow() -> dict[str, Any]:
    """Make a request as ComfyUI's page sends it: a graph with words, and the editor's view."""
    graph: dict[str, Any] = {
        str(number): {
            "class_type": "CLIPTextEncode",
            "inputs": {"text": f"a lighthouse at dawn, {number} " * 4, "clip": ["1", 0]},
            "_meta": {"title": f"words {number}"},
        }
        for number in range(10, NODES)
    }
    graph["1"] = {
        "class_type": "EmptyImage",
        "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 1},
    }
    graph["2"] = {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}
    nodes = [{"id": number, "widgets_values": ["x" * WIDGET]} for number in range(NODES)]
    extra = {"extra_pnginfo": {"workflow": {"nodes": nodes, "links": [], "version": 0.4}}}
    return {"prompt": graph, "extra_data": extra, "client_id": "bench"}


class _Page:
    """What ComfyUI's page is to its server: one connection that queues jobs."""

    def __init__(self, url: str) -> None:
        self._connection = HTTPConnection(urlsplit(url).netloc)

    def queue(self, body: bytes) -> None:
        """Queue a job, and read the answer."""
        self._connection.request("POST", "/prompt", body)
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == 200


def handover_figures(folder: Path) -> list[Figure]:
    """Measure what a job and an image cost, and whether a thousand jobs in ten seconds arrive."""
    return [*_added(folder / "added"), _all(folder / "all")]


def _added(folder: Path) -> list[Figure]:
    plain, ours = ComfyUI(folder / "plain"), ComfyUI(folder / "ours")
    ours.install(folder / "spool")
    with plain, ours:
        job = _queueing(plain, ours)
        image = _sending(plain, ours)
    size = len(json.dumps(workflow())) // 1000
    return [
        _figure("added to a job", "≤ 2 ms", 2, job, f"POST /prompt of {size} kB, over loopback"),
        _figure("added to an image", "≤ 1 ms", 1, image, f"`executed`, {PICTURE >> 20} MB copied"),
    ]


def _figure(name: str, bar: str, most: float, sides: tuple[list[float], ...], how: str) -> Figure:
    plain, ours = (statistics.median(side) * 1000 for side in sides)
    late = statistics.quantiles(sides[1], n=20)[-1] * 1000
    detail = f"{how}: {plain:.2f} ms without, {ours:.2f} with (95 % under {late:.2f})"
    return Figure(f"ComfyUI, {name}", ours - plain, "ms", detail, Bar(bar, most=most))


def _queueing(plain: ComfyUI, ours: ComfyUI) -> tuple[list[float], list[float]]:
    """Queue the same job at both, in turn, while their workers wait in a job before it."""
    body = json.dumps(workflow()).encode()
    held = workflow()
    held["prompt"]["3"] = {"class_type": "Pause", "inputs": {"image": ["1", 0]}}
    held["prompt"]["2"]["inputs"]["images"] = ["3", 0]
    pages = []
    for host in (plain, ours):
        pages.append(_Page(host.url))
        pages[-1].queue(json.dumps(held).encode())
        while host.server.prompt_queue.queue:
            time.sleep(0.001)
    found = _turns(ours, *(functools.partial(page.queue, body) for page in pages))
    for host in (plain, ours):
        host.server.prompt_queue.wipe_queue()
        host.gate.set()
        host.wait()
    return found


def _sending(plain: ComfyUI, ours: ComfyUI) -> tuple[list[float], list[float]]:
    """Give out a picture at both, in turn: the call that ComfyUI makes for each."""
    data, number = os.urandom(PICTURE), iter(range(10 * ROUNDS))

    def give(host: ComfyUI) -> float:
        name = f"{next(number)}.png"
        (host.base / "output" / name).write_bytes(data)
        images = [{"filename": name, "subfolder": "", "type": "output"}]
        told = {"node": "2", "output": {"images": images}, "prompt_id": "bench"}
        start = time.perf_counter()
        host.server.send_sync("executed", told, "bench")
        return time.perf_counter() - start

    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for values, host in zip(found, (plain, ours), strict=True):
            values.append(give(host))
        ours.packs[0].RECORDING.settle(10)  # or copies of 4 MB would fill the memory
    return found


def _turns(ours: ComfyUI, *sides: Callable[[], object]) -> tuple[list[float], list[float]]:
    found: tuple[list[float], list[float]] = ([], [])
    both = [*zip(found, sides, strict=True)]
    for number in range(ROUNDS):
        for values, side in both if number % 2 else both[::-1]:  # the second finds things warm
            start = time.perf_counter()
            side()
            values.append(time.perf_counter() - start)
        ours.packs[0].RECORDING.settle(10)  # people queue seconds apart
    return found


def _all(folder: Path) -> Figure:
    """Queue a thousand jobs in ten seconds, and count them in the record."""
    folder.mkdir()
    with new_studio(folder) as studio:
        work = studio.open_work("one")
        connection = connect(studio.layout, sort="comfyui", label="ComfyUI", work=work.digest)
        host = ComfyUI(folder / "comfyui")
        host.install(spool_of(studio.layout, connection))
        with host:
            words = [sys.executable, "-m", "bench.handover", host.url]
            done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603
            took = float(done.stdout)
            host.wait(60)
            host.packs[0].RECORDING.stop()
        start = time.perf_counter()
        Receiver(studio, connection).drain(threading.Event())
        drained = time.perf_counter() - start
        kinds = [entry.event.kind for _, entry in studio.entries(work.digest)]
    asked, given = kinds.count("instruction.given"), kinds.count("output.received")
    assert "recorder.found" not in kinds
    detail = f"queued in {took:.1f} s, {given:,} outputs; recorded in {drained:.1f} s afterwards"
    return Figure(
        f"ComfyUI, of {JOBS:,} jobs in {SECONDS:.0f} s recorded",
        min(asked, given),
        "",
        detail,
        Bar("all", least=JOBS),
    )


def flood(url: str) -> float:
    """Queue the jobs evenly, each with a picture of its own; gives the seconds that it took."""
    pages = [_Page(url) for _ in range(PAGES)]
    start = time.perf_counter()

    def queue(first: int) -> None:
        body = workflow()
        for number in range(first, JOBS, PAGES):
            body["prompt"]["1"]["inputs"]["color"] = number
            told = json.dumps(body).encode()
            time.sleep(max(0.0, start + number * SECONDS / JOBS - time.perf_counter()))
            pages[first].queue(told)

    with ThreadPoolExecutor(PAGES) as pool:
        list(pool.map(queue, range(PAGES)))
    return time.perf_counter() - start


if __name__ == "__main__":  # a page is a program of its own, and takes no time of the server's
    print(flood(sys.argv[1]))
