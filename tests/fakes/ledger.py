"""A small studio in memory: real entries, a real log, real time tokens, and no disk.

It signs, chains, appends and anchors exactly as a studio does, with keys from fixed seeds, so
that a bundle can be made and verified without the studio package, and so that a test can let it
do what no studio would: sign with a retired key, anchor another log's checkpoint, fork.

    ledger = Ledger(authority)
    ledger.open_studio()
    ledger.open_work("Harbour at dusk")
    ledger.act("intent.stated", {"text": ledger.text("a harbour")}, person=True, seen=Seen.STATED)
    ledger.anchor()
    write_bundle(ledger.contents(), path)

``story(authority)`` is the long example: every kind of knowing, a gap, an erased file, another
work in between, more leaves than one tile holds, and an anchor that the bundle leaves out.
"""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from bozzetto.evidence import Contents, Withheld
from bozzetto.log import (
    Checkpoint,
    Edge,
    KeyKind,
    Note,
    NoteSigner,
    Tile,
    grow_tiles,
    leaf_hash,
    sign_checkpoint,
    studio_origin,
)
from bozzetto.record import (
    FIRST,
    JSON,
    KINDS,
    Actor,
    Asset,
    ChainSort,
    Digest,
    Entry,
    Event,
    JSONObject,
    Seen,
    Signer,
    Text,
    assets_in,
    digest_bytes,
    digest_of,
    moment_of,
    spell_key,
)
from tests.fakes.authority import Authority

__all__ = ["START", "Ledger", "private_key", "story"]

START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PROGRAM: JSONObject = {"name": "bozzetto", "version": "0.1.0"}
CLOCK: JSONObject = {
    "wall": moment_of(START),
    "steady": "1000",
    "boot": digest_of(b"boot"),
}


