"""Chains, case by case: for `make_record`."""

from collections.abc import Sequence

from bozzetto.record import JSON, ChainSort, Entry, Head, JSONObject, verify_next
from vectors.record_entries import resigned
from vectors.record_story import Book

__all__ = ["chains", "describe"]


def chains(book: Book) -> dict[str, JSONObject]:
    """Return every case about a chain, by name."""
    work, studio = book.chain(ChainSort.WORK), book.chain(ChainSort.STUDIO)
    return _intact(work, studio) | _broken(work, studio) | _sparse(book.chain(ChainSort.ANCHOR))


def describe(desc: str, entries: Sequence[Entry], *, sparse: bool = False) -> JSONObject:
    """Describe a chain that holds, and its head."""
    head = _head(entries, sparse=sparse)
    ok: JSONObject = {
        "chain": head.chain,
        "digest": head.digest,
        "number": head.number,
        "sort": head.sort.value,
    }
    return {**_given(desc, entries, sparse=sparse), "ok": ok}


def _head(entries: Sequence[Entry], *, sparse: bool) -> Head:
    head = verify_next(None, entries[0])
    for entry in entries[1:]:
        head = verify_next(head, entry, sparse=sparse)
    return head


def _given(desc: str, entries: Sequence[Entry], *, sparse: bool) -> JSONObject:
    lines: list[JSON] = [entry.line.decode() for entry in entries]
    return {"desc": desc, "lines": lines, "sparse": sparse}


def _bad(desc: str, at: int, entries: Sequence[Entry], *, sparse: bool = False) -> JSONObject:
    given = _given(desc, entries[: at + 1], sparse=sparse)
    return {**given, "at": at, "error": "verification"}


def _intact(work: list[Entry], studio: list[Entry]) -> dict[str, JSONObject]:
    last = work[-1].event
    strange = _altered(
        work[-1],
        body={"of": "a later version"},
        kind="mood.felt",
        number=last.number + 1,
        previous=work[-1].digest,
    )
    return {
        "first-alone": describe("a chain of its first entry", work[:1]),
        "cut-at-the-end": describe("what was cut off at the end does not show", work[:3]),
        "unknown-kind": describe("an entry of an unknown kind is a link", [*work, strange]),
        "studio": describe("the studio chain is carried whole", studio),
    }


def _broken(work: list[Entry], studio: list[Entry]) -> dict[str, JSONObject]:
    first, second, third, fourth = work[:4]
    return {
        "gap": _bad("an entry is missing", 2, [first, second, fourth]),
        "doubled": _bad("an entry stands twice", 2, [first, second, second]),
        "swapped": _bad("two entries are exchanged", 1, [first, third, second]),
        "backwards": _bad("numbers go back", 2, [first, second, first]),
        "first-missing": _bad("the first entry is missing", 0, work[1:2]),
        "first-unknown": _bad(
            "no chain begins with this kind", 0, [_altered(first, kind="mood.opened", body={})]
        ),
        "first-other": _bad(
            "no chain begins with a known kind that is none of the three",
            0,
            [_altered(first, kind="comment.made", body=_body(work, "comment.made"))],
        ),
        "other-chain": _bad("an entry of another chain", 1, [first, studio[1]]),
        "other-first": _bad("a chain begins within a chain", 1, [first, studio[0]]),
        "other-previous": _bad(
            "previous names another entry",
            2,
            [first, second, _altered(third, previous=first.digest)],
        ),
        "previous-altered": _bad(
            "the entry before was signed anew",
            2,
            [first, _altered(second, seen="live"), third],
        ),
        "alien-kind": _bad(
            "a kind of another sort of chain",
            1,
            [
                first,
                _altered(second, kind="person.left", body={"key": studio[0].signatures[0].key}),
            ],
        ),
        "alien-number": _bad(
            "a number was left out, and the link is right",
            2,
            [first, second, _altered(third, number=3)],
        ),
    }


def _sparse(anchors: list[Entry]) -> dict[str, JSONObject]:
    first, second, third = anchors
    unlinked = _altered(second, previous=third.digest)
    return {
        "anchors-whole": describe("an anchor chain may be carried whole", anchors, sparse=True),
        "anchors-sparse": describe("or in part", [first, third], sparse=True),
        "anchors-gap": _bad("an anchor is missing where none may", 1, [first, third]),
        "anchors-back": _bad("numbers only grow", 2, [first, third, second], sparse=True),
        "anchors-doubled": _bad("an anchor stands twice", 2, [first, second, second], sparse=True),
        "anchors-unlinked": _bad("neighbours are linked", 1, [first, unlinked], sparse=True),
        "anchors-beheaded": _bad("the first entry is carried always", 0, [second], sparse=True),
    }


def _body(entries: list[Entry], kind: str) -> JSON:
    return next(entry.event.body for entry in entries if entry.event.kind == kind)


def _altered(entry: Entry, **changes: JSON) -> Entry:
    """Change an event, and sign it anew by those who signed it; its texts are withheld."""
    bare = entry.without(text.digest for text in entry.texts)
    return Entry.parse(resigned({**entry.event.to_value(), **changes}, bare))
