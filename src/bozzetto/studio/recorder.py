"""The recorder: the only writer of a studio.

Order of writing, and what a crash leaves behind:

1. The bytes of the assets are made durable (``assets``). A crash leaves bytes that no entry
   names: harmless, and the next recording of the same bytes uses them.
2. In one transaction that holds the database's only write lock, the tip of the log is read,
   the events are put together and signed, and entries, steps and tiles are written. A crash
   leaves nothing.
3. COMMIT returns. **This is the point of no return**: entry, chain and tree edge are on disk.
4. Only now is the entry acknowledged. A crash between 3 and 4 leaves an entry that nobody was
   told of; so what was not acknowledged may be there, and what was is there.

The tree's right edge is the leaf hashes of the last, partial tile, which are the digests of
the entries themselves, and the rows of the tiles above: nothing more is written for it.

Writers that wait together commit together: the first one takes along everybody who came while
the disk was busy. Several processes record into one studio: the write lock is the database's,
and whoever takes it looks first at what the others wrote.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bozzetto.errors import BozzettoError, RecordingError, StaleError, StudioError
from bozzetto.log import TILE_WIDTH, Checkpoint, Run, Tile, grow_tiles, leaf_hash
from bozzetto.record import (
    FIRST,
    KINDS,
    Actor,
    ChainSort,
    Digest,
    Entry,
    Event,
    JSONObject,
    Moment,
    Seen,
    Signing,
    Text,
    digest_bytes,
)
from bozzetto.studio.clock import Clock
from bozzetto.studio.database import Database, EntryRow, FileRow
from bozzetto.studio.tip import ChainEnd, Tip
from bozzetto.studio.turns import Turns

__all__ = ["MAX_BATCH", "Body", "Draft", "Memory", "Recorded", "Recorder"]

MAX_BATCH = 4096  # entries in one transaction: who comes next waits about a second at most

# A body, or what makes one when the digest of the entry before it in the same call is known:
# an output names its instruction, and both may go into one transaction.
Body: TypeAlias = "JSONObject | Callable[[Digest], JSONObject]"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be recorded; place, number and time are the recorder's to give."""

    kind: str
    body: Body
    seen: Seen
    by: Actor
    signers: tuple[Signing, ...]
    work: Digest | None = None  # the work's chain; None for the studio's and the anchors'
    texts: tuple[Text, ...] = ()
    event: Event | None = None  # as `Recorder.prepare` gave it, where it was signed elsewhere


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: durable before it was returned."""

    place: int  # in the log, from 0
    digest: Digest  # of the entry
    number: int  # in its chain
    at: Moment  # the recorder's clock


@dataclass(frozen=True, slots=True)
class Memory:
    """What the recorder remembers beside the entries, in the same transaction. No evidence."""

    files: tuple[FileRow, ...] = ()  # watched files that these entries record
    notes: Mapping[str, str | None] = field(default_factory=dict)  # None removes one


_NOTHING = Memory()


def _tell_nobody() -> None:
    """Take no notice."""


@dataclass(slots=True)
class _Request:
    """One caller's drafts: all of them are recorded, or none."""

    drafts: Sequence[Draft]
    memory: Memory
    recorded: list[Recorded] = field(default_factory=list)
    error: BozzettoError | None = None


