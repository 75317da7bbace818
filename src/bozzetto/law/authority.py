"""Authorities: courts, offices and texts, what each asked for, and what it found.

They stand in one TOML file a place of law, ``authorities/cn.toml`` and so on, for lawyers to edit;
docs/law.md describes the form. A file that is not of the form is refused whole, with the place.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import NoReturn, TypeAlias

from bozzetto.errors import FormatError
from bozzetto.law.wording import FACTORS, Words, words_of_value

__all__ = [
    "Asked",
    "Authority",
    "Found",
    "Outcome",
    "Place",
    "Read",
    "Sort",
    "authorities",
    "parse",
]

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YEARS = range(1886, 2100)  # the Berne Convention is the oldest text that anybody cites here
_FIELDS = {"id", "sort", "court", "name", "year", "outcome", "source", "checked", "read", "asks"}

_Value: TypeAlias = object


class Place(StrEnum):
    """Where a law holds."""

    CN = "cn"
    US = "us"
    EU = "eu"
    JP = "jp"
    KR = "kr"


class Sort(StrEnum):
    """What an authority is."""

    CASE = "case"
    REGISTRATION = "registration"
    GUIDANCE = "guidance"
    RULE = "rule"


class Outcome(StrEnum):
    """How it ended for the one who claimed; a text that decides nothing is a rule."""

    PROTECTED = "protected"
    REFUSED = "refused"
    MIXED = "mixed"
    RULE = "rule"


class Read(StrEnum):
    """How its content is known to whoever wrote it down here."""

    TEXT = "text"  # the text itself was read
    REPORT = "report"  # others report it
    MEMORY = "memory"  # not looked up yet: to be checked before anybody relies on it


class Found(StrEnum):
    """What was found of a thing that was asked for."""

    THERE = "there"
    MISSING = "missing"
    NOT_ENOUGH = "not enough"  # it was there, and did not carry


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that an authority asked for."""

    factor: str
    found: Found | None  # None where it only asks
    words: Words


@dataclass(frozen=True, slots=True)
class Authority:
    """A case, a registration, guidance or a rule."""

    id: str
    sort: Sort
    court: Words
    name: Words
    year: int
    outcome: Outcome
    source: str  # an address
    checked: date  # as of when this was written down
    read: Read
    asks: tuple[Asked, ...]


@cache
def authorities(place: Place) -> tuple[Authority, ...]:
    """Return the authorities of a place, in the order of their file.

    Raises:
        FormatError: the file is not of the form.
    """
    file = resources.files(__package__).joinpath("authorities", f"{place.value}.toml")
    return parse(file.read_text(encoding="utf-8"))


def parse(text: str) -> tuple[Authority, ...]:
    """Read a file of authorities.

    Raises:
        FormatError: it is not of the form.
    """
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FormatError("not a list of authorities: {why}", why=str(error)) from error
    rows = table.get("authority")
    if table.keys() != {"authority"} or not isinstance(rows, list):
        raise FormatError("not a list of authorities: {why}", why="want [[authority]], only")
    found = tuple(_authority(row, f"authority {number}") for number, row in enumerate(rows, 1))
    for each in found:
        if sum(other.id == each.id for other in found) > 1:
            raise FormatError("two authorities are called {name!r}", name=each.id)
    return found


def _authority(row: _Value, where: str) -> Authority:
    if not isinstance(row, dict):
        _refuse(where, "a table", row)
    name = row.get("id")
    if not isinstance(name, str) or _ID.fullmatch(name) is None:
        _refuse(f"{where}: id", "names of a-z and 0-9, joined by -", name)
    if row.keys() != _FIELDS:
        _refuse(name, "the fields " + ", ".join(sorted(_FIELDS)), sorted(row))
    year, checked, source = row["year"], row["checked"], row["source"]
    if type(year) is not int or year not in _YEARS:
        _refuse(f"{name}: year", "a year", year)
    if type(checked) is not date:
        _refuse(f"{name}: checked", "a date", checked)
    if not isinstance(source, str) or not source.startswith("https://"):
        _refuse(f"{name}: source", "an https address", source)
    asks = row["asks"]
    if not isinstance(asks, list) or not asks:
        _refuse(f"{name}: asks", "one or more tables", asks)
    return Authority(
        name,
        Sort(_one_of(row["sort"], Sort, f"{name}: sort")),
        words_of_value(row["court"], f"{name}: court"),
        words_of_value(row["name"], f"{name}: name"),
        year,
        Outcome(_one_of(row["outcome"], Outcome, f"{name}: outcome")),
        source,
        checked,
        Read(_one_of(row["read"], Read, f"{name}: read")),
        tuple(_asked(each, f"{name}: asks {number}") for number, each in enumerate(asks, 1)),
    )


def _asked(value: _Value, where: str) -> Asked:
    if not isinstance(value, dict) or not value.keys() <= {"factor", "found", "en", "zh"}:
        _refuse(where, "factor, found, en and zh", value)
    factor, found = value.get("factor"), value.get("found")
    if not isinstance(factor, str) or factor not in FACTORS:
        _refuse(f"{where}: factor", "one of " + ", ".join(FACTORS), factor)
    known = None if found is None else Found(_one_of(found, Found, f"{where}: found"))
    words = {name: item for name, item in value.items() if name in {"en", "zh"}}
    return Asked(factor, known, words_of_value(words, where))


def _one_of(value: _Value, of: type[StrEnum], where: str) -> str:
    words = [each.value for each in of]
    if not isinstance(value, str) or value not in words:
        _refuse(where, "one of " + ", ".join(words), value)
    return value


def _refuse(where: str, wanted: str, value: _Value) -> NoReturn:
    raise FormatError(
        "{where}: want {wanted}, got {value}", where=where, wanted=wanted, value=repr(value)[:80]
    )
