"""A work: what happens to one picture, or one series, from the idea to the release.

Each method records one act. What a person says is ``stated`` and signed by the person's key
(``acts``); what a program does while the recorder runs is ``live`` and signed by the device's;
what is read out of a file that stood there before is ``imported``.
"""

from collections.abc import Iterable, Sequence

from bozzetto.record import Actor, Digest, JSONObject, Key, Seen, Signer, Text
from bozzetto.studio.acts import Acts
from bozzetto.studio.instruction import Instruction
from bozzetto.studio.program import Program, Source
from bozzetto.studio.recorder import Draft, Recorded

__all__ = ["Program", "Work"]


class Work(Acts):
    """One work of a studio."""

    def __repr__(self) -> str:
        return f"Work({self.title!r}, {self.digest})"

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

    def _tool_draft(
        self, kind: str, body: JSONObject, texts: Sequence[Text], by: Actor, seen: Seen
    ) -> Draft:
        """Return what a program did, signed by the device, and by the person it acted for."""
        signers: list[Signer] = [self.studio.signer(self.studio.device)]
        if by.person is not None:
            signers.append(self.studio.signer(by.person))
        return Draft(kind, body, seen, by, tuple(signers), self.digest, tuple(texts))
