"""A ledger for the vectors of facts: its lines are the same at every run.

Facts rest on what entries say and never on what files hold, so a file's bytes are its number, and
an anchor's token and checkpoint are words: pictures, RFC 3161 tokens and ML-DSA signatures differ
from one machine, or one run, to the next.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bozzetto.anchor import Interval
from bozzetto.record import Actor, Digest, Entry, JSONObject, Seen, Signer
from tests.fakes.authority import Authority
from tests.fakes.ledger import Ledger, private_key

__all__ = ["COMFY", "Book", "opened"]

COMFY: JSONObject = {"name": "ComfyUI", "version": "0.3.68"}


@dataclass
class Book(Ledger):
    """A small studio in memory, whose files and anchors are words.

    Attributes:
        numbers: Of files, by what their bytes would be.
        anchored: Each anchor: its entry, the leaves that it covers, and its time.
        given: Intervals that a case gives by hand, by entry.
    """

    numbers: dict[bytes, int] = field(default_factory=dict)
    anchored: list[tuple[Digest, int, datetime]] = field(default_factory=list)
    given: dict[Digest, Interval] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.second = Signer(private_key(f"{self.name} second"))

    def asset(self, data: bytes, type_: str = "image/png", name: str | None = None) -> JSONObject:
        """Keep a number in place of a file's bytes; equal bytes have one number."""
        number = self.numbers.setdefault(data, len(self.numbers))
        return super().asset(f"file {number}".encode(), type_, name)

    def anchor(
        self,
        note: str | None = None,
        tokens: tuple[bytes, ...] | None = None,
        kept: tuple[JSONObject, ...] = (),
    ) -> Digest:
        """Anchor the log's state at the ledger's time, which is taken for an authority's."""
        size, at = len(self.leaves), self.time
        stamp = (f"token over {size} leaves".encode(),) if tokens is None else tokens
        entry = super().anchor(note or f"checkpoint of {size} leaves", stamp, kept)
        self.anchored.append((entry, size, at))
        return entry

    def withhold(self) -> None:
        """Withhold every text of the last entry."""
        last = self.lines[-1]
        if last is not None:
            self.lines[-1] = last.without(text.digest for text in last.texts)

    def picture(self, name: str) -> JSONObject:
        """Keep a picture."""
        return self.asset(name.encode(), name=f"{name}.png")

    def say(
        self,
        kind: str,
        body: Mapping[str, object],
        *,
        person: bool = False,
        seen: Seen = Seen.LIVE,
        by: Actor | None = None,
        signers: tuple[Signer, ...] = (),
    ) -> Digest:
        """Append an entry, as `act` does, whatever the body's values are to a type checker."""
        return self.act(kind, _json(body), person=person, seen=seen, by=by, signers=signers)

    def state(self, kind: str, body: Mapping[str, object]) -> Digest:
        """Let the owner state something."""
        return self.say(kind, body, person=True, seen=Seen.STATED)

    def ask(
        self,
        *prompts: tuple[str, ...],
        models: Sequence[object] = (),
        settings: Mapping[str, str] | None = None,
        inputs: Sequence[object] = (),
        **more: object,
    ) -> Digest:
        """Give an instruction, live; a prompt is its role, its words, perhaps whose they are."""
        said = [
            {"role": role, "text": self.text(words), "by": writer[0] if writer else "person"}
            for role, words, *writer in prompts
        ]
        body = {
            "tool": COMFY,
            "models": [*models],
            "prompts": said,
            "settings": settings or {},
            "inputs": [*inputs],
            **more,
        }
        return self.say("instruction.given", body, by=Actor(self.owner.key, "ComfyUI", "0.3.68"))

    def answer(self, instruction: Digest | None, *names: str, **more: object) -> list[JSONObject]:
        """Receive pictures."""
        made = [self.picture(name) for name in names]
        body = {"instruction": instruction, "assets": made, **more}
        self.say("output.received", body, seen=Seen.LIVE if instruction else Seen.IMPORTED)
        return made

    def entries(self) -> list[Entry]:
        """Return the record as a reader has it: read from its lines."""
        return [Entry.parse(entry.line) for entry in self.lines if entry is not None]

    def interval(self, place: int, entry: Entry) -> Interval:
        """Return between which anchors an entry stands, or what the case says."""
        by_hand = self.given.get(entry.digest)
        if by_hand is not None:
            return by_hand
        times = {anchor: at for anchor, _, at in self.anchored}
        after = None if entry.event.after is None else times[entry.event.after]
        return Interval(after, next((at for _, size, at in self.anchored if size > place), None))


def opened(title: str, name: str = "studio") -> Book:
    """Open a studio, a work, and a run of the recorder."""
    book = Book(Authority(), name)
    book.open_studio()
    book.open_work(title)
    book.start()
    return book


def _json(body: Mapping[str, object]) -> JSONObject:
    read: JSONObject = json.loads(json.dumps(body))
    return read
