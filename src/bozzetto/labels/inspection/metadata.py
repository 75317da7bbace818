"""Metadata as voices: IPTC's fields in XMP, and words of programs in XMP, EXIF and texts."""

from collections.abc import Collection, Iterator

from bozzetto.capture.picture import Carrier, Picture
from bozzetto.errors import FormatError
from bozzetto.labels.inspection.credentials import claims_watermark
from bozzetto.labels.inspection.statement import (
    Protection,
    Sentence,
    Speaker,
    Statement,
    Voice,
)
from bozzetto.labels.inspection.wording import SOURCES
from bozzetto.labels.iptc import read_iptc
from bozzetto.labels.packet import Name, Packet

__all__ = ["iptc_voice", "program_voice"]

MAX_WORDS = 2000  # characters of one field that is told; a creator's name has thirty
MAX_STATEMENTS = 64  # of one voice

_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_XAP = "http://ns.adobe.com/xap/1.0/"
_PROVENANCE = Name("http://purl.org/dc/terms/", "dcterms", "provenance")
# A property, what it is about, and what it is worth where that differs
_DECLARED = (
    (Name(_PHOTOSHOP, "photoshop", "Source"), "provider", None),
    (Name(_EXTENSION, "Iptc4xmpExt", "DigImageGUID"), "identifier", None),
    (Name(_PHOTOSHOP, "photoshop", "Credit"), "credit", None),
    (Name("http://purl.org/dc/elements/1.1/", "dc", "rights"), "rights", None),
    (Name(_PHOTOSHOP, "photoshop", "DateCreated"), "time", "time"),
)
_TOOL = Name(_XAP, "xmp", "CreatorTool")
_SAVED = Name(_XAP, "xmp", "ModifyDate")  # told beside something else only: every program sets it
# Tags of EXIF, and registered keywords of PNG (section 11.3.3.2), by what they are about
_FIELDS = {
    "Software": "program",
    "ProcessingSoftware": "program",
    "HostComputer": "device",
    "Make": "device",
    "Model": "device",
    "Artist": "creator",
    "Author": "creator",
    "XPAuthor": "creator",
    "Copyright": "rights",
    "Source": "device",
    "DateTimeOriginal": "time",
    "Creation Time": "time",
}
_WORTHS = {"creator": "creator", "time": "time"}
_TAKEN_OUT = Sentence("provenance.inside")
_TAKEN_OUT_HEAD = Sentence("head.program.missing")
_ADDRESSES = (
    "http://cv.iptc.org/newscodes/digitalsourcetype/",
    "http://c2pa.org/digitalsourcetype/",
)
_ELSEWHERE = ("xmp", "c2pa")  # places whose words other voices tell
_UNTOLD = ("XML:com.adobe.xmp", "Raw profile type ")  # ImageMagick's: EXIF and such in hex


def iptc_voice(packet: Packet) -> Voice | None:
    """Return what a packet's IPTC fields declare; None where they say nothing.

    Raises:
        FormatError: it says one of them twice, or in a structure.
    """
    said = read_iptc(packet)
    told: list[Statement] = []
    if said.source_type is not None:
        told.append(Statement("source type", _source(said.source_type)))
    if said.system is not None:
        told.append(Statement("system", " ".join(filter(None, (said.system, said.version)))))
    told += [Statement("creator", _cut(name), "creator") for name in said.creators]
    if said.prompt is not None:
        told.append(Statement("prompt", said.prompt))
    if said.prompt_writer is not None:
        told.append(Statement("prompt writer", _cut(said.prompt_writer), "prompt writer"))
    for name, about, worth in _DECLARED:
        words = _simple(packet, name)
        if words is not None:
            told.append(Statement(about, _cut(words), worth))
    if not told:
        return None
    told += _saved(packet)
    told += [
        Statement("watermark", each.said, "watermark")
        for each in told
        if isinstance(each.said, str) and each.name != "prompt" and claims_watermark(each.said)
    ]
    head = Sentence("head.IPTC.plain")
    if said.source_type is not None:
        head = Sentence.of("head.IPTC", what=_plain_source(said.source_type))
    return Voice(Speaker.IPTC, None, Protection(), head, "IPTC", tuple(told[:MAX_STATEMENTS]))


