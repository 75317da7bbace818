"""The manifest: what content credentials say, and whether the bytes are as they were signed.

Read out of the JSON that c2pa-python gives of a file (https://opensource.contentauthenticity.org,
manifest store; the codes are C2PA 2.2, section 15.2). What stands there is a stranger's: whatever
is not of its form is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bozzetto.capture.dialects.reading import scrub
from bozzetto.record import JSON

__all__ = ["Action", "Credentials", "State", "parse_store"]

MAX_WORDS = 300  # characters of whatever is repeated; the file has all of it
MAX_ACTIONS = 32  # of all manifests of a file
MAX_MANIFESTS = 16  # that one picture went through, one after the other
MAX_PROBLEMS = 32  # codes
_HASHES = frozenset(  # that bind the credentials to the file's bytes
    f"assertion.{name}Hash.match" for name in ("data", "bmff", "boxes", "collection")
)
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,100}", re.ASCII)
_ABOUT_SIGNER = ("signingCredential.", "timeStamp.")  # certificates, and not the bytes
_STAMPED = re.compile(r"timestamp message digest matched: (.+)")


class State(StrEnum):
    """Whether a file and its credentials are as they were when they were signed."""

    INTACT = "intact"
    ALTERED = "altered"  # the file or the credentials were changed after that
    BROKEN = "broken"  # they are not of their form, or do not cover the file
    UNREAD = "not read"  # the reader could not read them


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the signer says was done."""

    name: str  # without the prefix of C2PA's own
    source_type: str | None = None  # IPTC digital source type, the last part of its address
    agent: str | None = None  # the program that did it
    when: str | None = None  # nobody's clock vouches for it
    description: str | None = None
    earlier: str | None = None  # who signed it, where it is not the signer of the newest manifest


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a file's content credentials say."""

    state: State
    problems: tuple[str, ...] = ()  # codes of C2PA; of an unread one, why
    generator: str | None = None  # the program that wrote them
    signer: str | None = None  # common name of the certificate
    organisation: str | None = None  # of the certificate: whom its issuer names
    signed: str | None = None  # when
    stamped_by: str | None = None  # the timestamp's authority; None where there is no timestamp
    refused: tuple[str, ...] = ()  # codes: what is wrong with certificates
    actions: tuple[Action, ...] = ()  # the earliest first


def parse_store(store: JSON) -> Credentials:
    """Read a manifest store; whatever it is, the answer is `Credentials`."""
    manifests = _members(_member(store, "manifests"))
    newest = manifests.get(_text(_member(store, "active_manifest")) or "")
    if newest is None:
        return Credentials(State.BROKEN, ("claim.missing",))
    results = _member(store, "validation_results")
    good, bad, stamp = _codes(results)
    about_bytes = [code for code in bad if not code.startswith(_ABOUT_SIGNER)]
    signature = _member(newest, "signature_info")
    return Credentials(
        _state(good, about_bytes),
        tuple(about_bytes[:MAX_PROBLEMS]),
        _generator(newest),
        _text(_member(signature, "common_name")),
        _text(_member(signature, "issuer")),
        _text(_member(signature, "time")),
        stamp,
        tuple(code for code in bad if code.startswith(_ABOUT_SIGNER))[:MAX_PROBLEMS],
        tuple(_all_actions(manifests, newest))[:MAX_ACTIONS],
    )


def _state(good: set[str], bad: list[str]) -> State:
    if any(code.endswith(".mismatch") for code in bad):
        return State.ALTERED
    if bad or "claimSignature.validated" not in good or not good & _HASHES:
        return State.BROKEN
    return State.INTACT


def _codes(results: JSON) -> tuple[set[str], list[str], str | None]:
    """Return what holds of the newest manifest, what does not of any, and who stamped the time."""
    newest = _member(results, "activeManifest")
    deltas = [_member(each, "validationDeltas") for each in _items(results, "ingredientDeltas")]
    good, stamp = set(), None
    for code, words in _told(newest, "success"):
        good.add(code)
        if code == "timeStamp.validated":
            found = _STAMPED.fullmatch(words)
            stamp = found[1] if found else "unnamed"
    bad = [code for each in (newest, *deltas) for code, _words in _told(each, "failure")]
    return good, list(dict.fromkeys(bad)), stamp


def _told(results: JSON, how: str) -> Iterator[tuple[str, str]]:
    for each in _items(results, how):
        code = _text(_member(each, "code")) or ""
        if _CODE.fullmatch(code):
            yield code, _text(_member(each, "explanation")) or ""


def _generator(manifest: JSON) -> str | None:
    """Return the program that wrote a manifest; older ones have one line of text."""
    for each in _items(manifest, "claim_generator_info"):
        return _program(each)
    return _text(_member(manifest, "claim_generator"))


def _program(value: JSON) -> str | None:
    if isinstance(value, str):
        return _text(value)
    parts = (_text(_member(value, name)) for name in ("name", "version"))
    return " ".join(part for part in parts if part) or None


def _all_actions(manifests: dict[str, JSON], newest: JSON) -> Iterator[Action]:
    """List what was done to the picture by one signer after the other, the earliest first."""
    line, seen = [newest], {id(newest)}
    while len(line) < MAX_MANIFESTS and (parent := _parent(manifests, line[-1])) is not None:
        if id(parent) in seen:
            break
        seen.add(id(parent))
        line.append(parent)
    for manifest in reversed(line):
        earlier = None if manifest is newest else _signer(manifest)
        for assertion in _items(manifest, "assertions"):
            label = _text(_member(assertion, "label")) or ""
            if label.startswith("c2pa.actions"):
                yield from _actions(_member(assertion, "data"), earlier)


def _parent(manifests: dict[str, JSON], manifest: JSON) -> JSON:
    """Return the manifest of the picture that this one was made from; None where there is none."""
    for each in _items(manifest, "ingredients"):
        if _member(each, "relationship") == "parentOf":
            return manifests.get(_text(_member(each, "active_manifest")) or "")
    return None


def _signer(manifest: JSON) -> str:
    signature = _member(manifest, "signature_info")
    found = _text(_member(signature, "issuer")) or _text(_member(signature, "common_name"))
    return found or _generator(manifest) or "unnamed"


def _actions(data: JSON, earlier: str | None) -> Iterator[Action]:
    for each in _items(data, "actions"):
        name = _text(_member(each, "action"))
        if name is None:
            continue
        source = _text(_member(each, "digitalSourceType"))
        yield Action(
            name.removeprefix("c2pa."),
            None if source is None else source.rpartition("/")[2] or None,
            _program(_member(each, "softwareAgent")),
            _text(_member(each, "when")),
            _text(_member(each, "description")),
            earlier,
        )


def _member(value: JSON, name: str) -> JSON:
    return value.get(name) if isinstance(value, dict) else None


def _members(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}


def _items(value: JSON, name: str) -> list[JSON]:
    found = _member(value, name)
    return found if isinstance(found, list) else []


def _text(value: JSON) -> str | None:
    """Return a text, cut where it is long; None for what is none, or empty."""
    return scrub(value[:MAX_WORDS]) or None if isinstance(value, str) else None
