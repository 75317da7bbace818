"""What looking on costs a program: time added to a call of a picture service, and of a pipeline.

The service takes 50 ms to answer, where real ones take seconds, and gives its answer from memory
in chunks as a network does: nothing but the recorder's own part differs between a call with it and
one without. Calls alternate; between two of them what was handed over is written.
"""

import base64
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import httpx  # noqa: TID251  # a client, whose transport is measured
from PIL import Image

import bozzetto
from bench.entries import new_studio
from bench.measure import Bar, Figure
from bozzetto.capture.api.transport import Transport

__all__ = ["transport_figures"]

ROUNDS = 25
PAINTING = 0.05  # seconds
CHUNK = 65_536  # bytes: what a socket gives at a time
ANSWER = 1_500_000  # bytes: a picture of 1024 by 1024 as services give it
SENT = 4_000_000  # bytes: a photograph
SIDE = 1024  # pixels
URL = "https://api.openai.com/v1/images/"
PER_JOB = Bar("≤ 2 ms", most=2.0)
PER_IMAGE = Bar("≤ 1 ms", most=1.0)


class Chunks(httpx.SyncByteStream):
    """A body that comes in chunks."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __iter__(self) -> Iterator[bytes]:
        for start in range(0, len(self._data), CHUNK):
            yield self._data[start : start + CHUNK]


class Service(httpx.BaseTransport):
    """Answers every call with as many pictures as it asks for."""

    def __init__(self) -> None:
        self.answers: dict[int, bytes] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Take the request's bytes, as a network does, and answer."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        for _ in request.stream:
            pass
        time.sleep(PAINTING)
        count = int(request.headers["x-pictures"])
        return httpx.Response(
            200, headers={"content-type": "application/json"}, stream=Chunks(self.answers[count])
        )

    def prepare(self, count: int) -> None:
        """Make an answer."""
        pictures = [b"\x89PNG\r\n\x1a\n" + os.urandom(ANSWER) for _ in range(count)]
        data = [{"b64_json": base64.b64encode(picture).decode()} for picture in pictures]
        self.answers[count] = json.dumps({"created": 1763800000, "data": data}).encode()


class Pipeline:
    """Takes its time, as a pipeline does, and gives a picture."""

    def __init__(self) -> None:
        noise = Image.effect_noise((SIDE, SIDE), 40)
        self.picture = Image.merge("RGB", (noise, noise.rotate(90), noise.rotate(180)))

    def __call__(
        self, prompt: str, image: Image.Image | None = None, **_settings: object
    ) -> list[Image.Image]:
        """Give the picture."""
        assert prompt or image
        time.sleep(PAINTING)
        return [self.picture]


@dataclass(frozen=True, slots=True)
class Added:
    """What recording adds to a call, in milliseconds, for each of the rounds."""

    wall: list[float]
    own: list[float]  # processor time of the thread that calls

    def figure(self, name: str, bar: Bar) -> Figure:
        """Spell it: the median, the slowest tenth, and what of it is not waiting."""
        slow = statistics.quantiles(self.wall, n=10)[-1]
        own = statistics.median(self.own)
        detail = f"slowest tenth from {slow:.2f} ms; the caller's own processor time {own:.2f} ms"
        return Figure(name, statistics.median(self.wall), "ms", detail, bar)

    def each(self, name: str, one: "Added", count: int, bar: Bar) -> Figure:
        """Spell what each of `count` things adds to what `one` adds."""
        wall, own = (
            (statistics.median(more) - statistics.median(less)) / count
            for more, less in ((self.wall, one.wall), (self.own, one.own))
        )
        return Figure(name, wall, "ms", f"the caller's own processor time {own:.2f} ms", bar)


def added(
    plain: Callable[[], object], recorded: Callable[[], object], settle: Callable[[], object]
) -> Added:
    """Measure calls in turn."""
    wall, own = [], []
    for _ in range(ROUNDS + 3):
        times = []
        for call in (plain, recorded):
            start, own_start = time.perf_counter(), time.thread_time()
            call()
            times.append((time.perf_counter() - start, time.thread_time() - own_start))
            settle()
        wall.append((times[1][0] - times[0][0]) * 1000)
        own.append((times[1][1] - times[0][1]) * 1000)
    return Added(wall[3:], own[3:])  # the first ones load what is loaded once


def service_figures(folder: Path) -> list[Figure]:
    """Measure calls of a service."""
    service = Service()
    for count in (1, 5):
        service.prepare(count)
    looking_on = bozzetto.transport(work="Cat", studio=folder, wraps=service)
    assert isinstance(looking_on, Transport)
    photograph = b"\xff\xd8\xff" + os.urandom(SENT)
    with httpx.Client(transport=service) as plain, httpx.Client(transport=looking_on) as recorded:

        def generate(client: httpx.Client, count: int) -> Callable[[], object]:
            told = {"model": "gpt-image-1", "prompt": "a silver cat " * 20, "n": count}
            headers = {"x-pictures": str(count), "authorization": "Bearer sk-0123456789abcdef"}
            return lambda: client.post(f"{URL}generations", json=told, headers=headers)

        def edit(client: httpx.Client) -> Callable[[], object]:
            files = {"image": ("cat.jpg", photograph, "image/jpeg")}
            headers = {"x-pictures": "1"}
            data = {"prompt": "a hat"}
            return lambda: client.post(f"{URL}edits", data=data, files=files, headers=headers)

        settle = looking_on.conversation.flush
        one = added(generate(plain, 1), generate(recorded, 1), settle)
        five = added(generate(plain, 5), generate(recorded, 5), settle)
        edits = added(edit(plain), edit(recorded), settle)
    return [
        one.figure("a call that gives one picture of 1.5 MB", PER_JOB),
        five.each("each further picture in the same answer", one, 4, PER_IMAGE),
        edits.figure("a call that sends a picture of 4 MB", PER_JOB),
    ]


def pipeline_figures(folder: Path) -> list[Figure]:
    """Measure calls of a pipeline."""
    plain, pipe = Pipeline(), Pipeline()
    with bozzetto.recording(pipe, work="Cat", studio=folder) as recording:
        words = added(lambda: plain("a cat"), lambda: pipe("a cat"), recording.flush)
        sent = added(
            lambda: plain("a cat", image=plain.picture),
            lambda: pipe("a cat", image=pipe.picture),
            recording.flush,
        )
    return [
        words.figure(f"a call of a pipeline that gives a picture of {SIDE}²", PER_JOB),
        sent.each("each picture that it is given", words, 1, PER_IMAGE),
    ]


def transport_figures(folder: Path) -> list[Figure]:
    """Measure what recording adds to a call, in a new studio below `folder`."""
    with new_studio(folder) as studio:
        studio.open_work("Cat")
        root = studio.layout.root
    taken = BytesIO()
    Image.new("RGB", (1, 1)).save(taken, "PNG")  # Pillow loads its codecs once
    return [*service_figures(root), *pipeline_figures(root)]


if __name__ == "__main__":
    import sys
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        for each in transport_figures(Path(name) / "bench"):
            sys.stdout.write(each.row() + "\n")
