"""Makes the vectors of signed checkpoints."""

import base64
import json
from functools import cache
from pathlib import Path

from bozzetto.errors import VerificationError
from bozzetto.log import (
    EMPTY_ROOT,
    MAX_TREE_SIZE,
    Checkpoint,
    KeyKind,
    NoteKey,
    NoteSigner,
    root,
)
from bozzetto.log.cosignature import ed25519_message, mldsa44_message
from vectors.log_cases import (
    COSIGNER,
    ED25519,
    MLDSA44,
    ORIGIN,
    STRANGER,
    TIME,
    Case,
    Cases,
    bad,
    flip,
    line,
    ok,
    plain,
    reader,
)

__all__ = ["checkpoints"]

FOLDER = Path(__file__).parent / "log" / "checkpoint"


def checkpoints() -> Cases:
    """Sign checkpoints, true ones and false, and malformed texts."""
    yield from _checkpoints_held()
    yield from _checkpoints_false()
    for name, body in _malformed_bodies().items():
        note = f"{body}\n{plain(ED25519, body)}"
        yield name, bad("format", name.replace("-", " "), note=note, keys=[str(ED25519.key())])


def _checkpoint() -> Checkpoint:
    return Checkpoint(ORIGIN, 17, root(17, reader()))


def _cosigned(checkpoint: Checkpoint, signer: NoteSigner = COSIGNER, time: int = TIME) -> str:
    """Cosign as Ed25519 witnesses do."""
    signature = signer.sign(ed25519_message(str(checkpoint), time))
    return line(signer.key(), time.to_bytes(8) + signature)


@cache
def _mldsa(checkpoint: Checkpoint, time: int = TIME) -> str:
    """Sign as the log does with ML-DSA-44, or keep the committed signature if it verifies."""
    message = mldsa44_message(
        ORIGIN, time, checkpoint.origin, checkpoint.tree_size, checkpoint.root_hash
    )
    key, start = MLDSA44.key(), f"\u2014 {ORIGIN} {base64.b64encode(MLDSA44.key().id).decode()[:5]}"
    for file in sorted(FOLDER.glob("*.json")):
        for old in json.loads(file.read_text(encoding="utf-8"))["note"].split("\n"):
            data = base64.b64decode(old.rpartition(" ")[2])[4:] if old.startswith(start) else b""
            if data[:8] == time.to_bytes(8) and _holds(key, message, data[8:]):
                return f"{old}\n"
    return line(key, time.to_bytes(8) + MLDSA44.sign(message))


def _holds(key: NoteKey, message: bytes, signature: bytes) -> bool:
    try:
        key.check(message, signature)
    except VerificationError:
        return False
    return True


def _opened(checkpoint: Checkpoint, verified: dict[NoteSigner, int | None]) -> Case:
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.tree_size,
        "root": checkpoint.root_hash.hex(),
        "verified": [{"key": str(each.key()), "time": time} for each, time in verified.items()],
    }


def _checkpoints_held() -> Cases:
    now, ours, post = _checkpoint(), str(ED25519.key()), str(MLDSA44.key())
    head, signed = f"{now}\n", plain(ED25519, str(now))
    yield (
        "ed25519",
        ok("signed with Ed25519", note=head + signed, keys=[ours], **_opened(now, {ED25519: None})),
    )
    yield (
        "mldsa44",
        ok(
            "signed with ML-DSA-44",
            note=head + _mldsa(now),
            keys=[post],
            **_opened(now, {MLDSA44: TIME}),
        ),
    )
    yield (
        "both",
        ok(
            "signed with both keys of the log",
            note=head + signed + _mldsa(now),
            keys=[ours, post],
            **_opened(now, {ED25519: None, MLDSA44: TIME}),
        ),
    )
    yield (
        "mldsa44-time-zero",
        ok(
            "an ML-DSA-44 signature that states no time",
            note=head + _mldsa(now, 0),
            keys=[post],
            **_opened(now, {MLDSA44: None}),
        ),
    )
    yield (
        "witness",
        ok(
            "cosigned by a witness",
            note=head + signed + _cosigned(now),
            keys=[ours, str(COSIGNER.key())],
            **_opened(now, {ED25519: None, COSIGNER: TIME}),
        ),
    )
    yield (
        "strangers",
        ok(
            "signatures of unknown keys are passed over",
            note=head + plain(STRANGER, "x\n") + signed + _cosigned(now),
            keys=[ours],
            **_opened(now, {ED25519: None}),
        ),
    )
    for name, checkpoint in {
        "empty-log": Checkpoint(ORIGIN, 0, EMPTY_ROOT),
        "largest-log": Checkpoint(ORIGIN, MAX_TREE_SIZE, bytes(32)),
    }.items():
        yield (
            name,
            ok(
                name.replace("-", " "),
                note=f"{checkpoint}\n{plain(ED25519, str(checkpoint))}",
                keys=[ours],
                **_opened(checkpoint, {ED25519: None}),
            ),
        )


