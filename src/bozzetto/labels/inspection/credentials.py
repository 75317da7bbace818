"""Credentials as voices: what each signer says of a picture, and what stands behind it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bozzetto.capture.credentials import Action, Credentials, State, Store, parse_store
from bozzetto.labels.inspection.manifests import Ingredient, Manifest, manifests_of
from bozzetto.labels.inspection.statement import (
    Integrity,
    Kind,
    Protection,
    Sentence,
    Speaker,
    Stamp,
    Statement,
    Trust,
    Voice,
    joined,
)
from bozzetto.labels.inspection.wording import ACTIONS, SOURCES

__all__ = ["claims_watermark", "credential_voices", "unknown_credentials"]

# SynthID is Google's, TrustMark Adobe's; a mark that one can see needs no detector
_WATERMARK = re.compile(r"watermark|synth-?id|trustmark|digimarc|水印", re.IGNORECASE)
_VISIBLE = re.compile(r"(?<![a-z])visible\s+(?:\w+\s+)?watermark|显式水印|可见水印", re.IGNORECASE)

_INTEGRITY = {
    State.INTACT: Integrity.INTACT,
    State.ALTERED: Integrity.ALTERED,
    State.BROKEN: Integrity.BROKEN,
    State.UNREAD: Integrity.UNREAD,
}
_WORTHS = {
    Integrity.ALTERED: "credentials.altered",
    Integrity.BROKEN: "credentials.broken",
    Integrity.UNREAD: "credentials.unread",
    Integrity.UNCHECKED: "credentials.unread",
}
_TRUSTED = {
    Trust.LISTED: "signed.listed",
    Trust.NOT_LISTED: "signed.unlisted",
    Trust.NO_LIST: "signed",
}


def claims_watermark(words: str) -> bool:
    """Whether words say that there is a watermark that one cannot see."""
    return _WATERMARK.search(words) is not None and _VISIBLE.search(words) is None


def unknown_credentials(head: str, why: str | None = None) -> Voice:
    """Return the voice of credentials that are there, and of which nothing is known.

    Args:
        head: ``head.unread``, ``head.unchecked`` or ``head.too-large``.
        why: What the reader says.
    """
    integrity = Integrity.UNREAD if head == "head.unread" else Integrity.UNCHECKED
    told = () if why is None else (Statement("problem", why),)
    shield = Protection(Kind.CREDENTIALS, integrity)
    return Voice(Speaker.SIGNER, None, shield, Sentence(head), _WORTHS[integrity], told)


def credential_voices(store: Store, *, asked: bool) -> tuple[tuple[Voice, ...], Credentials]:
    """Return what signers say, the newest first; and the credentials as they are recorded.

    Args:
        store: The file's manifest store, which could be read.
        asked: Whether signers were held against a list of the reader's.
    """
    read = parse_store(store.value)
    manifests, more = manifests_of(store, asked=asked)
    names = {each.label: each.who for each in manifests}
    voices = [
        _voice(each, read, names) if number == 0 else _earlier(each, read, names)
        for number, each in enumerate(manifests)
    ]
    if not voices:
        voices = [_broken(read)]
    if more:
        told = Sentence.of("more.manifests", count=str(more))
        last = voices[-1]
        voices[-1] = replace(last, statements=(*last.statements, Statement("more", told)))
    return tuple(voices), read


def _broken(read: Credentials) -> Voice:
    problems = tuple(Statement("problem", code) for code in read.problems)
    shield = Protection(Kind.CREDENTIALS, Integrity.BROKEN)
    worth = _WORTHS[Integrity.BROKEN]
    return Voice(Speaker.SIGNER, None, shield, Sentence("head.broken"), worth, problems)


def _voice(one: Manifest, read: Credentials, names: dict[str, str | None]) -> Voice:
    """Return the newest signer's voice."""
    integrity = _INTEGRITY[read.state]
    shield = _shield(one, integrity)
    worth = _WORTHS.get(integrity, _TRUSTED[one.trust])
    told = (*(Statement("problem", code) for code in read.problems), *_statements(one, names))
    return Voice(Speaker.SIGNER, one.who, shield, _head(one, read), worth, told)


