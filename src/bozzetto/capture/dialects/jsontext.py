"""JSON as image tools write it: tolerated where it is loose, numbers kept as spelled.

Python's parser takes ``NaN`` and ``Infinity``, which tools write, and lone surrogates, which
`bozzetto.capture.dialects.reading.scrub` replaces where a text leaves. Numbers become `Number`, a
string of the digits in the file: ``1.10`` stays ``1.10``, a 20-digit seed keeps all its digits.
"""

import json
from collections.abc import Mapping
from typing import TypeAlias

from bozzetto.capture.dialects.reading import scrub

__all__ = [
    "MAX_JSON_TEXT",
    "Json",
    "Number",
    "elements",
    "members",
    "parse_json",
    "same",
    "scalar",
    "scalars",
    "string",
]

# One carrier is kept up to 16 MiB; a text above it cannot come from a carrier of ours.
MAX_JSON_TEXT = 16 * 2**20  # characters


class Number(str):
    """A JSON number as spelled, so that it is told apart from a JSON string."""

    __slots__ = ()


Json: TypeAlias = "str | bool | list[Json] | dict[str, Json] | None"


def parse_json(text: str) -> Json:
    """Parse `text`, or give None where it is not JSON that can be read within the limits.

    None also stands for JSON's ``null``, of which no tool says anything. Nesting is limited by
    the interpreter (about a thousand levels); no tool nests deeper than thirty. NUL at the end
    is how some writers end a string, TensorArt's among them.
    """
    if len(text) > MAX_JSON_TEXT:
        return None
    try:
        parsed: Json = json.loads(
            text.rstrip("\0"), parse_int=Number, parse_float=Number, parse_constant=Number
        )
    except (ValueError, RecursionError):
        return None
    return parsed


def members(value: Json) -> Mapping[str, Json]:
    """Give the members of an object, none of anything else."""
    return value if isinstance(value, dict) else {}


def elements(value: Json) -> list[Json]:
    """Give the elements of an array, none of anything else."""
    return value if isinstance(value, list) else []


def same(left: Json, right: Json) -> bool:
    """Compare two values; those nested too deep to compare are not the same."""
    try:
        return left == right
    except RecursionError:
        return False


def string(value: Json) -> str | None:
    """Give a string that is not a number, else None."""
    return value if isinstance(value, str) and not isinstance(value, Number) else None


def scalar(value: Json) -> str | None:
    """Give a string, number or truth value as the file spells it, else None."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return scrub(str(value)) if isinstance(value, str) else None


def scalars(data: Mapping[str, Json], *leave_out: str) -> dict[str, str]:
    """Give the members of an object that are single values, without those named."""
    spelled = ((scrub(name), scalar(member)) for name, member in data.items())
    return {name: text for name, text in spelled if text is not None and name not in leave_out}
