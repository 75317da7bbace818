"""Canonical JSON and commitments, case by case: tables for `make_record`."""

from bozzetto.record import JSONObject, digest_of

__all__ = ["CANONICAL", "COMMITMENTS", "SALTED"]

_FORMAT = "format"
_DIGEST = digest_of(b"a commitment")
_OTHER = digest_of(b"another one")
_SALT = "AAECAwQFBgcICQoLDA0ODw"
_ASSET: JSONObject = {"digest": _OTHER, "size": 1, "type": "image/png"}

# name: what it says, the bytes, the error
CANONICAL: dict[str, tuple[str, bytes, str | None]] = {
    "null": ("null", b"null", None),
    "empty-object": ("an object without members", b"{}", None),
    "largest": ("the largest integers", b"[-9007199254740991,9007199254740991]", None),
    "chinese": ("letters stand as they are", '{"标题":"鹤"}'.encode(), None),
    "controls": (
        "controls are escaped, by letter where JSON has one",
        b'"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/\x7f"',
        None,
    ),
    "separators": ("U+2028 and U+2029 stand as they are", '"\u2028\u2029"'.encode(), None),
    "not-normalised": (
        "two ways to write a letter are two texts",
        '["é","e\u0301"]'.encode(),
        None,
    ),
    "order-utf-16": (
        "names are ordered by UTF-16 units: an astral letter stands before U+E000",
        '{"\U0001f600":1,"\ue000":2}'.encode(),
        None,
    ),
    "order-prefix": ("a name stands before those that it begins", b'{"":0,"a":1,"a ":2}', None),
    "depth-32": ("32 levels", b"[" * 32 + b"]" * 32, None),
    "order-code-points": (
        "names ordered by code points",
        '{"\ue000":2,"\U0001f600":1}'.encode(),
        _FORMAT,
    ),
    "order-reversed": ("names out of order", b'{"b":1,"a":2}', _FORMAT),
    "depth-33": ("33 levels", b"[" * 33 + b"]" * 33, _FORMAT),
    "depth-2000": ("far too many levels", b"[" * 2000 + b"]" * 2000, _FORMAT),
    "name-twice": ("a name stands twice", b'{"a":1,"a":1}', _FORMAT),
    "space": ("white space after a colon", b'{"a": 1}', _FORMAT),
    "newline": ("a newline behind the value", b"{}\n", _FORMAT),
    "byte-order-mark": ("a byte order mark", b"\xef\xbb\xbf{}", _FORMAT),
    "empty": ("nothing", b"", _FORMAT),
    "two-values": ("two values", b"{}{}", _FORMAT),
    "unclosed": ("an object that does not end", b'{"a":1', _FORMAT),
    "trailing-comma": ("a comma before the end", b"[1,]", _FORMAT),
    "single-quotes": ("single quotes", b"{'a':1}", _FORMAT),
    "comment": ("a comment", b"{}/**/", _FORMAT),
    "not-a-number": ("NaN", b"NaN", _FORMAT),
    "infinity": ("minus infinity", b"-Infinity", _FORMAT),
    "float": ("a number with a fraction", b"0.5", _FORMAT),
    "float-integral": ("an integer with a fraction of nothing", b"3.0", _FORMAT),
    "exponent": ("an integer with an exponent", b"3e2", _FORMAT),
    "minus-zero": ("minus zero", b"-0", _FORMAT),
    "leading-zero": ("a zero in front", b"03", _FORMAT),
    "plus": ("a plus in front", b"+3", _FORMAT),
    "too-large": ("2 to the 53rd", b"9007199254740992", _FORMAT),
    "too-small": ("minus 2 to the 53rd", b"-9007199254740992", _FORMAT),
    "seed": ("a 64-bit seed as a number", b"18446744073709551615", _FORMAT),
    "escaped-slash": ("a slash escaped", b'"\\/"', _FORMAT),
    "escaped-letter": ("a letter escaped", b'"\\u00e9"', _FORMAT),
    "escaped-pair": ("an astral letter escaped as a pair", b'"\\ud83d\\ude00"', _FORMAT),
    "escape-upper-case": ("an escape in upper case", b'"\\u001F"', _FORMAT),
    "escape-long": ("a tab escaped by number", b'"\\u0009"', _FORMAT),
    "lone-surrogate": ("an unpaired surrogate", b'"\\ud800"', _FORMAT),
    "lone-surrogate-name": ("an unpaired surrogate in a name", b'{"\\udc00":1}', _FORMAT),
    "raw-control": ("a control that is not escaped", b'"\x01"', _FORMAT),
    "latin-1": ("not UTF-8", b'"\xe9"', _FORMAT),
    "overlong": ("a slash as two bytes of UTF-8", b'"\xc0\xaf"', _FORMAT),
    "utf-8-surrogate": ("a surrogate as three bytes of UTF-8", b'"\xed\xa0\x80"', _FORMAT),
    "utf-16": ("UTF-16", "{}".encode("utf-16-le"), _FORMAT),
}

