"""Shapes: what a body may look like, said in small pieces.

A shape is a function that takes a value and the place where it stands, and raises
``FormatError`` naming the place if the value has another form. ``kinds`` writes the table of
all bodies with them.

    >>> shape = fields({"asset": asset}, {"note": text})
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from bozzetto.errors import FormatError
from bozzetto.record.asset import Asset
from bozzetto.record.canonical import JSON
from bozzetto.record.key import parse_key, parse_log_key
from bozzetto.record.value import parse_digest, parse_moment

__all__ = [
    "Shape",
    "asset",
    "boolean",
    "count",
    "digest",
    "ed25519",
    "either",
    "fields",
    "key",
    "listing",
    "ml_dsa_44",
    "moment",
    "nullable",
    "one_of",
    "settings",
    "string",
    "text",
    "word",
]

Shape: TypeAlias = Callable[[JSON, str], None]

MAX_STRING = 65_536  # characters of a plain string: a signed note with 16 signatures fits
MAX_ITEMS = 65_536  # of a list; the largest batch that a tool was seen to make is 100

_WORD = re.compile(r"[a-z][a-z0-9]*(?:[ -][a-z0-9]+)*")


def _refuse(where: str, wanted: str, value: JSON) -> None:
    raise FormatError(
        "{where}: want {wanted}, got {value}", where=where, wanted=wanted, value=repr(value)[:120]
    )


def string(value: JSON, where: str) -> None:
    """A plain string, 1 to 65,536 characters: shown to whoever holds the record."""
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_STRING:
        _refuse(where, "a string", value)


def word(value: JSON, where: str) -> None:
    """A term of an open list: lower-case words, ``own hand``."""
    if not isinstance(value, str) or len(value) > 64 or _WORD.fullmatch(value) is None:
        _refuse(where, "lower-case words", value)


def boolean(value: JSON, where: str) -> None:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        _refuse(where, "true or false", value)


def count(value: JSON, where: str) -> None:
    """An integer from 0."""
    if type(value) is not int or value < 0:
        _refuse(where, "an integer from 0", value)


def text(value: JSON, where: str) -> None:
    """A committed text, ``{"text": DIGEST}``."""
    if not isinstance(value, dict) or value.keys() != {"text"}:
        _refuse(where, "a committed text", value)
    else:
        parse_digest(value["text"])


def digest(value: JSON, where: str) -> None:
    """A digest: of an entry or of an asset, as the field says."""
    if not isinstance(value, str):
        _refuse(where, "a digest", value)
    parse_digest(value)


def key(value: JSON, where: str) -> None:
    """A person's or a device's key."""
    if not isinstance(value, str):
        _refuse(where, "a key", value)
    parse_key(value)


def ed25519(value: JSON, where: str) -> None:
    """A log's Ed25519 key."""
    key(value, where)


def ml_dsa_44(value: JSON, where: str) -> None:
    """A log's ML-DSA-44 key."""
    if not isinstance(value, str):
        _refuse(where, "a key", value)
    parse_log_key("ml-dsa-44", value)


def moment(value: JSON, where: str) -> None:
    """A moment."""
    if not isinstance(value, str):
        _refuse(where, "a moment", value)
    parse_moment(value)


def asset(value: JSON, where: str) -> None:
    """An asset."""
    if not isinstance(value, dict):
        _refuse(where, "an asset", value)
    Asset.from_value(value)


def settings(value: JSON, where: str) -> None:
    """A tool's own names and values, all strings, spelled as the tool spelled them."""
    if not isinstance(value, dict):
        _refuse(where, "an object", value)
    else:
        for name, item in value.items():
            if not isinstance(item, str) or len(item) > MAX_STRING:
                _refuse(f"{where}.{name}", "a string", item)


def nullable(shape: Shape) -> Shape:
    """Return a shape that takes ``null`` too: known not to be known."""
    return lambda value, where: None if value is None else shape(value, where)


def one_of(*words: str) -> Shape:
    """Return a shape that takes these strings and no others."""
    wanted = "one of " + ", ".join(words)

    def check(value: JSON, where: str) -> None:
        if value not in words:
            _refuse(where, wanted, value)

    return check


def either(first: Shape, second: Shape, by: str) -> Shape:
    """Return a shape that is `first` where the object has the field `by`, else `second`."""

    def check(value: JSON, where: str) -> None:
        has = isinstance(value, dict) and by in value
        (first if has else second)(value, where)

    return check


def listing(shape: Shape, least: int = 0) -> Shape:
    """Return a shape that takes a list of at least `least` such values."""

    def check(value: JSON, where: str) -> None:
        if not isinstance(value, list) or not least <= len(value) <= MAX_ITEMS:
            _refuse(where, f"a list of {least} or more", value)
        else:
            for index, item in enumerate(value):
                shape(item, f"{where}[{index}]")

    return check


def fields(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """Return a shape that takes an object with these fields and no others."""
    known = {**required, **(optional or {})}
    names = required.keys()

    def check(value: JSON, where: str) -> None:
        if not isinstance(value, dict):
            _refuse(where, "an object", value)
            return
        for name in names - value.keys():
            raise FormatError("{where}: the field {name!r} is missing", where=where, name=name)
        for name, item in value.items():
            shape = known.get(name)
            if shape is None:
                raise FormatError("{where}: unknown field {name!r}", where=where, name=name)
            shape(item, f"{where}.{name}")

    return check
