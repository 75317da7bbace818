"""A small studio's record, entry by entry, the same on every run.

`Book` keeps the heads of the three chains and signs what is told next; `story` tells a whole
one: a studio opens, a crane is drawn by instruction, chosen, painted over and released, and
outside time is fetched twice. `sealed` signs any JSON as if it were an event, so that what is
refused is refused for the one thing that is wrong with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bozzetto.log import Checkpoint, Edge, KeyKind, NoteSigner, leaf_hash, sign_checkpoint
from bozzetto.log import studio_origin as origin_of
from bozzetto.record import (
    FORMAT,
    JSON,
    KINDS,
    ChainSort,
    Digest,
    Entry,
    Head,
    JSONObject,
    Signer,
    Text,
    canonical,
    digest_bytes,
    moment_of,
    verify_next,
)
from vectors.record_bodies import (
    CLOCK,
    DEVICE,
    FULL,
    LOG,
    OWNER,
    PARTNER,
    PICTURE,
    TOKEN,
    Draft,
    committed,
    said,
)

__all__ = ["PROGRAM", "Book", "open_studio", "person", "sealed", "story"]

START = datetime(2026, 11, 22, 4, 9, 15, 120_000, UTC)
STEP = timedelta(seconds=90)  # between two entries
PROGRAM: JSONObject = {"tool": "bozzetto", "version": "0.1.0"}
_COMFYUI: JSONObject = {"tool": "ComfyUI", "version": "0.3.68"}


def person(signer: Signer, **program: JSON) -> JSONObject:
    """Return the `by` of a person, who perhaps acted through a program."""
    return {"person": signer.key, **program}


def sealed(event: JSON, texts: Iterable[Text], signers: Iterable[Signer]) -> bytes:
    """Sign whatever stands for an event, and write its line without asking whether it is one."""
    payload = canonical(event)
    signatures = {signer.key: signer.sign(payload).sig for signer in signers}
    line: JSONObject = {
        "event": event,
        "open": {text.digest: [text.salt, text.text] for text in texts},
        "signatures": [{"key": key, "sig": signatures[key]} for key in sorted(signatures)],
    }
    return canonical(line) + b"\n"


@dataclass
class Book:
    """A record that grows."""

    entries: list[Entry] = field(default_factory=list)
    heads: dict[ChainSort, Head] = field(default_factory=dict)
    anchor: Digest | None = None

    def event(
        self, kind: str, body: JSON, by: JSON, *, seen: str = "live", sort: ChainSort | None = None
    ) -> JSONObject:
        """Return what stands next in the chain of `kind`, whatever the body is.

        Args:
            kind: The event's kind.
            body: Its body, as it stands in an event.
            by: Who acted.
            seen: How it is known.
            sort: The chain, where the kind does not say it.
        """
        head = self.heads.get(sort or KINDS[kind].chain)
        studio = self.heads.get(ChainSort.STUDIO)
        return {
            "after": self.anchor,
            "at": moment_of(START + len(self.entries) * STEP),
            "body": body,
            "by": by,
            "chain": head.chain if head else None,
            "format": FORMAT,
            "kind": kind,
            "number": head.number + 1 if head else 0,
            "previous": head.digest if head else None,
            "seen": seen,
            "studio": studio.chain if studio else None,
        }

    def tell(
        self,
        kind: str,
        draft: Mapping[str, Draft],
        by: JSON,
        signers: Sequence[Signer],
        seen: str = "live",
    ) -> Entry:
        """Add an entry, and return it."""
        body, texts = committed(draft)
        entry = Entry.parse(sealed(self.event(kind, body, by, seen=seen), texts, signers))
        sort = KINDS[kind].chain
        self.heads[sort] = verify_next(self.heads.get(sort), entry)
        self.entries.append(entry)
        if kind == "time.anchored":
            self.anchor = entry.digest
        return entry

    def chain(self, sort: ChainSort) -> list[Entry]:
        """List the entries of one chain."""
        return [entry for entry in self.entries if KINDS[entry.event.kind].chain is sort]

    def root(self) -> bytes:
        """Return the root hash of the log of all entries."""
        leaves = [leaf_hash(digest_bytes(entry.digest)) for entry in self.entries]
        return Edge().extend(leaves)[0].root()

    def checkpoint(self) -> str:
        """Sign the log as it is, by its Ed25519 key alone: the other is never twice alike."""
        origin = origin_of(digest_bytes(self.heads[ChainSort.STUDIO].chain))
        checkpoint = Checkpoint(origin, len(self.entries), self.root())
        return sign_checkpoint(checkpoint, NoteSigner(origin, KeyKind.ED25519, LOG), time=0)

    def seal(self) -> Entry:
        """Fetch outside time; the token is a stand-in, for a real one is never twice alike."""
        tokens: list[Draft] = [
            {"authority": "tsa.example", "kept": [], "sort": "rfc3161", "token": TOKEN}
        ]
        body: dict[str, Draft] = {"checkpoint": self.checkpoint(), "tokens": tokens}
        return self.tell("time.anchored", body, PROGRAM, [DEVICE])


def open_studio() -> Book:
    """Open a studio: its owner and its first device sign."""
    book = Book()
    book.tell("studio.opened", FULL["studio.opened"], person(OWNER, **PROGRAM), [OWNER, DEVICE])
    return book


def story() -> Book:
    """Tell of one work, from the first entry of its studio to its release and the last seal."""
    book = open_studio()
    run: dict[str, Draft] = {"clock": CLOCK, "run": "r-1"}
    book.tell("recorder.started", FULL["recorder.started"], PROGRAM, [DEVICE])
    book.tell("source.added", FULL["source.added"], person(OWNER), [OWNER])
    book.tell("anchors.opened", {}, PROGRAM, [DEVICE])
    book.seal()
    book.tell("person.joined", FULL["person.joined"], person(OWNER), [OWNER, PARTNER])
    people: dict[str, Draft] = {"people": [OWNER.key, PARTNER.key]}
    book.tell("work.opened", {**FULL["work.opened"], **people}, person(OWNER), [OWNER])
    _make(book)
    book.seal()
    book.tell("recorder.stopped", run, PROGRAM, [DEVICE])
    return book


def _make(book: Book) -> None:
    """Tell the work itself."""
    book.tell(
        "intent.stated",
        {"text": said("a crane leaves the picture on the left")},
        person(OWNER),
        [OWNER],
        "stated",
    )
    book.tell("material.added", FULL["material.added"], person(OWNER), [OWNER], "stated")
    given = book.tell(
        "instruction.given", FULL["instruction.given"], person(OWNER, **_COMFYUI), [DEVICE]
    )
    received: dict[str, Draft] = {
        "assets": [PICTURE],
        "instruction": given.digest,
        "job": "1f0c7a52",
    }
    output = book.tell("output.received", received, _COMFYUI, [DEVICE])
    chosen: dict[str, Draft] = {
        "among": [PICTURE.digest],
        "chosen": [PICTURE.digest],
        "reason": said("the neck is right"),
        "rejected": [],
    }
    book.tell("choice.made", chosen, person(OWNER), [OWNER])
    book.tell(
        "edit.made", FULL["edit.made"], person(OWNER, tool="Krita", version="5.2.9"), [DEVICE]
    )
    about: dict[str, Draft] = {"about": [output.digest], "text": said("too dark")}
    book.tell("comment.made", about, person(PARTNER), [PARTNER], "stated")
    book.tell("entry.countersigned", {"entries": [output.digest]}, person(PARTNER), [PARTNER])
    book.tell("work.released", FULL["work.released"], person(OWNER), [OWNER])
