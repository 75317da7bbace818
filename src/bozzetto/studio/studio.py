"""A studio: the home of one log, its works, its keys and its original bytes.

    with Studio.create(Path("studio"), name="Atelier", owner="Ann") as studio:
        work = studio.open_work("Cat pendant")
        work.state_intent("A silver cat that looks back over its shoulder.")

A studio may be open in several processes at once. Everything that is written goes through
``recorder``; everything that is read here was written by it.
"""

import platform
import secrets
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from bozzetto import __version__
from bozzetto.errors import BozzettoError, RecordingError, StudioError
from bozzetto.log import Checkpoint, studio_origin
from bozzetto.record import (
    Actor,
    ChainSort,
    Digest,
    Entry,
    JSONObject,
    Key,
    Seen,
    Signer,
    Text,
    digest_bytes,
)
from bozzetto.studio.assets import Assets, Description
from bozzetto.studio.clock import Clock
from bozzetto.studio.contents import Contents
from bozzetto.studio.database import ChainRow, Database
from bozzetto.studio.durable import make_folder
from bozzetto.studio.keys import Keys, LogKeys
from bozzetto.studio.layout import Layout, default_studio
from bozzetto.studio.people import People
from bozzetto.studio.recorder import Draft, Memory, Recorded, Recorder
from bozzetto.studio.roll import Roll
from bozzetto.studio.run import Run
from bozzetto.studio.sealing import Sealed, Sealer
from bozzetto.studio.work import Work

__all__ = ["Studio"]

_NOTHING = Memory()
MOST_CONTENTS = 8  # works whose files are remembered: an act then reads what is new, and no more


