"""Names: how a command line points at a file, an entry or a text of a work.

A file is named by its path, for its bytes name it wherever it lies, or by the first digits of
its digest. An entry is named by its number in the work, or by the first digits of its digest.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from bozzetto.api import Work
from bozzetto.errors import StudioError
from bozzetto.language import term
from bozzetto.record import Digest, Entry, commitments_in

__all__ = ["MIN_DIGITS", "find_asset", "find_assets", "find_entry", "find_text", "find_thing"]

MIN_DIGITS = 6  # hex digits: 24 bits tell the files of one work apart
_DIGITS = re.compile(r"(?:sha256:)?([0-9a-f]{1,64})")


def find_asset(work: Work, name: str) -> Digest:
    """Find a file of the work by its path, or by the first digits of its digest.

    Raises:
        StudioError: no such file is in the work, or several are.
    """
    path = Path(name)
    if path.is_file():
        return _recorded(work, path)
    found = _matching(name, work.assets())
    return _one(work, name, found, "file")


def find_assets(work: Work, names: Iterable[str]) -> list[Digest]:
    """Find several files, each once, in their order."""
    return list(dict.fromkeys(find_asset(work, name) for name in names))


def find_entry(work: Work, name: str) -> Digest:
    """Find an entry of the work by its number, or by the first digits of its digest.

    Raises:
        StudioError: the work has no such entry, or several.
    """
    entries = [entry for _place, entry in work.entries()]
    by_number = _by_number(entries, name)
    if by_number is not None:
        return by_number.digest
    return _one(work, name, _matching(name, [entry.digest for entry in entries]), "entry")


def find_thing(work: Work, name: str) -> Digest:
    """Find a file or an entry: what a remark is about.

    Raises:
        StudioError: neither is there, or several are.
    """
    entries = [entry for _place, entry in work.entries()]
    by_number = _by_number(entries, name)
    if by_number is not None:
        return by_number.digest
    path = Path(name)
    if path.is_file():
        return _recorded(work, path)
    known = [*work.assets(), *(entry.digest for entry in entries)]
    return _one(work, name, _matching(name, known), "file or entry")


def find_text(work: Work, name: str) -> Digest:
    """Find a committed text of the work or of the studio chain by its commitment's digits.

    Raises:
        StudioError: there is no such text, or several.
    """
    chains = [*work.entries(), *work.studio.entries(work.studio.digest)]
    known = {digest for _place, entry in chains for digest in commitments_in(entry.event.body)}
    return _one(work, name, _matching(name, known), "text")


def _recorded(work: Work, path: Path) -> Digest:
    with path.open("rb") as file:
        digest = Digest("sha256:" + hashlib.file_digest(file, "sha256").hexdigest())
    if digest in work.assets():
        return digest
    raise StudioError(
        "the work {title!r} does not name the file {path}",
        hint="record it first: bozzetto import, material or edit; a file that was changed since"
        " is another file",
        title=work.title,
        path=path,
    )


def _by_number(entries: list[Entry], name: str) -> Entry | None:
    digits = name.removeprefix("#")
    if digits.isdecimal() and digits.isascii() and len(digits) < MIN_DIGITS:
        number = int(digits)
        return entries[number] if number < len(entries) else None
    return None


def _matching(name: str, known: Iterable[Digest]) -> list[Digest]:
    match = _DIGITS.fullmatch(name)
    if match is None or len(match[1]) < MIN_DIGITS:
        return []
    return sorted({digest for digest in known if digest[7:].startswith(match[1])})


def _one(work: Work, name: str, found: list[Digest], what: str) -> Digest:
    if len(found) == 1:
        return found[0]
    if found:
        raise StudioError(
            "{count} digests of the work {title!r} begin with {name}",
            hint="give more digits",
            count=len(found),
            title=work.title,
            name=name,
        )
    raise StudioError(
        _UNKNOWN[what],
        hint="see what it has, with the digits: bozzetto work show {title!r}",
        title=work.title,
        name=name,
    )


_UNKNOWN = {
    "file": term("the work {title!r} has no file {name}"),
    "entry": term("the work {title!r} has no entry {name}"),
    "file or entry": term("the work {title!r} has no file or entry {name}"),
    "text": term("the work {title!r} has no text {name}"),
}
