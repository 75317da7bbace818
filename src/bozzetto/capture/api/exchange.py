"""Exchange: one call, from its request to the last picture that it brought.

Sans I/O: bytes come in as they go by, reports go out to `tell`. An answer may name pictures by
their addresses, or say that it is to be asked for later: whoever fetches them (`Fetch`) gives
them to the exchange that they belong to.
"""

from collections.abc import Callable, Mapping
from urllib.parse import urljoin

from bozzetto.capture.api import telling
from bozzetto.capture.api.body import Body, Picture, ending_of, read_form, read_json
from bozzetto.capture.api.call import Answered, Asked, Head, Made, Service, without_query
from bozzetto.capture.api.framing import Framing, Unpack
from bozzetto.capture.api.multipart import boundary_of
from bozzetto.capture.api.telling import Report
from bozzetto.capture.handover.redaction import redact
from bozzetto.errors import FormatError

__all__ = ["Exchange", "Expected", "Fetch"]

MAX_EXPECTED = 4_096  # addresses that answers named and nobody has fetched yet
_KEYS = ("authorization", "proxy-authorization", "x-goog-api-key", "api-key", "x-api-key", "cookie")
_QUERIES = ("key", "api_key", "access_token")
_MIN_SECRET = 6  # characters; shorter ones are no keys

Expected = dict[str, "Exchange"]  # who waits for what is at an address


class Exchange:
    """A call that may ask for pictures. Driven by one thread at a time."""

    def __init__(
        self,
        head: Head,
        service: Service,
        job: str,
        tell: Callable[[Report], None],
        expected: Expected,
    ) -> None:
        """Begin.

        Args:
            head: The request, without its body.
            service: What reads it.
            job: What the call is called; before the answer it has no name of its own.
            tell: Takes the reports.
            expected: Where the exchange says which addresses it waits for.
        """
        self.head = head
        self.service = service
        self.secrets = _secrets(head)
        self._job = job
        self._tell = tell
        self._expected = expected
        self._asked: Asked | None = None
        self._status = 0
        self._headers: Mapping[str, str] = {}
        self._framing: Framing | None = None
        self._pictures = 0  # that were told
        self._finished = 0  # of them, those that were asked for
        self._names: set[str] = set()  # of pictures that were told
        self._revised: set[str] = set()
        self._claims: Mapping[str, str] = {}  # of the answer that named addresses
        self._why: str | None = None  # why there is no picture, in the service's words
        self._error: str | None = None
        self._waiting: set[str] = set()  # addresses at which more is to be had

    def read(self, data: bytes, prompts_by: str) -> bool:
        """Read the request, and tell its instruction; False where it asks for no picture.

        Raises:
            FormatError: it cannot be read.
        """
        boundary = boundary_of(self.head.headers.get("content-type", ""))
        if boundary is None:
            body = read_json(data, self.secrets)
        else:
            body = read_form(data, boundary, self.secrets)
        self._asked = self.service.read_request(self.head, body)
        if self._asked is not None:
            self._tell(telling.instruction(self._asked, body, self._job, prompts_by))
        return self._asked is not None

    def begin(self, status: int, headers: Mapping[str, str], unpack: Unpack | None) -> None:
        """Take the answer's status and headers."""
        self._status, self._headers = status, headers
        self._framing = Framing(headers, unpack)

    def feed(self, chunk: bytes) -> None:
        """Take bytes of the answer.

        Raises:
            FormatError: they cannot be read.
        """
        if self._framing is not None:
            for value in self._framing.feed(chunk):
                self.take(value, self._headers)

    def take(self, value: bytes, headers: Mapping[str, str]) -> None:
        """Take one JSON value of the answer, and tell what it brings.

        Raises:
            FormatError: it is not JSON.
        """
        body = read_json(value, self.secrets)
        answered = self.service.read_answer(body)
        self._why, self._error = answered.refusal or self._why, answered.error or self._error
        self._claims = {**answered.claims, **telling.said_by(headers)}
        self._tell_revised(answered)
        for partial in (True, False):
            fresh = [one for one in answered.made if one.partial is partial and self._is_fresh(one)]
            self._tell_pictures(fresh, body)
        self._names.update(one.name for one in answered.made if one.name and not one.partial)
        for one in answered.made:
            if one.url:
                self._expect(one.url)
        if answered.later:
            self._expect(without_query(self.head.url).rstrip("/") + "/" + answered.later)

    def finish(self, how: str | None, note: str | None) -> None:
        """Take the end of the answer, and tell how the call ended.

        Args:
            how: Where it broke off: ``failed`` or ``interrupted``; else None.
            note: Why.

        Raises:
            FormatError: its last bytes cannot be read.
        """
        if self._asked is None:
            return
        try:
            if self._framing is not None and how is None:
                for value in self._framing.finish():
                    self.take(value, self._headers)
        except FormatError:
            if self._status < 400:
                raise
            self._error = None  # a page in place of an answer: its status says enough
        if not self._waiting:
            self._tell(self._ending(how, note))

    def give(self, address: str, data: bytes, headers: Mapping[str, str]) -> None:
        """Take a picture that was fetched from an address which the answer named."""
        name = without_query(address).rpartition("/")[2]
        picture = Picture(data, ending_of(data) or "bin", name)
        self._claims = {**self._claims, **telling.said_by(headers)}
        self._tell_pictures([Made(picture)], None)
        self.has_come(address)

    def has_come(self, address: str) -> None:
        """Wait no more for what is at an address; the last one ends the call."""
        self._forget(address)
        if not self._waiting:
            self._tell(self._ending(None, None))

    def moved(self, address: str, target: str) -> None:
        """Wait at another address instead."""
        self._forget(address)
        self._expect(target)

    def lose(self, why: str) -> None:
        """Tell that the call was not understood, wholly or from here on."""
        self._tell(telling.lost(f"a call was not understood: {why}"))
        if self._asked is not None:
            self._tell(telling.ended("done", self._job))

    def give_up(self) -> None:
        """Tell that what the answer named was not fetched in sight of this recorder."""
        if self._waiting:
            note = f"{len(self._waiting)} named by an address in an answer, and not seen"
            self._tell(telling.lost(note))
            self._tell(telling.ended("done", self._job))
            self._waiting.clear()

    def _is_fresh(self, one: Made) -> bool:
        return one.picture is not None and (one.partial or one.name not in self._names)

    def _tell_revised(self, answered: Answered) -> None:
        fresh = [text for text in answered.revised if text not in self._revised]
        if fresh:
            self._revised.update(fresh)
            models = self._asked.models if self._asked else ()
            self._tell(telling.revision(fresh, models, self._job))
            self._tell(telling.ended("done", telling.revised_job(self._job)))

    def _tell_pictures(self, made: list[Made], body: Body | None) -> None:
        if made:
            self._tell(telling.output(made, self._claims, body, self._job, self._pictures))
            self._pictures += len(made)
            self._finished += sum(not one.partial for one in made)

    def _expect(self, address: str) -> None:
        if len(self._expected) < MAX_EXPECTED:
            self._expected[_key(address)] = self
            self._waiting.add(_key(address))

    def _forget(self, address: str) -> None:
        self._waiting.discard(_key(address))
        self._expected.pop(_key(address), None)

    def _ending(self, how: str | None, note: str | None) -> Report:
        if self._status >= 400:
            word = "failed" if self._status >= 500 else "refused"
            return telling.ended(word, self._job, self._error or f"HTTP {self._status}")
        if self._error:
            return telling.ended("failed", self._job, self._error)
        if self._finished:  # whoever has what was asked for may hang up
            return telling.ended("done", self._job)
        if how is not None:
            return telling.ended(how, self._job, self._clean(note))
        return telling.ended("refused", self._job, self._why or "the answer holds no picture")

    def _clean(self, note: str | None) -> str | None:
        """Take secrets out of what an error says."""
        for secret in self.secrets:
            note = note.replace(secret, "") if note else None
        return str(redact(note)[0]) if note else None


