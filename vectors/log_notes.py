"""Makes the vectors of plain signed notes and of verifier keys."""

import base64
from hashlib import sha256

from bozzetto.log import NoteKey
from vectors.log_cases import COSIGNER, ED25519, STRANGER, Case, Cases, bad, ok, plain

__all__ = ["notes"]

# The example of https://c2sp.org/signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_LINE = (
    "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3"
    "mFXmRKuwHjG1Yu72IneyaQM=\n"
)
EXAMPLE_TEXT = "This is an example message.\n"


def notes() -> Cases:
    """Sign notes, and malform notes and keys."""
    yield from _notes_held()
    yield from _notes_false()
    for name, note in _malformed_notes().items():
        yield name, bad("format", name.replace("-", " "), note=note, keys=[EXAMPLE_KEY])
    for name, key in _malformed_keys().items():
        note = f"{EXAMPLE_TEXT}\n{EXAMPLE_LINE}"
        yield name, bad("format", name.replace("-", " "), note=note, keys=[key])


def _notes_held() -> Cases:
    ours, theirs = str(ED25519.key()), str(STRANGER.key())
    example = f"{EXAMPLE_TEXT}\n{EXAMPLE_LINE}"
    known: Case = {"keys": [EXAMPLE_KEY], "verified": [{"key": EXAMPLE_KEY, "time": None}]}
    yield "specification", ok("the example of signed-note", note=example, **known)
    strange = plain(STRANGER, EXAMPLE_TEXT)
    yield (
        "unknown-name",
        ok("a stranger has signed too", note=f"{EXAMPLE_TEXT}\n{strange}{EXAMPLE_LINE}", **known),
    )
    twin = EXAMPLE_LINE.replace(" Uw2QO", " AAAAA")
    yield (
        "unknown-id",
        ok("another key of the same name", note=f"{EXAMPLE_TEXT}\n{twin}{EXAMPLE_LINE}", **known),
    )
    most = "".join(f"\u2014 s{number} AAAAAAA=\n" for number in range(63))
    yield (
        "64-signatures",
        ok("as many signatures as may be", note=f"{EXAMPLE_TEXT}\n{most}{EXAMPLE_LINE}", **known),
    )
    for name, body in {
        "empty-lines": "one\n\n\ntwo\n\n",
        "only-newline": "\n",
        "chinese": "\u6668\u5149\n",
        "looks-like-signature": "\u2014 s AAAAAAA=\n",
    }.items():
        yield (
            name,
            ok(
                name.replace("-", " "),
                note=f"{body}\n{plain(ED25519, body)}{plain(STRANGER, body)}",
                keys=[theirs, ours],
                verified=[{"key": ours, "time": None}, {"key": theirs, "time": None}],
            ),
        )


def _notes_false() -> Cases:
    false, keys = "verification", [EXAMPLE_KEY]
    example = f"{EXAMPLE_TEXT}\n{EXAMPLE_LINE}"
    yield (
        "text-changed",
        bad(false, "another text", note=example.replace("This", "That"), keys=keys),
    )
    yield "text-longer", bad(false, "a line was added", note="More.\n" + example, keys=keys)
    yield (
        "signature-changed",
        bad(false, "one bit changed", note=example.replace("aQM=", "aQI="), keys=keys),
    )
    yield (
        "signature-short",
        bad(
            false,
            "a known key's signature of 2 bytes",
            note=f"{EXAMPLE_TEXT}\n\u2014 example.com/foo Uw2QOkn8\n",
            keys=keys,
        ),
    )
    yield "no-keys", bad(false, "no key is known", note=example, keys=[])
    yield (
        "strangers-only",
        bad(false, "no known key has signed", note=example, keys=[str(STRANGER.key())]),
    )
    other = plain(STRANGER, "Another text.\n")
    yield (
        "one-of-two-fails",
        bad(
            false,
            "one known key holds and another fails",
            note=example + other,
            keys=[EXAMPLE_KEY, str(STRANGER.key())],
        ),
    )


def _malformed_notes() -> dict[str, str]:
    body, line = EXAMPLE_TEXT, EXAMPLE_LINE
    good = f"{body}\n{line}"
    most = "".join(f"\u2014 s{number} AAAAAAA=\n" for number in range(64))
    return {
        "empty": "",
        "no-signatures": body,
        "no-signature-after-empty-line": body + "\n",
        "no-empty-line": body + line,
        "no-text": "\n" + line,
        "no-final-newline": good[:-1],
        "empty-line-at-the-end": good + "\n",
        "junk-among-signatures": good + "junk\n",
        "carriage-returns": good.replace("\n", "\r\n"),
        "tab-in-text": "a\tb" + good,
        "zero-in-text": "a\x00b" + good,
        "hyphen": good.replace("\u2014", "-"),
        "two-spaces": good.replace("\u2014 ", "\u2014  "),
        "space-at-end-of-line": good.replace("aQM=", "aQM= "),
        "plus-in-name": good.replace("/foo", "+foo"),
        "name-empty": good.replace("example.com/foo", ""),
        "next-line-in-name": good.replace("/foo", "\u0085foo"),
        "no-break-space-in-name": good.replace("/foo", "\u00a0foo"),
        "wide-space-in-name": good.replace("/foo", "\u3000foo"),
        "base64-no-padding": good.replace("aQM=", "aQM"),
        "base64-second-spelling": good.replace("aQM=", "aQN="),
        "base64-for-addresses": good.replace("Uw2", "Uw-"),
        "base64-with-space": good.replace("Uw2", "Uw 2"),
        "id-without-signature": f"{body}\n\u2014 s AAAAAA==\n",
        "id-short": f"{body}\n\u2014 s AAAA\n",
        "one-key-twice": good + line,
        "65-signatures": f"{body}\n{most}{line}",
    }


def _malformed_keys() -> dict[str, str]:
    short = NoteKey.parse(EXAMPLE_KEY).public[:31]
    identity = sha256(b"example.com/foo\n\x01" + short).digest()[:4].hex()
    return {
        "key-empty": "",
        "key-other-id": EXAMPLE_KEY.replace("530d903a", "530d903b"),
        "key-id-in-capitals": EXAMPLE_KEY.replace("530d903a", "530D903A"),
        "key-without-name": EXAMPLE_KEY.replace("example.com/foo", ""),
        "key-space-in-name": EXAMPLE_KEY.replace("/foo", " foo"),
        "key-newline": EXAMPLE_KEY + "\n",
        "key-padding": EXAMPLE_KEY + "=",
        "key-unknown-kind": "example.com/foo+530d903a+AA==",
        "key-short": f"example.com/foo+{identity}+{base64.b64encode(bytes([1]) + short).decode()}",
        "key-of-cosigner": str(COSIGNER.key()),
    }