def _checkpoints_false() -> Cases:
    now, later = _checkpoint(), Checkpoint(ORIGIN, 18, root(18, reader()))
    head, signed, post = f"{now}\n", plain(ED25519, str(now)), _mldsa(now)
    keys: Case = {"keys": [str(ED25519.key()), str(MLDSA44.key()), str(COSIGNER.key())]}
    confused = NoteSigner(ORIGIN, KeyKind.ED25519_COSIGNATURE, ED25519.private)
    yield (
        "ed25519-of-another",
        bad("verification", "Ed25519 over a later checkpoint", note=f"{later}\n{signed}", **keys),
    )
    yield (
        "mldsa44-of-another",
        bad("verification", "ML-DSA-44 over a later checkpoint", note=f"{later}\n{post}", **keys),
    )
    yield (
        "one-of-both-fails",
        bad(
            "verification",
            "Ed25519 holds, ML-DSA-44 is over a later checkpoint",
            note=f"{later}\n{plain(ED25519, str(later))}{post}",
            **keys,
        ),
    )
    yield (
        "witness-of-another",
        bad(
            "verification",
            "the log's key holds, the witness's is over a later checkpoint",
            note=head + signed + _cosigned(later),
            **keys,
        ),
    )
    yield (
        "witness-alone",
        bad("verification", "no key of the log has signed", note=head + _cosigned(now), **keys),
    )
    yield (
        "nobody-known",
        bad(
            "verification", "only a stranger has signed", note=head + plain(STRANGER, head), **keys
        ),
    )
    yield (
        "time-too-large",
        bad(
            "verification",
            "a time beyond 2^63-1",
            note=head + signed + _cosigned(now, time=2**63),
            **keys,
        ),
    )
    yield (
        "plain-as-cosignature",
        bad(
            "verification",
            "a plain signature under the key ID of a cosigner",
            note=head + line(confused.key(), TIME.to_bytes(8) + ED25519.sign(str(now).encode())),
            keys=[str(confused.key())],
        ),
    )
    yield from _mldsa_false(now, keys)


def _mldsa_false(now: Checkpoint, keys: Case) -> Cases:
    """Spoil the ML-DSA signature itself."""
    head, key = f"{now}\n", MLDSA44.key()
    data = base64.b64decode(_mldsa(now).rpartition(" ")[2])[4:]
    yield (
        "mldsa44-time-changed",
        bad(
            "verification",
            "a signature moved back by a second",
            note=head + line(key, (TIME - 1).to_bytes(8) + data[8:]),
            **keys,
        ),
    )
    yield (
        "mldsa44-bit",
        bad("verification", "one bit changed", note=head + line(key, flip(data)), **keys),
    )
    yield (
        "mldsa44-short",
        bad("verification", "the last byte is missing", note=head + line(key, data[:-1]), **keys),
    )
    renamed = NoteKey("log.example", key.kind, key.public)
    yield (
        "mldsa44-other-name",
        bad(
            "verification",
            "the signature covers the signer's name",
            note=head + line(renamed, data),
            keys=[str(renamed)],
        ),
    )


def _malformed_bodies() -> dict[str, str]:
    top = base64.b64encode(bytes(range(32))).decode()
    good = f"{ORIGIN}\n17\n{top}\n"
    sizes = {
        "missing": "",
        "negative": "-17",
        "with-sign": "+17",
        "leading-zero": "017",
        "underscore": "1_7",
        "fraction": "17.0",
        "exponent": "1e1",
        "hex": "0x11",
        "space": " 17",
        "other-digits": "\u0661\u0667",
        "too-large": str(MAX_TREE_SIZE + 1),
        "zero-with-root": "0",
    }
    roots = {
        "missing": "",
        "short": top[4:],
        "long": "AAAA" + top,
        "no-padding": top[:-1],
        "second-spelling": top[:-2] + "9=",
        "for-addresses": "A-_" + top[3:],
        "hex": bytes(range(32)).hex(),
    }
    return {
        "extension-line": good + "extension\n",
        "empty-line-at-the-end": good + "\n",
        "origin-missing": f"\n17\n{top}\n",
        "origin-with-space": good.replace("/", " "),
        "origin-with-plus": good.replace("/", "+"),
        "origin-too-long": good.replace(ORIGIN, "a" * 256),
        "two-lines": f"{ORIGIN}\n17\n",
        **{f"size-{name}": f"{ORIGIN}\n{size}\n{top}\n" for name, size in sizes.items()},
        **{f"root-{name}": f"{ORIGIN}\n17\n{value}\n" for name, value in roots.items()},
    }