class Recorder:
    """Writes entries into one studio. May be used by several threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()  # held by the one thread that writes; guards _tip
        self._tip = Tip()
        # Is called when entries are durable, in the thread that wrote them: to wake who waits
        self.on_recorded: Callable[[], object] = _tell_nobody
        self._turns = Turns(self._write_all, lambda request: len(request.drafts), MAX_BATCH)

    def record(self, *drafts: Draft, memory: Memory = _NOTHING) -> list[Recorded]:
        """Record drafts in one transaction, and return when they are durable.

        Raises:
            FormatError: a draft is outside of the format; none of these was recorded.
            StudioError: a draft's work is not in this studio; none of these was recorded.
            VerificationError: a key signs that the studio did not introduce, or retired, or
                the one who acts does not sign; none of these was recorded.
            StaleError: a draft was signed elsewhere, and its chain went on; none was recorded.
            RecordingError: they could not be made durable; none of them was recorded.
        """
        request = _Request(drafts, memory)
        self._turns.wait(request)
        if request.error is not None:
            raise request.error
        return request.recorded

    def prepare(self, draft: Draft) -> Event:
        """Return the event that a draft would become now, for somebody elsewhere to sign.

        Nothing is written and nothing is held: `record` takes the draft with this event in it as
        long as its chain has not gone on meanwhile.

        Raises:
            StudioError: the draft's work is not in this studio.
        """
        with self._lock, self._database.writing():
            self._tip.follow(self._database)
            return self._event(self._tip, draft, None)

    def checkpoint(self, origin: str) -> Checkpoint:
        """Return the state of the log now, unsigned."""
        with self._lock, self._database.writing():
            self._tip.follow(self._database)
            return Checkpoint(origin, self._tip.edge.size, self._tip.edge.root())

    def close(self) -> None:
        """Close the recorder's own connection."""
        self._database.close()

    def _write_all(self, requests: list[_Request]) -> None:
        """Write what callers who wait together want recorded, in one transaction."""
        try:
            with self._lock:
                with self._database.writing():
                    self._tip.follow(self._database)
                    tip = self._tip.branch()
                    for request in requests:
                        tip = self._write(tip, request)
                # The point of no return lies behind. Still under the lock: a checkpoint must
                # not be taken of the tip before.
                self._tip = tip
        except BaseException as error:
            why = error if isinstance(error, BozzettoError) else RecordingError("interrupted")
            for request in requests:
                request.error = request.error or why
            if why is not error:
                raise
        else:
            self.on_recorded()

    def _write(self, tip: Tip, request: _Request) -> Tip:
        """Write one caller's drafts. A caller's mistake is its own: the others go on."""
        branch = tip.branch()
        try:
            entries = [
                self._sealed(branch, request, draft, branch.edge.size + index)
                for index, draft in enumerate(request.drafts)
            ]
        except BozzettoError as error:
            request.error = error
            return tip
        self._add(branch, entries, request.recorded)
        self._remember(request.memory)
        return branch

    def _sealed(self, tip: Tip, request: _Request, draft: Draft, place: int) -> Entry:
        """Put an event together, sign it, and let the tip end with it."""
        before = request.recorded[-1].digest if request.recorded else None
        event = self._event(tip, draft, before)
        if draft.event is not None:
            event = _signed_elsewhere(draft.event, event)
        entry = Entry.sealed(event, draft.texts, draft.signers)
        # Whom the studio did not introduce could spoil the record for ever: every verifier
        # would find it altered.
        tip.roll = tip.roll.after(entry)
        digest = entry.digest
        chain = event.chain or digest
        tip.ends[chain] = ChainEnd(chain, event.number + 1, digest)
        _note_milestone(tip, event, digest)
        request.recorded.append(Recorded(place, digest, event.number, event.at))
        return entry

    def _event(self, tip: Tip, draft: Draft, before: Digest | None) -> Event:
        """Put together what a draft is at the end of its chain."""
        end = self._end(tip, draft)
        return Event(
            studio=tip.studio,
            kind=draft.kind,
            chain=end.chain if end else None,
            number=end.length if end else 0,
            previous=end.last if end else None,
            at=self._clock.read().moment,
            after=tip.newest_anchor,
            seen=draft.seen,
            by=draft.by,
            body=_body(draft.body, before),
        )

    def _end(self, tip: Tip, draft: Draft) -> ChainEnd | None:
        """Return the end of the chain that a draft goes to, None where it opens one."""
        if draft.kind in FIRST:
            if FIRST[draft.kind] is ChainSort.ANCHOR and tip.anchors is not None:
                raise StudioError("the studio has its anchor chain already")
            return None
        sort = KINDS[draft.kind].chain if draft.kind in KINDS else ChainSort.WORK
        known = {ChainSort.STUDIO: tip.studio, ChainSort.ANCHOR: tip.anchors}
        chain = known.get(sort, draft.work)
        if chain is None:
            raise StudioError("{kind} has no chain to go to", kind=draft.kind)
        if sort is ChainSort.WORK and chain in {tip.studio, tip.anchors}:
            raise StudioError(
                "{kind} belongs to a work: {chain} is none", kind=draft.kind, chain=chain
            )
        return tip.end(self._database, chain)

    def _add(self, tip: Tip, entries: list[Entry], recorded: list[Recorded]) -> None:
        rows, leaves = [], []
        for entry, done in zip(entries, recorded, strict=True):
            digest = digest_bytes(done.digest)
            leaves.append(leaf_hash(digest))
            rows.append(
                EntryRow(done.place, digest, entry.line, self._chain(entry, done), done.number)
            )
        self._database.add(rows)
        partial = tip.partial
        self._add_tiles(tip.grow(leaves), partial)

    def _remember(self, memory: Memory) -> None:
        if memory.files:
            self._database.put_files(memory.files)
        for name, value in memory.notes.items():
            self._database.put_note(name, value)

    def _chain(self, entry: Entry, done: Recorded) -> int:
        """Return the database's number of an entry's chain, which begins here or stands."""
        if entry.event.chain is None:
            return self._database.add_chain(done.digest, FIRST[entry.event.kind])
        return self._database.chain_id(entry.event.chain)

    def _add_tiles(self, runs: Iterable[Run], partial: tuple[bytes, ...]) -> None:
        """Write the tiles of leaf hashes that are full now, and all that grew above."""
        for growth in grow_tiles(runs):
            level, index, width = growth.tile.level, growth.tile.index, growth.tile.width
            if level == 0 and width < TILE_WIDTH:
                continue
            if level == 0:
                kept = b"".join(partial) if growth.kept else b""
            else:
                kept = self._database.tile(Tile(level, index, growth.kept)) if growth.kept else b""
            self._database.put_tile(level, index, kept + growth.added)


def _body(body: Body, before: Digest | None) -> JSONObject:
    if not callable(body):
        return body
    if before is None:
        raise StudioError("a body names the entry before it, and there is none")
    return body(before)


def _signed_elsewhere(signed: Event, now: Event) -> Event:
    """Return the event that was signed, where it is still what would be recorded now.

    Its time is that of its preparation, and an anchor may have come since: both are older than
    need be, and true.

    Raises:
        StaleError: its chain went on.
    """
    if replace(now, at=signed.at, after=signed.after) != signed:
        raise StaleError(
            "the chain went on before the signature came", hint="sign what is asked for now"
        )
    return signed


def _note_milestone(tip: Tip, event: Event, digest: Digest) -> None:
    if event.kind == "studio.opened":
        tip.studio = digest
    elif event.kind == "anchors.opened":
        tip.anchors = digest
    elif event.kind == "time.anchored":
        tip.newest_anchor = digest
    if tip.studio in {digest, event.chain}:
        tip.introduced = event.number + 1
