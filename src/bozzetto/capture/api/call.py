"""What one call asks of a service and what it answers, in values that any service shares.

A service's module (``openai``, ``gemini``) is pure: it knows which requests make pictures, reads
a request into an `Asked` and each JSON value of an answer into an `Answered`. ``conversation``
puts them together, in order and in time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from bozzetto.capture.api.body import Body, Picture
from bozzetto.capture.dialects.jsontext import Json, elements, scalar

__all__ = [
    "Answered",
    "Asked",
    "Head",
    "Made",
    "Service",
    "Used",
    "Words",
    "flat",
    "without_query",
]

MAX_SETTING = 65_536  # characters: what a setting may have in the record; more is in the request


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body."""

    method: str
    url: str
    headers: Mapping[str, str]  # names in lower case

    @property
    def path(self) -> str:
        """The path of its address."""
        return urlsplit(self.url).path

    @property
    def host(self) -> str:
        """Where it goes: the name, and the port where it is no usual one."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def query(self, name: str) -> str | None:
        """Return the first value of a parameter of its address."""
        return parse_qs(urlsplit(self.url).query).get(name, [None])[0]


@dataclass(frozen=True, slots=True)
class Words:
    """A prompt; `by` is None where only the caller can know who wrote it."""

    text: str
    role: str = "positive"
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """A picture that a request names or brings."""

    role: str
    picture: Picture | None = None
    region: Picture | None = None  # a mask
    name: str | None = None  # what the service calls one that it has already


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for."""

    prompts: tuple[Words, ...] = ()
    models: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[Used, ...] = ()
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A picture that an answer brings, or names by its address."""

    picture: Picture | None = None
    url: str | None = None
    name: str | None = None  # the service's own: says that two events bring the same picture
    partial: bool = False  # shown on the way, and not what was asked for


@dataclass(frozen=True, slots=True)
class Answered:
    """What one JSON value of an answer says: the whole of it, or one event of a stream."""

    made: tuple[Made, ...] = ()
    revised: tuple[str, ...] = ()  # prompts that a language model wrote in place of the given
    claims: Mapping[str, str] = field(default_factory=dict)
    refusal: str | None = None  # why there is no picture, in the service's words
    error: str | None = None  # the service broke off, in its words
    later: str | None = None  # what the service calls an answer that is to be asked for later


class Service(Protocol):
    """What a service's module can do."""

    def wants(self, head: Head) -> bool:
        """Whether a request may ask for pictures, by its method and path alone."""

    def tool(self, head: Head) -> dict[str, str]:
        """Return the name and version of what the request is given to."""

    def read_request(self, head: Head, body: Body) -> Asked | None:
        """Read a request; None where it asks for no picture."""

    def read_answer(self, body: Body) -> Answered:
        """Read an answer, or one event of it."""


def flat(data: Mapping[str, Json], *leave_out: str, before: str = "") -> dict[str, str]:
    """Spell the single values of an object, and of objects in it, behind their names.

    >>> flat({"n": Number("2"), "tool": {"size": "auto"}})
    {'n': '2', 'tool.size': 'auto'}
    """
    found: dict[str, str] = {}
    for name, value in data.items():
        if name in leave_out:
            continue
        if isinstance(value, dict):
            found |= flat(value, before=f"{before}{name}.")
        elif value is not None:
            text = _listed(value) if isinstance(value, list) else scalar(value)
            if text is not None and len(text) <= MAX_SETTING:
                found[before + name] = text
    return found


def _listed(values: list[Json]) -> str | None:
    """Spell a list of single values; None where something else is in it."""
    spelled = [scalar(value) for value in elements(values)]
    return ", ".join(filter(None, spelled)) if spelled and all(spelled) else None


def without_query(url: str) -> str:
    """Return an address without what may be a key: query, fragment, user and password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
