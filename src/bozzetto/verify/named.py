"""What an entry names: its committed texts and its assets, found in one walk.

``record.commitments_in`` and ``record.assets_in`` say what is to be found. Here both are found
at once, and the assets of known kinds, whose shape was checked when the line was parsed, are not
checked again: this runs for every line.
"""

from typing import NamedTuple

from bozzetto.record import JSON, KINDS, Digest, Entry, assets_in, commitments_in
from bozzetto.record.commitment import OPAQUE

__all__ = ["Named", "NamedAsset", "named_in"]


class NamedAsset(NamedTuple):
    """An asset, as far as a verification needs it."""

    digest: Digest
    size: int  # bytes
    type: str  # media type


class Named(NamedTuple):
    """What one entry names, in order."""

    texts: list[Digest]  # commitments
    assets: list[NamedAsset]


def named_in(entry: Entry) -> Named:
    """List the commitments and the assets of an entry's body.

    Raises:
        FormatError: the kind is unknown, and something in the body is half an asset.
    """
    named = Named([], [])
    body = entry.event.body
    if entry.event.kind in KINDS:
        _walk(body, named)
        return named
    named.texts.extend(commitments_in(body))
    named.assets.extend(NamedAsset(each.digest, each.size, each.type) for each in assets_in(body))
    return named


def _walk(value: JSON, named: Named) -> None:
    """Walk an object or a list of a known kind's body."""
    if isinstance(value, list):
        for item in value:
            if isinstance(item, (dict, list)):
                _walk(item, named)
        return
    if not isinstance(value, dict):
        return
    if "digest" in value and "size" in value and "type" in value:
        named.assets.append(
            NamedAsset(Digest(str(value["digest"])), int(str(value["size"])), str(value["type"]))
        )
        return
    if len(value) == 1 and isinstance(text := value.get("text"), str):
        named.texts.append(Digest(text))
        return
    for name, item in value.items():
        if isinstance(item, (dict, list)) and name not in OPAQUE:
            _walk(item, named)
