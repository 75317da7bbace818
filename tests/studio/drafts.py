"""Drafts to be recorded in bulk."""

from bozzetto.record import Actor, Seen
from bozzetto.studio import Draft, Studio, Work

__all__ = ["TOOL", "remark", "remarks"]

TOOL = Actor(tool="test", version="1")


def remark(studio: Studio, work: Work, words: str) -> Draft:
    """Return the draft of a remark, which one key signs."""
    text = studio.text(words)
    body = {"text": text.to_value(), "about": []}
    signers = (studio.signer(studio.device),)
    return Draft("comment.made", body, Seen.IMPORTED, TOOL, signers, work.digest, (text,))


def remarks(studio: Studio, work: Work, count: int) -> list[Draft]:
    """Return drafts that say nothing and name nothing: the cheapest there are."""
    signers = (studio.signer(studio.device),)
    draft = Draft("test.tick", {}, Seen.IMPORTED, TOOL, signers, work.digest)
    return [draft] * count
