"""The shelf: what stands in the catalogue, as somebody asks for it.

    with Catalogue.reading(layout.catalogue) as catalogue:
        shelf = Shelf(catalogue)
        found = shelf.find([Term("cat")], offset=0, limit=60)

A term is found in a work's title, among the names of who takes part in it, at a date, or in its
texts. Every term must be found; upper and lower case are the same.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bozzetto.record import Asset, Digest, Key, Moment
from bozzetto.studio.catalogue import Catalogue
from bozzetto.studio.catalogue_notes import quarter

__all__ = ["Card", "Found", "Happening", "Match", "Shelf", "Span", "State", "Term", "Where"]

State: TypeAlias = Literal["draft", "milestone", "released", "disputed"]
Where: TypeAlias = Literal["title", "person", "date", "words"]

TRIGRAM = 3  # characters: what is shorter stands in no index, and all pieces are looked through
PIECES = 500  # that are looked up at once
AROUND = 48  # characters of a text before and after what was found in it


@dataclass(frozen=True, slots=True)
class Span:
    """A time, from `since` to before `until`; both at a full quarter of an hour."""

    since: Moment
    until: Moment


@dataclass(frozen=True, slots=True)
class Term:
    """One word that somebody looks for, and the time that it names, if it is a date."""

    words: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Where a work has what was looked for."""

    where: Where
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A work, as far as it is shown among others."""

    digest: Digest
    title: str
    state: State
    opened: Moment
    newest: Moment
    entries: int
    pictures: int  # that it names, erased ones too
    cover: Asset | None
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Some of the works that were found, the newest first."""

    total: int
    works: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry among the newest."""

    place: int
    digest: Digest
    kind: str
    at: Moment
    seen: str
    work: Digest | None
    title: str | None
    picture: Asset | None
    words: str | None  # the beginning of what it says


class Shelf:
    """Asks one open catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def find(
        self,
        terms: Sequence[Term] = (),
        *,
        state: State | None = None,
        offset: int = 0,
        limit: int = 60,
    ) -> Found:
        """Find works that have every term, the newest first."""
        rows = self._catalogue.rows(_WORKS + " ORDER BY last DESC")
        if state is not None:
            rows = [row for row in rows if row[6] == state]
        matches = self._match(terms, rows)
        rows = [row for row in rows if row[0] in matches]
        page = rows[offset : offset + limit]
        return Found(len(rows), tuple(self._card(row, matches[row[0]]) for row in page))

    def card(self, digest: Digest) -> Card | None:
        """Show one work, None where there is none."""
        row = self._catalogue.row(_WORKS + " WHERE digest = ?", (digest,))
        return None if row is None else self._card(row, None)

    def count(self) -> int:
        """Count the works."""
        return int(self._catalogue.row("SELECT count(*) FROM work")[0])

    def counts(self, span: Span | None = None, work: Digest | None = None) -> dict[str, int]:
        """Count entries by kind, in a time, in a work."""
        since, until = (quarter(span.since), quarter(span.until)) if span else ("", "~")
        rows = self._catalogue.rows(_COUNTS, (since, until, work, work))
        return {str(kind): int(number) for kind, number in rows}

    def recent(self, span: Span, most: int) -> tuple[Happening, ...]:
        """List the newest entries of a time, newest first, the anchors left out."""
        rows = self._catalogue.rows(_RECENT, (span.since, span.until, most))
        return tuple(_happening(row) for row in rows)

    def names(self) -> dict[Key, str]:
        """Return what people and devices are called."""
        return dict(self._catalogue.rows("SELECT key, name FROM person"))

    def _card(self, row: tuple[Any, ...], match: Match | None) -> Card:
        work, digest, title, opened, newest, entries, state, pictures = row
        (cover,) = self._catalogue.row(_COVER, (work,))
        asset = None if cover is None else Asset.from_value(json.loads(cover))
        return Card(digest, title, state, opened, newest, entries, pictures, asset, match)

    def _match(
        self, terms: Sequence[Term], rows: Sequence[tuple[Any, ...]]
    ) -> dict[int, Match | None]:
        """Tell which of these works have every term, and where each has the first one."""
        matches: dict[int, Match | None] = {int(row[0]): None for row in rows}
        titles = {int(row[0]): str(row[2]) for row in rows}
        for index, term in enumerate(terms):
            wanted = {work: titles[work] for work in matches}
            found = self._places(term, wanted)
            matches = {
                work: match if index else found[work]
                for work, match in matches.items()
                if work in found
            }
        return matches

    def _places(self, term: Term, titles: dict[int, str]) -> dict[int, Match]:
        """Find a term in the works with these titles: the first place in the order tried."""
        found: dict[int, Match] = {}
        for pairs in (
            self._in_titles(term, titles),
            self._by_person(term),
            self._at_date(term),
        ):
            for work, match in pairs:
                if work in titles:
                    found.setdefault(work, match)
        missing = titles.keys() - found.keys()
        found.update(self._in_texts(term, set(missing)))
        return found

    def _in_titles(self, term: Term, titles: dict[int, str]) -> Iterator[tuple[int, Match]]:
        words = term.words.casefold()
        for work, title in titles.items():
            if words in title.casefold():
                yield work, Match("title", title)

    def _by_person(self, term: Term) -> Iterator[tuple[int, Match]]:
        words = term.words.casefold()
        for key, name in self.names().items():
            if words in name.casefold():
                rows = self._catalogue.rows("SELECT work FROM part WHERE key = ?", (key,))
                yield from ((int(work), Match("person", name)) for (work,) in rows)

    def _at_date(self, term: Term) -> Iterator[tuple[int, Match]]:
        if term.span is not None:
            bounds = (quarter(term.span.since), quarter(term.span.until))
            for (work,) in self._catalogue.rows(_DATED, bounds):
                yield int(work), Match("date", term.words)

    def _in_texts(self, term: Term, missing: set[int]) -> dict[int, Match]:
        """Look for the works that have a piece with the term; stop where none is missing."""
        words, found = term.words.casefold(), dict[int, Match]()
        pieces = self._pieces(words) if missing else []
        for start in range(0, len(pieces), PIECES):
            some = pieces[start : start + PIECES]
            query = _HELD.format(",".join("?" * len(some)))
            for work, text in self._catalogue.rows(query, some):
                if work in missing:
                    missing.discard(work)
                    found[work] = Match("words", self._around(int(text), words))
            if not missing:
                break
        return found

    def _pieces(self, words: str) -> list[int]:
        """Find the pieces that have these words, the oldest first."""
        if len(words) < TRIGRAM:
            like = "%" + "".join("\\" + c if c in "%_\\" else c for c in words) + "%"
            rows = self._catalogue.rows(_LIKE, (like,))
        else:
            rows = self._catalogue.rows(_PHRASE, ('"' + words.replace('"', '""') + '"',))
        return [int(row[0]) for row in rows]

    def _around(self, text: int, words: str) -> str:
        """Cut out of a text what stands around the words."""
        whole = str(self._catalogue.row("SELECT words FROM text WHERE id = ?", (text,))[0])
        at = max(0, whole.casefold().find(words))
        start, end = max(0, at - AROUND), at + len(words) + AROUND
        cut = " ".join(whole[start:end].split())
        return ("\u2026" if start else "") + cut + ("\u2026" if end < len(whole) else "")


