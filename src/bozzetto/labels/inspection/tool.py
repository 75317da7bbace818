"""A tool's words as a voice: what it writes into its files, and NovelAI's own signature."""

from collections.abc import Iterator

from bozzetto.capture.dialects import Reading
from bozzetto.labels.inspection.statement import (
    Integrity,
    Kind,
    Protection,
    Sentence,
    Speaker,
    Statement,
    Voice,
)

__all__ = ["tool_voice"]

_SIGNED = {
    "novelai.signature.valid": (Integrity.INTACT, "head.tool.signed", "tool.signed"),
    "novelai.signature.invalid": (Integrity.ALTERED, "head.tool.forged", "tool.forged"),
    "novelai.signature.unchecked": (
        Integrity.UNCHECKED,
        "head.tool.unchecked",
        "tool.unchecked",
    ),
}
# What the voice's protection, or another voice, says
_SAID_ELSEWHERE = {*_SIGNED, "c2pa.present"}


def tool_voice(reading: Reading) -> Voice:
    """Return what a tool says in a file."""
    known = next((_SIGNED[note] for note in reading.notes if note in _SIGNED), None)
    integrity, head, worth = known or (None, "head.tool", "written")
    kind = Kind.NOTHING if integrity is None else Kind.TOOL_SIGNATURE
    return Voice(
        Speaker.TOOL,
        reading.tool,
        Protection(kind, integrity),
        Sentence.of(head, who=reading.tool),
        worth,
        tuple(_statements(reading)),
    )


def _statements(reading: Reading) -> Iterator[Statement]:
    yield Statement("program", _words(reading.tool, reading.version))
    for prompt in reading.prompts:
        yield Statement(f"prompt.{prompt.role}", prompt.text)
    for model in reading.models:
        yield Statement("model", _words(model.name, model.digest))
    for used in reading.inputs:
        yield Statement("input", _words(used.role, used.name, used.digest))
    for name, said in (("job", reading.job), ("account", reading.account)):
        if said is not None:
            yield Statement(name, said)
    if reading.claimed_time is not None:
        yield Statement("time", reading.claimed_time, "time")
    for name, said in reading.settings:
        yield Statement("setting", said, detail=name)
    for note in reading.notes:
        if note not in _SAID_ELSEWHERE:
            yield Statement("note", Sentence(f"note.{note}"))


def _words(*parts: str | None) -> str:
    return " ".join(filter(None, parts))