def private_key(name: str) -> Ed25519PrivateKey:
    """Make the private key of that name: always the same."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


@dataclass
class Ledger:
    """A studio in memory.

    Attributes:
        authority: Stamps the anchors. Its ``gen_time`` is set to the ledger's own time.
        name: Seeds the keys; two ledgers of one name are one studio on two machines.
        time: What the recorder's clock and the authority's say next; it moves on by itself.
        lines: Every entry of the studio, by leaf index; None for leaves of other works.
    """

    authority: Authority
    name: str = "studio"
    time: datetime = START
    step: timedelta = timedelta(seconds=20)
    lines: list[Entry | None] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    files: dict[Digest, bytes] = field(default_factory=dict)
    texts: list[Text] = field(default_factory=list)
    chains: dict[ChainSort, Digest] = field(default_factory=dict)
    ends: dict[Digest, tuple[int, Digest]] = field(default_factory=dict)
    after: Digest | None = None

    def __post_init__(self) -> None:
        self.owner = Signer(private_key(f"{self.name} owner"))
        self.device = Signer(private_key(f"{self.name} device"))
        self.log = private_key(f"{self.name} log")
        self.log_pq = MLDSA44PrivateKey.from_seed_bytes(
            hashlib.sha256(f"{self.name} log".encode()).digest()
        )

    @property
    def studio(self) -> Digest:
        """The studio chain."""
        return self.chains[ChainSort.STUDIO]

    @property
    def work(self) -> Digest:
        """The newest work's chain."""
        return self.chains[ChainSort.WORK]

    @property
    def origin(self) -> str:
        """The log's name."""
        return studio_origin(digest_bytes(self.studio))

    def text(self, words: str) -> JSONObject:
        """Commit to a text in the entry that comes next."""
        salt = hashlib.sha256(f"{len(self.leaves)} {len(self.texts)}".encode()).digest()[:16]
        self.texts.append(Text.with_salt(words, salt))
        return self.texts[-1].to_value()

    def asset(self, data: bytes, type_: str = "image/png", name: str | None = None) -> JSONObject:
        """Keep a file's bytes."""
        digest = digest_of(data)
        self.files[digest] = data
        return Asset(digest, len(data), type_, name).to_value()

    def act(
        self,
        kind: str,
        body: JSONObject,
        *,
        person: bool = False,
        seen: Seen = Seen.LIVE,
        signers: tuple[Signer, ...] = (),
        chain: ChainSort | None = None,
        by: Actor | None = None,
    ) -> Digest:
        """Append an entry, signed by the owner or by the device, and return its digest."""
        sort = chain or (KINDS[kind].chain if kind in KINDS else ChainSort.WORK)
        first = kind in FIRST
        number, previous = (0, None) if first else self.ends[self.chains[sort]]
        by = by or (Actor(self.owner.key) if person else Actor(tool="bozzetto", version="0.1.0"))
        event = Event(
            studio=None if kind == "studio.opened" else self.studio,
            kind=kind,
            chain=None if first else self.chains[sort],
            number=number,
            previous=previous,
            at=moment_of(self.time),
            after=self.after,
            seen=seen,
            by=by,
            body=body,
        )
        texts, self.texts = self.texts, []
        entry = Entry.sealed(event, texts, signers or ((self.owner if person else self.device),))
        self.append(entry, sort)
        self.time += self.step
        return entry.digest

    def append(self, entry: Entry, sort: ChainSort) -> None:
        """Append an entry that is sealed already."""
        digest = entry.digest
        if entry.event.number == 0:
            self.chains[sort] = digest
        self.ends[self.chains[sort]] = (entry.event.number + 1, digest)
        self.lines.append(entry)
        self.leaves.append(leaf_hash(digest_bytes(digest)))

    def others(self, count: int) -> None:
        """Append leaves of which nothing more is known: other works of the studio."""
        for _ in range(count):
            data = hashlib.sha256(f"other {len(self.leaves)}".encode()).digest()
            self.lines.append(None)
            self.leaves.append(leaf_hash(data))

    def open_studio(self) -> Digest:
        """Open the studio, with its owner and first device."""
        body: JSONObject = {
            "name": self.text("Studio Li"),
            "owner": {"name": self.text("Li Na"), "key": self.owner.key},
            "device": {"name": self.text("desk"), "key": self.device.key},
            "log": {
                "ed25519": spell_key("ed25519", self.log.public_key().public_bytes_raw()),
                "ml-dsa-44": spell_key("ml-dsa-44", self.log_pq.public_key().public_bytes_raw()),
            },
            "software": PROGRAM,
        }
        digest = self.act("studio.opened", body, person=True, signers=(self.owner, self.device))
        self.act("anchors.opened", {})
        return digest

    def open_work(self, title: str) -> Digest:
        """Open a work."""
        body: JSONObject = {"title": self.text(title), "people": [self.owner.key]}
        return self.act("work.opened", body, person=True)

    def start(self, run: str = "run-1") -> None:
        """Start a recorder."""
        body: JSONObject = {
            "run": run,
            "software": PROGRAM,
            "platform": "Linux 6.1",
            "clock": CLOCK,
        }
        self.act("recorder.started", body)

    def stop(self, run: str = "run-1") -> None:
        """Stop it."""
        self.act("recorder.stopped", {"run": run, "clock": CLOCK})

    def checkpoint(self, size: int | None = None) -> str:
        """Sign the log's state, or its state when it had `size` leaves."""
        count = len(self.leaves) if size is None else size
        edge, _ = Edge().extend(self.leaves[:count])
        signers = (
            NoteSigner(self.origin, KeyKind.ED25519, self.log),
            NoteSigner(self.origin, KeyKind.MLDSA44, self.log_pq),
        )
        seconds = int(self.time.timestamp())
        return sign_checkpoint(Checkpoint(self.origin, count, edge.root()), *signers, time=seconds)

    def stamp(self, data: bytes) -> bytes:
        """Have data stamped at the ledger's time."""
        self.authority.gen_time = self.time.replace(microsecond=0)
        return self.authority.stamp(data)

    def anchor(
        self,
        note: str | None = None,
        tokens: tuple[bytes, ...] | None = None,
        kept: tuple[JSONObject, ...] = (),
    ) -> Digest:
        """Anchor the log's state, or another note, with a token over it, or other tokens."""
        note = self.checkpoint() if note is None else note
        tokens = (self.stamp(note.encode()),) if tokens is None else tokens
        listed: list[JSON] = [
            {
                "authority": f"Loopback {number}",
                "sort": "rfc3161",
                "token": self.asset(raw, "application/timestamp-reply"),
                "kept": [*kept],
            }
            for number, raw in enumerate(tokens, 1)
        ]
        self.time += timedelta(seconds=5)
        self.after = self.act("time.anchored", {"checkpoint": note, "tokens": listed})
        return self.after

    def tiles(self) -> dict[Tile, bytes]:
        """Lay all leaves into tiles."""
        _, runs = Edge().extend(self.leaves)
        return {growth.tile: growth.added for growth in grow_tiles(runs)}

    def carried(self) -> list[tuple[int, Entry]]:
        """List what a bundle carries: studio, work, and the anchors that bracket them."""
        known = [(index, entry) for index, entry in enumerate(self.lines) if entry is not None]
        anchors = [pair for pair in known if pair[1].event.kind == "time.anchored"]
        rest = [pair for pair in known if pair[1].event.kind != "time.anchored"]
        own = {self.studio, self.work, self.chains[ChainSort.ANCHOR]}
        rest = [pair for pair in rest if (pair[1].event.chain or pair[1].digest) in own]
        needed = {entry.event.after for _, entry in rest}
        for index, _ in rest:
            covering = [entry for _, entry in anchors if covered(entry) > index]
            needed.update(entry.digest for entry in covering[:1])
        return sorted(
            (*rest, *(pair for pair in anchors if pair[1].digest in needed)),
            key=lambda pair: pair[0],
        )

    def contents(self, withheld: Withheld | None = None, checkpoint: str = "") -> Contents:
        """Give what a bundle of the newest work holds, at the log's state now."""
        hidden = withheld or Withheld()
        carried = self.carried()
        named = {
            asset.digest: asset for _, entry in carried for asset in assets_in(entry.event.body)
        }
        tiles = self.tiles()
        return Contents(
            lines=[(index, entry.line) for index, entry in carried],
            checkpoint=checkpoint or self.checkpoint(),
            read_tile=lambda tile: tiles[tile],
            assets=[
                asset
                for digest, asset in named.items()
                if digest not in hidden.assets and digest in self.files
            ],
            open_asset=self.open_asset,
            software="bozzetto 0.1.0",
            withheld=hidden,
        )

    def open_asset(self, digest: Digest) -> BinaryIO:
        """Open a kept file."""
        return io.BytesIO(self.files[digest])


