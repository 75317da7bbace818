"""What the catalogue notes of one entry: the work, its pictures, names, states and words."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bozzetto.record import ChainSort, Digest, Moment
from bozzetto.studio.gist import MAX_WORDS, Gist, Mark, pieces_in

__all__ = ["Notes", "quarter"]

MAX_REMEMBERED = 200_000  # pieces and texts in memory, so as not to ask for them again


@dataclass(slots=True)
class _Known:
    """What stands in the file already, so as not to ask for it each time."""

    works: dict[Digest, int] = field(default_factory=dict)
    pieces: dict[str, int] = field(default_factory=dict)
    held: set[tuple[int, int]] = field(default_factory=set)  # work and piece
    texts: set[tuple[int, str]] = field(default_factory=set)  # work and words

    def trim(self) -> None:
        """Forget what grew too large; it is found again in the file."""
        for memory in (self.pieces, self.held, self.texts):
            if len(memory) > MAX_REMEMBERED:
                memory.clear()


class Notes:
    """Notes entries through one connection, within its transactions."""

    def __init__(self, sql: sqlite3.Connection) -> None:
        self._sql = sql
        self._known = _Known()
        self._tallies: Counter[tuple[int, str, str]] = Counter()

    def trim(self) -> None:
        """Forget what grew too large; it is found again in the file."""
        self._known.trim()

    def note(self, place: int, digest: Digest, gist: Gist) -> None:
        """Note one entry."""
        work = self._work(place, digest, gist) if gist.sort is ChainSort.WORK else 0
        self._tallies[work, gist.kind, quarter(gist.at)] += 1
        self._note_files(place, work, gist)
        self._note_names(gist)
        if gist.sort is not ChainSort.ANCHOR:
            row = (place, digest, gist.kind, gist.at, gist.seen, work, gist.shown, gist.words)
            self._sql.execute("INSERT INTO happening VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        if work:
            self._note_state(place, digest, work, gist)
            self._note_texts(place, work, gist.texts)
            parts = [(work, key) for key in gist.people]
            self._sql.executemany("INSERT OR IGNORE INTO part VALUES (?, ?)", parts)

    def _work(self, place: int, digest: Digest, gist: Gist) -> int:
        """Note that a work grows, and return its number."""
        chain = gist.chain or digest
        if chain not in self._known.works:
            self._sql.execute(_BEGIN, (chain, gist.title or chain, gist.at, gist.at, place))
            found = self._sql.execute(_NUMBER, (chain,)).fetchone()
            self._known.works[chain] = int(found[0])
        work = self._known.works[chain]
        self._sql.execute(
            "UPDATE work SET newest = ?, last = ?, entries = entries + 1 WHERE id = ?",
            (gist.at, place, work),
        )
        return work

    def _note_files(self, place: int, work: int, gist: Gist) -> None:
        """Note which pictures came, which were decided about, and which bytes went."""
        if gist.assets:
            self._sql.executemany(_ERASED_NO_MORE, [(digest,) for digest in gist.assets])
        for position, picture in enumerate(gist.pictures):
            key, rest = (work, picture.digest), (picture.value, picture.made, place, position)
            done = self._sql.execute(_PICTURE, (*key, *rest))
            if done.rowcount:
                self._sql.execute(_ONE_MORE, (work,))
            else:
                self._sql.execute(_PICTURE_AGAIN, (*rest, *key))
        self._sql.executemany(_DECIDE, [(None, work, digest) for digest in gist.among])
        self._sql.executemany(_DECIDE, [(place, work, digest) for digest in gist.chosen])
        gone = [(digest,) for digest in gist.erased]
        self._sql.executemany("INSERT OR IGNORE INTO erased VALUES (?)", gone)

    def _note_names(self, gist: Gist) -> None:
        """Note what people and devices are called; a new key is called as the old one."""
        self._sql.executemany("INSERT OR REPLACE INTO person VALUES (?, ?)", gist.names)
        if gist.replaced is not None:
            old, new = gist.replaced
            self._sql.execute(
                "INSERT OR REPLACE INTO person SELECT ?, name FROM person WHERE key = ?", (new, old)
            )

    def _note_state(self, place: int, digest: Digest, work: int, gist: Gist) -> None:
        """Note what is said about the state of a work; what is corrected is said no more."""
        if gist.mark is not None:
            mark: Mark = gist.mark
            row = (place, digest, work, mark.sort, mark.asset)
            self._sql.execute("INSERT OR IGNORE INTO mark VALUES (?, ?, ?, ?, ?)", row)
        if gist.corrects is not None:
            self._sql.execute(
                "DELETE FROM mark WHERE entry = ? AND work = ?", (gist.corrects, work)
            )

    def _note_texts(self, place: int, work: int, texts: Iterable[str]) -> None:
        """Note the pieces of texts that the work did not have yet, and where they stand."""
        for index, words in enumerate(texts):
            if (work, words) in self._known.texts:
                continue
            self._known.texts.add((work, words))
            text = place << 16 | index & 0xFFFF
            if sum([self._hold(work, text, piece) for piece in pieces_in(words)]):
                kept = (text, words[:MAX_WORDS])
                self._sql.execute("INSERT OR IGNORE INTO text VALUES (?, ?)", kept)

    def _hold(self, work: int, text: int, words: str) -> bool:
        """Note that a work has a piece; tell whether that is new."""
        piece = self._known.pieces.get(words)
        if piece is None:
            piece = self._known.pieces[words] = self._piece(words)
        if (work, piece) in self._known.held:
            return False
        self._known.held.add((work, piece))
        row = (piece, work, text)
        done = self._sql.execute("INSERT OR IGNORE INTO held VALUES (?, ?, ?)", row)
        return done.rowcount > 0

    def _piece(self, words: str) -> int:
        found = self._sql.execute(_PIECE, (words,)).fetchone()
        if found is not None:
            return int(found[0])
        made = self._sql.execute("INSERT INTO piece (words) VALUES (?)", (words,)).lastrowid or 0
        self._sql.execute("INSERT INTO found (rowid, words) VALUES (?, ?)", (made, words))
        return made

    def write_tallies(self) -> None:
        """Write how many entries there were of each kind since the last time."""
        rows = [(*key, number) for key, number in self._tallies.items()]
        self._sql.executemany(_TALLY, rows)
        self._tallies.clear()


_BEGIN = (
    "INSERT OR IGNORE INTO work (digest, title, opened, newest, last, entries, pictures)"
    " VALUES (?, ?, ?, ?, ?, 0, 0)"
)
_NUMBER = "SELECT id FROM work WHERE digest = ?"
_PIECE = "SELECT id FROM piece WHERE words = ?"
_TALLY = (
    "INSERT INTO tally VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET number = number + excluded.number"
)
_PICTURE = (
    "INSERT OR IGNORE INTO picture (work, digest, value, made, place, position)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_PICTURE_AGAIN = (
    "UPDATE picture SET value = ?, made = max(made, ?), place = ?, position = ?"
    " WHERE work = ? AND digest = ?"
)
_ONE_MORE = "UPDATE work SET pictures = pictures + 1 WHERE id = ?"
_DECIDE = "UPDATE picture SET chosen = ? WHERE work = ? AND digest = ?"
_ERASED_NO_MORE = "DELETE FROM erased WHERE digest = ?"


def quarter(at: Moment) -> str:
    """Return the quarter of an hour that a moment lies in, UTC: ``2026-11-22T12:45``."""
    return f"{at[:14]}{int(at[14:16]) // 15 * 15:02}"
