"""Kinds: what can happen, and what is written down when it does.

The table of docs/formats/record.md section 4, as code. A kind belongs to one sort of chain; a
reader keeps and verifies an entry of a kind that it does not know, and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bozzetto.errors import FormatError
from bozzetto.record.canonical import JSONObject
from bozzetto.record.shape import (
    Shape,
    asset,
    count,
    digest,
    ed25519,
    either,
    fields,
    key,
    listing,
    ml_dsa_44,
    moment,
    nullable,
    one_of,
    settings,
    string,
    text,
    word,
)

__all__ = ["DIMENSIONS", "ENDED", "FIRST", "KINDS", "WRITERS", "ChainSort", "Kind", "check_body"]


class ChainSort(StrEnum):
    """The three sorts of chain."""

    STUDIO = "studio"
    WORK = "work"
    ANCHOR = "anchor"


# What the Beijing Internet Court looks at in a picture (2025): see docs/glossary.md
DIMENSIONS = (
    "layout",
    "proportion",
    "viewing angle",
    "composition elements",
    "colour",
    "lines",
)
# Who wrote the words of a prompt, as far as that is known
WRITERS = ("person", "template", "language model", "image description", "unknown")

_PROGRAM = fields({"name": string}, {"version": string})
# When the part of the recorder that sits in a tool saw it, where it handed it over later
_OBSERVED = {"observed": moment}
_DIMENSIONS = listing(one_of(*DIMENSIONS))
# The wall clock beside one that only runs forward, within one start of the machine
_CLOCK = fields({"wall": moment, "steady": string, "boot": digest})
_PROMPT = fields(
    {"role": word, "text": text, "by": one_of(*WRITERS)},
    {"exact": one_of("no")},  # an unpaired surrogate was replaced: the carrier has the bytes
)
_MODEL = fields({"name": string, "digest": nullable(string)})
# An input is a file that the studio holds, or a digest that the tool wrote of a file it read
_INPUT = either(
    fields({"role": word, "asset": asset}, {"region": asset}),
    fields({"role": word}, {"digest": digest, "name": string}),
    by="asset",
)
# Where in a file the words stood: `size` bytes from `offset` bytes on
_CARRIER = fields(
    {"file": digest, "place": string, "offset": count, "size": count, "digest": digest},
    {"name": string},
)
_TOKEN = fields(
    {"authority": string, "sort": one_of("rfc3161"), "token": asset, "kept": listing(asset)}
)
# How a job ended that did not give what was asked for
ENDED = (
    "failed",  # the tool broke off with an error
    "interrupted",  # somebody stopped it
    "deleted",  # taken out of the queue before it ran
    "refused",  # the tool did not take the instruction
    "discarded",  # what it gave was thrown away in the tool, and no choice had seen it
)
FOUND = (
    "clock jump",  # the wall clock and the steady clock disagree
    "copied",  # the studio was recorded on another machine before
    "gap",  # nothing was watched
    "lost event",  # something happened, and what it was is not known
    "rolled back",  # the studio is older than what this machine had recorded in it
    "unfinished",  # a recorder stopped without saying so
    "unreadable file",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event."""

    name: str
    chain: ChainSort
    body: Shape


def _kinds(chain: ChainSort, table: Mapping[str, Shape]) -> dict[str, Kind]:
    return {name: Kind(name, chain, body) for name, body in table.items()}


