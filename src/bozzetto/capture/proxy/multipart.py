"""Forms with files: ``multipart/form-data``, RFC 7578.

    parts = read_form("multipart/form-data; boundary=x", body)

A part's bytes are given as they were sent, to the last one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

__all__ = ["Part", "read_form"]

MAX_PARTS = 64  # a form of an image tool has five
MAX_HEAD = 1 << 14  # bytes before a part's data

_BOUNDARY = re.compile(r'boundary=(?:"([^"\r\n]{1,200})"|([^\s;,"]{1,200}))', re.IGNORECASE)
# RFC 7578 section 4.2; browsers write %22 for a quotation mark within
_NAME = re.compile(r'[;\s]name="([^"\r\n]*)"', re.IGNORECASE)
_FILE = re.compile(r'[;\s]filename="([^"\r\n]*)"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form."""

    name: str
    filename: str | None  # None: it is no file
    data: bytes

    @property
    def text(self) -> str:
        """The field as text."""
        return self.data.decode("utf-8", "replace")


def read_form(content_type: str, body: bytes) -> list[Part]:
    """Take a form apart; what is none, or is cut off, gives the parts that are whole."""
    match = _BOUNDARY.search(content_type)
    if match is None or not content_type.lower().lstrip().startswith("multipart/form-data"):
        return []
    mark = b"--" + (match[1] or match[2]).encode("latin-1", "replace")
    return list(islice(_parts(body, mark), MAX_PARTS))


def _parts(body: bytes, mark: bytes) -> Iterator[Part]:
    start = 0 if body.startswith(mark) else body.find(b"\r\n" + mark) + 2
    if start == 1:
        return
    while True:
        start += len(mark)
        end = body.find(b"\r\n" + mark, start)
        if body.startswith(b"--", start) or end < 0:
            return
        part = _part(body, body.find(b"\n", start) + 1, end)
        if part is not None:
            yield part
        start = end + 2


def _part(body: bytes, start: int, end: int) -> Part | None:
    gap = body.find(b"\r\n\r\n", start, min(end, start + MAX_HEAD))
    if gap < 0:
        return None
    head = body[start:gap].decode("utf-8", "replace")
    told = next((_ for _ in head.split("\r\n") if _.lower().startswith("content-disposition:")), "")
    name, file = _NAME.search(told), _FILE.search(told)
    if name is None:
        return None
    return Part(name[1], None if file is None else file[1], body[gap + 4 : end])
