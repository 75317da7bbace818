"""NovelAI: its parameters, and whether its own signature over the picture holds.

PNG text ``Software``, ``Source``, ``Comment`` (JSON) and others; in WebP the same as one JSON
object in the UserComment; and once more, gzipped, in the lowest bits of alpha. Since 2024 the
Comment has a ``signed_hash``: Ed25519 by NovelAI's published key over the RGB samples followed
by the Comment without it, as Python's ``json.dumps`` writes it
(https://github.com/NovelAI/novelai-image-metadata, nai_sig.py). A valid signature says that
NovelAI made exactly these pixels from exactly these parameters; it does not say for whom or when.
"""

import base64
import binascii
import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from PIL import Image

from bozzetto.capture.carriers import Picture
from bozzetto.capture.dialects.draft import Draft
from bozzetto.capture.dialects.jsontext import (
    MAX_JSON_TEXT,
    Json,
    elements,
    members,
    parse_json,
    same,
    scalars,
    string,
)
from bozzetto.capture.dialects.reading import Reading
from bozzetto.capture.dialects.source import Source, find, find_all

__all__ = ["PUBLIC_KEY", "SIGNED_KEY", "read_novelai"]

PUBLIC_KEY = base64.b64decode("Y2JcQAOhLwzwSDUJPNgL04nS0Tbqm7cSRc4xk0vRMic=")  # nai_sig.py
SIGNED_KEY = "signed_hash"

# The signature is over all samples at once (no prehash): 3 bytes a pixel in memory. NovelAI's
# largest generation is 3 Mpx.
MAX_SIGNED_PIXELS = 16_000_000

_TEXTS = ("prompt", "uc")
_SIGNED_TYPES = ("image/png", "image/webp")
_DECODE_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,  # Pillow's name for a broken PNG
    EOFError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


def read_novelai(
    found: tuple[Source, ...],
    picture: Picture,
    file: BinaryIO | None,
    public_key: bytes = PUBLIC_KEY,
) -> Reading | None:
    """Read a picture made by NovelAI.

    Args:
        found: The texts of `picture`.
        picture: The picture.
        file: The picture's bytes, seekable, for the signature; without it that is unchecked.
        public_key: NovelAI's Ed25519 key, 32 bytes.
    """
    copies = list(_copies(found))
    if not copies:
        return None
    source, fields = copies[0]
    named = find_all(found, "Software", "Source", "Generation time")
    comment = _comment(fields)
    draft = Draft("NovelAI")
    draft.read_from(source, *(other for other, _ in copies), *named)
    _add(draft, comment, source)
    draft.model(fields.get("Source"))
    draft.set(scalars({"Generation time": fields.get("Generation time")}))
    if not all(same(_comment(other), comment) for _, other in copies):
        draft.notes.add("carriers.disagree")
    texts = [string(fields.get("Comment")) or "" for _, fields in copies]
    draft.notes.add(_judge(texts, picture, file, public_key))
    return draft.finish()


def _copies(found: tuple[Source, ...]) -> Iterator[tuple[Source, Mapping[str, Json]]]:
    """Give each copy of the parameters with its first carrier."""
    software = find(found, "Software")
    comment = find(found, "Comment")
    if software and comment and software.text == "NovelAI":
        fields: dict[str, Json] = {source.keyword: source.text for source in found}
        yield comment, fields
    for source in found:
        packed = members(source.value)
        if source.keyword in ("UserComment", "stealth") and packed.get("Software") == "NovelAI":
            yield source, packed


def _comment(fields: Mapping[str, Json]) -> Json:
    comment = parse_json(string(fields.get("Comment")) or "")
    inner = string(members(comment).get("Comment"))
    return comment if inner is None else parse_json(inner)


def _add(draft: Draft, value: Json, source: Source) -> None:
    comment = members(value)
    draft.prompt("positive", comment.get("prompt"), exact=source.exact)
    for name, base, character in (
        ("v4_prompt", "positive", "region"),
        ("v4_negative_prompt", "negative", "negative"),
    ):
        caption = members(members(comment.get(name)).get("caption"))
        draft.prompt(base, caption.get("base_caption"), exact=source.exact)
        for member in map(members, elements(caption.get("char_captions"))):
            draft.prompt(character, member.get("char_caption"), exact=source.exact)
    draft.prompt("negative", comment.get("uc"), exact=source.exact)
    draft.set(scalars(comment, SIGNED_KEY, *_TEXTS))


def _judge(comments: list[str], picture: Picture, file: BinaryIO | None, key: bytes) -> str:
    """Say what the signature is worth: all copies must hold, or a copy was put in later."""
    signed = [_signed(comment) for comment in comments]
    if not any(signed):
        return "novelai.unsigned"
    samples = _samples(picture, file) if file else None
    if samples is None:
        return "novelai.signature.unchecked"
    holds = all(part is not None and _holds(samples, part, key) for part in signed)
    return "novelai.signature.valid" if holds else "novelai.signature.invalid"


def _signed(comment: str) -> tuple[bytes, bytes] | None:
    """Split a Comment into what was signed beside the samples and the signature.

    The text is parsed and written anew with Python's own `json`, since NovelAI signs what that
    writes: keys in their order, floats shortened, everything else than ASCII escaped.
    """
    if len(comment) > MAX_JSON_TEXT:
        return None
    try:
        parsed = json.loads(comment)
        if isinstance(parsed, dict) and isinstance(parsed.get("Comment"), str):
            parsed = json.loads(parsed["Comment"])
        if not isinstance(parsed, dict) or SIGNED_KEY not in parsed:
            return None
        signature = base64.b64decode(str(parsed.pop(SIGNED_KEY)), validate=True)
        return json.dumps(parsed).encode(), signature
    except binascii.Error:
        return b"", b""  # signed, with what cannot be a signature
    except (ValueError, RecursionError):
        return None


def _holds(samples: bytes, signed: tuple[bytes, bytes], key: bytes) -> bool:
    message, signature = signed
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, samples + message)
    except InvalidSignature:
        return False
    return True


def _samples(picture: Picture, file: BinaryIO) -> bytes | None:
    """Decode the RGB samples row by row, 8 bits each, without alpha; None if they cannot be had."""
    area = (picture.width or 0) * (picture.height or 0)
    if not 0 < area <= MAX_SIGNED_PIXELS or picture.type not in _SIGNED_TYPES:
        return None
    try:
        file.seek(0)
        with Image.open(file, formats=["PNG", "WEBP"]) as image:
            if image.mode not in ("RGB", "RGBA"):
                return None
            return image.convert("RGB").tobytes()
    except _DECODE_ERRORS:
        return None
