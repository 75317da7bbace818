"""One connection: requests go in, answers come out, until one side has had enough.

The thread that runs it is held up by nobody but the two sides. A slow page slows the tool's
answer as it would without a proxy, and a tool that is away is said to be so, in words.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from bozzetto.capture.proxy.frames import Texts
from bozzetto.capture.proxy.gate import Gate
from bozzetto.capture.proxy.head import Body, Fields, Length, Request, Response
from bozzetto.capture.proxy.watched import Observer, Watched
from bozzetto.capture.proxy.wire import Broken, Unsent, Wire
from bozzetto.errors import BozzettoError, FormatError, StudioError

__all__ = ["Relay", "Say"]

Say = Callable[[BozzettoError, str], str]  # an error in the words of who sent Accept-Language
Dial = Callable[[], Wire]
_Found = TypeVar("_Found")

_SKIPPED = 1 << 20  # bytes of a refused request's body that are read, so that the answer arrives
_SMALL = 1 << 16  # bytes of a wanted answer that is read whole before it goes on
_REASONS = {400: b"Bad Request", 403: b"Forbidden", 502: b"Bad Gateway"}
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass(slots=True, eq=False)
class Relay:
    """The page's side of one connection, and the tool's as long as there is one."""

    client: Wire
    gate: Gate
    observer: Observer
    dial: Dial
    say: Say
    upstream: Wire | None = None

    def run(self) -> None:
        """Pass exchanges until the connection ends."""
        try:
            with suppress(Broken):
                while self._exchange():
                    pass
        finally:
            self.client.close()
            self._hang_up()

    def end(self) -> None:
        """End it from another thread."""
        self.client.end()
        upstream = self.upstream
        if upstream is not None:
            upstream.end()

    def _exchange(self) -> bool:
        """Pass one request and its answer; say whether the connection may be used again."""
        try:
            head = self.client.read_head()
            if not head:
                return False
            request = Request.parse(head)
        except FormatError as error:
            self._answer(400, error, "")
            return False
        refusal = self.gate.refusal(request)
        if refusal is not None:
            self._refuse(request, 403, refusal)
            return False
        upstream = self._reach()
        if upstream is None:
            self._guarded(self.observer.broke)
            self._refuse(request, 502, self._away())
            return False
        watched = self._guarded(self.observer.watch, request)
        status = None
        try:
            status, again = self._pass(request, upstream, watched)
        finally:
            if watched is not None:
                watched.end(status)
        return again

    def _pass(self, request: Request, upstream: Wire, watched: Watched | None) -> tuple[int, bool]:
        body = request.body()
        if b"100-continue" in request.fields.words(b"expect"):
            self.client.send(_CONTINUE)
        response = self._ask(request, upstream, body, watched)
        if response.status == 101 and request.upgrades:
            self.client.send(self.gate.outward(response).to_bytes())
            self._tunnel(upstream)
            return response.status, False
        answer = response.body(request.method)
        again = request.lasts and response.lasts and answer.length is not Length.CLOSED
        outward = self.gate.outward(response)
        if not again:
            outward = replace(outward, fields=outward.fields.put(b"Connection", b"close"))
        if watched is not None and answer.length is Length.SIZED and answer.size <= _SMALL:
            data = upstream.read(answer.size)
            watched.answer.add(memoryview(data))
            watched.end(response.status)  # before it goes: what the page does next comes after it
            self.client.send(outward.to_bytes() + data)
            return response.status, again
        kept = None if watched is None else watched.answer
        sent = upstream.copy(self.client, answer, kept, head=outward.to_bytes())
        return response.status, sent and again

    def _ask(
        self, request: Request, upstream: Wire, body: Body, watched: Watched | None
    ) -> Response:
        """Send a request, and read the head of the answer; say where there is none."""
        try:
            head = self.gate.inward(request).to_bytes()
            with suppress(Broken):  # a tool may answer before it has taken everything: 413
                kept = None if watched is None else watched.sent
                if self.client.copy(upstream, body, kept, head=head) and watched is not None:
                    watched.sent_whole()
            while True:
                found = upstream.read_head()
                if not found:
                    raise Broken  # noqa: TRY301  # ends like any other break
                response = Response.parse(found)
                if response.status >= 200 or response.status == 101:
                    return response
        except (Broken, FormatError):
            self._guarded(self.observer.broke)
            self._answer(502, self._away(), request.fields.text(b"accept-language"))
            raise Broken from None

    def _tunnel(self, upstream: Wire) -> None:
        """Pass a websocket's bytes both ways as they are, and look at the tool's texts."""
        left = threading.Event()  # the page has gone, and not the tool
        back = threading.Thread(target=self._tunnel_inward, args=(upstream, left), daemon=True)
        back.start()
        texts = Texts()

        def look(piece: memoryview) -> None:
            for text in texts.feed(piece):
                self._guarded(self.observer.text, text)

        try:
            with suppress(Broken):
                while upstream.pass_piece(self.client, look):
                    pass
        finally:
            if not left.is_set():
                self._guarded(self.observer.broke)
            self.client.end()
            upstream.end()
            back.join()

    def _tunnel_inward(self, upstream: Wire, left: threading.Event) -> None:
        try:
            while self.client.pass_piece(upstream):
                pass
            left.set()
        except Unsent:
            pass  # the tool is gone: the other direction sees it as well
        except Broken:
            left.set()
        finally:
            upstream.end()
            self.client.end()

    def _guarded(self, look: Callable[..., _Found], *given: object) -> _Found | None:
        """Let the observer look; whatever goes wrong there, the page and the tool go on."""
        try:
            return look(*given)
        except Exception as error:  # noqa: BLE001  # it is said, and nothing ends by it
            self.observer.failed(error)
            return None

    def _reach(self) -> Wire | None:
        """Return the connection to the tool; None where it cannot be reached."""
        if self.upstream is not None and _is_stale(self.upstream):
            self._hang_up()
        if self.upstream is None:
            try:
                self.upstream = self.dial()
            except OSError:
                return None
        return self.upstream

    def _hang_up(self) -> None:
        upstream, self.upstream = self.upstream, None
        if upstream is not None:
            upstream.close()

    def _away(self) -> StudioError:
        return StudioError(
            "the tool does not answer at {url}",
            hint="start it, and load this page again; recording goes on by itself",
            url=self.gate.upstream.url,
        )

    def _refuse(self, request: Request, status: int, error: BozzettoError) -> None:
        self.client.skip(request.body(), _SKIPPED)
        self._answer(status, error, request.fields.text(b"accept-language"))

    def _answer(self, status: int, error: BozzettoError, language: str) -> None:
        words = self.say(error, language).encode() + b"\n"
        fields = (
            (b"Content-Type", b"text/plain; charset=utf-8"),
            (b"Content-Length", b"%d" % len(words)),
            (b"X-Content-Type-Options", b"nosniff"),
            (b"Connection", b"close"),
        )
        response = Response(status, _REASONS[status], 1, Fields(fields))
        with suppress(Broken):
            self.client.send(response.to_bytes() + words)


def _is_stale(wire: Wire) -> bool:
    """Tell whether the tool has ended a connection that nobody used for a while."""
    try:
        wire.socket.setblocking(False)
        try:
            wire.socket.recv(1)  # it has no reason to say anything: take that for an end, too
        finally:
            wire.socket.setblocking(True)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