KINDS: dict[str, Kind] = {
    **_kinds(
        ChainSort.STUDIO,
        {
            "studio.opened": fields(
                {
                    "name": text,
                    "owner": fields({"name": text, "key": key}),
                    "device": fields({"name": text, "key": key}),
                    "log": fields({"ed25519": ed25519, "ml-dsa-44": ml_dsa_44}),
                    "software": _PROGRAM,
                }
            ),
            "device.joined": fields({"name": text, "key": key}),
            "device.left": fields({"key": key}, {"reason": text}),
            "person.joined": fields({"name": text, "key": key, "role": text}),
            "person.left": fields({"key": key}, {"reason": text}),
            "key.replaced": fields({"old": key, "new": key, "reason": text}),
            "source.added": fields({"sort": word, "label": text, "settings": settings}),
            "source.removed": fields({"source": digest}, {"reason": text}),
            "recorder.started": fields(
                {"run": string, "software": _PROGRAM, "platform": string, "clock": _CLOCK},
                {"machine": digest},
            ),
            "recorder.stopped": fields({"run": string, "clock": _CLOCK}, {"reason": text}),
            "recorder.paused": fields({"run": string, "clock": _CLOCK}, {"reason": text}),
            "recorder.found": fields(
                {"what": one_of(*FOUND), "from": nullable(moment), "until": nullable(moment)},
                {"note": text, "run": string, "work": digest},
            ),
        },
    ),
    **_kinds(
        ChainSort.ANCHOR,
        {
            "anchors.opened": fields({}),
            "time.anchored": fields({"checkpoint": string, "tokens": listing(_TOKEN, 1)}),
        },
    ),
    **_kinds(
        ChainSort.WORK,
        {
            "work.opened": fields({"title": text, "people": listing(key, 1)}, {"terms": text}),
            "intent.stated": fields(
                {"text": text}, {"targets": listing(digest), "dimensions": _DIMENSIONS}
            ),
            "material.added": fields(
                {"asset": asset, "role": word, "origin": word}, {"note": text, **_OBSERVED}
            ),
            "instruction.given": fields(
                {
                    "tool": _PROGRAM,
                    "models": listing(_MODEL),
                    "prompts": listing(_PROMPT),
                    "settings": settings,
                    "inputs": listing(_INPUT),
                },
                {
                    "job": string,
                    "account": text,
                    "raw": asset,
                    "carriers": listing(_CARRIER),
                    "notes": listing(string),
                    **_OBSERVED,
                },
            ),
            "output.received": fields(
                {"instruction": nullable(digest), "assets": listing(asset, 1)},
                {
                    "job": string,
                    "raw": asset,
                    "claims": settings,  # what a file states of its own time: anybody can write it
                    "problems": listing(string),
                    **_OBSERVED,
                },
            ),
            "job.ended": fields(
                {"instruction": nullable(digest), "how": one_of(*ENDED)},
                {"job": string, "note": text, **_OBSERVED},
            ),
            "model.identified": fields({"name": string, "digest": digest, "size": count}),
            "choice.made": fields(
                {
                    "among": listing(digest, 1),
                    "chosen": listing(digest),
                    "rejected": listing(digest),
                },
                {"reason": text, **_OBSERVED},
            ),
            "edit.made": fields(
                {
                    "before": listing(digest),
                    "after": asset,
                    "tool": _PROGRAM,
                    "dimensions": _DIMENSIONS,
                },
                {"project": asset, "layers": listing(text), "note": text, **_OBSERVED},
            ),
            "comment.made": fields({"text": text, "about": listing(digest)}),
            "work.released": fields(
                {"asset": digest, "place": text, "licence": text, "source type": string},
                {"copies": listing(fields({"asset": asset, "labels": listing(string)}))},
            ),
            "copy.found": fields(
                {"where": text, "captured": listing(asset, 1)}, {"matched": digest, "note": text}
            ),
            "entry.corrected": fields({"corrects": digest, "text": text}),
            "bytes.erased": fields({"assets": listing(digest, 1), "reason": text}),
            "entry.countersigned": fields({"entries": listing(digest, 1)}),
        },
    ),
}

FIRST = {
    "studio.opened": ChainSort.STUDIO,
    "anchors.opened": ChainSort.ANCHOR,
    "work.opened": ChainSort.WORK,
}


def check_body(kind: str, body: JSONObject) -> None:
    """Check the body of an event of a known kind; a body of an unknown kind passes.

    Raises:
        FormatError: a field is missing, unknown, of another form, or contradicts another.
    """
    known = KINDS.get(kind)
    if known is None:
        return
    known.body(body, kind)
    if kind == "choice.made":
        _check_choice(body)


def _check_choice(body: JSONObject) -> None:
    """Nothing is chosen and rejected at once, or was not offered, or stands twice."""
    among, chosen, rejected = (body[name] for name in ("among", "chosen", "rejected"))
    if (
        not isinstance(among, list)
        or not isinstance(chosen, list)
        or not isinstance(rejected, list)
    ):
        raise FormatError("choice.made: not lists")
    decided = [*chosen, *rejected]
    for digests in (among, decided):
        if len({str(item) for item in digests}) != len(digests):
            raise FormatError("choice.made: an asset stands twice")
    if not {str(item) for item in decided} <= {str(item) for item in among}:
        raise FormatError("choice.made: decides about an asset that is not among the candidates")
