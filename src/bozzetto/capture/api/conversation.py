"""Conversation: all calls that one client makes, watched in the order in which they go by.

    conversation = Conversation(open_reporter, prompts_by="person")
    call = conversation.begin(head)
    call.asked(body)                      # handed over when this returns, unless it is large
    call.answered(200, headers)
    call.data(chunk); call.data(chunk)    # as they go by
    call.ended()

None of these waits or raises. A request of ordinary size is read at once, so that its
instruction is handed over before the request leaves. Large ones, all answers, and what comes
while one of these is read, are read aside, in the order in which they went by. Who carries the
bytes (a transport of httpx, a proxy) is not of interest here.
"""

import atexit
import secrets
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from bozzetto.capture.api.call import Head, Service
from bozzetto.capture.api.exchange import Exchange, Expected, Fetch
from bozzetto.capture.api.framing import Unpack
from bozzetto.capture.api.gemini import Gemini
from bozzetto.capture.api.openai import OpenAI
from bozzetto.capture.api.telling import Report
from bozzetto.capture.aside import Aside
from bozzetto.capture.handover.reporter import Reporter, now
from bozzetto.errors import BozzettoError, FormatError

__all__ = ["SERVICES", "Call", "Conversation", "OpenReporter"]

SERVICES: tuple[Service, ...] = (OpenAI(), Gemini())

OpenReporter = Callable[[dict[str, str]], Reporter]  # takes the tool's name and version

# Bytes of a request that is read while its sender waits, in a fraction of a millisecond. A larger
# one has pictures in it, and takes many milliseconds to send.
MAX_AT_ONCE = 64 * 1024
MAX_KEPT = 64 * 2**20  # bytes of an answer that are kept before they are given on