# name: what it says, salt, text, the error
SALTED: dict[str, tuple[str, str, str, str | None]] = {
    "plain": ("a prompt", _SALT, "a crane over a lake", None),
    "empty-text": ("a text may be empty", _SALT, "", None),
    "chinese-text": ("a Chinese text", _SALT, "留白、墨", None),
    "untrimmed": ("nothing is trimmed", _SALT, " a \r\n\t", None),
    "composed": ("a letter with its accent in one", _SALT, "é", None),
    "decomposed": ("the same letter with its accent apart is another text", _SALT, "e\u0301", None),
    "astral-text": ("a sign outside of the first plane", _SALT, "\U0001f3a8", None),
    "nul": ("U+0000 is a character too", _SALT, "a\0b", None),
    "url-safe-salt": ("the salt's alphabet is that of base64url", "-_" * 10 + "-w", "a", None),
    "salt-empty": ("no salt", "", "a", _FORMAT),
    "salt-short": ("a salt of 15 bytes", "AAECAwQFBgcICQoLDA0O", "a", _FORMAT),
    "salt-long": ("a salt of 17 bytes", "AAECAwQFBgcICQoLDA0ODxA", "a", _FORMAT),
    "salt-padded": ("a salt with padding", _SALT + "==", "a", _FORMAT),
    "salt-standard": ("a salt in the other alphabet", "+/" * 10 + "+w", "a", _FORMAT),
    "salt-second": ("a second spelling of a salt", _SALT[:-1] + "x", "a", _FORMAT),
    "salt-newline": ("a newline behind a salt", _SALT + "\n", "a", _FORMAT),
}

# name: what it says, a body, the error
COMMITMENTS: dict[str, tuple[str, JSONObject, str | None]] = {
    "body-empty": ("a body without texts and assets", {}, None),
    "body-is-one": ("a body that is a commitment itself", {"text": _DIGEST}, None),
    "body-has-one": ("a commitment under the name text", {"text": {"text": _DIGEST}}, None),
    "body-lists": (
        "commitments and assets in lists, in canonical order of names",
        {"b": [{"text": _DIGEST}, [{"text": _OTHER}]], "a": {"text": _OTHER}, "c": [_ASSET]},
        None,
    ),
    "body-two-members": (
        "an object with another member beside text is no commitment",
        {"a": {"text": _DIGEST, "by": "person"}, "b": {"text": "plain", "by": "person"}},
        None,
    ),
    "body-no-string": ("nor is one whose text is no string", {"a": {"text": 7}}, None),
    "body-settings": (
        "nothing is looked for in settings",
        {"settings": {"text": "x"}, "a": {"settings": {"a": {"text": _DIGEST}, "b": _ASSET}}},
        None,
    ),
    "body-claims": ("nor in claims", {"claims": {"digest": "x", "size": "1", "type": "y"}}, None),
    "body-plain-text": ("a text that is not committed", {"a": {"text": "plain"}}, _FORMAT),
    "body-bad-asset": ("an asset of an unknown form", {"a": {**_ASSET, "size": "1"}}, _FORMAT),
    "body-large-asset": ("an asset with an unknown field", {"a": {**_ASSET, "x": "1"}}, _FORMAT),
    "body-type-case": ("a media type in capitals", {"a": {**_ASSET, "type": "image/PNG"}}, _FORMAT),
    "body-type-more": (
        "a media type with a parameter",
        {"a": {**_ASSET, "type": "text/plain; charset=utf-8"}},
        _FORMAT,
    ),
    "body-null-name": (
        "unknown fields are absent, never null",
        {"a": {**_ASSET, "name": None}},
        _FORMAT,
    ),
    "body-no-pixels": ("pixels are a digest", {"a": {**_ASSET, "pixels": "none"}}, _FORMAT),
}
