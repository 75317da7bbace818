"""Manifests: the credentials of a file one by one, the newest first, each with who signed it.

Read out of what c2pa-python tells of a file's manifest store; all of it is a stranger's words, and
whatever is not of its form is left out. What the newest one's integrity is, `capture.credentials`
judges; here stands what belongs to which manifest.

Source: C2PA 2.2, sections 10 (claims), 15 (validation codes), 18 (assertions).
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from bozzetto.capture.credentials import Action, Store, parse_store
from bozzetto.labels.inspection.statement import Sentence, Trust
from bozzetto.labels.inspection.values import items, member, members, text
from bozzetto.record import JSON

__all__ = ["Ingredient", "Manifest", "Record", "manifests_of"]

MAX_MANIFESTS = 8  # that are told of one file; a long chain of edits has thirty
MAX_ITEMS = 64  # ingredients, and codes, of one manifest

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,100}", re.ASCII)
_ABOUT_SIGNER = ("signingCredential.", "timeStamp.")  # certificates, and not the bytes
_URL = re.compile(r"self#jumbf=/c2pa/([^/]{1,300})")
_STAMPED = re.compile(r"timestamp message digest matched: (.+)")
_LEGACY = "legacy timestamp cert trusted"  # by the library itself: no list was looked at
_RELATIONS = ("parentOf", "componentOf", "inputTo")
_PROCESS = "com.bozzetto.process"  # as `labels.credentials` writes it


@dataclass(frozen=True, slots=True)
class Ingredient:
    """Something that a picture was made from."""

    relation: str  # one of `_RELATIONS`, or "other"
    title: str | None
    manifest: str | None  # the label of its own credentials
    problems: tuple[str, ...] = ()  # codes


@dataclass(frozen=True, slots=True)
class Record:
    """A tie to a record of ours: digests, and nothing of what stands in it."""

    root: str | None = None  # hex, of the log's tree
    size: str | None = None  # entries of that tree
    origin: str | None = None  # which log
    bundle: str | None = None
    counts: str | None = None

    def parts(self) -> list[Sentence]:
        """Say what it has, part by part."""
        told = {
            "origin": self.origin,
            "root": self.root,
            "size": self.size,
            "bundle": self.bundle,
            "counts": self.counts,
        }
        parts = [Sentence.of(f"record.{name}", words=each) for name, each in told.items() if each]
        return parts or [Sentence("record.nothing")]


@dataclass(slots=True)
class _Checks:
    """What c2pa-python found of one manifest: codes, with words of what holds."""

    good: dict[str, str] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One set of credentials.

    Attributes:
        label: Its name in the store.
        signer: Common name of the certificate.
        organisation: Of the certificate.
        issuer: Who issued the certificate, as that says.
        self_issued: Whether that is the signer, by the same common name.
        generator: The program that wrote it.
        signed: When.
        stamped_by: The authority whose timestamp holds; None where there is none.
        trust: Whether the signer is on the reader's list.
        stamp_trust: Whether the authority is.
        problems: Codes of what does not hold in it, as of the bytes.
        refused: Codes of what is wrong with certificates.
        actions: What was done, as the signer says.
        ingredients: What it was made from.
        bindings: Algorithms of soft bindings: fingerprints and watermarks.
        authors: Names, as older credentials have them.
        record: The tie to a record of ours.
    """

    label: str
    signer: str | None = None
    organisation: str | None = None
    issuer: str | None = None
    self_issued: bool = False
    generator: str | None = None
    signed: str | None = None
    stamped_by: str | None = None
    trust: Trust = Trust.NO_LIST
    stamp_trust: Trust = Trust.NO_LIST
    problems: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()
    bindings: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    record: Record | None = None

    @property
    def who(self) -> str | None:
        """In whose name it was signed: the person or service, and the organisation."""
        return _named(self.signer, self.organisation) or self.generator


def manifests_of(store: Store, *, asked: bool) -> tuple[tuple[Manifest, ...], int]:
    """Read the manifests that the newest one rests on, and itself first.

    Args:
        store: As the reader gave it.
        asked: Whether signers were held against a list.

    Returns:
        Up to `MAX_MANIFESTS` of them, and how many more there are.
    """
    told = members(member(store.value, "manifests"))
    newest = text(member(store.value, "active_manifest")) or ""
    order: dict[str, None] = {}
    waiting = deque([newest])
    while waiting:
        label = waiting.popleft()
        if label not in order and label in told:
            order[label] = None
            waiting += [each.manifest for each in _ingredients(told[label], {}) if each.manifest]
    checks = _checks(member(store.value, "validation_results"))
    found = [_manifest(store, label, checks, asked=asked) for label in islice(order, MAX_MANIFESTS)]
    return tuple(found), max(0, len(order) - MAX_MANIFESTS)


