"""Values: what stands in a stranger's JSON, where it is of the form that it should be."""

from bozzetto.capture.dialects.reading import scrub
from bozzetto.record import JSON

__all__ = ["MAX_WORDS", "items", "member", "members", "text"]

MAX_WORDS = 300  # characters of whatever is repeated; the file has all of it


def member(value: JSON, name: str) -> JSON:
    """Return a member of an object; None of anything else."""
    return value.get(name) if isinstance(value, dict) else None


def members(value: JSON) -> dict[str, JSON]:
    """Return the members of an object; none of anything else."""
    return value if isinstance(value, dict) else {}


def items(value: JSON, name: str) -> list[JSON]:
    """Return the items of a list that is a member of an object; none of anything else."""
    found = member(value, name)
    return found if isinstance(found, list) else []


def text(value: JSON) -> str | None:
    """Return a text, cut where it is long; None for what is none, or empty."""
    return scrub(value[:MAX_WORDS]) or None if isinstance(value, str) else None
