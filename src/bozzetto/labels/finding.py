"""Finding: the AIGC labels that a file carries, also those that depart from the standard.

Written by many hands, they stand in other places, wrapped, in another order, with spaces, with
keys left out. Each is given as it was found, with what it means where that is plain, and with
every departure:

    place.other       it stands in no XMP: a comment, a PNG's text, a segment by itself
    place.extended    it stands in a JPEG's extended XMP, which few readers look into
    place.part        it stands in the XMP of a part: another page of a TIFF, another picture of
                      an AVIF or HEIF
    namespace.other   the property AIGC is of another namespace
    form.structure    the property is no text
    json.broken       it is no JSON object
    json.wrapped      {"AIGC":{...}}: proper to some places (annex B), not to XMP
    json.spelling     spaces, escapes, or an encoding of characters for XML on top
    keys.case         a key in other capitals
    keys.order        another order
    keys.missing      keys left out: read as empty
    keys.unknown      keys that the standard does not have
    keys.twice        a key twice: the first counts
    values.kind       numbers and the like instead of texts
    values.refused    what it says cannot be: `Found.refusal` tells why
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bozzetto.errors import FormatError
from bozzetto.labels.aigc import AIGC, KEYS, Aigc
from bozzetto.labels.carriers import Metadata, Note, read_metadata
from bozzetto.labels.markup import Place
from bozzetto.labels.packet import Packet

__all__ = ["Found", "find_labels", "labels_of"]

MAX_FIELDS = 64  # keys that are listed of one label

_OWN = {key.casefold(): key for key in KEYS}
_WRAPPED = re.compile(r'\s*\{\s*"AIGC"\s*:', re.IGNORECASE)
_NAMED = ("AIGC", "TC260")  # what a property or a place is called that is meant for a label

_Pairs = list[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Found:
    """One label, as it was found.

    Attributes:
        place: ``xmp``, ``xmp:extended``, ``xmp:part``, or the place of a note.
        text: What stands there.
        fields: Keys and values, in the order in which they stand there.
        aigc: What it means; None where that is not plain.
        departures: In which way it departs from the standard, as above; empty for none.
        refusal: Why it cannot be what it says it is.
    """

    place: str
    text: str
    fields: tuple[tuple[str, str], ...] = ()
    aigc: Aigc | None = None
    departures: tuple[str, ...] = ()
    refusal: FormatError | None = None


def find_labels(path: Path) -> tuple[Found, ...]:
    """Find the labels in a file; there should be one at most.

    Raises:
        FormatError: it is no whole PNG, JPEG, WebP, TIFF, AVIF or HEIF, or its XMP is damaged or
            too much.
    """
    return labels_of(read_metadata(path))


def labels_of(metadata: Metadata) -> tuple[Found, ...]:
    """Find the labels in what was read.

    Raises:
        FormatError: the XMP is damaged or too much.
    """
    found = [each for data in metadata.packets for each in _in_packet(data, "xmp")]
    if metadata.extended is not None:
        found += _in_packet(metadata.extended, "xmp:extended", "place.extended")
    for data in metadata.others:
        found += _in_packet(data, "xmp:part", "place.part")
    return (*found, *(each for note in metadata.notes for each in _in_note(note)))


def _in_packet(data: bytes, place: str, *departures: str) -> Iterator[Found]:
    for each in Packet.parse(data).markup.places:
        space, _, local = each.name.rpartition("}")
        if local.casefold() != AIGC.local.casefold():
            continue
        other = each.name != AIGC.full
        marks = (*departures, "namespace.other") if other else departures
        if not other or _is_meant(space, each):
            yield _in_property(each, place, marks)


def _is_meant(space: str, place: Place) -> bool:
    """Whether a property of another namespace is a label: by the namespace, or by what it says."""
    text = place.value if isinstance(place.value, str) else ""
    return any(name.casefold() in space.casefold() for name in _NAMED) or _reads_as_label(text)


def _in_property(place: Place, where: str, departures: tuple[str, ...]) -> Found:
    if not isinstance(place.value, str):
        return Found(where, "", departures=(*departures, "form.structure"))
    return _read(place.value, where, departures)


def _in_note(note: Note) -> Iterator[Found]:
    named = note.place.endswith(":AIGC") or note.place.startswith("jpeg:APP")
    if named or _reads_as_label(note.text):
        yield _read(note.text, note.place, ("place.other",))


def _reads_as_label(text: str) -> bool:
    if _WRAPPED.match(text):
        return True
    keys = {key.casefold() for key, _ in _parse(text) or ()}
    return {"label", "contentproducer"} <= keys


def _read(text: str, place: str, departures: tuple[str, ...]) -> Found:
    """Read a label leniently, noting what departs."""
    try:
        exact = Aigc.parse(text)
        return Found(place, text, exact.items(), exact, departures)
    except FormatError:
        marks = list(departures)
    pairs = _parse(text)
    if pairs is None:
        pairs = _parse(html.unescape(text))
        marks += ["json.broken"] if pairs is None else ["json.spelling"]
    inner = next((value for key, value in pairs or () if key.casefold() == "aigc"), None)
    if isinstance(inner, _Object):
        marks.append("json.wrapped")
        pairs = inner.pairs
    if pairs is None:
        return Found(place, text, departures=tuple(marks))
    own, more = _own(pairs)
    label, refusal = _meaning(own)
    marks += more
    if refusal is not None:
        marks.append("values.refused")
    elif not set(marks) - set(departures):
        marks.append("json.spelling")
    told = tuple((key, _say(value)) for key, value in pairs[:MAX_FIELDS])
    return Found(place, text, told, label, tuple(marks), refusal)


def _own(pairs: _Pairs) -> tuple[dict[str, str], list[str]]:
    """Return the standard's keys with their values, and what departs from it."""
    own: dict[str, str] = {}
    marks: set[str] = set()
    for key, value in pairs:
        name = _OWN.get(key.casefold())
        if name is None:
            marks.add("keys.unknown")
        elif name in own:
            marks.add("keys.twice")
        else:
            own[name] = _say(value)
            marks |= {"keys.case"} if key != name else set()
            marks |= {"values.kind"} if not isinstance(value, str) else set()
    if len(own) < len(KEYS):
        marks.add("keys.missing")
    if list(own) != [key for key in KEYS if key in own]:
        marks.add("keys.order")
    return own, sorted(marks)


def _meaning(own: dict[str, str]) -> tuple[Aigc | None, FormatError | None]:
    try:
        return Aigc(*(own.get(key, "") for key in KEYS)), None
    except FormatError as error:
        return None, error


@dataclass(frozen=True, slots=True)
class _Object:
    """A JSON object, its keys in order and with those that it has twice."""

    pairs: _Pairs


def _parse(text: str) -> _Pairs | None:
    """Parse a JSON object; None where it is none."""
    try:
        found = json.loads(text, object_pairs_hook=_Object)
    except (ValueError, RecursionError):
        return None
    return found.pairs if isinstance(found, _Object) else None


def _say(value: object) -> str:
    """Return a value as text; what is nested, as JSON, and half a surrogate as a question mark."""
    if value is None:
        return ""
    try:
        text = value if isinstance(value, str) else json.dumps(value, default=_plain)
    except RecursionError:
        return ""
    return text.encode("utf-8", "replace").decode()


def _plain(value: object) -> dict[str, object]:
    return dict(value.pairs) if isinstance(value, _Object) else {}
