"""The body of every kind, with its required fields only and with all fields.

`make_record` writes test vectors with them, and the tests hold the code and
docs/formats/record.md to them. A `Text` stands where an event has its commitment; `committed`
puts the commitment there and returns the texts. Keys come from fixed seeds and salts from the
texts, so that all is the same on every run. Never use these keys for anything else.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from struct import pack
from typing import TypeAlias
from zlib import adler32, crc32

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from bozzetto.record import (
    DIMENSIONS,
    JSON,
    Asset,
    JSONObject,
    Signer,
    Text,
    digest_of,
    key_of,
    spell_key,
)

__all__ = [
    "BODIES",
    "CLOCK",
    "DEVICE",
    "FULL",
    "LOG",
    "MASK",
    "OWNER",
    "PARTNER",
    "PICTURE",
    "SAMPLES",
    "SECOND_DEVICE",
    "STRANGER",
    "TOKEN",
    "Draft",
    "committed",
    "png",
    "said",
]

# A body in which a text or an asset stands as the value that it is
Draft: TypeAlias = "bool | int | str | Text | Asset | Sequence[Draft] | Mapping[str, Draft] | None"


def _private(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


OWNER, PARTNER, DEVICE, SECOND_DEVICE, STRANGER = (Signer(_private(each)) for each in range(1, 6))
LOG = _private(16)
_LOG_SEED = bytes([17]) * 32


def said(text: str) -> Text:
    """Return a text with a salt that is fixed by it."""
    return Text.with_salt(text, sha256(b"salt of " + text.encode()).digest()[:16])


def png(rows: Sequence[bytes]) -> bytes:
    """Write an RGB picture of 8 bits as PNG, uncompressed: the same bytes with every zlib.

    Args:
        rows: From the top, three bytes a pixel.
    """
    raw = b"".join(b"\0" + row for row in rows)
    block = b"\x78\x01\x01" + pack("<HH", len(raw), len(raw) ^ 0xFFFF) + raw
    header = pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", block + pack(">I", adler32(raw))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + name + data + pack(">I", crc32(name + data))
        for name, data in chunks
    )


def _picture(name: str, rows: Sequence[bytes]) -> tuple[Asset, bytes]:
    data, width = png(rows), len(rows[0]) // 3
    head = f"bozzetto pixels/1\nRGB {width} {len(rows)}\n".encode()
    pixels = digest_of(head + b"".join(rows))
    return (
        Asset(digest_of(data), len(data), "image/png", name, width, len(rows), pixels),
        data,
    )


def _file(data: bytes, media_type: str, name: str | None = None) -> tuple[Asset, bytes]:
    return Asset(digest_of(data), len(data), media_type, name), data


_RED, _BLUE = b"\xd0\x20\x20", b"\x20\x20\xd0"
_FILES = (
    _picture("red.png", (_RED + _RED, _RED + _BLUE)),
    _picture("edited.png", (_RED + _BLUE, _RED + _BLUE)),
    _picture("mask.png", (b"\xff" * 6, b"\0" * 6)),
    _file(b'{"3":{"class_type":"KSampler"}}', "application/json", "workflow.json"),
    _file(b"a stand-in for the bytes of a timestamp token\n", "application/timestamp-reply"),
)
PICTURE, _EDITED, MASK, _WORKFLOW, TOKEN = (asset for asset, _ in _FILES)
SAMPLES = {asset.digest: data for asset, data in _FILES}  # the bytes of each asset

_ENTRY = digest_of(b"an entry")
_BITS = spell_key(
    "ml-dsa-44", MLDSA44PrivateKey.from_seed_bytes(_LOG_SEED).public_key().public_bytes_raw()
)
CLOCK: Draft = {
    "boot": digest_of(b"a start of the machine"),
    "steady": "81234.567890",
    "wall": "2026-11-22T04:09:15.120000Z",
}
_PROGRAM: Draft = {"name": "bozzetto", "version": "0.1.0"}
_PERSON: dict[str, Draft] = {
    "key": PARTNER.key,
    "name": said("Chen Yu"),
    "role": said("paints over"),
}
_MACHINE: dict[str, Draft] = {"key": SECOND_DEVICE.key, "name": said("the laptop")}
_STARTED: dict[str, Draft] = {
    "clock": CLOCK,
    "platform": "Linux 6.6 x86_64",
    "run": "r-1",
    "software": _PROGRAM,
}
_OPENED: dict[str, Draft] = {
    "device": {"key": DEVICE.key, "name": said("the workstation")},
    "log": {"ed25519": key_of(LOG), "ml-dsa-44": _BITS},
    "name": said("Studio Lin"),
    "owner": {"key": OWNER.key, "name": said("林一")},
    "software": _PROGRAM,
}
_SEEN_AT = "2026-11-22T01:02:03.456789Z"
_PROMPT = "a crane over a lake, ink, 留白"
_INSTRUCTION: dict[str, Draft] = {
    "inputs": [],
    "models": [],
    "prompts": [],
    "settings": {},
    "tool": {"name": "ComfyUI"},
}
_INSTRUCTION_FULL: dict[str, Draft] = {
    "account": said("lin@example.com"),
    "carriers": [
        {
            "digest": digest_of(b"as the file has it"),
            "file": PICTURE.digest,
            "name": "parameters",
            "offset": 41,
            "place": "png:tEXt",
            "size": 18,
        }
    ],
    "inputs": [
        {"asset": PICTURE, "region": MASK, "role": "init"},
        {"digest": digest_of(b"a file that the tool read"), "name": "pose.png", "role": "control"},
    ],
    "job": "1f0c7a52",
    "models": [
        {"digest": "31e35c80fc", "name": "sd_xl_base_1.0.safetensors"},
        {"digest": None, "name": "ink.safetensors"},
    ],
    "notes": ["prompt.truncated"],
    "observed": _SEEN_AT,
    "prompts": [
        {"by": "person", "role": "positive", "text": said(_PROMPT)},
        {"by": "template", "exact": "no", "role": "negative", "text": said("blurry")},
    ],
    "raw": _WORKFLOW,
    "settings": {"cfg": "7.50", "seed": "18446744073709551615", "text": "not a commitment"},
    "tool": {"name": "ComfyUI", "version": "0.3.68"},
}
_CHOICE: dict[str, Draft] = {
    "among": [PICTURE.digest, MASK.digest],
    "chosen": [PICTURE.digest],
    "rejected": [],
}
_EDIT: dict[str, Draft] = {
    "after": _EDITED,
    "before": [PICTURE.digest],
    "dimensions": [],
    "tool": {"name": "Krita"},
}
_RELEASE: dict[str, Draft] = {
    "asset": _EDITED.digest,
    "licence": said("all rights reserved"),
    "place": said("https://example.com/gallery"),
    "source type": "compositeWithTrainedAlgorithmicMedia",
}
_TOKENS: list[Draft] = [{"authority": "tsa.example", "kept": [], "sort": "rfc3161", "token": TOKEN}]
_CHECKPOINT = "bozzetto.local/0123456789abcdef\n17\n(a signed note)\n"

# Each kind's body with required fields only, and what a full body has beside them
BODIES: dict[str, tuple[Mapping[str, Draft], Mapping[str, Draft]]] = {
    "studio.opened": (_OPENED, {}),
    "device.joined": (_MACHINE, {}),
    "device.left": ({"key": SECOND_DEVICE.key}, {"reason": said("sold")}),
    "person.joined": (_PERSON, {}),
    "person.left": ({"key": PARTNER.key}, {"reason": said("the project ended")}),
    "key.replaced": (
        {"new": STRANGER.key, "old": PARTNER.key, "reason": said("a new computer")},
        {},
    ),
    "source.added": (
        {"label": said("ComfyUI here"), "settings": {"port": "8188"}, "sort": "comfyui"},
        {},
    ),
    "source.removed": ({"source": _ENTRY}, {"reason": said("not used any more")}),
    "recorder.started": (_STARTED, {"machine": _ENTRY}),
    "recorder.stopped": ({"clock": CLOCK, "run": "r-1"}, {"reason": said("asked to")}),
    "recorder.paused": ({"clock": CLOCK, "run": "r-1"}, {"reason": said("private work")}),
    "recorder.found": (
        {"from": "2026-11-22T04:09:15.120000Z", "until": None, "what": "gap"},
        {"note": said("the power went"), "run": "r-1", "work": _ENTRY},
    ),
    "anchors.opened": ({}, {}),
    "time.anchored": (
        {"checkpoint": _CHECKPOINT, "tokens": _TOKENS},
        {},
    ),
    "work.opened": (
        {"people": [OWNER.key], "title": said("鹤 / Crane")},
        {"terms": said("half each")},
    ),
    "intent.stated": (
        {"text": said("a crane leaves the picture on the left")},
        {"dimensions": list(DIMENSIONS), "targets": [PICTURE.digest]},
    ),
    "material.added": (
        {"asset": PICTURE, "origin": "own hand", "role": "sketch"},
        {"note": said("pencil, photographed"), "observed": _SEEN_AT},
    ),
    "instruction.given": (_INSTRUCTION, _INSTRUCTION_FULL),
    "output.received": (
        {"assets": [PICTURE], "instruction": None},
        {
            "claims": {"DateTimeOriginal": "2026:11:22 04:09:15", "text": "not a commitment"},
            "instruction": _ENTRY,
            "job": "1f0c7a52",
            "observed": _SEEN_AT,
            "problems": ["png.crc"],
            "raw": _WORKFLOW,
        },
    ),
    "job.ended": (
        {"how": "failed", "instruction": None},
        {
            "instruction": _ENTRY,
            "job": "1f0c7a52",
            "note": said("out of memory"),
            "observed": _SEEN_AT,
        },
    ),
    "model.identified": (
        {"digest": digest_of(b"weights"), "name": "ink.safetensors", "size": 7},
        {},
    ),
    "choice.made": (
        _CHOICE,
        {
            "observed": _SEEN_AT,
            "reason": said("the neck is right"),
            "rejected": [MASK.digest],
        },
    ),
    "edit.made": (
        _EDIT,
        {
            "dimensions": ["composition elements", "colour"],
            "layers": [said("water"), said("beak")],
            "note": said("repainted the water"),
            "observed": _SEEN_AT,
            "project": _file(b"(a project file)", "application/x-krita", "crane.kra")[0],
            "tool": {"name": "Krita", "version": "5.2.9"},
        },
    ),
    "comment.made": ({"about": [PICTURE.digest], "text": said("too dark")}, {}),
    "work.released": (
        _RELEASE,
        {"copies": [{"asset": _EDITED, "labels": ["cn.aigc", "iptc.source"]}]},
    ),
    "copy.found": (
        {"captured": [PICTURE], "where": said("https://example.org/shop/1")},
        {"matched": _EDITED.digest, "note": said("cropped")},
    ),
    "entry.corrected": ({"corrects": _ENTRY, "text": said("it was the other mask")}, {}),
    "bytes.erased": ({"assets": [PICTURE.digest], "reason": said("a court's order")}, {}),
    "entry.countersigned": ({"entries": [_ENTRY]}, {}),
}

FULL: dict[str, Mapping[str, Draft]] = {
    kind: {**required, **more} for kind, (required, more) in BODIES.items()
}


def committed(draft: Mapping[str, Draft]) -> tuple[JSONObject, list[Text]]:
    """Return a body as it stands in an event, and the texts that it commits to."""
    texts: list[Text] = []
    body = _written(draft, texts)
    return (body if isinstance(body, dict) else {}), texts


def _written(value: Draft, texts: list[Text]) -> JSON:
    if isinstance(value, Text):
        texts.append(value)
        return value.to_value()
    if isinstance(value, Asset):
        return value.to_value()
    if isinstance(value, Mapping):
        return {name: _written(item, texts) for name, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_written(item, texts) for item in value]
    return value
