r"""Forms with files in a request's body: multipart/form-data, RFC 7578.

    >>> body = b'--x\r\nContent-Disposition: form-data; name="n"\r\n\r\n2\r\n--x--\r\n'
    >>> list(read_fields(body, b"x"))
    [('n', None, b'2')]

The bytes of a file are copied once and never searched but for the boundary: pictures of many
megabytes go by here while somebody waits.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from bozzetto.errors import FormatError

__all__ = ["boundary_of", "read_fields"]

MOST_FIELDS = 1_000  # of one form; the largest of the services' has 40
_HEADER_END = b"\r\n\r\n"
_NAME = re.compile(r'[;\s]name="((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_FILENAME = re.compile(r'[;\s]filename="((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_EXTENDED = re.compile(r"filename\*=utf-8''([^\s;]+)", re.IGNORECASE)
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))', re.IGNORECASE)


def boundary_of(content_type: str) -> bytes | None:
    """Return the boundary that a form's ``Content-Type`` names; None where it is no form."""
    if not content_type.lower().startswith("multipart/form-data"):
        return None
    found = _BOUNDARY.search(content_type)
    return (found[1] or found[2]).encode() if found else None


def read_fields(body: bytes, boundary: bytes) -> Iterator[tuple[str, str | None, bytes]]:
    """Yield a form's fields: name, the file's name or None, and the bytes.

    Raises:
        FormatError: the body is no form with this boundary.
    """
    mark = b"--" + boundary
    at = body.find(mark)
    for _ in range(MOST_FIELDS):
        if at < 0:
            raise FormatError("a form does not end")
        at += len(mark)
        if body.startswith(b"--", at):
            return
        head_end = body.find(_HEADER_END, at)
        end = body.find(b"\r\n" + mark, head_end)
        if head_end < 0 or end < 0:
            raise FormatError("a form does not end")
        name, filename = _names(body[at:head_end])
        yield name, filename, body[head_end + len(_HEADER_END) : end]
        at = end + 2
    raise FormatError("a form has too many fields")


def _names(head: bytes) -> tuple[str, str | None]:
    text = head.decode("utf-8", "replace")
    name, filename, extended = (found.search(text) for found in (_NAME, _FILENAME, _EXTENDED))
    if name is None:
        raise FormatError("a form's field has no name")
    if extended is not None:
        return _plain(name[1]), unquote(extended[1])
    return _plain(name[1]), _plain(filename[1]) if filename else None


def _plain(text: str) -> str:
    """Undo what browsers and clients do to a name: percent signs, backslashes."""
    return unquote(re.sub(r"\\(.)", r"\1", text))
