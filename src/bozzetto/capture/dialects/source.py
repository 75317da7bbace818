"""The texts of a picture under the keywords that tools know them by.

A tool writes one thing in different places: ``parameters`` is a PNG keyword, in a JPEG it is the
EXIF UserComment, and some converters pack all PNG keywords into one JSON object there. A
`Source` is one such text with its keyword, parsed once, and remembers its carrier.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bozzetto.capture.carriers import Carrier, Picture
from bozzetto.capture.dialects.jsontext import MAX_JSON_TEXT, Json, members, parse_json, string

__all__ = ["COMMENTS", "Source", "find", "find_all", "sources"]

COMMENTS = ("parameters", "UserComment", "comment", "stealth", "ImageDescription")
"""Keywords under which tools write their parameters as one text, in the order of trust."""

# What converters pack into one JSON object, by its PNG keyword.
_PACKED = frozenset(
    {
        "generation_data",
        "invokeai_metadata",
        "parameters",
        "parameters-json",
        "prompt",
        "sd-metadata",
        "smproj",
        "workflow",
    }
)

# ComfyUI in WebP and third-party savers in JPEG: the keyword stands before the JSON.
_PREFIXED = re.compile(r"(prompt|workflow)\s*:\s*(?=\{)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One text of the picture under its keyword.

    Attributes:
        index: Of its carrier in `Picture.carriers`.
        keyword: PNG keyword or EXIF tag; "comment" for JPEG and GIF comments, "stealth" for
            what is hidden in the pixels, "xmp" for XMP.
        text: The text; empty where `value` was packed inside another text.
        value: The text parsed as a JSON object or array, else None.
        exact: Whether the text was decoded without loss.
    """

    index: int
    keyword: str
    text: str
    value: Json = field(default=None, repr=False)
    exact: bool = True


def sources(picture: Picture) -> tuple[Source, ...]:
    """List the texts of `picture`, in the order of the file, packed ones after their carrier."""
    found: list[Source] = []
    for index, carrier in enumerate(picture.carriers):
        text = carrier.text
        if text is not None and len(text) <= MAX_JSON_TEXT:
            source = _source(index, carrier, text)
            found.append(source)
            found.extend(_packed(source))
    return tuple(found)


def find(found: tuple[Source, ...], *keywords: str) -> Source | None:
    """Give the first source under the first of `keywords` that has one."""
    return next(find_all(found, *keywords), None)


def find_all(found: tuple[Source, ...], *keywords: str) -> Iterator[Source]:
    """Give all sources under `keywords`, keyword by keyword."""
    for keyword in keywords:
        yield from (source for source in found if source.keyword == keyword)


def _source(index: int, carrier: Carrier, text: str) -> Source:
    prefixed = _PREFIXED.match(text) if carrier.place.startswith("exif") else None
    if prefixed:
        text = text[prefixed.end() :]
    keyword = prefixed[1].lower() if prefixed else _keyword(carrier)
    value = parse_json(text) if text.lstrip()[:1] in ("{", "[") else None
    return Source(index, keyword, text, value, carrier.exact)


def _keyword(carrier: Carrier) -> str:
    if carrier.place.startswith("stealth"):
        return "stealth"
    if carrier.place == "xmp" or carrier.name == "XML:com.adobe.xmp":
        return "xmp"
    if carrier.place in ("jpeg:COM", "gif:comment"):
        return "comment"
    return carrier.name


def _packed(outer: Source) -> Iterator[Source]:
    if outer.keyword not in ("UserComment", "comment", "ImageDescription", "stealth"):
        return
    for keyword, inner in members(outer.value).items():
        if keyword not in _PACKED:
            continue
        text = string(inner)
        if text is None and isinstance(inner, dict):
            yield Source(outer.index, keyword, "", inner, outer.exact)
        elif text is not None and (keyword != "prompt" or text.lstrip().startswith("{")):
            yield Source(outer.index, keyword, text, parse_json(text), outer.exact)
