"""Inspections as JSON: what docs/commands.md describes."""

from pathlib import Path

from bozzetto.capture.credentials import claims_of
from bozzetto.capture.dialects import Reading
from bozzetto.capture.picture import Carrier
from bozzetto.labels.inspection import (
    WORTHS,
    Held,
    Inspection,
    Match,
    Protection,
    Sentence,
    Statement,
    Voice,
    shields_of,
)
from bozzetto.language import _, translate_filled
from bozzetto.record import JSONObject, digest_of

__all__ = ["inspection_value"]


def inspection_value(path: Path, found: Inspection) -> JSONObject:
    """Return all that a file says."""
    picture, signed = found.picture, found.credentials
    return {
        "file": str(path),
        "type": picture.type,
        "width": picture.width,
        "height": picture.height,
        "animated": picture.animated,
        "pixels": picture.pixels,
        "problems": [*picture.problems],
        "summary": [_words(each) for each in found.heads],
        "voices": [_voice(each) for each in found.voices],
        "unread": [{"code": each.code, "words": _words(each)} for each in found.unread],
        "studio": None if found.held is None else _held(found.held),
        "carriers": [_carrier(each) for each in picture.carriers],
        "reading": None if found.reading is None else _reading(found.reading),
        "credentials": None if signed is None else {**claims_of(signed)},
        "worth": _worth_code(found.reading),
    }


def _words(sentence: Sentence) -> str:
    return sentence.words(translate_filled)


def _voice(voice: Voice) -> JSONObject:
    return {
        "speaker": voice.speaker.value,
        "name": voice.name,
        "title": _words(voice.title),
        "head": _words(voice.head),
        "protection": _protection(voice.protection),
        "protected_by": [_words(each) for each in shields_of(voice)],
        "worth": {"code": voice.worth, "words": _(WORTHS[voice.worth])},
        "statements": [_statement(each, voice.worth) for each in voice.statements],
    }


def _protection(shield: Protection) -> JSONObject:
    values = (shield.integrity, shield.trust, shield.stamp, shield.stamp_trust)
    names = ("integrity", "trust", "time", "time_trust")
    told: JSONObject = {
        name: None if value is None else value.value
        for name, value in zip(names, values, strict=True)
    }
    return {"kind": shield.kind.value, **told}


def _statement(each: Statement, worth: str) -> JSONObject:
    code = each.said.code if isinstance(each.said, Sentence) else None
    return {
        "about": each.name,
        "label": each.label(translate_filled),
        "words": each.words(translate_filled),
        "code": code,
        "worth": each.worth or worth,
    }


def _held(held: Held) -> JSONObject:
    return {
        "same_bytes": [_match(each) for each in held.same_bytes],
        "same_pixels": [_match(each) for each in held.same_pixels],
        "alike": [_match(each) for each in held.alike],
        "compared": held.compared,
        "pictures": held.pictures,
    }


def _match(match: Match) -> JSONObject:
    return {
        "work": match.work,
        "title": match.title,
        "asset": match.asset,
        "name": match.name,
        "distance": match.distance,
    }


def _carrier(carrier: Carrier) -> JSONObject:
    return {
        "place": carrier.place,
        "name": carrier.name,
        "offset": carrier.offset,
        "size": len(carrier.raw),
        "digest": digest_of(carrier.raw),
        "text": carrier.text,
        "exact": carrier.exact,
    }


def _worth_code(reading: Reading | None) -> str:
    """Name what the words of a tool are worth, for programs."""
    if reading is None:
        return "nothing said"
    if "novelai.signature.valid" in reading.notes:
        return "signed by the tool"
    return "anybody could write it"


def _reading(reading: Reading) -> JSONObject:
    return {
        "tool": reading.tool,
        "version": reading.version,
        "prompts": [
            {
                "role": prompt.role,
                "text": prompt.text,
                "by": prompt.written_by,
                "exact": prompt.exact,
            }
            for prompt in reading.prompts
        ],
        "models": [{"name": model.name, "digest": model.digest} for model in reading.models],
        "settings": dict(reading.settings),
        "inputs": [
            {"role": used.role, "name": used.name, "digest": used.digest} for used in reading.inputs
        ],
        "job": reading.job,
        "account": reading.account,
        "time": reading.claimed_time,
        "notes": [*reading.notes],
    }
