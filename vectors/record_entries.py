"""Entries, case by case: for `make_record`.

Most start from one comment, change one thing in it and sign it anew, so that it is refused
for that one thing.
"""

import base64

from bozzetto.record import (
    JSON,
    Entry,
    JSONObject,
    Text,
    digest_of,
)
from vectors.record_bodies import (
    BODIES,
    DEVICE,
    FULL,
    OWNER,
    PARTNER,
    SECOND_DEVICE,
    STRANGER,
    committed,
)
from vectors.record_events import EVENTS
from vectors.record_lines import LINES, OPENED, SIGNATURES
from vectors.record_story import PROGRAM, Book, open_studio, person, sealed

__all__ = ["entries", "resigned"]

_SIGNERS = {signer.key: signer for signer in (OWNER, PARTNER, DEVICE, SECOND_DEVICE, STRANGER)}


def resigned(event: JSON, entry: Entry) -> bytes:
    """Sign another event by those who signed `entry`, with the same texts open."""
    return sealed(event, entry.texts, [_SIGNERS[each.key] for each in entry.signatures])


def entries(book: Book) -> dict[str, JSONObject]:
    """Return every case about one entry, by name."""
    comment = next(entry for entry in book.entries if entry.event.kind == "comment.made")
    event = comment.event.to_value()
    found = _accepted(comment, event)
    for name, (desc, change) in EVENTS.items():
        found[name] = _case(desc, resigned({**event, **change}, comment), "format")
    for field in event:
        rest = {name: item for name, item in event.items() if name != field}
        found[f"{field}-missing"] = _case(f"no {field}", resigned(rest, comment), "format")
    for group in (LINES, OPENED, SIGNATURES):
        for name, (desc, alter, error) in group.items():
            found[name] = _case(desc, alter(comment.line), error)
    return found | _kinds()


def _case(desc: str, line: bytes, error: str | None = None) -> JSONObject:
    """Describe a line, and what a reader finds in it."""
    try:
        value: JSONObject = {"desc": desc, "line": line.decode()}
    except UnicodeDecodeError:
        value = {"desc": desc, "base64": base64.b64encode(line).decode()}
    if error:
        return {**value, "error": error}
    entry = Entry.parse(line)
    entry.verify_signatures()
    return {
        **value,
        "ok": {
            "digest": entry.digest,
            "kind": entry.event.kind,
            "payload": digest_of(entry.payload),
            "signed": [signature.key for signature in entry.signatures],
            "texts": {text.digest: text.text for text in entry.texts},
            "withheld": list(entry.withheld()),
        },
    }


def _accepted(comment: Entry, event: JSONObject) -> dict[str, JSONObject]:
    strange: JSONObject = {
        **event,
        "kind": "mood-of-day.was-felt",
        "body": {"über": [{}], "\U0001f600": 1},
    }
    withheld = comment.without([comment.texts[0].digest])
    return {
        "comment": _case("a comment", comment.line),
        "without-newline": _case("a line may be read without its newline", comment.line[:-1]),
        "withheld": _case("the text is withheld: the digest is the same", withheld.line),
        "two-signatures": _case("two sign", sealed(event, comment.texts, [OWNER, DEVICE])),
        "by-program": _case("a program acted", resigned({**event, "by": PROGRAM}, comment)),
        "unknown-kind": _case("a kind that no reader knows", sealed(strange, [], [PARTNER])),
    }


def _kinds() -> dict[str, JSONObject]:
    """Accept each kind with and without its optional fields; refuse three changes of it."""
    book = open_studio()
    book.tell("anchors.opened", {}, PROGRAM, [DEVICE])
    book.tell("work.opened", BODIES["work.opened"][0], person(OWNER), [OWNER])
    found: dict[str, JSONObject] = {}
    for kind, (required, more) in BODIES.items():
        start = Book() if kind.endswith(".opened") else book
        name, (least, texts) = kind.replace(".", "-"), committed(required)
        if kind in {"anchors.opened", "work.opened"}:
            start = open_studio()
        found[f"{name}-least"] = _case(f"{kind}: required fields", _line(start, kind, least, texts))
        if more:
            full, all_texts = committed(FULL[kind])
            line = _line(start, kind, full, all_texts)
            found[f"{name}-full"] = _case(f"{kind}: all fields", line)
        for what, body in _spoilt(least):
            line = _line(start, kind, body, [])
            found[f"{name}-{what}"] = _case(f"{kind}: a field is {what}", line, "format")
    return found


def _spoilt(body: JSONObject) -> list[tuple[str, JSONObject]]:
    """Return a body without its last field, with one more, and with one of another type."""
    found: list[tuple[str, JSONObject]] = [("unknown", {**body, "zeal": "1"})]
    if body:
        last = max(body)
        found.append(("missing", {name: body[name] for name in body if name != last}))
        other = -7 if isinstance(body[last], int) else 7  # a count is no negative number
        found.append(("of-another-type", {**body, last: other}))
    return found


def _line(book: Book, kind: str, body: JSONObject, texts: list[Text]) -> bytes:
    return sealed(book.event(kind, body, person(OWNER)), texts, [OWNER, DEVICE])