def _happening(row: Iterable[Any]) -> Happening:
    place, digest, kind, at, seen, work, title, picture, words = row
    asset = None if picture is None else Asset.from_value(json.loads(picture))
    return Happening(place, digest, kind, at, seen, work, title, asset, words)


# A dispute is told before anything else; then what is out, and what was reached.
_STATE = (
    "coalesce((SELECT sort FROM mark WHERE mark.work = work.id"
    " ORDER BY sort = 'disputed' DESC, sort = 'released' DESC LIMIT 1), 'draft')"
)
_WORKS = f"SELECT id, digest, title, opened, newest, entries, {_STATE}, pictures FROM work"  # noqa: S608  # our own words
_COUNTS = (
    "SELECT kind, sum(number) FROM tally WHERE quarter >= ? AND quarter < ?"
    " AND (? IS NULL OR work = (SELECT id FROM work WHERE digest = ?)) GROUP BY kind ORDER BY kind"
)
_RECENT = (
    "SELECT h.place, h.digest, h.kind, h.at, h.seen, work.digest, work.title, value, words"
    " FROM happening h LEFT JOIN work ON work.id = h.work"
    " LEFT JOIN picture p ON p.work = h.work AND p.digest = h.picture"
    " AND NOT EXISTS (SELECT 1 FROM erased WHERE erased.digest = p.digest)"
    " WHERE h.at >= ? AND h.at < ? ORDER BY h.place DESC LIMIT ?"
)
_HERE = "NOT EXISTS (SELECT 1 FROM erased WHERE erased.digest = p.digest)"
# What was released last, else chosen last, else made last, else the last material
_COVER = (
    "SELECT coalesce("  # noqa: S608  # our own words
    "(SELECT value FROM mark m JOIN picture p ON p.work = m.work AND p.digest = m.asset"
    f" WHERE m.work = ?1 AND m.sort = 'released' AND {_HERE} ORDER BY m.place DESC LIMIT 1),"
    f"(SELECT value FROM picture p WHERE work = ?1 AND chosen IS NOT NULL AND {_HERE}"
    " ORDER BY chosen DESC, position LIMIT 1),"
    f"(SELECT value FROM picture p WHERE work = ?1 AND {_HERE}"
    " ORDER BY made DESC, place DESC, position LIMIT 1))"
)
_DATED = "SELECT DISTINCT work FROM tally WHERE quarter >= ? AND quarter < ?"
_LIKE = "SELECT id FROM piece WHERE words LIKE ? ESCAPE '\\' ORDER BY id"
_PHRASE = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid"
_HELD = "SELECT work, min(text) FROM held WHERE piece IN ({}) GROUP BY work"  # our own words
