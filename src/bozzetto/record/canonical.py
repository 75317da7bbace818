r"""Canonical JSON: the one spelling of a value.

RFC 8785 (JSON Canonicalization Scheme), narrowed: numbers are integers from -(2^53 - 1) to
2^53 - 1. What a tool calls a number and is none of these (a 64-bit seed, a guidance scale)
is written as a string, spelled as the tool spelled it.

    >>> canonical({"b": 1, "a": ["é", None]})
    b'{"a":["\xc3\xa9",null],"b":1}'

``parse`` takes only what ``canonical`` writes, so a digest over the bytes is a digest over
the value. Text is kept as typed: nothing is normalised.
"""

import json
from typing import TypeAlias

import rfc8785

from bozzetto.errors import FormatError

__all__ = [
    "JSON",
    "MAX_DEPTH",
    "MAX_INTEGER",
    "JSONObject",
    "canonical",
    "decode",
    "parse",
    "parse_object",
]

JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"
JSONObject: TypeAlias = dict[str, "JSON"]

MAX_INTEGER = 2**53 - 1  # the largest integer that every JSON reader keeps exactly, RFC 7493 2.2
MAX_DEPTH = 32  # levels; the deepest known body has 6, and a parser must not run out of stack

# The C encoder writes what RFC 8785 asks for, ten times as fast as the library in Python, as
# long as names are ASCII: then the order by code points is the order by UTF-16 units. Its
# equality with `rfc8785` is a property test.
_ENCODE = json.JSONEncoder(
    sort_keys=True,
    ensure_ascii=False,
    separators=(",", ":"),
    check_circular=False,  # a circle is deeper than MAX_DEPTH
).encode


def canonical(value: JSON) -> bytes:
    """Spell a value.

    Raises:
        FormatError: the value is outside of the format: a float, an integer that is too
            large, an unpaired surrogate, a name that is no text, too deep.
    """
    try:
        if _is_plain([value], -1):
            return _ENCODE(value).encode()
        return rfc8785.dumps(value)
    except (UnicodeEncodeError, rfc8785.CanonicalizationError) as error:
        raise FormatError("text with an unpaired surrogate has no UTF-8 form") from error


def _is_plain(holder: "list[JSON] | JSONObject", depth: int) -> bool:
    """Whether every name below `holder` is ASCII; checks the domain on the way.

    Recording is bound by this: it looks at scalars where they stand, without a call.
    """
    if depth == MAX_DEPTH:
        raise FormatError("nested deeper than {limit} levels", limit=MAX_DEPTH)
    plain, items = True, holder
    if isinstance(holder, dict):
        for name in holder:
            if type(name) is not str:
                raise FormatError("a name that is no text: {name!r}", name=name)
            plain = plain and name.isascii()
        items = holder.values()  # type: ignore[assignment]  # both are walked alike
    for item in items:
        kind = type(item)
        if kind is str or item is None or kind is bool:
            continue
        if kind is dict or kind is list:
            plain = _is_plain(item, depth + 1) and plain  # type: ignore[arg-type]  # by its kind
        elif kind is not int:
            raise FormatError("no value of the format: {kind}", kind=kind.__name__)
        elif not -MAX_INTEGER <= item <= MAX_INTEGER:  # type: ignore[operator]  # an integer
            raise FormatError("integer out of range: {value}", value=item)
    return plain


def parse(data: bytes) -> JSON:
    """Read the one spelling of a value.

    Raises:
        FormatError: `data` is not what ``canonical`` writes for any value.
    """
    value = decode(data)
    if canonical(value) != data:
        raise FormatError("not canonical JSON (RFC 8785): a second spelling of a value")
    return value


def parse_object(data: bytes) -> JSONObject:
    """Read the one spelling of an object.

    Raises:
        FormatError: `data` is not canonical JSON, or not an object.
    """
    value = parse(data)
    if not isinstance(value, dict):
        raise FormatError("not a JSON object")
    return value


def _no_float(text: str) -> JSON:
    raise FormatError("a number that is no integer: {text}", text=text)


def _integer(text: str) -> JSON:
    if len(text) > 17:  # a sign and the 16 digits of 2^53; int() of a long text is quadratic
        raise FormatError("integer out of range: {value}", value=text[:40])
    return int(text)


def _object(pairs: list[tuple[str, JSON]]) -> JSONObject:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise FormatError("a name stands twice in an object")
    return found


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=_no_float,
    parse_int=_integer,
    parse_constant=_no_float,
)


def decode(data: bytes) -> JSON:
    """Read JSON of any spelling, within the domain of values.

    Who calls it compares what the value spells with what was read, as `parse` does.

    Raises:
        FormatError: `data` is not JSON, or holds what is no value of the format.
    """
    try:
        value: JSON = _DECODER.decode(data.decode())
    except UnicodeDecodeError as error:
        raise FormatError("not UTF-8 at byte {at}", at=error.start) from error
    except json.JSONDecodeError as error:
        raise FormatError(
            "not JSON at character {at}: {why}", at=error.pos, why=error.msg
        ) from error
    except RecursionError as error:
        raise FormatError("nested deeper than {limit} levels", limit=MAX_DEPTH) from error
    return value
