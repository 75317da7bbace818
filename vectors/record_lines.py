"""Lines that were changed after they were written: tables for `record_entries`.

Each change is a function from the line of one comment, of one text and one signature, to
another line.
"""

import base64
import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bozzetto.record import EVENT_TYPE, JSON, Entry, JSONObject, Signer, canonical, pae
from vectors.record_bodies import STRANGER, said
from vectors.record_story import sealed

__all__ = ["LINES", "OPENED", "SIGNATURES"]

_ORDER = 2**252 + 27742317777372353535851937790883648493  # of the curve's group, RFC 8032 5.1
_Alter = Callable[[bytes], bytes]


def _swap(old: bytes, new: bytes) -> _Alter:
    """Return a change of the first `old` into `new`."""
    return lambda line: line.replace(old, new, 1)


# name: what it says, how the signed line is changed, the error
LINES: dict[str, tuple[str, _Alter, str]] = {
    "line-empty": ("an empty line", lambda _: b"\n", "format"),
    "line-list": ("a line that is a list", lambda line: b"[" + line[:-1] + b"]\n", "format"),
    "line-truncated": ("a line cut off", lambda line: line[:-9], "format"),
    "line-two-newlines": ("two newlines", lambda line: line + b"\n", "format"),
    "line-crlf": ("a line of another system", lambda line: line[:-1] + b"\r\n", "format"),
    "line-mark": ("a byte order mark", lambda line: b"\xef\xbb\xbf" + line, "format"),
    "line-space": ("white space", _swap(b'":', b'": '), "format"),
    "line-escape": ("a letter escaped", _swap(b"too dark", b"too d\\u0061rk"), "format"),
    "line-latin-1": ("not UTF-8", _swap(b"too dark", b"too d\xe4rk"), "format"),
    "line-order": (
        "members out of order",
        lambda line: (
            b"{%b,%b\n"
            % (line[line.index(b'"open"') : -2], line[1 : line.index(b',"open"')] + b"}")
        ),
        "format",
    ),
    "line-unknown-member": ("a fourth member", _swap(b'},"open"', b'},"note":1,"open"'), "format"),
    "line-no-open": ("no open", _swap(b'"open"', b'"oped"'), "format"),
    "line-float": ("a number with a fraction", _swap(b'"number":', b'"number":1.'), "format"),
    "line-twice": ("a name twice", _swap(b'"format"', b'"format":"bozzetto/1","format"'), "format"),
    "event-changed": (
        "the event was changed after it was signed",
        _swap(b'"number":', b'"number":1'),
        "verification",
    ),
    "event-redated": (
        "the time was changed after it was signed",
        _swap(b'"at":"2026', b'"at":"2025'),
        "verification",
    ),
}


def _opening(change: Callable[[str, JSON], JSONObject]) -> _Alter:
    """Return a change of what is open: from the commitment and its opening."""

    def alter(line: bytes) -> bytes:
        entry = Entry.parse(line)
        (text,) = entry.texts
        start, rest = line.split(b'"open":', 1)
        opened = canonical(change(text.digest, [text.salt, text.text]))
        return start + b'"open":' + opened + rest[rest.index(b',"signatures"') :]

    return alter


_TEXT = said("too dark")
_LATER = said("much too dark")
OPENED: dict[str, tuple[str, _Alter, str]] = {
    "open-changed": (
        "the text shown is not the one that was committed to",
        _opening(lambda digest, _: {digest: [_TEXT.salt, _LATER.text]}),
        "verification",
    ),
    "open-other-salt": (
        "the salt shown is another",
        _opening(lambda digest, _: {digest: [_LATER.salt, _TEXT.text]}),
        "verification",
    ),
    "open-untrimmed": (
        "a space more",
        _opening(lambda digest, _: {digest: [_TEXT.salt, _TEXT.text + " "]}),
        "verification",
    ),
    "open-uncommitted": (
        "a text is opened that the event does not commit to",
        _opening(lambda digest, pair: {digest: pair, _LATER.digest: [_LATER.salt, _LATER.text]}),
        "format",
    ),
    "open-list": ("open is an object", lambda line: _cut(line, b"[]"), "format"),
    "open-null": ("open is empty, never null", lambda line: _cut(line, b"null"), "format"),
    "open-bare": ("no salt", _opening(lambda digest, _: {digest: _TEXT.text}), "format"),
    "open-one": ("a list of one", _opening(lambda digest, _: {digest: [_TEXT.salt]}), "format"),
    "open-three": (
        "a list of three",
        _opening(lambda digest, _: {digest: [_TEXT.salt, _TEXT.text, ""]}),
        "format",
    ),
    "open-short-salt": (
        "a salt of 15 bytes",
        _opening(lambda digest, _: {digest: [_TEXT.salt[:20], _TEXT.text]}),
        "format",
    ),
}


def _cut(line: bytes, opened: bytes) -> bytes:
    start, rest = line.split(b'"open":', 1)
    return start + b'"open":' + opened + rest[rest.index(b',"signatures"') :]


