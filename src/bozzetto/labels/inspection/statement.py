"""Statements: what a file says, by whom, and what stands behind it.

    Voice(Speaker.TOOL, "ComfyUI", Protection(), Sentence("head.tool", ...), (Statement(...), ...))

Nothing here judges whether it is true. What is somebody else's words is a text; what is ours is a
`Sentence`: the code of one in `wording`, with values, so that it can be said in any language.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bozzetto.errors import BozzettoError
from bozzetto.labels.inspection.wording import NAMES, SENTENCES

__all__ = [
    "Integrity",
    "Kind",
    "Protection",
    "Sentence",
    "Speaker",
    "Stamp",
    "Statement",
    "Translate",
    "Trust",
    "Voice",
    "joined",
]

Translate = Callable[[str, Mapping[str, object]], str]  # a template and its values


class Speaker(StrEnum):
    """Who says something; the order is that in which a reader is told."""

    SIGNER = "signer"  # of content credentials
    EARLIER = "earlier signer"  # of content credentials that the signer's rest on
    TOOL = "tool"
    LABEL = "label"  # of GB 45438-2025
    IPTC = "IPTC"
    PROGRAM = "program"  # words of any program, or person, in EXIF, XMP or a text


class Kind(StrEnum):
    """What protects a statement."""

    NOTHING = "nothing"
    TOOL_SIGNATURE = "signature of the tool"
    CREDENTIALS = "content credentials"


class Integrity(StrEnum):
    """Whether something is as it was when it was signed."""

    INTACT = "intact"
    ALTERED = "altered"
    BROKEN = "broken"  # not of its form, or it does not cover the file
    UNREAD = "not read"  # there, and the reader could not read it
    UNCHECKED = "not checked"  # there, and there is no reader, or it was not asked


class Trust(StrEnum):
    """Whether a signer, or an authority, stands on a list that the reader gave."""

    LISTED = "on the list"
    NOT_LISTED = "not on the list"
    NO_LIST = "no list given"


class Stamp(StrEnum):
    """Who vouches for the time."""

    AUTHORITY = "timestamp"
    CLAIM = "claim"  # nobody but who says it


@dataclass(frozen=True, slots=True)
class Protection:
    """What stands behind the statements of one voice.

    Attributes:
        kind: What protects them.
        integrity: Whether it holds; None where nothing protects them.
        trust: Of content credentials: whether the signer is on the reader's list.
        stamp: Of content credentials: who vouches for the time; None where there is none.
        stamp_trust: Of a timestamp: whether its authority is on the reader's list.
    """

    kind: Kind = Kind.NOTHING
    integrity: Integrity | None = None
    trust: Trust | None = None
    stamp: Stamp | None = None
    stamp_trust: Trust | None = None

    @property
    def holds(self) -> bool:
        """Whether something protects the statements, and holds."""
        return self.integrity is Integrity.INTACT


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of ours.

    Attributes:
        code: Its key in `wording.SENTENCES`.
        values: What is filled in: other people's texts, or sentences again.
    """

    code: str
    values: "tuple[tuple[str, str | Sentence], ...]" = ()

    @classmethod
    def of(cls, code: str, **values: "str | Sentence") -> "Sentence":
        """Make a sentence."""
        return cls(code, tuple(values.items()))

    def words(self, translate: Translate) -> str:
        """Say it.

        Args:
            translate: Fills a template's values in; in whatever language.
        """
        values = {name: words_of(value, translate) for name, value in self.values}
        return translate(SENTENCES.get(self.code, self.code), values)

    @classmethod
    def of_error(cls, error: BozzettoError) -> "Sentence":
        """Make the sentence that an error says: its template is its code."""
        return cls(error.template, tuple((name, str(each)) for name, each in error.values.items()))


def words_of(value: "str | Sentence", translate: Translate) -> str:
    """Return other people's text as it is, and ours in the language that is spoken."""
    return value if isinstance(value, str) else value.words(translate)


def joined(parts: Sequence[str | Sentence]) -> Sentence:
    """Make one sentence of several parts; there is at least one."""
    first, *rest = parts
    if rest:
        return Sentence.of("joined", first=first, rest=joined(rest))
    return first if isinstance(first, Sentence) else Sentence.of("plain", words=first)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a file says.

    Attributes:
        name: What it is about: a key of `wording.NAMES`.
        said: What it says.
        worth: A key of `wording.WORTHS`, where that differs from the voice's.
        detail: Which one of several, in the file's words: a setting's name, say.
    """

    name: str
    said: str | Sentence
    worth: str | None = None
    detail: str | None = None

    def label(self, translate: Translate) -> str:
        """Say what it is about."""
        return self.detail or translate(NAMES[self.name], {})

    def words(self, translate: Translate) -> str:
        """Say what it says."""
        return words_of(self.said, translate)


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says something in a file.

    Attributes:
        speaker: What sort of somebody.
        name: As the file, or a certificate, names it; None where nothing does.
        protection: What stands behind what is said.
        head: All of it in one sentence, for a summary.
        worth: What that proves and what it does not: a key of `wording.WORTHS`.
        statements: What is said.
    """

    speaker: Speaker
    name: str | None
    protection: Protection
    head: Sentence
    worth: str
    statements: tuple[Statement, ...] = ()

    def of(self, name: str) -> Iterator[Statement]:
        """List the statements about one thing."""
        return (each for each in self.statements if each.name == name)

    @property
    def title(self) -> Sentence:
        """Say who speaks."""
        code = f"voice.{self.speaker.value}"
        if self.name is not None and "{who}" in SENTENCES[code]:
            return Sentence.of(code, who=self.name)
        return Sentence(f"{code}.unnamed" if f"{code}.unnamed" in SENTENCES else code)

    @property
    def rank(self) -> int:
        """How far it is protected: the smaller, the more."""
        shield = self.protection
        if shield.kind is Kind.NOTHING:
            return 9
        first = 0 if shield.trust is Trust.LISTED else 1
        if not shield.holds:
            first = 5
        return first + (2 if self.speaker is Speaker.EARLIER else 0)
