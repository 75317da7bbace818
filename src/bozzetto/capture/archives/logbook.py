"""Fooocus's log: what ``log.html`` says of each picture, whichever version wrote it.

Fooocus keeps one in each day's folder (modules/private_logger.py), its pictures beside it. One
item a picture; what was typed stands in it without any escaping:

    1.0     <hr> <p>NAME</p> <p>Prompt: <b>...</b> </p>              the newest last
    1.0.33  <div id="..."><hr> and the same
    2.1.78  <div id="..."><p>NAME</p> ... or a table of it            the newest first, from here on
    2.1.85  <td class='key'>Prompt</td><td class='value'>...</td>
    2.2     a button besides, with the values as JSON, as they were before HTML
    2.3     class='label' instead of 'key'; 2.5 the composed prompt under "Full raw prompt"

HTML that tells nothing of this is no log. Each item is read for itself, up to a limit.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from bozzetto.capture.dialects.jsontext import members, parse_json, scalar
from bozzetto.capture.dialects.reading import scrub

__all__ = ["MAX_LOG", "Item", "read_log"]

MAX_LOG = 64 << 20  # bytes: a day of ten thousand pictures has a third of it
MAX_ITEM = 1 << 20  # bytes of one picture's item; real ones have under twenty thousand
MAX_ITEMS = 100_000
MAX_PAIRS = 256  # of one item; Fooocus writes thirty

_NAME = rb"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_\d{4}"
_START = re.compile(
    rb"""<div\ id="%b_(?:png|jpe?g|webp)"[^>]{0,200}>(?:\s{0,9}<hr>)?
    |<hr>\s{0,9}<p>(?=%b\.png</p>)"""
    % (_NAME, _NAME),
    re.VERBOSE,
)
_END = b"<!--fooocus-log-split-->"
_MARK = b"Fooocus Log "
_FILE = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_\d{4}\.(?:png|jpe?g|webp)")
_BUTTON = re.compile(r"to_clipboard\('([^']*)'\)")
_FULL = "Full raw prompt"
_SOURCE = re.compile(r"src=[\"']([^\"']*)")
# The tags of a log; all else that looks like one was typed. Python's own parser of HTML takes the
# square of the time that a text has tags without an end, and this none: nothing is looked at twice
_TAG = re.compile(
    r"<(/?)(a|b|br|button|details|div|hr|img|p|summary|table|td|tr)((?:[\s/][^<>]*)?)>"
)
_LINES = frozenset({"a", "div", "p", "table", "td", "tr"})  # what a label does not reach over


@dataclass(frozen=True, slots=True)
class Item:
    """What a log says of one picture.

    Attributes:
        name: The picture's.
        offset: Bytes from the log's beginning.
        raw: The item's own bytes.
        pairs: What was set, by the log's own labels, in its order.
        composed: The prompts that Fooocus put together, by their label.
        exact: Whether the values are as they were before they became HTML.
    """

    name: str
    offset: int
    raw: bytes = field(repr=False)
    pairs: tuple[tuple[str, str], ...]
    composed: tuple[tuple[str, str], ...] = ()
    exact: bool = True


def read_log(data: bytes) -> tuple[Item, ...]:
    """Read a log; the oldest picture comes first. Nothing of what is no log.

    Args:
        data: Any bytes, up to `MAX_LOG`.
    """
    if _MARK not in data or len(data) > MAX_LOG:
        return ()
    found: list[Item] = []
    starts = [match.start() for match in _START.finditer(data)][:MAX_ITEMS]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        item = _read(data[start : min(end, start + MAX_ITEM + 1)], start)
        if item is not None:
            found.append(item)
    return tuple(reversed(found)) if _is_newest_first(data, found) else tuple(found)


def _is_newest_first(data: bytes, found: list[Item]) -> bool:
    """Whether the log was written so; within one second, its version tells."""
    if found and found[0].name[:19] != found[-1].name[:19]:
        return found[0].name > found[-1].name
    return _END in data or data.find(_MARK) > (found[0].offset if found else 0)


def _read(raw: bytes, offset: int) -> Item | None:
    raw = raw.partition(_END)[0].rstrip()
    if len(raw) > MAX_ITEM:
        return None
    text = raw.decode("utf-8", "replace")
    reader = _Reader(text)
    name = _FILE.search(reader.name)
    if name is None:
        return None
    pairs, exact = reader.pairs, reader.exact and "\ufffd" not in text
    told = _told(reader.button)
    if told and len(told) == len(pairs):
        pairs = [(label, value) for (label, _), value in zip(pairs, told, strict=True)]
        exact = True
    clean = tuple((scrub(label), scrub(value)) for label, value in pairs)
    return Item(name[0], offset, raw, clean, tuple(reader.composed), exact)


def _told(button: str) -> list[str]:
    """Return the values that a button holds, in the log's order."""
    match = _BUTTON.search(button)
    values = members(parse_json(unquote(match[1]))).values() if match else ()
    return [scalar(value) or "" for value in values]


class _Reader:
    """Reads one item: its labels and values, whichever tags hold them."""

    def __init__(self, item: str) -> None:
        self.pairs: list[tuple[str, str]] = []
        self.composed: list[tuple[str, str]] = []
        self.name = ""
        self.button = ""
        self.exact = True
        self._label = ""
        self._text: list[str] = []
        self._value = ""  # the tag that ends the value under way
        self._part: str | None = None  # the label of a composed prompt
        at = 0
        for match in _TAG.finditer(item):
            self._data(item[at : match.start()])
            if self._value:
                self._inside(match)
            elif not match[1]:
                self._begin(match[2], match[3])
            at = match.end()
        self._data(item[at:])

    def _data(self, text: str) -> None:
        if not self._value and not self.name and (named := _FILE.search(text)):
            self.name = named[0]
        self._text.append(text)

    def _begin(self, tag: str, given: str) -> None:
        """Go on outside of a value."""
        if tag == "b" or (tag == "td" and "class='value'" in given):
            self._label = self._take().strip().lstrip(", ").rstrip(": ")
            self._value = tag
        elif tag == "img":
            source = _SOURCE.search(given)
            self.name = self.name or (source[1] if source else "")
        elif tag == "button":
            self.button = given
        elif tag in _LINES:
            self._take()

    def _inside(self, match: re.Match[str]) -> None:
        """Go on in a value: its own tags are marks, all others were typed."""
        ends, tag = match[1], match[2]
        if tag == "br":
            self._text.append("\n")  # a line's end, which the log spells so, with spaces around
            self.exact = False
        elif ends and tag == self._value:
            self._finish()
        elif tag == "summary":
            label = self._take().strip()
            self._part = label if ends else None
        elif ends and tag == "details" and self._part is not None:
            self.composed.append((self._part, scrub(self._take().strip())))
            self._part = None
        elif tag != "details":
            self._text.append(match[0])

    def _finish(self) -> None:
        value = self._take()
        if self._label and self._label != _FULL and len(self.pairs) < MAX_PAIRS:
            self.pairs.append((self._label, value.replace(" \n ", "\n")))
        self._label = self._value = ""

    def _take(self) -> str:
        text = "".join(self._text)
        self._text.clear()
        return text