def program_voice(
    picture: Picture, packets: Collection[Packet], told: Collection[int], *, all_texts: bool
) -> Voice | None:
    """Return the words of programs and people that no other voice tells; None for none.

    Args:
        picture: What the file carries.
        packets: Its XMP.
        told: Indexes of carriers that are told elsewhere.
        all_texts: Whether texts are told whose meaning is not known.
    """
    found = [each for packet in packets for each in _in_packet(packet, picture)]
    for number, carrier in enumerate(picture.carriers):
        if number not in told:
            found += _in_carrier(carrier, all_texts=all_texts)
    found = list(dict.fromkeys(found))[:MAX_STATEMENTS]
    if not found:
        return None
    programs = dict.fromkeys(
        each.said for each in found if each.name == "program" and isinstance(each.said, str)
    )
    head = Sentence("head.program.plain")
    if any(each.said == _TAKEN_OUT for each in found):
        head = _TAKEN_OUT_HEAD
    elif programs:
        head = Sentence.of("head.program", who=", ".join(programs))
    return Voice(Speaker.PROGRAM, None, Protection(), head, "program", tuple(found))


def _saved(packet: Packet) -> Iterator[Statement]:
    words = _simple(packet, _SAVED)
    if words is not None:
        yield Statement("saved", _cut(words), "time")


def _source(text: str) -> Sentence:
    code = text.rpartition("/")[2]
    if code not in SOURCES:
        return Sentence.of("source.other", text=_cut(text))
    meaning = Sentence(f"source.{code}")
    if text.removesuffix(code) in _ADDRESSES:
        return meaning
    return Sentence.of("source.bare", meaning=meaning, text=_cut(text))


def _plain_source(text: str) -> str | Sentence:
    code = text.rpartition("/")[2]
    return Sentence(f"source.{code}") if code in SOURCES else _cut(text)


def _in_packet(packet: Packet, picture: Picture) -> Iterator[Statement]:
    tool = _simple(packet, _TOOL)
    if tool is not None:
        yield Statement("program", _cut(tool))
        yield from _saved(packet)
    address = _simple(packet, _PROVENANCE)
    if address is None:
        return
    inside = any(carrier.place == "c2pa" for carrier in picture.carriers)
    if not address.startswith("self#"):
        told = Sentence.of("provenance.elsewhere", address=_cut(address))
        yield Statement("provenance", told, "provenance")
    elif not inside:
        yield Statement("provenance", _TAKEN_OUT, "provenance")


def _in_carrier(carrier: Carrier, *, all_texts: bool) -> Iterator[Statement]:
    if carrier.place in _ELSEWHERE or carrier.name.startswith(_UNTOLD):
        return
    words = carrier.text
    if words is None or not words.strip():
        return
    about = _FIELDS.get(carrier.name) if carrier.place.startswith(("exif:", "png:")) else None
    if about is not None and not words.lstrip().startswith("{"):
        yield Statement(about, _cut(words), _WORTHS.get(about))
    elif all_texts:
        place = f"{carrier.place} {carrier.name}".rstrip()
        yield Statement("text", _cut(words), detail=place)
    if claims_watermark(words) and (about is not None or all_texts):
        yield Statement("watermark", _cut(words), "watermark")


def _simple(packet: Packet, name: Name) -> str | None:
    """Return a property; None where it is not there, or of a form that tells nothing here."""
    try:
        value = packet.get(name)
    except FormatError:
        return None
    return "; ".join(value) if isinstance(value, tuple) else value


def _cut(words: str) -> str:
    return words if len(words) <= MAX_WORDS else words[: MAX_WORDS - 1] + "…"
