"""Bodies of events, read by the forms of their kinds: docs/formats/record.md section 4.

An event's body was held to its form when it was parsed, so nothing is refused here: what a body
does not have is absent.
"""

from dataclasses import dataclass

from bozzetto.record import JSON, Digest, JSONObject

__all__ = ["GivenInput", "asset_of", "assets_of", "digests", "inputs_of", "objects", "string"]


@dataclass(frozen=True, slots=True)
class GivenInput:
    """A picture that an instruction starts from, or is led by."""

    role: str
    is_held: bool  # the studio has the file; else the tool only named it
    digest: Digest | None  # of its bytes; None where the tool gave none
    name: str | None  # as it was found, or as the tool calls it
    region: Digest | None  # a mask: where in the picture it counts


def objects(body: JSONObject, name: str) -> list[JSONObject]:
    """Return the objects of a list; none where the body has no such list."""
    value = body.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def digests(body: JSONObject, name: str) -> tuple[Digest, ...]:
    """Return the digests of a list; none where the body has no such list."""
    value = body.get(name)
    found = value if isinstance(value, list) else []
    return tuple(Digest(item) for item in found if isinstance(item, str))


def string(value: JSON, name: str) -> str | None:
    """Return a member that is a string; None where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def asset_of(body: JSONObject, name: str) -> Digest | None:
    """Return the digest of an asset; None where the body has no such asset."""
    found = string(body.get(name), "digest")
    return None if found is None else Digest(found)


def assets_of(body: JSONObject, name: str) -> tuple[Digest, ...]:
    """Return the digests of a list of assets, in their order."""
    return tuple(Digest(str(item["digest"])) for item in objects(body, name) if "digest" in item)


def inputs_of(body: JSONObject) -> tuple[GivenInput, ...]:
    """Return the inputs of an instruction, in its order."""
    return tuple(_input(item) for item in objects(body, "inputs"))


def _input(item: JSONObject) -> GivenInput:
    asset = item.get("asset")
    is_held = isinstance(asset, dict)
    found = string(asset if is_held else item, "digest")
    name = string(asset if is_held else item, "name")
    digest = None if found is None else Digest(found)
    return GivenInput(str(item["role"]), is_held, digest, name, asset_of(item, "region"))
