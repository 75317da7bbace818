"""The studio in the browser: what Home and Works cost in a studio of 200,000 entries.

The works have what works have: instructions with prompts of their own, outputs, choices and
remarks. What a request costs is measured over loopback, the whole way to the last byte.
"""

import hashlib
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

from bench.entries import new_studio
from bench.measure import Bar, Figure, seconds
from bozzetto import Instruction, Prompt, Studio, Work
from bozzetto.record import JSON, Actor, Digest, JSONObject, Seen
from bozzetto.studio import Draft
from bozzetto.studio.catalogue import Catalogue

__all__ = ["studio_figures"]

ENTRIES = int(os.environ.get("BOZZETTO_BENCH_ENTRIES", "200000"))  # fewer, to try it out
WORKS = 100
BATCH = 2_000
REQUESTS = 50
IDLE_SECONDS = 30.0
WORDS = 4_000  # that prompts are made of
TOOL = Actor(tool="ComfyUI", version="0.3.64")
RARE = "起重机剪影"  # stands in the texts of one work in twenty
# What somebody may look for: all works have it, some, none; and by a date, and briefly
QUERIES = ("", "silver", RARE, "起重", "zzz", "zq", "2026", "bench", "work 1", "night silver")
LIMIT = Bar("< 300 ms", most=300)


def prompts(dice: random.Random) -> list[str]:
    """Make words: pronounceable ones, each of two to four syllables."""
    syllables = [a + b for a in "bcdfglmnprstv" for b in "aeiou"]
    return ["".join(dice.choices(syllables, k=dice.randint(2, 4))) for _ in range(WORDS)]


