r"""Heads of HTTP/1.1 messages: the first line and the fields, and how long the body is.

    request = parse_request(b"GET /view HTTP/1.1\r\nHost: 127.0.0.1:8188\r\n\r\n")

RFC 9112, narrowed where readers are known to disagree (its section 11): lines end with CR LF,
no field is folded, Host, Content-Length and Transfer-Encoding stand there once at most, and no
message says both of the last two. What a head says goes on as it was spelled.
"""

import re
from dataclasses import dataclass, replace
from enum import Enum
from typing import Self

from bozzetto.errors import FormatError

__all__ = ["MAX_HEAD", "Body", "Fields", "Length", "Request", "Response"]

MAX_HEAD = 1 << 16  # bytes: what uvicorn takes at most, and four times what browsers send

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST = re.compile(rb"(%s) (/[\x21-\x7e\x80-\xff]*|\*) HTTP/1\.([01])" % _TOKEN)
_RESPONSE = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: ([\t\x20-\x7e\x80-\xff]*))?")
_FIELD = re.compile(rb"(%s):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*" % _TOKEN)
_DIGITS = re.compile(rb"[0-9]{1,18}")
_ONCE = (b"host", b"content-length", b"transfer-encoding")

# RFC 9110 section 7.6.1: these speak of one connection only, and go no further. The chunks of
# a chunked body do go further, as they are.
_HOP = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"proxy-authorization", b"te", b"upgrade"}
)


class Length(Enum):
    """How a body's end is found."""

    NONE = "there is none"
    SIZED = "after so many bytes"
    CHUNKED = "it says so itself"
    CLOSED = "with the connection"


@dataclass(frozen=True, slots=True)
class Body:
    """What follows a head."""

    length: Length
    size: int = 0  # bytes, where it is sized


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a head, in order, names as spelled."""

    items: tuple[tuple[bytes, bytes], ...]

    def every(self, name: bytes) -> list[bytes]:
        """List the values of a field."""
        return [value for known, value in self.items if known.lower() == name]

    def get(self, name: bytes) -> bytes | None:
        """Give the first value of a field."""
        return next(iter(self.every(name)), None)

    def without(self, *names: bytes) -> Self:
        """Leave fields out."""
        return replace(self, items=tuple(i for i in self.items if i[0].lower() not in names))

    def put(self, name: bytes, value: bytes) -> Self:
        """Give a field one value, where it stood, else at the end."""
        if self.get(name.lower()) is None:
            return replace(self, items=(*self.items, (name, value)))
        items = [(known, value if known.lower() == name.lower() else v) for known, v in self.items]
        return replace(self, items=tuple(items))

    def words(self, name: bytes) -> set[bytes]:
        """Give the words of a field that is a list, in lower case."""
        listed = b",".join(self.every(name)).lower().split(b",")
        return {word.strip() for word in listed if word.strip()}

    @property
    def lasts(self) -> bool:
        """Whether they let the connection be used again."""
        return b"close" not in self.words(b"connection")

    def onward(self) -> Self:
        """Leave out what speaks of this connection only."""
        return self.without(*_HOP, *self.words(b"connection"))

    def text(self, name: bytes) -> str:
        """Give a field's value as text; empty where there is none."""
        return (self.get(name) or b"").decode("latin-1")

    def body(self) -> Body | None:
        """Say how long the body is by its own word; None where nothing is said."""
        if self.get(b"transfer-encoding") is not None:
            return Body(Length.CHUNKED)
        size = self.get(b"content-length")
        return None if size is None else Body(Length.SIZED, int(size))


@dataclass(frozen=True, slots=True)
class Request:
    """The head of a request."""

    method: str
    target: str  # path and query as sent, Latin-1
    minor: int  # of HTTP/1
    fields: Fields

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a head, with the empty line at its end.

        Raises:
            FormatError: it is none.
        """
        (method, target, minor), fields = _split(data, _REQUEST)
        return cls(method.decode("ascii"), target.decode("latin-1"), int(minor), fields)

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def upgrades(self) -> bool:
        """Whether it asks for a websocket."""
        asks = b"upgrade" in self.fields.words(b"connection")
        return asks and self.fields.words(b"upgrade") == {b"websocket"}

    @property
    def lasts(self) -> bool:
        """Whether the connection may be used again after it."""
        return self.minor == 1 and self.fields.lasts

    def body(self) -> Body:
        """Say how long its body is."""
        return self.fields.body() or Body(Length.NONE)

    def to_bytes(self) -> bytes:
        """Write the head."""
        first = f"{self.method} {self.target} HTTP/1.{self.minor}".encode("latin-1")
        return _join(first, self.fields)


@dataclass(frozen=True, slots=True)
class Response:
    """The head of an answer."""

    status: int
    reason: bytes
    minor: int
    fields: Fields

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a head, with the empty line at its end.

        Raises:
            FormatError: it is none.
        """
        (minor, status, reason), fields = _split(data, _RESPONSE)
        return cls(int(status), reason or b"", int(minor), fields)

    @property
    def lasts(self) -> bool:
        """Whether the connection may be used again after it."""
        return self.minor == 1 and self.fields.lasts

    def body(self, method: str) -> Body:
        """Say how long its body is, as the answer to a method: RFC 9112 section 6.3."""
        if method == "HEAD" or self.status < 200 or self.status in (204, 304):
            return Body(Length.NONE)
        return self.fields.body() or Body(Length.CLOSED)

    def to_bytes(self) -> bytes:
        """Write the head."""
        return _join(b"HTTP/1.%d %d %s" % (self.minor, self.status, self.reason), self.fields)


def _split(data: bytes, form: re.Pattern[bytes]) -> tuple[tuple[bytes, ...], Fields]:
    """Take a head apart: the groups of its first line, and its fields."""
    first, *lines = data.removesuffix(b"\r\n\r\n").split(b"\r\n")
    told = form.fullmatch(first)
    if told is None:
        raise _wrong(first)
    items: list[tuple[bytes, bytes]] = []
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match is None:
            raise _wrong(line)
        items.append((match[1], match[2]))
    fields = Fields(tuple(items))
    _check(fields)
    return told.groups(), fields


def _check(fields: Fields) -> None:
    """Refuse what two readers could take for two different messages."""
    for name in _ONCE:
        if len(fields.every(name)) > 1:
            raise _wrong(name)
    coding, size = fields.get(b"transfer-encoding"), fields.get(b"content-length")
    if coding is not None and (coding.lower() != b"chunked" or size is not None):
        raise _wrong(b"transfer-encoding")
    if size is not None and _DIGITS.fullmatch(size) is None:
        raise _wrong(b"content-length")


def _wrong(text: bytes) -> FormatError:
    return FormatError("not the head of an HTTP message: {text!r}", text=text[:80])


def _join(first: bytes, fields: Fields) -> bytes:
    lines = [first, *(name + b": " + value for name, value in fields.items)]
    return b"\r\n".join(lines) + b"\r\n\r\n"
