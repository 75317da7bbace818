"""Shields: what protects a voice, in sentences."""

from bozzetto.labels.inspection.statement import (
    Integrity,
    Kind,
    Sentence,
    Speaker,
    Stamp,
    Trust,
    Voice,
)

__all__ = ["shields_of"]


def shields_of(voice: Voice) -> tuple[Sentence, ...]:
    """Return what protects a voice: integrity, then trust, then time, each by itself."""
    shield = voice.protection
    if shield.kind is Kind.NOTHING or shield.integrity is None:
        return (Sentence("shield.nothing"),)
    if shield.kind is Kind.TOOL_SIGNATURE:
        return (Sentence(f"shield.tool.{shield.integrity.value}"),)
    if voice.speaker is Speaker.EARLIER and shield.integrity is Integrity.INTACT:
        told = [Sentence("shield.earlier")]
    else:
        told = [Sentence(f"shield.{shield.integrity.value}")]
    if shield.trust is not None:
        told.append(Sentence(f"trust.{shield.trust.value}"))
    if shield.stamp is Stamp.AUTHORITY:
        trust = shield.stamp_trust or Trust.NO_LIST
        told.append(Sentence(f"stamp.timestamp.{trust.value}"))
    elif shield.stamp is Stamp.CLAIM:
        told.append(Sentence("stamp.claim"))
    return tuple(told)