class Studio:
    """An open studio."""

    def __init__(
        self,
        layout: Layout,
        *,
        passphrase: str | None = None,
        clock: Clock | None = None,
        signers: dict[Key, Signer] | None = None,
    ) -> None:
        """Open the studio at `layout`; `Studio.open` and `Studio.create` say it shorter.

        Args:
            layout: Where it is.
            passphrase: Opens the owner's key.
            clock: Of this machine, where none is given.
            signers: Keys that are open already; what is opened here is put into it, so that
                several open studios of one process may share them.

        Raises:
            StudioError: there is none, or it is not one that this program knows.
        """
        self.layout = layout
        self.clock = clock or Clock()
        self.database = Database(layout.database)  # for reading
        self.assets = Assets(layout, self.describe)
        self.keys = Keys(layout.keys)
        self._passphrase = passphrase
        self._signers: dict[Key, Signer] = {} if signers is None else signers
        self._contents: OrderedDict[Digest, Contents] = OrderedDict()  # used last, last
        self.recorder = Recorder(Database(layout.database), self.clock)
        try:
            self._read_opening()
            self.signer(self.device)  # a studio that cannot record is not opened
        except BaseException:
            self._close_files()
            raise
        self.run = Run(
            self.recorder,
            self.database,
            self.clock,
            self.digest,
            lambda: self.signer(self.device),
        )
        self.sealer = Sealer(self)
        self.people = People(self)
        self.assets.clear_staging()

    def _read_opening(self) -> None:
        """Read who owns the studio out of its first entry."""
        chains = self.database.chains(ChainSort.STUDIO)
        if not chains:
            raise StudioError(
                "the studio at {place} was not finished",
                hint="remove it and make it anew: nothing was recorded in it",
                place=self.layout.root,
            )
        self.digest = chains[0].digest
        _, line = next(iter(self.database.lines(chains[0].id)))
        self.opening = Entry.parse(line)
        self._chain = chains[0].id
        self._read = _Read(None, 0, Roll())
        log = self.opening.event.body["log"]
        self.log_keys = LogKeys(Key(_at(log, "ed25519")), Key(_at(log, "ml-dsa-44")))
        self.origin = studio_origin(digest_bytes(self.digest))

    @property
    def roll(self) -> Roll:
        """Whose keys stand now; another process may have changed it a moment ago."""
        read, version = self._read, self.database.version()
        if version != read.version:
            lines = [line for _, line in self.database.lines(self._chain, read.count)]
            roll = read.roll.after_lines(lines)
            read = self._read = _Read(version, read.count + len(lines), roll)
        return read.roll

    @property
    def owner(self) -> Key:
        """The owner's key: the first one, or what replaced it."""
        return self.roll.owner

    @property
    def device(self) -> Key:
        """The key of the device that records here: the first that stands and is kept here."""
        devices = self.roll.devices
        return next((key for key in devices if self.keys.has(key)), next(iter(devices), self.owner))

    @classmethod
    def open(
        cls,
        folder: Path | None = None,
        *,
        passphrase: str | None = None,
        clock: Clock | None = None,
        signers: dict[Key, Signer] | None = None,
    ) -> Self:
        """Open the studio in `folder`, or the user's own; for `signers`, see the constructor.

        Raises:
            StudioError: there is none, or it is not one that this program knows.
        """
        layout = Layout((folder or default_studio()).absolute())
        return cls(layout, passphrase=passphrase, clock=clock, signers=signers)

    @classmethod
    def create(
        cls,
        folder: Path | None = None,
        *,
        name: str,
        owner: str,
        device: str | None = None,
        passphrase: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Make a studio and its keys; `passphrase` protects the owner's.

        Raises:
            StudioError: one stands there already.
            RecordingError: it could not be written.
        """
        layout = Layout((folder or default_studio()).absolute())
        if layout.exists():
            raise StudioError(
                "a studio stands at {place} already",
                hint="name another folder, or use the one that is there",
                place=layout.root,
            )
        keys = Keys(layout.keys)
        try:
            make_folder(layout.root)
            Assets(layout).make_folders()
        except OSError as error:
            raise RecordingError(
                "cannot make a studio at {place}: {why}",
                hint="name a folder that can be written to",
                place=layout.root,
                why=error.strerror or error,
            ) from error
        owner_key, device_key, log = keys.make(passphrase), keys.make(), keys.make_log_keys()
        texts = tuple(_salted(words) for words in (name, owner, device or platform.node() or "-"))
        body: JSONObject = {
            "name": texts[0].to_value(),
            "owner": {"name": texts[1].to_value(), "key": owner_key},
            "device": {"name": texts[2].to_value(), "key": device_key},
            "log": {"ed25519": log.ed25519, "ml-dsa-44": log.ml_dsa_44},
            "software": {"name": "bozzetto", "version": __version__},
        }
        signers = (keys.signer(owner_key, passphrase), keys.signer(device_key))
        opened = Draft(
            "studio.opened", body, Seen.LIVE, Actor(person=owner_key), signers, texts=texts
        )
        anchors = Draft(
            "anchors.opened",
            {},
            Seen.LIVE,
            Actor(tool="bozzetto", version=__version__),
            (keys.signer(device_key),),
        )
        database = Database(layout.database, create=True)
        try:
            Recorder(database, clock or Clock()).record(opened, anchors)
        finally:
            database.close()
        return cls(layout, passphrase=passphrase, clock=clock)

    def close(self, reason: str | None = None) -> None:
        """End the run, if one is open, and close the files."""
        try:
            self.run.stop(reason)
        finally:
            self._close_files()

    def _close_files(self) -> None:
        self.recorder.close()
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close(None if kind is None else _why(kind))

    def describe(self, _file: BinaryIO) -> Description:
        """Say what a file's bytes say about it: nothing, on this floor. `api.Studio` can."""
        return Description()

    def signer(self, key: Key) -> Signer:
        """Return the signer of a person or a device whose private key is here.

        Raises:
            StudioError: it is not here.
            LockedError: it is locked, and the studio's passphrase does not open it.
        """
        if key not in self._signers:
            self._signers[key] = self.keys.signer(key, self._passphrase)
        return self._signers[key]

    def unlock(self, key: Key, passphrase: str | None) -> Signer:
        """Open the key of a person who has a passphrase of their own; it stays open.

        Raises:
            StudioError: it is not here.
            LockedError: the passphrase is not its own.
        """
        signer = self._signers[key] = self.keys.signer(key, passphrase)
        return signer

    def record(self, *drafts: Draft, memory: Memory = _NOTHING) -> list[Recorded]:
        """Record drafts together; a live one of a work begins this process's run.

        Returns:
            What was recorded of `drafts`, in their order.

        Raises:
            FormatError: a draft is outside of the format; none was recorded.
            VerificationError: somebody signs who does not stand in the studio; none was
                recorded.
            RecordingError: they could not be made durable; none was recorded.
        """
        if any(draft.seen is Seen.LIVE and draft.work is not None for draft in drafts):
            self.run.start()
        found = self.run.check()
        try:
            return self.recorder.record(*found, *drafts, memory=memory)[len(found) :]
        except BozzettoError:
            self.run.find_again(found)
            raise

    def text(self, words: str) -> Text:
        """Return a text with fresh salt, ready to be committed to."""
        return _salted(words)

    def open_work(self, title: str, *, terms: str | None = None) -> Work:
        """Begin a work.

        Args:
            title: Its title.
            terms: What the people agreed on, where several work on it.
        """
        texts = [_salted(title)]
        body: JSONObject = {"title": texts[0].to_value(), "people": [self.owner]}
        if terms is not None:
            texts.append(_salted(terms))
            body["terms"] = texts[1].to_value()
        by, signers = Actor(person=self.owner), (self.signer(self.owner),)
        draft = Draft("work.opened", body, Seen.STATED, by, signers, texts=tuple(texts))
        (done,) = self.record(draft)
        return Work(self, done.digest, title)

    def works(self) -> list[Work]:
        """List the works, oldest first."""
        return [self._work(row) for row in self.database.chains(ChainSort.WORK)]

    def work(self, digest: Digest) -> Work:
        """Return the work whose chain has this digest.

        Raises:
            StudioError: the studio has no such work.
        """
        row = self.database.chain(digest)
        if row is None or row.sort != ChainSort.WORK:
            raise StudioError(
                "the studio has no work {digest}",
                hint="see what there is: bozzetto work list",
                digest=digest,
            )
        return self._work(row)

    def find_work(self, name: str) -> Work:
        """Find a work by its title, where it is unique, or by the first digits of its digest.

        Raises:
            StudioError: none is meant, or several are.
        """
        works = self.works()
        digits = name.removeprefix("sha256:")
        found = [work for work in works if work.title == name] or [
            work for work in works if len(digits) >= 4 and work.digest[7:].startswith(digits)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise StudioError(
                "{count} works are called {name!r}",
                hint="name the one by the first digits of its digest: bozzetto work list",
                count=len(found),
                name=name,
            )
        raise StudioError(
            "no work is called {name!r}",
            hint="see what there is: bozzetto work list; begin one: bozzetto work open {name!r}",
            name=name,
        )

    def _work(self, row: ChainRow) -> Work:
        _, line = next(iter(self.database.lines(row.id)))
        entry = Entry.parse(line)
        return Work(self, row.digest, entry.text(entry.event.body["title"]) or row.digest)

    def entries(self, chain: Digest) -> Iterator[tuple[int, Entry]]:
        """Read a chain's entries in order, with their places in the log.

        Raises:
            StudioError: the studio has no such chain.
        """
        for place, line in self.database.lines(self.database.chain_id(chain)):
            yield place, Entry.parse(line)

    def chain_lines(self) -> Iterator[tuple[int, bytes]]:
        """Read the lines of the studio chain, with their places in the log."""
        return self.database.lines(self._chain)

    def contents(self, chain: Digest) -> Contents:
        """Return what is remembered of the files that a work's entries name."""
        found = self._contents.pop(chain, None) or Contents(chain)
        self._contents[chain] = found
        while len(self._contents) > MOST_CONTENTS:
            self._contents.popitem(last=False)
        return found

    def anchors(self) -> Sequence[tuple[int, Entry]]:
        """Read the anchor chain, its opening included."""
        (row,) = self.database.chains(ChainSort.ANCHOR)
        return list(self.entries(row.digest))

    def seal(self) -> Sealed:
        """Put everything recorded so far under an outside timestamp: `Sealer.seal`."""
        return self.sealer.seal()

    def checkpoint(self) -> Checkpoint:
        """Return the state of the log now, unsigned."""
        return self.recorder.checkpoint(self.origin)


@dataclass(frozen=True, slots=True)
class _Read:
    """The roll, as far as it was read. Replaced as a whole: threads read together."""

    version: int | None  # of the database
    count: int  # entries of the studio chain
    roll: Roll


def _salted(words: str) -> Text:
    return Text.with_salt(words, secrets.token_bytes(16))


def _why(kind: type[BaseException]) -> str:
    """Say in the record why a studio was closed: in English, as all that a recorder says."""
    return "an error broke it off" if issubclass(kind, Exception) else "it was interrupted"


def _at(value: object, *path: str) -> str:
    for name in path:
        value = value[name] if isinstance(value, dict) else None
    return str(value)
