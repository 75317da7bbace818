"""Names of people and devices, as the studio's own chain introduces them."""

from bozzetto.record import Key
from bozzetto.studio import Studio

__all__ = ["names_of"]


def names_of(studio: Studio) -> dict[Key, str]:
    """Return the name of each key that has one; a key that was replaced hands on its own."""
    found: dict[Key, str] = {}
    for _place, entry in studio.entries(studio.digest):
        body = entry.event.body
        for said in (body, body.get("owner"), body.get("device")):
            if isinstance(said, dict) and isinstance(said.get("key"), str):
                name = entry.text(said.get("name"))
                if name is not None:
                    found[Key(str(said["key"]))] = name
        if entry.event.kind == "key.replaced" and body["old"] in found:
            found[Key(str(body["new"]))] = found[Key(str(body["old"]))]
    return found
