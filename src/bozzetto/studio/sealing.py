"""Sealing: the log's state goes under an outside timestamp.

The checkpoint is signed, authorities stamp the whole signed note, and ``time.anchored`` goes
into the anchor chain, with the tokens, and what else a token needs to be verified in twenty
years, kept as assets. Every entry that the checkpoint covers is then earlier than the token.

It happens when work pauses, every few minutes while it goes on, at every export and on demand.
Nobody answers: what waits, waits, and says for how long; the authority is asked again after a
time that doubles. Which authorities are asked stands in the studio's ``authorities.toml``;
where there is no such file nothing is asked, and nothing calls the network.
"""

import dataclasses
import hashlib
import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bozzetto.anchor import (
    Authority,
    Fetcher,
    Token,
    backoff,
    fetch_evidence,
    load_authorities,
    next_allowed,
    request_token,
)
from bozzetto.errors import AnchorError, BozzettoError, FormatError, StudioError
from bozzetto.log import Checkpoint, Note, sign_checkpoint
from bozzetto.record import JSON, ChainSort, Entry, JSONObject, Moment, Seen, moment_of, time_of
from bozzetto.studio.heads import Head, remember_head
from bozzetto.studio.recorder import Draft, Memory, Recorded
from bozzetto.studio.run import RECORDER, RESTORED

if TYPE_CHECKING:
    from bozzetto.studio.studio import Studio

__all__ = ["INTERVAL", "PAUSE", "Failure", "Sealed", "Sealer", "Waiting"]

INTERVAL = timedelta(minutes=5)  # while work goes on: the width of an entry's interval
PAUSE = timedelta(seconds=60)  # without a new entry: somebody stopped to look

_ASKED = "authority "  # and its name: when it was asked, and how often in vain
_COVERED = "covered"  # how many entries the newest anchor's checkpoint covers
_SIGNED = "signed"  # the newest checkpoint that was signed
TSR_TYPE = "application/timestamp-reply"  # RFC 3161 section 3.4


@dataclass(frozen=True, slots=True)
class Failure:
    """An authority that gave no token."""

    authority: str
    error: BozzettoError
    again: datetime | None  # when it may be asked again; None means at once


@dataclass(frozen=True, slots=True)
class Waiting:
    """Entries that no anchor covers yet."""

    count: int
    since: Moment | None  # the recorder's clock at the oldest of them
    newest: Moment | None


@dataclass(frozen=True, slots=True)
class Sealed:
    """What came of one sealing."""

    size: int  # entries that the checkpoint covers
    note: str  # the signed checkpoint
    recorded: Recorded | None  # the time.anchored entry; None where nobody answered
    tokens: tuple[tuple[str, Token], ...] = ()  # by authority
    failures: tuple[Failure, ...] = ()
    postponed: tuple[str, ...] = ()  # authorities that were asked too short a time ago
    missed: tuple[str, ...] = ()  # addresses of revocation lists that could not be had


@dataclass(slots=True)
class _Asked:
    """What is remembered about an authority."""

    last: datetime | None = None
    failures: int = 0
    jitter: float = 0.0  # 0 to 1, drawn at the last failure

    def again(self, authority: Authority) -> datetime | None:
        """Tell when it may be asked again."""
        allowed = next_allowed(self.last, authority)
        if allowed is None or self.last is None or not self.failures:
            return allowed
        return max(allowed, self.last + backoff(self.failures, jitter=self.jitter))


