"""IPTC: how a picture came about, with which AI system, and who declares to be its creator.

    packet = put_iptc(packet, Iptc(SourceType.TRAINED, system="ComfyUI", version="0.3.64"))

Source: IPTC Photo Metadata Standard 2025.1, https://iptc.org/std/photometadata/specification/, and
https://cv.iptc.org/newscodes/digitalsourcetype/. The creator stands in ``dc:creator`` by that
person's own declaration; the standard itself warns against taking who wrote a prompt for it.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bozzetto.errors import FormatError, StudioError
from bozzetto.labels.packet import Name, Packet, Value

__all__ = ["MAX_WORDS", "Iptc", "Said", "SourceType", "check_words", "put_iptc", "read_iptc"]

_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_SOURCE = Name(_EXTENSION, "Iptc4xmpExt", "DigitalSourceType")
_SYSTEM = Name(_EXTENSION, "Iptc4xmpExt", "AISystemUsed")
_VERSION = Name(_EXTENSION, "Iptc4xmpExt", "AISystemVersionUsed")
_PROMPT = Name(_EXTENSION, "Iptc4xmpExt", "AIPromptInformation")
_WRITER = Name(_EXTENSION, "Iptc4xmpExt", "AIPromptWriterName")
_CREATOR = Name("http://purl.org/dc/elements/1.1/", "dc", "creator")

_CODES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MAX_WORDS = 1000  # characters of a name; IPTC sets no limit
MAX_CREATORS = 100
MAX_PROMPT = 16_384  # characters; three bytes each, they still fit into a JPEG's packet


class SourceType(StrEnum):
    """Digital source types that a made picture can have, by the full URI that readers expect."""

    TRAINED = f"{_CODES}trainedAlgorithmicMedia"  # by a trained model alone
    COMPOSITE_TRAINED = f"{_CODES}compositeWithTrainedAlgorithmicMedia"  # inpainted, say
    COMPOSITE_SYNTHETIC = f"{_CODES}compositeSynthetic"
    COMPOSITE = f"{_CODES}composite"
    COMPOSITE_CAPTURE = f"{_CODES}compositeCapture"
    ALGORITHMIC = f"{_CODES}algorithmicMedia"  # by an algorithm that was not trained
    ENHANCED = f"{_CODES}algorithmicallyEnhanced"
    DATA_DRIVEN = f"{_CODES}dataDrivenMedia"
    CREATION = f"{_CODES}digitalCreation"  # by a person with digital tools
    HUMAN_EDITS = f"{_CODES}humanEdits"
    CAPTURE = f"{_CODES}digitalCapture"
    COMPUTATIONAL_CAPTURE = f"{_CODES}computationalCapture"
    SCREEN_CAPTURE = f"{_CODES}screenCapture"
    VIRTUAL_RECORDING = f"{_CODES}virtualRecording"
    NEGATIVE_FILM = f"{_CODES}negativeFilm"
    POSITIVE_FILM = f"{_CODES}positiveFilm"
    PRINT = f"{_CODES}print"

    @property
    def code(self) -> str:
        """The last part of the address."""
        return self.removeprefix(_CODES)

    @classmethod
    def of_code(cls, code: str) -> Self:
        """Return the one whose address ends so.

        Raises:
            FormatError: there is none.
        """
        found = next((each for each in cls if each.code == code), None)
        if found is None:
            raise FormatError(
                "not a digital source type of IPTC: {code!r}",
                hint="one of: {codes}",
                code=code[:80],
                codes=", ".join(each.code for each in cls),
            )
        return found


@dataclass(frozen=True, slots=True)
class Iptc:
    """What is to be written; what is None or empty is left as the file has it.

    Attributes:
        source_type: How it came about.
        system: The AI system that was used, as its maker calls it.
        version: That system's version.
        creators: Who declare to be the creators, in order.
        prompt: The words that the AI system was given: only where their author wants it.
        prompt_writer: Who wrote them, which makes nobody the creator.
    """

    source_type: SourceType | None = None
    system: str | None = None
    version: str | None = None
    creators: tuple[str, ...] = ()
    prompt: str | None = None
    prompt_writer: str | None = None

    def __post_init__(self) -> None:
        if self.version is not None and self.system is None:
            raise FormatError("an AI system's version stands beside its name only")
        if self.prompt is not None and not 0 < len(self.prompt) <= MAX_PROMPT:
            raise FormatError(
                "a prompt in a picture has 1 to {most} characters, not {count}",
                most=MAX_PROMPT,
                count=len(self.prompt),
            )
        if len(self.creators) > MAX_CREATORS:
            raise FormatError("more than {most} creators", most=MAX_CREATORS)
        for words in (self.system, self.version, self.prompt_writer, *self.creators):
            if words is not None:
                check_words(words)

    def values(self) -> tuple[tuple[Name, Value], ...]:
        """Return the properties that are to be written."""
        pairs: tuple[tuple[Name, Value | None], ...] = (
            (_SOURCE, None if self.source_type is None else str(self.source_type)),
            (_SYSTEM, self.system),
            (_VERSION, self.version),
            (_CREATOR, self.creators or None),
            (_PROMPT, self.prompt),
            (_WRITER, self.prompt_writer),
        )
        return tuple((name, value) for name, value in pairs if value is not None)


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says, as it says it.

    Attributes:
        source_type: A URI, or the bare code that some write against the standard.
        system: The AI system.
        version: Its version.
        creators: The creators.
        prompt: The words that the system was given.
        prompt_writer: Who wrote them.
    """

    source_type: str | None
    system: str | None
    version: str | None
    creators: tuple[str, ...]
    prompt: str | None = None
    prompt_writer: str | None = None

    @property
    def known(self) -> SourceType | None:
        """The source type, if it is one of IPTC's and stands there in full."""
        return next((each for each in SourceType if each == self.source_type), None)


def read_iptc(packet: Packet) -> Said:
    """Read what a packet says.

    Raises:
        FormatError: it says one of these twice, or in a structure.
    """
    creators = packet.get(_CREATOR)
    return Said(
        _text(packet, _SOURCE),
        _text(packet, _SYSTEM),
        _text(packet, _VERSION),
        creators if isinstance(creators, tuple) else () if creators is None else (creators,),
        _text(packet, _PROMPT),
        _text(packet, _WRITER),
    )


def put_iptc(packet: Packet, iptc: Iptc, *, replacing: bool = False) -> Packet:
    """Return a packet that says so.

    Args:
        packet: What the file has.
        iptc: What it is to say.
        replacing: Whether what it says already may be replaced, where that is something else.

    Raises:
        StudioError: it says something else already, and that may not be replaced.
        FormatError: it says it twice, or in a structure.
    """
    for name, value in iptc.values():
        old = packet.get(name)
        if old not in (None, value) and not replacing:
            raise StudioError(
                "the XMP has another {name} already: {value}",
                name=str(name),
                value=old if isinstance(old, str) else "; ".join(old or ()),
            )
        packet = packet.put(name, value)
    return packet


def _text(packet: Packet, name: Name) -> str | None:
    value = packet.get(name)
    return "; ".join(value) if isinstance(value, tuple) else value


def check_words(words: str) -> None:
    """Refuse what is no name: other programs show it, so nothing in it turns the text around.

    Raises:
        FormatError: it is empty or too long, or has a control character.
    """
    wrong = any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in words)
    if wrong or not words.strip() or len(words) > MAX_WORDS:
        raise FormatError(
            "not a name of 1 to {most} characters without control characters: {words!r}",
            most=MAX_WORDS,
            words=words[:80],
        )
