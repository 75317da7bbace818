"""Coverage: what is captured of each tool, and what is not, as ``coverage.toml`` beside this says.

    tool = tool_of(connection.sort, connection.label, is_installed=bool(connection.installed))

The file is for people to edit; whatever shows what is captured shows it from here.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from bozzetto.errors import FormatError

__all__ = [
    "Aspect",
    "Captured",
    "Coverage",
    "Extent",
    "Tool",
    "Words",
    "coverage",
    "parse_coverage",
    "tool_of",
]

_ASPECT = {"id", "title", "without"}
_TOOL = {"id", "title", "page", "tried"}
_TOOL_MAY = {"sort", "installed", "labels", "command"}


class Extent(StrEnum):
    """How far something is captured."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence for people, in both languages."""

    en: str
    zh: str

    def __post_init__(self) -> None:
        if not (self.en.strip() and self.zh.strip()):
            raise FormatError("not words in both languages: {text!r}", text=self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that a tool's work consists of, and that is captured or not."""

    id: str
    title: Words
    without: Words  # of a tool of which nothing of it is captured


@dataclass(frozen=True, slots=True)
class Captured:
    """How far one aspect of a tool is captured."""

    aspect: Aspect
    extent: Extent
    words: Words


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool, or one way to connect it."""

    id: str
    title: Words
    page: str  # in docs/tools/
    tried: Words
    captured: tuple[Captured, ...]  # every aspect, in the order of all
    sort: str | None  # of its connections; None where it is not connected
    installed: bool | None  # whether files of ours stand in it; None where that does not tell
    labels: tuple[str, ...]  # how its connections' labels begin; empty where any does
    command: str | None  # connects it

    def is_of(self, sort: str, label: str, *, is_installed: bool) -> bool:
        """Whether a connection is one of this tool."""
        return (
            self.sort == sort
            and self.installed in {None, is_installed}
            and (not self.labels or label.startswith(self.labels))
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """All tools."""

    aspects: tuple[Aspect, ...]
    tools: tuple[Tool, ...]


@cache
def coverage() -> Coverage:
    """Read what is captured of each tool."""
    text = resources.files(__package__).joinpath("coverage.toml").read_text(encoding="utf-8")
    return parse_coverage(text)


def tool_of(sort: str, label: str, *, is_installed: bool) -> Tool | None:
    """Return the tool that a connection is one of; None where nobody said what is captured of it.

    Args:
        sort: Of the connection.
        label: What its people call it.
        is_installed: Whether files of ours were put into the tool.
    """
    tools = coverage().tools
    return next(
        (each for each in tools if each.is_of(sort, label, is_installed=is_installed)), None
    )


def parse_coverage(text: str) -> Coverage:
    """Read the file's text.

    Raises:
        FormatError: it is not of its form.
    """
    try:
        value = tomllib.loads(text)
        aspects = tuple(_aspect(each) for each in value.pop("aspect"))
        tools = tuple(_tool(each, aspects) for each in value.pop("tool"))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise FormatError("not a list of what is captured: {why}", why=error) from error
    names = [*(each.id for each in aspects), *(each.id for each in tools)]
    if value or len(set(names)) != len(names):
        raise FormatError("not a list of what is captured: {why}", why="a name stands twice")
    return Coverage(aspects, tools)


def _aspect(value: dict[str, Any]) -> Aspect:
    _check_names(value, _ASPECT, _ASPECT)
    return Aspect(str(value["id"]), _words(value["title"]), _words(value["without"]))


def _tool(value: dict[str, Any], aspects: Sequence[Aspect]) -> Tool:
    _check_names(value, _TOOL, _TOOL | _TOOL_MAY | {each.id for each in aspects})
    return Tool(
        str(value["id"]),
        _words(value["title"]),
        str(value["page"]),
        _words(value["tried"]),
        tuple(_captured(aspect, value.get(aspect.id)) for aspect in aspects),
        value.get("sort"),
        value.get("installed"),
        tuple(value.get("labels", ())),
        value.get("command"),
    )


def _captured(aspect: Aspect, value: list[str] | None) -> Captured:
    if value is None:
        return Captured(aspect, Extent.NO, aspect.without)
    extent, *words = value
    return Captured(aspect, Extent(extent), _words(words))


def _words(value: object) -> Words:
    match value:
        case [str(en), str(zh)]:
            return Words(en, zh)
    raise FormatError("not words in both languages: {text!r}", text=str(value)[:80])


def _check_names(value: dict[str, Any], must: set[str], may: set[str]) -> None:
    names = set(value)
    if not must <= names <= may:
        wrong = ", ".join(sorted((must - names) | (names - may)))
        raise FormatError("not a list of what is captured: {why}", why=wrong)