class Filler:
    """Writes entries into works, a thousand at once."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._dice = random.Random(7)  # noqa: S311  # the same studio in every run
        self._words = prompts(self._dice)
        self._signers = (studio.signer(studio.device),)
        self._last: dict[Digest, list[JSON]] = {}  # the newest pictures of each work

    def batch(self, work: Work, number: int, count: int) -> list[Draft]:
        """Return so many drafts of one work."""
        makers = (self._told, self._received, self._told, self._received, self._chosen)
        return [makers[at % len(makers)](work, number) for at in range(count)]

    def _told(self, work: Work, number: int) -> Draft:
        words = ", ".join(self._dice.choices(self._words, k=20))
        if number % 20 == 0:
            words += f", {RARE}"
        prompt = Prompt(f"silver, night, {words}", by="person")
        given = Instruction("ComfyUI", "0.3.64", prompts=(prompt,), settings={"steps": "20"})
        return work.instruction_draft(given, seen=Seen.IMPORTED)

    def _received(self, work: Work, _number: int) -> Draft:
        made: list[JSON] = [_picture(secrets.token_bytes(32)) for _ in range(4)]
        self._last[work.digest] = made
        body: JSONObject = {"instruction": None, "assets": made}
        return self._draft("output.received", body, work)

    def _chosen(self, work: Work, _number: int) -> Draft:
        among: list[JSON] = [one["digest"] for one in self._last[work.digest]]  # type: ignore[index,call-overload]  # ours
        body: JSONObject = {"among": among, "chosen": among[:1], "rejected": among[1:]}
        return self._draft("choice.made", body, work)

    def _draft(self, kind: str, body: JSONObject, work: Work) -> Draft:
        return Draft(kind, body, Seen.IMPORTED, TOOL, self._signers, work.digest)


def _picture(data: bytes) -> JSONObject:
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return {"digest": digest, "size": 1 << 20, "type": "image/png", "width": 1024, "height": 1024}


def fill(studio: Studio) -> None:
    """Make the works, and fill them in turn."""
    works = [studio.open_work(f"work {number}") for number in range(WORKS)]
    filler, turn = Filler(studio), 0
    share = min(BATCH, max(5, ENTRIES // WORKS))
    while (missing := ENTRIES - studio.database.size()) > 0:
        number = turn % WORKS
        studio.record(*filler.batch(works[number], number, min(share, missing)))
        turn += 1


class Browser:
    """One connection to a served studio, with a session."""

    def __init__(self, url: str, process: "subprocess.Popen[str]") -> None:
        address = urlsplit(url)
        self.process = process
        self._connection = HTTPConnection(address.hostname or "", address.port, timeout=60)
        self._connection.request("GET", f"{address.path}?{address.query}")
        answer = self._connection.getresponse()
        answer.read()
        self._cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        self._origin = f"http://{address.hostname}:{address.port}"

    def ask(self, path: str, body: JSONObject | None = None) -> JSONObject:
        """Ask for a path of the API, or send a body to it."""
        headers = {"Cookie": self._cookie, "Origin": self._origin}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = "application/json"
        self._connection.request("POST" if data else "GET", f"/api{path}", data, headers)
        answer = self._connection.getresponse()
        value: JSONObject = json.loads(answer.read())
        assert answer.status == 200, value
        return value

    def middle(self, path: str) -> float:
        """Return how long a request takes, milliseconds, the median of many."""
        self.ask(path)
        return 1e3 * statistics.median(seconds(lambda: self.ask(path)) for _ in range(REQUESTS))


@contextmanager
def served(folder: Path) -> Iterator[Browser]:
    """Serve a studio in a process of its own."""
    command = [sys.executable, "-m", "bozzetto", "--studio", str(folder), "serve", "--no-browser"]
    with subprocess.Popen(  # noqa: S603  # our own command line
        [*command, "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield Browser(process.stdout.readline().split()[-1], process)
        finally:
            process.terminate()
            process.wait(60)


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process took so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle_share(browser: Browser, folder: Path) -> float:
    """Return which share of a core a server takes that watches a folder where nothing happens."""
    folder.mkdir()
    works = browser.ask("/works?limit=1")["works"]
    assert isinstance(works, list)
    assert isinstance(works[0], dict)
    browser.ask("/watches", {"folder": str(folder), "work": works[0]["digest"]})
    time.sleep(3)
    before = cpu_seconds(browser.process.pid)
    time.sleep(IDLE_SECONDS)
    return 100 * (cpu_seconds(browser.process.pid) - before) / IDLE_SECONDS


def index(studio: Studio) -> float:
    """Index the whole studio, and return the time, seconds."""
    with Catalogue.writing(studio.layout.catalogue) as catalogue:
        took = seconds(lambda: catalogue.follow(studio.database))
        done = catalogue.followed()
    assert (done.count, done.skipped) == (studio.database.size(), 0)
    return took


def studio_figures(folder: Path) -> list[Figure]:
    """Measure Home, Works, the index and what the server costs while nothing happens."""
    with new_studio(folder) as studio:
        fill(studio)
        took, size = index(studio), studio.database.size()
        place, catalogue = studio.layout.root, studio.layout.catalogue.stat().st_size
    with served(place) as browser:
        home = browser.ask("/home")
        assert (home["entries"], home["works"], home["indexing"]) == (size, WORKS, None)
        homes = browser.middle("/home")
        queries = {query: browser.middle(f"/works?query={quote(query)}") for query in QUERIES}
        assert browser.ask(f"/works?query={quote(RARE)}")["total"] == WORKS // 20
        idle = idle_share(browser, folder / "watched")
    slowest = max(queries, key=lambda query: queries[query])
    where = f"{size:,} entries in {WORKS} works"
    return [
        Figure("Home, over loopback", homes, "ms", where, LIMIT),
        Figure("Works, over loopback", queries[""], "ms", f"{where}, the newest 60", LIMIT),
        Figure("Works, the slowest of ten queries", queries[slowest], "ms", repr(slowest), LIMIT),
        Figure(
            "the index of Home and Works, made anew",
            took,
            "s",
            f"{size / took:,.0f} entries a second, {catalogue / 1e6:.0f} MB; beside the server",
        ),
        Figure(
            "the server that watches a folder, idle",
            idle,
            "% of a core",
            f"over {IDLE_SECONDS:.0f} s, no page open",
            Bar("< 1", most=1.0),
        ),
    ]
