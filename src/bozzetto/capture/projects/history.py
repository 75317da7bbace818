r"""Histories: what Photoshop logged of its own work, in a file's XMP or in a text file.

Its "History Log" is off until somebody switches it on. It writes a line for each file that is
opened, saved or closed, with the time, and below it the steps, as much as was asked for:

    2012-05-03T09:34:50-04:00	File i1222b.jpg opened
    Open
    Brush Tool

So ``photoshop:History`` reads in XMP; in a text file the time has no zone, and a space instead of
the T. The words are those of the language that Photoshop speaks. Anybody can write such lines.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bozzetto.capture.dialects.reading import scrub
from bozzetto.capture.picture import Picture
from bozzetto.capture.projects.markup import MAX_XML, parse_xml
from bozzetto.errors import FormatError

__all__ = ["History", "history_in", "history_of_xmp", "read_history"]

MAX_LOG = 128 << 10  # characters that a note gets of a log; the file keeps all of it
MAX_EXTENDED = 4096  # pieces of XMP in one JPEG

_PROPERTY = "http://ns.adobe.com/photoshop/1.0/}History"
_TOOL = "http://ns.adobe.com/xap/1.0/}CreatorTool"
_EVENT = re.compile(
    r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)[ \t]+(\S.*)", re.ASCII
)
_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_GUID = 32  # bytes that all pieces of one packet share; then its size, and the piece's place


@dataclass(frozen=True, slots=True)
class History:
    """What a log says.

    Attributes:
        text: All of it.
        events: Lines with a time: times as spelled, and what happened.
        steps: How many other lines there are, those left out that begin with white space.
        tool: What the file says wrote it.
    """

    text: str
    events: tuple[tuple[str, str], ...]
    steps: int
    tool: str | None = None

    def say(self) -> str:
        """Say what the log holds, in one line."""
        if not self.events:
            return f"Photoshop's history log: {self.steps} steps, no times"
        first, last = self.events[0][0], self.events[-1][0]
        return (
            f"Photoshop's history log, {first} to {last} by its own clock:"
            f" {len(self.events)} lines with a time, {self.steps} steps"
        )

    def quote(self) -> str:
        """Say it, and what the log says word for word, as much as a note takes."""
        cut = "\n..." if len(self.text) > MAX_LOG else ""
        return f"{self.say()}\n{self.text[:MAX_LOG]}{cut}"


def read_history(text: str, tool: str | None = None) -> History | None:
    """Read a log; None where there is not one line in it."""
    lines = [line for line in text.splitlines() if line.strip()]
    matches = [(line, _EVENT.fullmatch(line.rstrip())) for line in lines]
    if not lines:
        return None
    events = tuple((match[1], scrub(match[2])) for _, match in matches if match is not None)
    steps = sum(match is None and not line[0].isspace() for line, match in matches)
    return History(scrub(text.strip("\r\n")), events, steps, tool)


def history_of_xmp(data: bytes) -> History | None:
    """Read the log in a packet of XMP; None where there is none, or the packet is damaged."""
    return _history([_said(data)])


def history_in(picture: Picture) -> History | None:
    """Read the log that a flat picture carries; in a JPEG, what did not fit in one piece, too."""
    packets = [carrier for carrier in picture.carriers if carrier.place == "xmp"]
    words = [each.raw if each.text is None else each.text.encode() for each in packets]
    return _history([_said(data) for data in (*words, _extended(picture))])


def _history(said: Sequence[tuple[str | None, str | None]]) -> History | None:
    text = next((text for text, _ in said if text is not None), None)
    tool = next((tool for _, tool in said if tool is not None), None)
    return None if text is None else read_history(text, tool)


def _said(data: bytes) -> tuple[str | None, str | None]:
    """Return the log in a packet of XMP, and what the packet says wrote the file."""
    if len(data) > MAX_XML or (b"History" not in data and b"CreatorTool" not in data):
        return None, None
    try:
        root = parse_xml(data.strip(b"\0 \r\n\t"))
    except FormatError:
        return None, None
    found: dict[str, str] = {}
    for element in root.iter():
        said = {**element.attrib}
        if element.tag in {_PROPERTY, _TOOL}:
            said[element.tag] = "".join(element.itertext())
        for name in (_PROPERTY, _TOOL):
            if said.get(name, "").strip():
                found.setdefault(name, said[name])
    return found.get(_PROPERTY), found.get(_TOOL)


def _extended(picture: Picture) -> bytes:
    """Put extended XMP together, nothing where a piece is missing (XMP, part 3, 1.1.3.1)."""
    pieces: dict[bytes, dict[int, bytes]] = {}
    sizes: dict[bytes, int] = {}
    for carrier in picture.carriers[:MAX_EXTENDED]:
        if carrier.place == "jpeg:APP1" and carrier.raw.startswith(_EXTENSION):
            rest = carrier.raw[len(_EXTENSION) :]
            guid, numbers, data = rest[:_GUID], rest[_GUID : _GUID + 8], rest[_GUID + 8 :]
            sizes[guid] = int.from_bytes(numbers[:4])
            pieces.setdefault(guid, {})[int.from_bytes(numbers[4:])] = data
    for guid, parts in pieces.items():
        whole = b"".join(parts[at] for at in sorted(parts))
        if len(whole) == sizes[guid] and 0 in parts:
            return whole
    return b""