class Fetch:
    """A GET that may fetch what an answer named. Driven by one thread at a time."""

    def __init__(self, head: Head, expected: Expected) -> None:
        self._head = head
        self._expected = expected
        self._of: Exchange | None = None
        self._status = 0
        self._headers: Mapping[str, str] = {}
        self._framing: Framing | None = None

    def begin(self, status: int, headers: Mapping[str, str], unpack: Unpack | None) -> None:
        """Take the answer's status and headers, and see whose it is."""
        self._of = self._expected.get(_key(self._head.url))
        self._status, self._headers = status, headers
        if self._of is not None:
            self._framing = Framing(headers, unpack)

    def feed(self, chunk: bytes) -> None:
        """Take bytes of the answer.

        Raises:
            FormatError: they cannot be read.
        """
        if self._of is not None and self._framing is not None:
            for value in self._framing.feed(chunk):
                self._of.take(value, self._headers)

    def finish(self, how: str | None, _note: str | None) -> None:
        """Take the end of the answer. Where it broke off, it may be fetched again.

        Raises:
            FormatError: it cannot be read.
        """
        of, location = self._of, self._headers.get("location")
        if of is None or self._framing is None or how is not None:
            return
        url = self._head.url
        if self._status in (301, 302, 303, 307, 308) and location:
            of.moved(url, urljoin(url, location))
        elif self._status == 200:
            values = self._framing.finish()
            if ending_of(b"".join(values)):
                of.give(url, b"".join(values), self._headers)
            else:
                self._poll(of, values)

    def _poll(self, of: Exchange, values: list[bytes]) -> None:
        """Take an answer that was asked for later, or is still to be asked for."""
        self._expected.pop(_key(self._head.url), None)
        for value in values:
            of.take(value, self._headers)
        if _key(self._head.url) not in self._expected:
            of.has_come(self._head.url)

    def lose(self, why: str) -> None:
        """Tell that what was fetched was not understood."""
        if self._of is not None:
            self._of.lose(why)


def _key(address: str) -> str:
    """Return what an address is known by: without its secrets, as the answer that named it."""
    return str(redact(address)[0])


def _secrets(head: Head) -> frozenset[str]:
    """Collect what is secret in a request: its keys, which a service may repeat in an error."""
    found = {head.headers.get(name, "").split(" ")[-1] for name in _KEYS}
    found |= {head.query(name) or "" for name in _QUERIES}
    return frozenset(text for text in found if len(text) >= _MIN_SECRET)
