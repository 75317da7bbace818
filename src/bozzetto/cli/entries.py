"""Entries in words: what happened, by whom, and how it is known.

One sentence a kind. A kind that this program does not know is named and nothing more is said
of it. Texts that are withheld are said to be.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bozzetto.api import Studio, Work
from bozzetto.escape import shorten
from bozzetto.language import _, join, join_parts, term
from bozzetto.record import JSON, Actor, Asset, Digest, Entry, Key, assets_in
from bozzetto.upkeep.names import names_of

__all__ = [
    "DIMENSION_WORDS",
    "ENDED_WORDS",
    "SEEN_WORDS",
    "TOLD",
    "Teller",
    "one_line",
    "short_digest",
    "translate_dimension",
]

MAX_TEXT = 120  # characters of a text in a table's cell; --json has all of it
UNKNOWN = "unknown"  # the version of a program that did not say: studio.work
SHOWN_DIGITS = 8  # hex digits of a digest: two more than are asked for

SEEN_WORDS = {
    "live": term("recorded live"),
    "imported": term("imported afterwards"),
    "stated": term("stated by the person"),
}
DIMENSION_WORDS = {
    "layout": term("layout"),
    "proportion": term("proportion"),
    "viewing angle": term("viewing angle"),
    "composition elements": term("composition elements"),
    "colour": term("colour"),
    "lines": term("lines"),
}
ENDED_WORDS = {
    "failed": term("the tool broke off with an error"),
    "interrupted": term("somebody stopped it"),
    "deleted": term("deleted from the queue before it ran"),
    "refused": term("the tool did not take the instruction"),
    "discarded": term("its outputs were discarded in the tool, unseen by any choice"),
}


def short_digest(digest: str) -> str:
    """Return the first digits of a digest."""
    return digest.removeprefix("sha256:")[:SHOWN_DIGITS]


def one_line(words: str) -> str:
    """Return a text in one line that is not too long."""
    return shorten(" ".join(words.split()), MAX_TEXT)


def _items(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells what the entries of one work say."""

    names: Mapping[Key, str]  # people and devices, by the studio's own word
    assets: Mapping[Digest, Asset]
    numbers: Mapping[Digest, int]  # of the work's entries

    @classmethod
    def of(cls, studio: Studio, work: Work) -> "Teller":
        """Gather the names of a work's files, entries and people."""
        numbers = {entry.digest: entry.event.number for _place, entry in work.entries()}
        return cls(names_of(studio), work.assets(), numbers)

    def by(self, actor: Actor) -> str:
        """Say who acted."""
        version = "" if actor.version == UNKNOWN else f" {actor.version}"
        program = actor.tool and actor.tool + version
        if actor.person is None:
            return program or ""
        person = self.names.get(actor.person, actor.person)
        if program is None:
            return person
        return _("{person} with {program}", person=person, program=program)

    def what(self, entry: Entry) -> str:
        """Say what happened."""
        tell = _TELLERS.get(entry.event.kind)
        if tell is None:
            return _("{kind}: a kind that this version does not know", kind=entry.event.kind)
        return tell(self, entry)

    def file(self, digest: object) -> str:
        """Name a file, with the first digits of its digest."""
        asset = self.assets.get(Digest(str(digest)))
        digits = short_digest(str(digest))
        return f"{asset.name} [{digits}]" if asset and asset.name else f"[{digits}]"

    def files(self, digests: Iterable[object]) -> str:
        """Name several files."""
        return join(self.file(digest) for digest in digests)

    def thing(self, digest: object) -> str:
        """Name a file or an entry."""
        number = self.numbers.get(Digest(str(digest)))
        return self.file(digest) if number is None else _("entry {number}", number=number)

    def text(self, entry: Entry, name: str = "text") -> str:
        """Return a text of an entry, shortened; the outer body's, by the field's name."""
        words = entry.text(entry.event.body.get(name))
        return _("[withheld]") if words is None else one_line(words)

    def optional(self, entry: Entry, name: str) -> str:
        """Return a text that need not be there, behind a colon."""
        return _(": {text}", text=self.text(entry, name)) if name in entry.event.body else ""


def _opened(teller: Teller, entry: Entry) -> str:
    return _("work opened: {title}", title=teller.text(entry, "title"))


def _intent(teller: Teller, entry: Entry) -> str:
    return _("intent: {text}", text=teller.text(entry))


def _material(teller: Teller, entry: Entry) -> str:
    body = entry.event.body
    (asset,) = assets_in(body["asset"])
    return _(
        "material: {file} ({role}, {origin}){note}",
        file=teller.file(asset.digest),
        role=body["role"],
        origin=body["origin"],
        note=teller.optional(entry, "note"),
    )


