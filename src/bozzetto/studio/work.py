"""A work: what happens to one picture, or one series, from the idea to the release.

Each method records one act. What a person says is ``stated`` and signed by the person's key
(``acts``, ``releases``); what a program does while the recorder runs is ``live`` and signed by the
device's; what is read out of a file that stood there before is ``imported``.
"""

from collections.abc import Iterable, Sequence

from bozzetto import __version__
from bozzetto.record import Actor, Digest, JSONObject, Key, Moment, Seen, Signer, Text
from bozzetto.studio.instruction import Instruction
from bozzetto.studio.program import Program, Source, observed_at
from bozzetto.studio.recorder import Draft, Recorded
from bozzetto.studio.releases import Releases

__all__ = ["Program", "Work"]


class Work(Releases):
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
        observed: Moment | None = None,
    ) -> Recorded:
        """Record what a tool made, in the tool's own order.

        Args:
            instruction: The entry of what was asked for; None where it is not known.
            sources: What the tool made.
            program: The tool.
            seen: How it is known.
            job: The tool's own name for it.
            observed: When a tool's own part saw it, where that handed it over later.

        Raises:
            RecordingError: a file could not be kept; nothing was recorded.
        """
        assets = [self.take(source).to_value() for source in sources]
        body: JSONObject = {
            "instruction": _digest(instruction),
            "assets": [*assets],
            **({} if job is None else {"job": job}),
            **observed_at(observed),
        }
        draft = self._tool_draft("output.received", body, [], program.actor(), seen)
        return self.studio.record(draft)[0]

    def end_job(
        self,
        instruction: Recorded | Digest | None,
        how: str,
        *,
        program: Program,
        job: str | None = None,
        note: str | None = None,
        observed: Moment | None = None,
        seen: Seen = Seen.LIVE,
    ) -> Recorded:
        """Record that a job ended without what was asked for; what it had given before stays.

        Args:
            instruction: The entry of what was asked for; None where it is not known.
            how: One of ``record.ENDED``.
            program: The tool.
            job: The tool's own name for it.
            note: What the tool said.
            observed: When a tool's own part saw it, where that handed it over later.
            seen: How it is known.

        Raises:
            FormatError: a job does not end so.
        """
        body: JSONObject = {
            "instruction": _digest(instruction),
            "how": how,
            **({} if job is None else {"job": job}),
            **observed_at(observed),
        }
        texts = self._optional(body, note=note)
        return self.studio.record(
            self._tool_draft("job.ended", body, texts, program.actor(), seen)
        )[0]

    def identify_model(self, name: str, digest: Digest, size: int) -> Recorded:
        """Record which file of weights a name stands for, as the recorder has just read it.

        Args:
            name: As instructions call the model file.
            digest: Of the whole file.
            size: Bytes.
        """
        body: JSONObject = {"name": name, "digest": digest, "size": size}
        by = Program("bozzetto", __version__).actor()
        return self.studio.record(self._tool_draft("model.identified", body, [], by, Seen.LIVE))[0]

    def _tool_draft(
        self, kind: str, body: JSONObject, texts: Sequence[Text], by: Actor, seen: Seen
    ) -> Draft:
        """Return what a program did, signed by the device, and by the person it acted for."""
        signers: list[Signer] = [self.studio.signer(self.studio.device)]
        if by.person is not None:
            signers.append(self.studio.signer(by.person))
        return Draft(kind, body, seen, by, tuple(signers), self.digest, tuple(texts))


def _digest(entry: Recorded | Digest | None) -> Digest | None:
    return entry.digest if isinstance(entry, Recorded) else entry
