"""Made: with which AI system, from which words and when a picture came about, out of the record.

The nearest instruction counts along the first parents: what the picture was generated with, also
where it was edited since. Models are not given: their names are often those of somebody's own
files, and of whom they were trained on.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from bozzetto.labels.iptc import MAX_PROMPT, MAX_WORDS
from bozzetto.record import Digest, Seen
from bozzetto.story import Facts, Node, Step
from bozzetto.story.body import objects, string

__all__ = ["Made", "Words", "attempt_of", "made_of", "plain", "program_of"]


@dataclass(frozen=True, slots=True)
class Words:
    """A prompt, as the record has it."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Made:
    """What the record says of how a picture was made.

    Attributes:
        step: The entry that brought the picture; None where none of the work did.
        instruction: What a tool was told for it, or for what it was edited from.
        system: The tool, as it names itself.
        version: Its version; None where it gave none.
        prompts: What it was told, in the order of the record; withheld texts are left out.
        at: When, by the recorder's clock; None where nobody watched.
    """

    step: Step | None = None
    instruction: Step | None = None
    system: str | None = None
    version: str | None = None
    prompts: tuple[Words, ...] = ()
    at: datetime | None = None

    @property
    def prompt(self) -> str | None:
        """All words, as IPTC has one field for them; None where there are none, or too many."""
        parts = [f"{each.role}: {each.text}" for each in self.prompts]
        text = self.prompts[0].text if len(parts) == 1 else "\n".join(parts)
        return text if 0 < len(text) <= MAX_PROMPT else None


def made_of(facts: Facts, asset: Digest) -> Made:
    """Tell how a picture of a work was made."""
    node = facts.lineage.gathered.by_asset.get(asset)
    if node is None:
        return Made()
    step = _brought(node, asset)
    at = step.time if step.seen is Seen.LIVE else None
    attempt = attempt_of(facts, node)
    if attempt is None:
        return Made(step, at=at)
    told = attempt.step if attempt.step.kind == "instruction.given" else None
    name, version = program_of(attempt.step)
    return Made(step, told, name, version, () if told is None else _prompts(told), at)


def _brought(node: Node, asset: Digest) -> Step:
    """Return the entry of a node that has the picture."""
    for each in node.outputs:
        if any(str(item.get("digest")) == asset for item in objects(each.body, "assets")):
            return each
    return node.step


def attempt_of(facts: Facts, node: Node) -> Node | None:
    """Return the attempt that a node is, or was made from along the first parents."""
    if node.shape == "attempt":
        return node
    descents = facts.lineage.descents
    while descents[node.rank].link == "made from":
        parent = descents[node.rank].parent
        if parent is None or parent.shape == "attempt":
            return parent
        node = parent
    return None


def program_of(step: Step) -> tuple[str | None, str | None]:
    """Return the tool and its version, fit to be written into a picture."""
    tool = step.body.get("tool")
    name = string(tool, "name") if isinstance(tool, dict) else step.by.tool
    version = string(tool, "version") if isinstance(tool, dict) else step.by.version
    name = plain(name)
    return name, None if name is None or version == "unknown" else plain(version)


def plain(words: str | None) -> str | None:
    """Return a stranger's words without what turns a text around, cut to what is written."""
    kept = [
        letter if unicodedata.category(letter) not in ("Cc", "Cf", "Cs") else " "
        for letter in (words or "")[:MAX_WORDS]
    ]
    return " ".join("".join(kept).split()) or None


def _prompts(step: Step) -> tuple[Words, ...]:
    found = []
    for each in objects(step.body, "prompts"):
        text = step.text(each.get("text"))
        if text:
            found.append(Words(str(each.get("role")), text))
    return tuple(found)
