"""Visits: what a person recorded of a page, and what is reported of it.

The person's click is the act. Everything on the page, its address and its title are what the page
said: they stand in settings, claims and notes, and a picture is called an output because the
person said that it is one.
"""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from bozzetto.capture.handover.redaction import redact
from bozzetto.record import Moment
from bozzetto.studio import Program

__all__ = ["Picture", "Role", "Told", "Visit", "plain_address", "tell"]

SELECTED = "page.selected"  # a note: the words are what was selected on the page
TYPED = "page.typed"  # a note: the person typed the words in the extension, or changed them there
CUT = "picture.screenshot"  # a problem: a picture was cut out of the screenshot
SECRET = "secret.removed"  # noqa: S105  # a note: something secret was taken out of the texts
_NO_PLACE = frozenset(("data", "blob", "filesystem", "javascript"))


class Role(StrEnum):
    """What the person says that the pictures are."""

    CANDIDATES = "candidates"  # of one job
    CHOSEN = "chosen"  # the same, and one of them was chosen
    REFERENCES = "references"  # material: what was looked at


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on the page."""

    name: str
    address: str
    data: bytes | None  # None where it could not be had
    lost: str | None = None  # why
    is_cut: bool = False  # it was cut out of the screenshot


@dataclass(frozen=True, slots=True)
class Visit:
    """What a person recorded of a page, with one click."""

    id: str  # 16 hex digits, chosen by the extension: the run, and the job
    at: Moment  # of the click
    browser: Program
    extension: str  # its version
    address: str
    title: str
    words: str | None  # what the person says that the tool was told
    selected: str | None  # what was selected on the page
    screenshot: bytes | None
    pictures: tuple[Picture, ...]
    role: Role
    chosen: int | None = None  # an index of the pictures
    follows: str | None = None  # an earlier visit, whose words these pictures came from


@dataclass(frozen=True, slots=True)
class Told:
    """A report, before it has a number."""

    tool: Program
    act: str
    body: dict[str, Any]  # as the hand-over spells it: JSON
    job: str | None = None
    files: tuple[tuple[str, bytes | None, str], ...] = ()  # name, bytes, why they are not there


def tell(visit: Visit) -> list[Told]:
    """Return the reports of a visit, in their order; no secret that is recognised stands in one."""
    return _Telling(visit).all()


def plain_address(address: str) -> str:
    """Return an address without the user's name and password, and without what is no address.

    Of a file on this machine its name is left. A fragment with ``=`` in it goes: it is how tokens
    come back from a sign-in (RFC 6749 section 4.2.2).
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return "-"
    if parts.scheme in _NO_PLACE:
        return f"{parts.scheme}:"
    if parts.scheme == "file":
        return f"file:{parts.path.rpartition('/')[2]}"
    shown = f"[{host}]" if ":" in host else host
    fragment = "" if "=" in parts.fragment else parts.fragment
    return urlunsplit((parts.scheme, shown + port, parts.path, parts.query, fragment)) or "-"


class _Telling:
    """The reports of one visit."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        clean, taken = redact(_texts(visit))
        self._clean: dict[str, Any] = clean
        self._is_redacted = taken > 0
        self._tool = _tool(visit)
        self._page = {"page address": clean["address"], "page title": clean["title"]}

    def all(self) -> list[Told]:
        found = [self._started()]
        if self._visit.words is not None:
            found.append(self._instruction())
        if self._visit.screenshot is not None:
            file = ("screenshot.png", self._visit.screenshot, "")
            found.append(self._material("screenshot", "web page", file))
        if self._visit.role is Role.REFERENCES:
            found += [self._material("reference", "unknown", each) for each in self._files()]
        elif self._visit.pictures:
            found.append(self._output())
            found += self._choice()
        return [*found, Told(self._visit.browser, "stopped", {})]

    def _started(self) -> Told:
        settings = {"extension": self._visit.extension}
        return Told(self._visit.browser, "started", {"settings": settings})

    def _instruction(self) -> Told:
        words, selected = self._clean["words"], self._clean["selected"]
        is_selected = words == selected
        notes = [SELECTED if is_selected else TYPED, *([SECRET] if self._is_redacted else [])]
        body = {
            "prompts": [
                {"role": "positive", "text": words, "by": "unknown" if is_selected else "person"}
            ],
            "models": [],
            "settings": self._page,
            "inputs": [],
            "raw": 0,
            "notes": notes,
        }
        raw = json.dumps(self._clean, ensure_ascii=False, indent=1).encode("utf-8", "replace")
        return Told(self._tool, "instruction", body, self._visit.id, (("page.json", raw, ""),))

    def _material(self, role: str, origin: str, file: tuple[str, bytes | None, str]) -> Told:
        note = f"{self._clean['title']}\n{self._clean['address']}"
        body = {"file": 0, "role": role, "origin": origin, "note": note}
        return Told(self._tool, "material", body, files=(file,))

    def _output(self) -> Told:
        pictures = self._visit.pictures
        claims = dict(self._page)
        for number, address in enumerate(self._clean["pictures"], 1):
            cut = ", cut out of the screenshot" if pictures[number - 1].is_cut else ""
            claims[f"picture {number}"] = address + cut
        body: dict[str, Any] = {"files": [*range(len(pictures))], "claims": claims}
        if any(each.is_cut for each in pictures):
            body["problems"] = [CUT]
        job = self._visit.follows or self._visit.id
        return Told(self._tool, "output", body, job, tuple(self._files()))

    def _choice(self) -> list[Told]:
        """Tell which one the person chose; nobody said that the others were rejected."""
        chosen = self._visit.chosen
        if self._visit.role is not Role.CHOSEN or chosen is None:
            return []
        data = self._visit.pictures[chosen].data
        if data is None:
            return []
        among = [_digest(each.data) for each in self._visit.pictures if each.data is not None]
        body = {"among": among, "chosen": [_digest(data)], "rejected": []}
        return [Told(self._tool, "choice", body)]

    def _files(self) -> list[tuple[str, bytes | None, str]]:
        return [(each.name, each.data, each.lost or "-") for each in self._visit.pictures]


def _texts(visit: Visit) -> dict[str, Any]:
    """Return all that a page or a person wrote: a secret in one is one in the others, too."""
    return {
        "address": plain_address(visit.address),
        "title": visit.title or "-",
        "words": visit.words,
        "selected": visit.selected,
        # a picture's query says how it is fetched, and often by whose leave
        "pictures": [plain_address(each.address).partition("?")[0] for each in visit.pictures],
    }


def _tool(visit: Visit) -> Program:
    """Return the site, in the browser: nothing else is known of what made the pictures."""
    try:
        host = urlsplit(visit.address).hostname or "a page"
    except ValueError:
        host = "a page"
    return Program(f"{host[:128]} in {visit.browser.name}"[:256], visit.browser.version)


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()