def _earlier(one: Manifest, read: Credentials, names: dict[str, str | None]) -> Voice:
    """Return the voice of credentials that the newest ones hold; they fall with these."""
    integrity = _INTEGRITY[read.state]
    if integrity is Integrity.INTACT and one.problems:
        integrity = Integrity.ALTERED
    head = Sentence.of("head.earlier", who=_who(one))
    told = (*(Statement("problem", code) for code in one.problems), *_statements(one, names))
    worth = "earlier" if integrity is Integrity.INTACT else _WORTHS[integrity]
    return Voice(Speaker.EARLIER, one.who, _shield(one, integrity), head, worth, told)


def _shield(one: Manifest, integrity: Integrity) -> Protection:
    stamp = None
    if one.stamped_by is not None:
        stamp = Stamp.AUTHORITY
    elif one.signed is not None or any(action.when for action in one.actions):
        stamp = Stamp.CLAIM
    stamp_trust = one.stamp_trust if stamp is Stamp.AUTHORITY else None
    return Protection(Kind.CREDENTIALS, integrity, one.trust, stamp, stamp_trust)


def _head(one: Manifest, read: Credentials) -> Sentence:
    who = _who(one)
    if read.state is State.ALTERED:
        return Sentence.of("head.altered", who=who)
    if read.state is not State.INTACT:
        return Sentence("head.broken")
    sources = [each.source_type for each in read.actions if each.source_type is not None]
    begun = [each.source_type for each in read.actions if each.name == "created"]
    source = next((each for each in (*begun, *sources[::-1]) if each is not None), None)
    if source is None:
        return Sentence.of("head.signed", who=who)
    return Sentence.of("head.signed.source", who=who, what=_source(source))


def _who(one: Manifest) -> str | Sentence:
    return one.who or Sentence("nobody named")


def _statements(one: Manifest, names: dict[str, str | None]) -> Iterator[Statement]:
    yield from _signing(one)
    yield from (Statement("certificate problem", code) for code in one.refused)
    yield from (Statement("action", _action(each)) for each in one.actions)
    yield from (Statement("ingredient", _ingredient(each, names)) for each in one.ingredients)
    yield from (Statement("author", name, "creator") for name in one.authors)
    yield from _watermarks(one)
    yield from (Statement("binding", name, "binding") for name in one.bindings)
    if one.record is not None:
        yield Statement("record", joined(one.record.parts()), "record")


def _signing(one: Manifest) -> Iterator[Statement]:
    """Say who signed, with which program, and when."""
    if one.signer is not None:
        yield Statement("signer", one.signer)
    if one.organisation is not None:
        yield Statement("organisation", one.organisation)
    if one.issuer is not None:
        own = (Sentence("certificate.own"),) if one.self_issued else ()
        yield Statement("issuer", joined((one.issuer, *own)))
    if one.generator is not None:
        yield Statement("generator", one.generator)
    if one.signed is not None:
        by = Sentence("stamp.nobody")
        if one.stamped_by is not None:
            by = Sentence.of("stamp.by", who=one.stamped_by)
        yield Statement("signed", one.signed)
        yield Statement("stamp", by)


def _watermarks(one: Manifest) -> Iterator[Statement]:
    for each in one.actions:
        words = each.description or ""
        if each.name.startswith("watermarked") or claims_watermark(words):
            said: str | Sentence = words or _action(replace(each, when=None))
            yield Statement("watermark", said, "watermark")
    for name in one.bindings:
        if claims_watermark(name):
            yield Statement("watermark", name, "watermark")


def _action(action: Action) -> Sentence:
    name: str | Sentence = action.name
    parts = [Sentence(f"action.{action.name}") if action.name in ACTIONS else name]
    if action.source_type is not None:
        parts.append(Sentence.of("action.source", what=_source(action.source_type)))
    if action.agent is not None:
        parts.append(Sentence.of("action.agent", program=action.agent))
    if action.description is not None:
        parts.append(Sentence.of("quoted", words=action.description))
    if action.when is not None:
        parts.append(Sentence.of("action.when", time=action.when))
    return joined(parts)


def _source(code: str) -> str | Sentence:
    return Sentence(f"source.{code}") if code in SOURCES else code


def _ingredient(one: Ingredient, names: dict[str, str | None]) -> Sentence:
    title = one.title or Sentence("ingredient.untitled")
    parts: list[str | Sentence] = [Sentence.of(f"ingredient.{one.relation}", title=title)]
    if one.manifest is not None:
        who = names.get(one.manifest) or Sentence("nobody named")
        parts.append(Sentence.of("ingredient.signed", who=who))
    if one.problems:
        parts.append(Sentence.of("ingredient.problems", codes=", ".join(one.problems)))
    return joined(parts)