def _instruction(teller: Teller, entry: Entry) -> str:
    del teller
    prompts = [item for item in _items(entry.event.body["prompts"]) if isinstance(item, dict)]
    shown = [entry.text(item["text"]) for item in prompts if item["role"] == "positive"]
    words = " / ".join(_("[withheld]") if text is None else text for text in shown)
    tool = entry.event.body["tool"]
    name = tool.get("name") if isinstance(tool, dict) else ""
    if not words:
        return _("instruction to {tool}", tool=name)
    return _("instruction to {tool}: {text}", tool=name, text=one_line(words))


def _output(teller: Teller, entry: Entry) -> str:
    files = teller.files(asset.digest for asset in assets_in(entry.event.body["assets"]))
    given = entry.event.body["instruction"]
    if given is None:
        return _("file received: {files}", files=files)
    return _("output to {entry}: {files}", entry=teller.thing(given), files=files)


def _ended(teller: Teller, entry: Entry) -> str:
    body = entry.event.body
    how, note = _(ENDED_WORDS[str(body["how"])]), teller.optional(entry, "note")
    if body["instruction"] is None:
        return _("job ended: {how}{note}", how=how, note=note)
    given = teller.thing(body["instruction"])
    return _("job of {entry} ended: {how}{note}", entry=given, how=how, note=note)


def _identified(teller: Teller, entry: Entry) -> str:
    del teller
    name, digest = (str(entry.event.body[field]) for field in ("name", "digest"))
    return _("model file read: {name} [{digits}]", name=one_line(name), digits=short_digest(digest))


def _choice(teller: Teller, entry: Entry) -> str:
    body = entry.event.body
    parts = [
        _(words, files=teller.files(_items(body[name])))
        for name, words in (
            ("chosen", term("chosen {files}")),
            ("rejected", term("rejected {files}")),
        )
        if _items(body[name])
    ]
    return _(
        "choice among {count}: {parts}{reason}",
        count=len(_items(body["among"])),
        parts=join_parts(parts) or _("nothing decided"),
        reason=teller.optional(entry, "reason"),
    )


def _edit(teller: Teller, entry: Entry) -> str:
    body = entry.event.body
    (after,) = assets_in(body["after"])
    tool = body["tool"]
    changed = [translate_dimension(str(item)) for item in _items(body["dimensions"])]
    return _(
        "edit with {tool}: {before} -> {after}{changed}{note}",
        tool=tool.get("name") if isinstance(tool, dict) else "",
        before=teller.files(_items(body["before"])),
        after=teller.file(after.digest),
        changed=_(" ({words})", words=join(changed)) if changed else "",
        note=teller.optional(entry, "note"),
    )


def translate_dimension(name: str) -> str:
    """Say what of a picture was changed."""
    return _(DIMENSION_WORDS.get(name, name))


def _comment(teller: Teller, entry: Entry) -> str:
    about = join(teller.thing(item) for item in _items(entry.event.body["about"]))
    if not about:
        return _("comment: {text}", text=teller.text(entry))
    return _("comment on {about}: {text}", about=about, text=teller.text(entry))


def _released(teller: Teller, entry: Entry) -> str:
    return _(
        "released {file}: {place}",
        file=teller.file(entry.event.body["asset"]),
        place=teller.text(entry, "place"),
    )


def _copy(teller: Teller, entry: Entry) -> str:
    return _("copy found: {place}", place=teller.text(entry, "where"))


def _corrected(teller: Teller, entry: Entry) -> str:
    return _(
        "correction of {entry}: {text}",
        entry=teller.thing(entry.event.body["corrects"]),
        text=teller.text(entry),
    )


def _erased(teller: Teller, entry: Entry) -> str:
    return _(
        "bytes erased of {files}: {reason}",
        files=teller.files(_items(entry.event.body["assets"])),
        reason=teller.text(entry, "reason"),
    )


def _countersigned(teller: Teller, entry: Entry) -> str:
    entries = join(teller.thing(item) for item in _items(entry.event.body["entries"]))
    return _("confirmed: {entries}", entries=entries)


_TELLERS: dict[str, Callable[[Teller, Entry], str]] = {
    "work.opened": _opened,
    "intent.stated": _intent,
    "material.added": _material,
    "instruction.given": _instruction,
    "output.received": _output,
    "job.ended": _ended,
    "model.identified": _identified,
    "choice.made": _choice,
    "edit.made": _edit,
    "comment.made": _comment,
    "work.released": _released,
    "copy.found": _copy,
    "entry.corrected": _corrected,
    "bytes.erased": _erased,
    "entry.countersigned": _countersigned,
}

TOLD = frozenset(_TELLERS)  # the kinds for which there are words