def _manifest(store: Store, label: str, checks: dict[str, _Checks], *, asked: bool) -> Manifest:
    value = member(member(store.value, "manifests"), label)
    read = parse_store({"active_manifest": label, "manifests": {label: value}})
    signature = member(store.signatures, label)
    issuer = member(member(signature, "certificateInfo"), "issuer")
    own = checks.get(label, _Checks())
    return Manifest(
        label,
        read.signer,
        read.organisation,
        _subject(issuer),
        read.signer is not None and text(member(issuer, "CN")) == read.signer,
        read.generator,
        read.signed,
        _authority(member(signature, "timeStampInfo"), own),
        _trust("signingCredential", own, asked=asked),
        _trust("timeStamp", own, asked=asked),
        tuple(code for code in own.bad if not code.startswith(_ABOUT_SIGNER)),
        tuple(code for code in own.bad if code.startswith(_ABOUT_SIGNER)),
        read.actions,
        tuple(_ingredients(value, checks)),
        tuple(_bindings(value)),
        tuple(_authors(value)),
        _record(value),
    )


def _checks(results: JSON) -> dict[str, _Checks]:
    """Return what was found, by the manifest that it is about."""
    found: dict[str, _Checks] = {}
    deltas = [member(each, "validationDeltas") for each in items(results, "ingredientDeltas")]
    for part in (member(results, "activeManifest"), *deltas):
        for how in ("success", "informational", "failure"):
            for each in items(part, how):
                code = text(member(each, "code")) or ""
                about = _URL.match(text(member(each, "url")) or "")
                if not _CODE.fullmatch(code) or about is None:
                    continue
                own = found.setdefault(about[1], _Checks())
                if how == "success":
                    own.good[code] = text(member(each, "explanation")) or ""
                elif how == "informational":
                    own.notes.add(code)
                elif code not in own.bad and len(own.bad) < MAX_ITEMS:
                    own.bad.append(code)
    return found


def _trust(what: str, own: _Checks, *, asked: bool) -> Trust:
    if not asked:
        return Trust.NO_LIST
    words = own.good.get(f"{what}.trusted")
    listed = words is not None and not words.startswith(_LEGACY)
    return Trust.LISTED if listed else Trust.NOT_LISTED


def _authority(stamp: JSON, own: _Checks) -> str | None:
    """Return whose timestamp holds; of an earlier manifest only what broke since is told."""
    words = own.good.get("timeStamp.validated")
    broken = any(code.startswith("timeStamp.") for code in own.bad if "untrusted" not in code)
    if broken or (words is None and not isinstance(stamp, dict)):
        return None
    found = _STAMPED.fullmatch(words or "")
    subject = _subject(member(member(stamp, "certificateInfo"), "subject"))
    return subject or (found[1] if found else "unnamed")


def _ingredients(manifest: JSON, checks: dict[str, _Checks]) -> Iterator[Ingredient]:
    for each in items(manifest, "ingredients")[:MAX_ITEMS]:
        relation = text(member(each, "relationship"))
        label = text(member(each, "active_manifest"))
        problems = checks[label].bad if label in checks else ()
        yield Ingredient(
            relation if relation in _RELATIONS else "other",
            text(member(each, "title")),
            label,
            tuple(code for code in problems if not code.startswith(_ABOUT_SIGNER)),
        )


def _bindings(manifest: JSON) -> Iterator[str]:
    for label, data in _assertions(manifest):
        if label.startswith("c2pa.soft-binding"):
            yield text(member(data, "alg")) or "unnamed"


def _authors(manifest: JSON) -> Iterator[str]:
    for label, data in _assertions(manifest):
        if label.startswith("stds.schema-org.CreativeWork"):
            for each in items(data, "author")[:MAX_ITEMS]:
                name = text(member(each, "name"))
                if name is not None:
                    yield name


def _record(manifest: JSON) -> Record | None:
    for label, data in _assertions(manifest):
        if label == _PROCESS:
            counts = members(member(data, "counts"))
            numbers = [f"{name} {count}" for name, count in counts.items() if _is_count(count)]
            root = member(data, "root")
            size = member(root, "size")
            return Record(
                text(member(root, "hash")),
                str(size) if _is_count(size) else None,
                text(member(root, "origin")),
                text(member(data, "bundle")),
                text(", ".join(numbers[:MAX_ITEMS])),
            )
    return None


def _is_count(value: JSON) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _assertions(manifest: JSON) -> Iterator[tuple[str, JSON]]:
    for each in items(manifest, "assertions"):
        yield text(member(each, "label")) or "", member(each, "data")


def _subject(value: JSON) -> str | None:
    """Return what a certificate calls somebody: the common name, and the organisation."""
    return _named(text(member(value, "CN")), text(member(value, "O")))


def _named(common: str | None, organisation: str | None) -> str | None:
    if common and organisation and organisation != common:
        return f"{common} ({organisation})"
    return common or organisation
