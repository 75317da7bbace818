"""Draw Things: XMP with ``CreatorTool`` "Draw Things" and JSON in ``exif:UserComment``.

    {"c": "a cat", "uc": "blurry", "model": "x.ckpt", "sampler": "Euler A", "scale": 7, ...}

As enslo/sd-metadata (packages/core/src/parsers/draw-things.ts) reads it; no real file has been
seen. Only elements with text are looked at, and XML that declares a document type is refused.
"""

import re
from xml.etree import ElementTree as ET

from bozzetto.capture.dialects.draft import Draft
from bozzetto.capture.dialects.jsontext import Json, elements, members, parse_json, scalars
from bozzetto.capture.dialects.reading import Reading
from bozzetto.capture.dialects.source import Source, find_all

__all__ = ["read_drawthings"]

MAX_XMP = 2**20  # characters; a packet of Draw Things has under ten thousand

_DECLARATION = re.compile(r"<!(DOCTYPE|ENTITY)")
_CREATOR = "{http://ns.adobe.com/xap/1.0/}CreatorTool"
_COMMENT = "{http://ns.adobe.com/exif/1.0/}UserComment"


def read_drawthings(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture made by Draw Things."""
    for source in find_all(found, "xmp"):
        data = members(_comment(source.text))
        if "c" in data:
            draft = Draft("Draw Things")
            draft.read_from(source)
            draft.prompt("positive", data.get("c"), exact=source.exact)
            draft.prompt("negative", data.get("uc"), exact=source.exact)
            draft.set(scalars(data, "c", "uc"))
            draft.model(data.get("model"))
            for lora in map(members, elements(members(data.get("v2")).get("loras"))):
                draft.model(lora.get("file"))
            return draft.finish()
    return None


def _comment(xmp: str) -> Json:
    """Give the parsed UserComment of an XMP packet that Draw Things wrote, else None."""
    if "Draw Things" not in xmp or len(xmp) > MAX_XMP or _DECLARATION.search(xmp):
        return None
    try:
        root = ET.fromstring(xmp.strip("\ufeff\x00 \r\n\t"))  # noqa: S314 - no document type in it
        creator, comment = (_property(root, name) for name in (_CREATOR, _COMMENT))
    except (ET.ParseError, ValueError, RecursionError):
        return None
    return parse_json(comment) if creator.startswith("Draw Things") else None


def _property(root: ET.Element, name: str) -> str:
    """Give an XMP property, which may be written as an attribute or as an element."""
    for element in root.iter():
        if name in element.attrib:
            return element.attrib[name].strip()
        if element.tag == name:
            return "".join(element.itertext()).strip()
    return ""