def _signing(change: Callable[[str, str], JSON]) -> _Alter:
    """Return a change of the signatures: from the key and its signature."""

    def alter(line: bytes) -> bytes:
        (done,) = Entry.parse(line).signatures
        start = line[: line.index(b'"signatures"')]
        return start + b'"signatures":' + canonical(change(done.key, done.sig)) + b"}\n"

    return alter


def _signed(change: Callable[[str], str]) -> _Alter:
    return _signing(lambda key, sig: [{"key": key, "sig": change(sig)}])


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _malleable(sig: str) -> str:
    """Add the group's order to S: the equation still holds, and RFC 8032 5.1.7 refuses it."""
    raw = base64.b64decode(sig)
    return _encode(raw[:32] + (int.from_bytes(raw[32:], "little") + _ORDER).to_bytes(32, "little"))


def _by_partner(message: Callable[[bytes], bytes]) -> _Alter:
    """Return a change of what the signature is over: from the event's canonical bytes."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([2]) * 32)

    def alter(line: bytes) -> bytes:
        made = _encode(private.sign(message(Entry.parse(line).payload)))
        return _signed(lambda _: made)(line)

    return alter


def _several(line: bytes, count: int) -> bytes:
    """Sign by `count` keys, each of which verifies."""
    entry = Entry.parse(line)
    privates = [
        Ed25519PrivateKey.from_private_bytes(bytes([40 + each]) * 32) for each in range(count)
    ]
    return sealed(entry.event.to_value(), entry.texts, [Signer(private) for private in privates])


def _by_nothing(spelling: bytes) -> _Alter:
    """Sign by the point at zero, which any R of a known logarithm satisfies, spelled otherwise."""
    seed = bytes([2]) * 32
    hashed = bytearray(hashlib.sha512(seed).digest()[:32])
    hashed[0] &= 248
    hashed[31] = hashed[31] & 63 | 64  # RFC 8032 section 5.1.5
    scalar = int.from_bytes(hashed, "little") % _ORDER
    point = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    key = "ed25519:" + base64.urlsafe_b64encode(spelling).decode().rstrip("=")
    signature = _encode(point + scalar.to_bytes(32, "little"))
    return _signing(lambda _key, _sig: [{"key": key, "sig": signature}])


SIGNATURES: dict[str, tuple[str, _Alter, str]] = {
    "key-beyond-the-field": (
        "a key whose y is not below the field's size: 1, spelled as p + 1",
        _by_nothing((2**255 - 18).to_bytes(32, "little")),
        "verification",
    ),
    "key-minus-zero": (
        "a key whose x is minus zero",
        _by_nothing((2**255 + 1).to_bytes(32, "little")),
        "verification",
    ),
    "signatures-none": ("no signature", _signing(lambda *_: []), "format"),
    "signatures-17": ("17 signatures", lambda line: _several(line, 17), "format"),
    "signatures-object": ("signatures in no list", _signing(lambda key, sig: {key: sig}), "format"),
    "signatures-twice": (
        "a key signs twice",
        _signing(lambda key, sig: [{"key": key, "sig": sig}] * 2),
        "format",
    ),
    "signatures-unsorted": (
        "signatures out of order",
        _signing(
            lambda key, sig: [{"key": key, "sig": sig}, {"key": "ed25519:" + "A" * 43, "sig": sig}]
        ),
        "format",
    ),
    "signature-unknown-field": (
        "a signature with a third field",
        _signing(lambda key, sig: [{"key": key, "keyid": "", "sig": sig}]),
        "format",
    ),
    "signature-null": ("no bytes", _signing(lambda key, _: [{"key": key, "sig": None}]), "format"),
    "signature-unpadded": ("without padding", _signed(lambda sig: sig.rstrip("=")), "format"),
    "signature-short": (
        "63 bytes",
        _signed(lambda sig: _encode(base64.b64decode(sig)[:63])),
        "format",
    ),
    "signature-long": (
        "65 bytes",
        _signed(lambda sig: _encode(base64.b64decode(sig) + b"\0")),
        "format",
    ),
    "signature-second": (
        "a second spelling of the last bits",
        _signed(lambda sig: sig[:-3] + chr(ord(sig[-3]) + 1) + "=="),
        "format",
    ),
    "signature-url-safe": (
        "the other alphabet",
        _signed(lambda sig: "-_" + sig[2:]),
        "format",
    ),
    "signature-newline": (
        "a newline in it",
        _signed(lambda sig: sig[:76] + "\n" + sig[76:]),
        "format",
    ),
    "signature-zero": (
        "64 bytes of nothing",
        _signed(lambda _: _encode(bytes(64))),
        "verification",
    ),
    "signature-malleable": ("S is not below the order", _signed(_malleable), "verification"),
    "signature-other-key": (
        "the signature of another key",
        _signing(lambda _, sig: [{"key": STRANGER.key, "sig": sig}]),
        "verification",
    ),
    "signature-bare": (
        "over the event and not its encoding",
        _by_partner(lambda it: it),
        "verification",
    ),
    "signature-other-type": (
        "over the event as a document of another type",
        _by_partner(lambda it: pae("application/vnd.in-toto+json", it)),
        "verification",
    ),
    "signature-space": (
        "over the event and a newline",
        _by_partner(lambda it: pae(EVENT_TYPE, it + b"\n")),
        "verification",
    ),
}