class Conversation:
    """Watches calls, and hands over what they say. May be used by several threads."""

    def __init__(self, open_reporter: OpenReporter, *, prompts_by: str = "unknown") -> None:
        """Begin; nothing is opened before the first call that asks for pictures.

        Args:
            open_reporter: Gives the reporter of a service, which reports in its name.
            prompts_by: Who writes the prompts, one of ``record.WRITERS``.
        """
        self._open_reporter = open_reporter
        self.prompts_by = prompts_by
        self._lock = threading.Lock()  # guards the reporters
        self._reporters: dict[str, Reporter] = {}  # by the tool's name
        self._expected: Expected = {}  # only the thread aside touches it
        self._seen = threading.local()  # when it went by what a thread reads now
        self.aside = Aside("bozzetto-calls", self._give_up)

    def begin(self, head: Head) -> "Call | None":
        """Begin to watch a call; None where it can be of no interest.

        A GET is watched once a call was: it may fetch what an answer named.
        """
        service = next((service for service in SERVICES if service.wants(head)), None)
        if service is not None:
            job, tool = secrets.token_hex(8), service.tool(head)
            tell = self._teller(tool)
            return Call(self, Exchange(head, service, job, tell, self._expected))
        if head.method == "GET" and self.aside.has_begun:
            return Call(self, Fetch(head, self._expected))
        return None

    def close(self, seconds: float = 5.0) -> None:
        """Read and hand over what is under way, `seconds` at most, and end."""
        atexit.unregister(self.close)
        self.aside.close(seconds)
        for reporter in self._every_reporter():
            reporter.close(seconds)

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until all that went by so far is written; False where time runs out."""
        done = self.aside.flush(seconds)
        return done and all(reporter.flush(seconds) for reporter in self._every_reporter())

    def _every_reporter(self) -> list[Reporter]:
        with self._lock:
            return list(self._reporters.values())

    @contextmanager
    def seen(self, at: str) -> Iterator[None]:
        """Let what this thread tells meanwhile bear the moment at which it went by."""
        self._seen.at = at
        try:
            yield
        finally:
            self._seen.at = None

    def _teller(self, tool: dict[str, str]) -> Callable[[Report], None]:
        def tell(report: Report) -> None:
            reporter, at = self._reporter(tool), getattr(self._seen, "at", None)
            body = dict(report.body)
            reporter.report(report.act, body, job=report.job, files=report.files, at=at)

        return tell

    def _reporter(self, tool: dict[str, str]) -> Reporter:
        with self._lock:
            if tool["name"] not in self._reporters:
                # A program ends without closing its clients; its run ends with it all the same
                atexit.register(self.close)
                try:
                    self._reporters[tool["name"]] = self._open_reporter(tool)
                except BozzettoError as error:
                    # Nothing can be handed over, so nobody else would ever hear of it
                    warnings.warn(f"nothing is recorded: {error}", RuntimeWarning, stacklevel=2)
                    raise
            return self._reporters[tool["name"]]

    def _give_up(self) -> None:
        for exchange in dict.fromkeys(self._expected.values()):
            exchange.give_up()


class Call:
    """One call, as the one who makes it gives it. Used by one thread at a time."""

    def __init__(self, conversation: Conversation, watched: Exchange | Fetch) -> None:
        self._conversation = conversation
        self._watched: Exchange | Fetch | None = watched
        self.wants_body = isinstance(watched, Exchange)
        self._over = False
        self._chunks: list[bytes] = []  # that went by and are not given on yet
        self._is_stream = False
        self._size = 0  # bytes of these chunks

    @property
    def is_watched(self) -> bool:
        """Whether what comes now is of interest."""
        return self._watched is not None and not self._over

    def asked(self, body: bytes) -> None:
        """Take the request's body, before it is sent."""
        read = self._safely(lambda watched: self._read(watched, body))
        if len(body) <= MAX_AT_ONCE:
            self._conversation.aside.in_order(read)
        else:
            self._conversation.aside.later(read)

    def answered(
        self, status: int, headers: Mapping[str, str], unpack: Unpack | None = None
    ) -> None:
        """Take the answer's status and headers, names in lower case.

        Args:
            status: The HTTP status.
            headers: Its headers.
            unpack: What unpacks bodies that are packed otherwise than by gzip or deflate.
        """
        self._is_stream = headers.get("content-type", "").startswith("text/event-stream")
        self._later(lambda watched: watched.begin(status, headers, unpack))

    def data(self, chunk: bytes) -> None:
        """Take bytes of the answer as they go by."""
        if not self.is_watched:
            return
        # Each thing that is given on wakes a thread, so what makes no whole value is kept
        self._chunks.append(chunk)
        self._size += len(chunk)
        if self._size > MAX_KEPT or (self._is_stream and b"\n" in chunk):
            self._give_on()

    def ended(self, how: str | None = None, note: str | None = None) -> None:
        """Take the end; only the first counts.

        Args:
            how: ``failed`` or ``interrupted`` where the answer broke off.
            note: Why.
        """
        self._give_on()
        self._later(lambda watched: watched.finish(how, note))
        self._over = True

    def _give_on(self) -> None:
        chunks, self._chunks, self._size = self._chunks, [], 0
        if chunks:
            self._later(lambda watched: watched.feed(b"".join(chunks)))

    def _read(self, watched: Exchange | Fetch, body: bytes) -> None:
        if isinstance(watched, Exchange) and not watched.read(body, self._conversation.prompts_by):
            self._watched = None

    def _later(self, what: Callable[[Exchange | Fetch], None]) -> None:
        if self.is_watched:
            self._conversation.aside.later(self._safely(what))

    def _safely(self, what: Callable[[Exchange | Fetch], None]) -> Callable[[], None]:
        """Return what does something, and disturbs nobody, whatever happens in it."""
        at = now()

        def do() -> None:
            watched = self._watched
            if watched is None:
                return
            with self._conversation.seen(at):
                try:
                    what(watched)
                except Exception as error:  # noqa: BLE001  # the tool goes on; the record says so
                    self._watched = None
                    why = str(error) if isinstance(error, FormatError) else type(error).__name__
                    with suppress(Exception):  # the reporter itself says what it could not write
                        watched.lose(why)

        return do
