"""Bodies of requests and answers: pictures taken apart, secrets taken out, the rest read as JSON.

    body = read_json(b'{"data": [{"b64_json": "iVBORw0KGgo…"}]}')
    body.text              # {"data": [{"b64_json": "[picture sha256:4f…]"}]}
    body.picture(body.value["data"][0]["b64_json"])     # the PNG's bytes

Whatever reads a `Body` reads it after the pictures and the secrets are out of it, so a text of
it may be kept as it is. Where a body holds neither, its text is what was sent, byte by byte.
A form (RFC 7578) becomes an object of its fields; its text is a list of them.
"""

import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bozzetto.capture.api.multipart import read_fields
from bozzetto.capture.aside import give_way
from bozzetto.capture.dialects.jsontext import Json, Number
from bozzetto.capture.handover.redaction import REMOVED, redact
from bozzetto.errors import FormatError

__all__ = ["Body", "Picture", "ending_of", "read_form", "read_json"]

MIN_PICTURE = 64  # characters of base64; the smallest whole PNG takes 90
_HEAD = 64  # characters of base64 that are looked at to know a picture: 48 bytes
_DATA_URL = re.compile(rb"data:[\w.+-]+/[\w.+-]+(?:;[\w=.+-]+)*;base64,", re.ASCII)
_PIECE = 65_536  # characters of base64 that are read in one go; a multiple of four
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
# Magic numbers of what services take and give: https://www.iana.org/assignments/media-types
_MAGIC = re.compile(
    rb"(?P<png>\x89PNG\r\n\x1a\n)|(?P<jpg>\xff\xd8\xff)|(?P<gif>GIF8[79]a)|(?P<bmp>BM)"
    rb"|(?P<webp>RIFF....WEBP)|(?P<avif>....ftypavi[fs])|(?P<heic>....ftyp(?:heic|heix|mif1))"
    rb"|(?P<svg>(?:<\?xml[^>]*>\s*)?<svg)|(?P<tif>II\*\x00|MM\x00\*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that stood in a body."""

    data: bytes
    ending: str  # of a file's name, as the bytes say: png, jpg, ...
    name: str = ""  # as the sender calls it

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes, with the algorithm's name."""
        return "sha256:" + hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Body:
    """A body without its pictures and secrets."""

    value: Json
    text: str
    pictures: Mapping[str, Picture] = field(default_factory=dict)  # by what stands for them
    removed: int = 0  # secrets that were taken out

    def picture(self, value: Json) -> Picture | None:
        """Return the picture that a text stands for."""
        return self.pictures.get(value) if isinstance(value, str) else None


def read_json(data: bytes, secrets: frozenset[str] = frozenset()) -> Body:
    """Read a JSON body.

    Args:
        data: The body's bytes.
        secrets: Texts that are secret, wherever they stand.

    Raises:
        FormatError: it is not JSON.
    """
    pictures: dict[str, Picture] = {}
    # Neither base64 nor an address of data has a quotation mark in it: what stands between two
    # of them is a whole string, or a part of one that holds no picture.
    parts = data.split(b'"')
    for index, part in enumerate(parts):
        picture = _decode(part) if len(part) >= MIN_PICTURE else None
        if picture is not None:
            stands = f"[picture {picture.digest}]"
            pictures[stands] = picture
            parts[index] = stands.encode()
    text, removed = _clean(b'"'.join(parts).decode("utf-8", "replace"), secrets)
    return Body(_parse(text), text, pictures, removed)


def read_form(data: bytes, boundary: bytes, secrets: frozenset[str] = frozenset()) -> Body:
    """Read the body of a form: files are taken for pictures, whatever their bytes.

    Raises:
        FormatError: it is no form.
    """
    pictures: dict[str, Picture] = {}
    value: dict[str, Json] = {}
    told: list[Json] = []
    for name, filename, content in read_fields(data, boundary):
        text: str
        if filename is None:
            text = content.decode("utf-8", "replace")
        else:
            picture = Picture(content, ending_of(content) or "bin", filename)
            text = f"[picture {picture.digest}]"
            pictures[text] = picture
        entry: dict[str, Json] = {"name": name, "value": text}
        told.append(entry | ({"filename": filename} if filename else {}))
        key = name.removesuffix("[]")
        held = value.get(key)
        if name.endswith("[]") or held is not None:
            value[key] = [*(held if isinstance(held, list) else [held] if held else []), text]
        else:
            value[key] = text
    cleaned, taken = _clean(json.dumps([value, told], ensure_ascii=False), secrets)
    whole = _parse(cleaned)
    fields = whole[0] if isinstance(whole, list) else {}
    kept = json.dumps(whole[1] if isinstance(whole, list) else [], ensure_ascii=False)
    return Body(fields, kept, pictures, taken)


def _parse(text: str) -> Json:
    try:
        parsed: Json = json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)
    except (ValueError, RecursionError) as error:
        raise FormatError("a body is not JSON") from error
    return parsed


def _clean(text: str, secrets: frozenset[str]) -> tuple[str, int]:
    """Take secrets out of a text: those that are known, and what looks like one."""
    removed = 0
    for secret in sorted(secrets, key=len, reverse=True):
        removed += text.count(secret)
        text = text.replace(secret, REMOVED)
    cleaned, taken = redact(text)
    return str(cleaned), removed + taken


def _decode(part: bytes) -> Picture | None:
    """Read base64 of a picture, in either alphabet and behind ``data:`` or not."""
    if b"\\" in part[:_HEAD] or part.endswith((b"\\u003d", b"\\n")) or b"\\/" in part:
        part = _unescape(part)
    head = _DATA_URL.match(part)
    start = head.end() if head else 0
    first = _bytes(part[start : start + _HEAD])
    ending = ending_of(first) if first else None
    data = _bytes(part[start:]) if ending else None
    return Picture(data, ending) if data and ending else None


def _bytes(encoded: bytes) -> bytes | None:
    """Decode base64 of either alphabet, padded or not; None where it is none."""
    encoded = encoded.translate(_URL_SAFE).rstrip(b"=")
    encoded += b"=" * (-len(encoded) % 4)
    found = []
    try:
        for start in range(0, len(encoded), _PIECE):
            piece = encoded[start : start + _PIECE]
            found.append(binascii.a2b_base64(piece, strict_mode=True))
            give_way()
    except binascii.Error:
        return None
    return b"".join(found)


def _unescape(part: bytes) -> bytes:
    """Read a JSON string's escapes: some writers escape the slash and the equals sign."""
    try:
        return str(json.loads(b'"' + part + b'"')).encode("utf-8", "replace")
    except ValueError:
        return part


def ending_of(data: bytes) -> str | None:
    """Say by its first bytes what a picture's name ends in; None where it is no known picture."""
    found = _MAGIC.match(data)
    return found.lastgroup if found else None