@dataclass(slots=True)
class _Answers:
    """What the authorities said to one checkpoint."""

    tokens: list[tuple[str, Token]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    notes: dict[str, str | None] = field(default_factory=dict)


class Sealer:
    """Puts a studio's log under outside time."""

    def __init__(self, studio: "Studio", *, dice: Callable[[], float] = random.random) -> None:
        self._studio = studio
        self._dice = dice

    def authorities(self) -> tuple[Authority, ...]:
        """Return the authorities that the studio asks, with passwords from the environment.

        Raises:
            FormatError: ``authorities.toml`` is not of its form.
            StudioError: it cannot be read.
        """
        path = self._studio.layout.authorities
        if not path.is_file():
            return ()
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise FormatError("not UTF-8 at byte {at}", at=error.start) from error
        except OSError as error:
            raise StudioError(
                "cannot read {path}: {why}", path=path, why=error.strerror or error
            ) from error
        return tuple(_with_password(known) for known in load_authorities(text))

    def covered(self) -> int:
        """Count the entries that the newest anchor covers."""
        return int(self._studio.database.note(_COVERED) or 0)

    def waiting(self) -> Waiting:
        """Tell what waits for an anchor. The anchors themselves are not counted.

        Only the first and the last of what waits are read: a log that no authority ever
        stamped waits as a whole.
        """
        database, covered = self._studio.database, self.covered()
        size = database.size()
        (anchors,) = database.chains(ChainSort.ANCHOR)
        own = {place for place in database.places(anchors.id) if place >= covered}
        count = size - covered - len(own)
        if count <= 0:
            return Waiting(0, None, None)
        first = next(place for place in range(covered, size) if place not in own)
        last = next(place for place in reversed(range(size)) if place not in own)
        oldest, newest = (Entry.parse(database.line(place)).event.at for place in (first, last))
        return Waiting(count, oldest, newest)

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to seal: work pauses, or has gone on for some minutes."""
        waiting = self.waiting()
        if waiting.since is None or waiting.newest is None:
            return False
        # far below zero: the clock was set back, and says nothing about how long it was
        paused = abs(now - time_of(waiting.newest)) >= PAUSE
        long = now - time_of(waiting.since) >= INTERVAL
        return (paused or long) and any(
            self._allowed(authority, now) for authority in self.authorities()
        )

    def sign(self, now: datetime) -> tuple[int, str]:
        """Sign the log's state now; return how many entries it covers, and the note.

        A state is signed once: ML-DSA draws a nonce, so that a second signature would make
        the same evidence another file.
        """
        studio = self._studio
        if found := studio.run.rolled_back():
            # before what was signed last is forgotten
            studio.recorder.record(*found, memory=Memory(notes={RESTORED: None}))
        checkpoint = studio.checkpoint()
        kept = self._signed(checkpoint)
        if kept is not None:
            return checkpoint.tree_size, kept
        ed25519, ml_dsa = studio.keys.note_signers(studio.origin, studio.log_keys)
        note = sign_checkpoint(checkpoint, ed25519, ml_dsa, time=int(now.timestamp()))
        remember_head(Head(studio.digest, checkpoint.tree_size, checkpoint.root_hash))
        studio.recorder.record(memory=Memory(notes={_SIGNED: note}))
        return checkpoint.tree_size, note

    def _signed(self, checkpoint: Checkpoint) -> str | None:
        """Return the note that was signed for this very state of the log, if one is kept."""
        note = self._studio.database.note(_SIGNED)
        same = note is not None and Note.parse(note).text == str(checkpoint)
        return note if same else None

    def seal(self) -> Sealed:
        """Sign a checkpoint, have it stamped, and record the anchor.

        Returns:
            What came of it. Where nobody answered, nothing was recorded, and what waits is
            sealed by the next call that succeeds.

        Raises:
            AnchorError: the studio has no authority to ask.
            RecordingError: a token was given, and could not be kept.
        """
        authorities = self.authorities()
        if not authorities:
            raise AnchorError(
                "the studio asks no timestamp authority",
                hint="name one with: bozzetto authority add digicert",
            )
        now = self._studio.clock.now()
        size, note = self.sign(now)
        answers = self._ask(authorities, note, now)
        recorded = self._record(size, note, answers) if answers.tokens else None
        if recorded is None:
            self._remember(answers)
        return Sealed(
            size,
            note,
            recorded,
            tuple(answers.tokens),
            tuple(answers.failures),
            tuple(answers.postponed),
            tuple(answers.missed),
        )

    def _ask(self, authorities: tuple[Authority, ...], note: str, now: datetime) -> _Answers:
        answers = _Answers()
        digest = hashlib.sha256(note.encode()).digest()
        for authority in authorities:
            if not self._allowed(authority, now):
                answers.postponed.append(authority.name)
                continue
            asked = self._asked(authority)
            asked.last = now
            try:
                token = request_token(authority, digest, now=now)
            except AnchorError as error:
                asked.failures += 1
                asked.jitter = self._dice()
                again = asked.again(authority)
                answers.failures.append(Failure(authority.name, error, again))
            else:
                asked.failures = 0
                answers.tokens.append((authority.name, token))
            answers.notes[_ASKED + authority.name] = json.dumps(
                {"last": moment_of(now), "failures": asked.failures, "jitter": asked.jitter}
            )
        return answers

    def _record(self, size: int, note: str, answers: _Answers) -> Recorded:
        studio = self._studio
        tokens: list[JSON] = [
            self._token_value(name, token, answers) for name, token in answers.tokens
        ]
        body: JSONObject = {"checkpoint": note, "tokens": tokens}
        signer = studio.signer(studio.device)
        draft = Draft("time.anchored", body, Seen.LIVE, RECORDER, (signer,))
        # two processes may seal at once, and the later checkpoint be stamped first
        notes = {**answers.notes, _COVERED: str(max(size, self.covered()))}
        return studio.record(draft, memory=Memory(notes=notes))[0]

    def _token_value(self, name: str, token: Token, answers: _Answers) -> JSON:
        """Keep a token and what it needs in twenty years; return what the entry says of it."""
        assets = self._studio.assets
        evidence = fetch_evidence(token, Fetcher())
        answers.missed += [missed.url for missed in evidence.missed]
        kept = [assets.take_bytes(kept.data, kept.type, kept.name) for kept in evidence.kept]
        raw = assets.take_bytes(token.raw, TSR_TYPE)
        return {
            "authority": name,
            "sort": "rfc3161",
            "token": raw.to_value(),
            "kept": [asset.to_value() for asset in kept],
        }

    def _remember(self, answers: _Answers) -> None:
        self._studio.recorder.record(memory=Memory(notes=answers.notes))

    def _asked(self, authority: Authority) -> _Asked:
        known = self._studio.database.note(_ASKED + authority.name)
        if known is None:
            return _Asked()
        value = json.loads(known)
        jitter = float(value.get("jitter", 0.0))
        return _Asked(time_of(Moment(value["last"])), int(value["failures"]), jitter)

    def _allowed(self, authority: Authority, now: datetime) -> bool:
        asked = self._asked(authority)
        again = asked.again(authority)
        # A clock that was set back must not silence an authority until the old time returns.
        return again is None or now >= again or (asked.last is not None and now < asked.last)


def _with_password(authority: Authority) -> Authority:
    password = os.environ.get(authority.password_env or "")
    return dataclasses.replace(authority, password=password) if password else authority