def covered(anchor: Entry) -> int:
    """Tell how many leaves an anchor's checkpoint covers."""
    return Checkpoint.parse(Note.parse(str(anchor.event.body["checkpoint"])).text).tree_size


def story(authority: Authority, name: str = "studio") -> Ledger:
    """Tell the long example, up to its last anchor and one entry more."""
    ledger = Ledger(authority, name)
    ledger.open_studio()
    ledger.act(
        "source.added",
        {"sort": "folder", "label": ledger.text("outputs"), "settings": {"path": "outputs"}},
        person=True,
    )
    ledger.anchor()
    ledger.open_work("Another work, which no bundle of the next one shows")
    ledger.others(290)
    ledger.anchor()
    ledger.others(40)
    ledger.anchor()  # nothing of the next work names it, and what it covers is covered already
    ledger.anchor()
    ledger.open_work("Harbour at dusk")
    ledger.start()
    tell_making(ledger)
    ledger.others(3)
    ledger.act("recorder.found", {"what": "gap", "from": None, "until": moment_of(ledger.time)})
    ledger.stop()
    erased = ledger.asset(b"a picture that had to go")
    ledger.act(
        "material.added",
        {"asset": erased, "role": "photo", "origin": "own photo", "note": ledger.text("by me")},
        person=True,
        seen=Seen.STATED,
    )
    ledger.act(
        "bytes.erased",
        {"assets": [erased["digest"]], "reason": ledger.text("shows a bystander")},
        person=True,
    )
    del ledger.files[Digest(str(erased["digest"]))]
    ledger.anchor(kept=(ledger.asset(authority.pages["/ca.cer"], "application/pkix-cert"),))
    ledger.act(
        "comment.made",
        {"text": ledger.text("done, I think"), "about": [ledger.work]},
        person=True,
        seen=Seen.STATED,
    )
    return ledger


def tell_making(ledger: Ledger) -> None:
    """Tell how the picture was made: intent, sketch, instruction, outputs, choice, edit."""
    ledger.act(
        "intent.stated",
        {"text": ledger.text("calm water, the crane in silhouette"), "dimensions": ["layout"]},
        person=True,
        seen=Seen.STATED,
    )
    sketch = ledger.asset(b"\x89PNG a pencil sketch", name="sketch.png")
    ledger.act(
        "material.added",
        {"asset": sketch, "role": "sketch", "origin": "own hand"},
        person=True,
        seen=Seen.STATED,
    )
    instruction = ledger.act(
        "instruction.given",
        {
            "tool": {"name": "ComfyUI", "version": "0.3"},
            "models": [{"name": "sd_xl_base_1.0", "digest": None}],
            "prompts": [
                {"role": "positive", "text": ledger.text("港口，黄昏, calm"), "by": "person"}
            ],
            "settings": {"seed": "18446744073709551615", "cfg": "7.50"},
            "inputs": [{"role": "sketch", "asset": sketch}],
            "raw": ledger.asset(b'{"prompt":{}}', "application/json"),
        },
    )
    outputs = [ledger.asset(f"\x89PNG output {number}".encode()) for number in range(2)]
    ledger.act("output.received", {"instruction": instruction, "assets": [*outputs]})
    among = [output["digest"] for output in outputs]
    ledger.act(
        "choice.made",
        {
            "among": among,
            "chosen": among[:1],
            "rejected": among[1:],
            "reason": ledger.text("the crane stands freely"),
        },
        person=True,
    )
    ledger.anchor()
    ledger.act(
        "edit.made",
        {
            "before": among[:1],
            "after": ledger.asset(b"\x89PNG repainted", name="final.png"),
            "tool": {"name": "Krita", "version": "5.2"},
            "dimensions": ["colour", "lines"],
            "note": ledger.text("sky repainted"),
        },
    )
    ledger.act("mood.felt", {"text": ledger.text("content")}, person=True, seen=Seen.STATED)
    ledger.act(
        "output.received",
        {"instruction": None, "assets": [ledger.asset(b"RIFF an older try", "image/webp")]},
        seen=Seen.IMPORTED,
    )
