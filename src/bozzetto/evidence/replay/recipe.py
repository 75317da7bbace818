"""Recipes: what the record has of an instruction, as far as it can be given again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias, Union

from bozzetto.law import Words
from bozzetto.record import Asset, Digest

__all__ = [
    "Family",
    "Given",
    "Made",
    "NamedModel",
    "Object",
    "Recipe",
    "Value",
    "members",
    "parse_plain",
]

# JSON as tools have it: with fractions, which the record's own does not know
Value: TypeAlias = Union["list[Value]", "dict[str, Value]", str, float, bool, None]
Object: TypeAlias = dict[str, "Value"]
_DEEPEST = 64  # levels; the widest known workflows have about ten


class Family(StrEnum):
    """The tools that an instruction can be given to again."""

    COMFYUI = "comfyui"
    WEBUI = "webui"  # AUTOMATIC1111, Forge, reForge, SD.Next


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A file of weights, as the record names it."""

    name: str
    digest: str | None  # with its algorithm: ``sha256:`` or ``autov2:``, the first ten digits


@dataclass(frozen=True, slots=True)
class Given:
    """A file of the record that the tool has to have."""

    role: str
    digest: Digest
    name: str | None  # under which a graph loads it; None where it stands in the request


@dataclass(frozen=True, slots=True)
class Made:
    """A file that the tool made then."""

    asset: Asset
    entry: Digest
    node: str | None = None  # of a graph


@dataclass(frozen=True, slots=True)
class Recipe:
    """An instruction, and all that there is to give it again.

    Attributes:
        entry: The instruction's.
        number: Of that entry in its work.
        tool: As it called itself, and its version where it said one.
        route: Where the request goes.
        request: As the tool takes it, with digests in the place of pictures.
        settings: Of the tool's own account of what it did, by its own names.
        made: What came then, in the tool's order.
        notes: What is already known to be otherwise than it was.
        lacks: What is missing; while there is anything, it cannot be given again.
    """

    entry: Digest
    number: int
    family: Family
    tool: str
    version: str | None
    route: str
    request: Object
    given: tuple[Given, ...] = ()
    seeds: tuple[str, ...] = ()
    models: tuple[NamedModel, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    made: tuple[Made, ...] = ()
    notes: tuple[Words, ...] = ()
    lacks: tuple[Words, ...] = ()


def parse_plain(text: str | bytes) -> object:
    """Parse JSON as plain values; None where it is none, or nested deeper than any tool nests."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return None if _is_deep(found, _DEEPEST) else found


def _is_deep(value: object, left: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    each = value.values() if isinstance(value, dict) else value
    return left == 0 or any(_is_deep(inner, left - 1) for inner in each)


def members(value: object) -> Object:
    """Return the members of an object; none of anything else."""
    return value if isinstance(value, dict) else {}
