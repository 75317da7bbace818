"""A work: what happens to one picture, or one series, from the idea to the release.

Each method records one act. What a person says is ``stated`` and signed by the person's key;
what a program does while the recorder runs is ``live`` and signed by the device's; what is
read out of a file that stood there before is ``imported``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bozzetto.errors import RecordingError, StudioError
from bozzetto.record import (
    JSON,
    Actor,
    Asset,
    Digest,
    Entry,
    JSONObject,
    Key,
    Seen,
    Signer,
    Text,
    assets_in,
)
from bozzetto.studio.assets import Describe
from bozzetto.studio.instruction import Instruction
from bozzetto.studio.recorder import Draft, Recorded

if TYPE_CHECKING:
    from bozzetto.studio.studio import Studio

__all__ = ["Program", "Work"]

Source = Path | BinaryIO | Asset


@dataclass(frozen=True, slots=True)
class Program:
    """A program, as it names itself."""

    name: str
    version: str | None = None

    def to_value(self) -> JSONObject:
        """Return what stands in a body."""
        found: JSONObject = {"name": self.name}
        return found if self.version is None else {**found, "version": self.version}

    def actor(self, person: Key | None = None) -> Actor:
        """Return who acted: this program, or `person` through it."""
        return Actor(person, self.name, self.version or "unknown")


class Work:
    """One work of a studio."""

    def __init__(self, studio: "Studio", digest: Digest, title: str) -> None:
        self.studio = studio
        self.digest = digest  # of its first entry: its chain
        self.title = title

    def __repr__(self) -> str:
        return f"Work({self.title!r}, {self.digest})"

    def entries(self) -> list[tuple[int, Entry]]:
        """Read the work's entries in order, with their places in the log."""
        return list(self.studio.entries(self.digest))

    def assets(self) -> dict[Digest, Asset]:
        """Return the files that the work's entries name."""
        return {
            asset.digest: asset
            for _, entry in self.entries()
            for asset in assets_in(entry.event.body)
        }

    def take(
        self, source: Source, name: str | None = None, describe: Describe | None = None
    ) -> Asset:
        """Keep a file's bytes; an asset that was taken before is returned as it is.

        Raises:
            RecordingError: the file cannot be read, or its bytes cannot be made durable.
        """
        if isinstance(source, Asset):
            return source
        if not isinstance(source, Path):
            return self.studio.assets.take(source, name, describe)
        try:
            with source.open("rb") as file:
                return self.studio.assets.take(file, name or source.name, describe)
        except OSError as error:
            raise RecordingError(
                "cannot read {name}: {why}", name=source, why=error.strerror or error
            ) from error

    def state_intent(
        self,
        words: str,
        *,
        targets: Sequence[Digest] = (),
        dimensions: Sequence[str] = (),
    ) -> Recorded:
        """Record what the author wants, and why.

        Args:
            words: In the author's own words.
            targets: The assets or entries that it is about.
            dimensions: What it changes: some of ``record.DIMENSIONS``.
        """
        text = self.studio.text(words)
        body: JSONObject = {"text": text.to_value()}
        if targets:
            body["targets"] = list(targets)
        if dimensions:
            body["dimensions"] = list(dimensions)
        return self._state("intent.stated", body, [text])

    def add_material(
        self, source: Source, *, role: str, origin: str, note: str | None = None
    ) -> Recorded:
        """Record a file that goes into the work: a sketch, a photo, a reference, a mask."""
        body: JSONObject = {
            "asset": self.take(source).to_value(),
            "role": role,
            "origin": origin,
        }
        return self._state("material.added", body, self._optional(body, note=note))

    def give_instruction(
        self, instruction: Instruction, *, seen: Seen = Seen.LIVE, person: Key | None = None
    ) -> Recorded:
        """Record what a tool was told, before its output exists.

        Args:
            instruction: What it was told.
            seen: How it is known.
            person: Who gave it, where the program told us so; that person signs too.
        """
        return self.studio.record(self.instruction_draft(instruction, seen=seen, person=person))[0]

    def instruction_draft(
        self, instruction: Instruction, *, seen: Seen, person: Key | None = None
    ) -> Draft:
        """Return the draft of an ``instruction.given``."""
        body, texts = instruction.to_body(self.studio.text)
        program = Program(instruction.tool, instruction.version)
        return self._tool_draft("instruction.given", body, texts, program.actor(person), seen)

    def receive_output(
        self,
        instruction: Recorded | Digest | None,
        sources: Iterable[Source],
        *,
        program: Program,
        seen: Seen = Seen.LIVE,
        job: str | None = None,
    ) -> Recorded:
        """Record what a tool made, in the tool's own order.

        Raises:
            RecordingError: a file could not be kept; nothing was recorded.
        """
        digest = instruction.digest if isinstance(instruction, Recorded) else instruction
        assets = [self.take(source).to_value() for source in sources]
        body: JSONObject = {"instruction": digest, "assets": [*assets]}
        if job is not None:
            body["job"] = job
        draft = self._tool_draft("output.received", body, [], program.actor(), seen)
        return self.studio.record(draft)[0]

    def choose(
        self,
        among: Sequence[Digest],
        *,
        chosen: Sequence[Digest] = (),
        rejected: Sequence[Digest] = (),
        reason: str | None = None,
    ) -> Recorded:
        """Record a choice. What is in neither list is undecided; nothing is removed."""
        self._need_assets([*among, *chosen, *rejected])
        body: JSONObject = {
            "among": [*among],
            "chosen": [*chosen],
            "rejected": [*rejected],
        }
        return self._state("choice.made", body, self._optional(body, reason=reason))

    def record_edit(
        self,
        before: Sequence[Digest],
        after: Source,
        *,
        program: Program,
        dimensions: Sequence[str] = (),
        note: str | None = None,
        project: Source | None = None,
    ) -> Recorded:
        """Record what a person changed in a picture by hand.

        Args:
            before: The assets that it was made from.
            after: The picture as it is now.
            program: What it was edited with.
            dimensions: What was changed: some of ``record.DIMENSIONS``.
            note: What was changed, and why.
            project: The program's own file, with its layers.
        """
        self._need_assets(before)
        body: JSONObject = {
            "before": [*before],
            "after": self.take(after).to_value(),
            "tool": program.to_value(),
            "dimensions": [*dimensions],
        }
        if project is not None:
            body["project"] = self.take(project).to_value()
        return self._state("edit.made", body, self._optional(body, note=note))

    def comment(self, words: str, about: Sequence[Digest] = ()) -> Recorded:
        """Record a remark about assets or entries."""
        text = self.studio.text(words)
        return self._state("comment.made", {"text": text.to_value(), "about": [*about]}, [text])

    def correct(self, entry: Digest, words: str) -> Recorded:
        """Record that an entry is wrong, and what is right. The entry stays.

        Raises:
            StudioError: the work has no such entry.
        """
        if entry not in {known.digest for _, known in self.entries()}:
            raise StudioError(
                "the work {title!r} has no entry {digest}",
                hint="see its entries with: bozzetto work show {title!r}",
                title=self.title,
                digest=entry,
            )
        text = self.studio.text(words)
        return self._state("entry.corrected", {"corrects": entry, "text": text.to_value()}, [text])

    def erase(self, assets: Sequence[Digest], reason: str) -> Recorded:
        """Record that bytes go, and why; then remove them. Their digests stay.

        Another work that names the same bytes loses them too.
        """
        self._need_assets(assets)
        text = self.studio.text(reason)
        body: JSONObject = {"assets": [*assets], "reason": text.to_value()}
        recorded = self._state("bytes.erased", body, [text])
        for digest in assets:
            self.studio.assets.erase(digest)
        return recorded

    def countersign(self, entries: Sequence[Digest], person: Key) -> Recorded:
        """Record that a second person confirms entries, signed by that person's key."""
        body: JSONObject = {"entries": [*entries]}
        signer = self.studio.signer(person)
        draft = Draft(
            "entry.countersigned", body, Seen.STATED, Actor(person=person), (signer,), self.digest
        )
        return self.studio.record(draft)[0]

    def _state(self, kind: str, body: JSONObject, texts: Sequence[Text]) -> Recorded:
        """Record what the owner says or does by hand."""
        owner = self.studio.owner
        signers = (self.studio.signer(owner),)
        by = Actor(person=owner)
        draft = Draft(kind, body, Seen.STATED, by, signers, self.digest, tuple(texts))
        return self.studio.record(draft)[0]

    def _tool_draft(
        self, kind: str, body: JSONObject, texts: Sequence[Text], by: Actor, seen: Seen
    ) -> Draft:
        """Return what a program did, signed by the device, and by the person it acted for."""
        signers: list[Signer] = [self.studio.signer(self.studio.device)]
        if by.person is not None:
            signers.append(self.studio.signer(by.person))
        return Draft(kind, body, seen, by, tuple(signers), self.digest, tuple(texts))

    def _optional(self, body: JSONObject, **words: str | None) -> list[Text]:
        """Put texts that were given into a body, and return them."""
        texts = {name: self.studio.text(said) for name, said in words.items() if said is not None}
        body.update({name: _value(text) for name, text in texts.items()})
        return list(texts.values())

    def _need_assets(self, digests: Iterable[Digest]) -> None:
        known = self.assets()
        for digest in digests:
            if digest not in known:
                raise StudioError(
                    "no entry of the work {title!r} names the file {digest}",
                    hint="record it first: bozzetto import, bozzetto material or bozzetto edit",
                    title=self.title,
                    digest=digest,
                )


def _value(text: Text) -> JSON:
    return text.to_value()
