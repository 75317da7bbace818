"""Events that are none, case by case: a table for `record_entries`."""

from bozzetto.record import JSON, JSONObject, digest_of
from vectors.record_bodies import FULL, OWNER, committed
from vectors.record_story import PROGRAM

__all__ = ["EVENTS"]

_DAY = "2026-11-22T04:09:15.120000Z"
_KEY = OWNER.key
_ONE: list[JSON] = [digest_of(b"1")]
_TWO: list[JSON] = [digest_of(b"2")]

# name: what it says, what changes in the event of a comment
EVENTS: dict[str, tuple[str, JSONObject]] = {
    "format-next": ("a later format", {"format": "bozzetto/2"}),
    "format-null": ("no format", {"format": None}),
    "unknown-field": ("a field that no event has", {"mood": "good"}),
    "studio-null": ("studio is null in studio.opened only", {"studio": None}),
    "chain-null": ("chain is null in a first entry only", {"chain": None}),
    "previous-null": ("previous is null in a first entry only", {"previous": None}),
    "number-0": ("a first entry has no previous", {"number": 0}),
    "number-below-0": ("a number below 0", {"number": -1}),
    "number-true": ("true is no number", {"number": True}),
    "number-text": ("a number as a string", {"number": "8"}),
    "kind-one-word": ("a kind of one word", {"kind": "comment"}),
    "kind-upper-case": ("a kind in upper case", {"kind": "Comment.made"}),
    "kind-space": ("a space behind a kind", {"kind": "comment.made "}),
    "kind-newline": ("a newline behind a kind", {"kind": "comment.made\n"}),
    "kind-empty": ("an empty kind", {"kind": ""}),
    "at-seconds": ("a moment without microseconds", {"at": "2026-11-22T04:09:15Z"}),
    "at-milliseconds": ("a moment in milliseconds", {"at": "2026-11-22T04:09:15.120Z"}),
    "at-offset": ("a moment with an offset", {"at": "2026-11-22T04:09:15.120000+00:00"}),
    "at-lower-case": ("a moment in lower case", {"at": _DAY.lower()}),
    "at-space": ("a space for the T", {"at": _DAY.replace("T", " ")}),
    "at-comma": ("a comma for the point", {"at": _DAY.replace(".", ",")}),
    "at-february-30": ("a day that is none", {"at": "2026-02-30T00:00:00.000000Z"}),
    "at-leap-day": ("29 February of a common year", {"at": "2026-02-29T00:00:00.000000Z"}),
    "at-leap-second": ("a leap second", {"at": "2016-12-31T23:59:60.000000Z"}),
    "at-hour-24": ("24:00 is the next day's 00:00", {"at": "2026-11-22T24:00:00.000000Z"}),
    "at-year-0": ("the year 0", {"at": "0000-01-01T00:00:00.000000Z"}),
    "at-other-digits": ("digits of another script", {"at": _DAY.replace("4", "\u0664")}),
    "at-number": ("seconds since 1970", {"at": 1795320555}),
    "after-upper-case": ("a digest in upper case", {"after": "sha256:" + "AB" * 32}),
    "after-short": ("a digest that is too short", {"after": "sha256:" + "ab" * 31}),
    "after-sha512": ("a digest of another function", {"after": "sha512:" + "ab" * 64}),
    "after-bare": ("a digest without its function", {"after": "ab" * 32}),
    "after-newline": ("a newline behind a digest", {"after": "sha256:" + "ab" * 32 + "\n"}),
    "seen-other": ("a fourth way of knowing", {"seen": "guessed"}),
    "seen-list": ("two ways of knowing", {"seen": ["live", "stated"]}),
    "seen-null": ("no way of knowing", {"seen": None}),
    "by-nobody": ("nobody acted", {"by": {}}),
    "by-text": ("a name for an actor", {"by": "Lin"}),
    "by-null-person": (
        "who did not act is absent, never null",
        {"by": {"person": None, **PROGRAM}},
    ),
    "by-version": ("a version of nothing", {"by": {"person": _KEY, "version": "1"}}),
    "by-no-version": ("a program without its version", {"by": {"tool": "Krita"}}),
    "by-empty-tool": ("a program without a name", {"by": {"tool": "", "version": "1"}}),
    "by-long-tool": ("a name of 257 characters", {"by": {"tool": "a" * 257, "version": "1"}}),
    "by-unknown-field": ("an actor with an unknown field", {"by": {"name": "Lin", "person": _KEY}}),
    "key-padded": ("a key with padding", {"by": {"person": _KEY + "="}}),
    "key-bare": ("a key without its algorithm", {"by": {"person": _KEY[8:]}}),
    "key-x25519": ("a key of another algorithm", {"by": {"person": "x25519:" + _KEY[8:]}}),
    "key-short": ("a key of 31 bytes", {"by": {"person": "ed25519:" + "A" * 42}}),
    "key-standard": (
        "a key in the other alphabet",
        {"by": {"person": "ed25519:" + "+" * 42 + "w"}},
    ),
    "key-second": ("a second spelling of a key", {"by": {"person": "ed25519:" + "A" * 42 + "B"}}),
    "body-list": ("a body that is a list", {"body": []}),
    "choice-not-offered": (
        "chosen, and not among the candidates",
        {"kind": "choice.made", "body": {"among": _ONE, "chosen": _TWO, "rejected": []}},
    ),
    "choice-both": (
        "chosen and rejected at once",
        {
            "kind": "choice.made",
            "body": {"among": _ONE, "chosen": _ONE, "rejected": _ONE},
        },
    ),
    "choice-twice": (
        "a candidate twice",
        {"kind": "choice.made", "body": {"among": _ONE * 2, "chosen": [], "rejected": []}},
    ),
    "opening-later": (
        "a chain's first kind at another number",
        {"kind": "anchors.opened", "body": {}},
    ),
    "opening-studio": (
        "studio.opened has no studio",
        {
            "kind": "studio.opened",
            "number": 0,
            "chain": None,
            "previous": None,
            "body": committed(FULL["studio.opened"])[0],
        },
    ),
}
