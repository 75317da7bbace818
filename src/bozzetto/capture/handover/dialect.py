"""Dialect: what a tool's own request says, read here and not by the part that sits in the tool.

That part hands over the request as it is, without its secrets, the files that it names, and the
models as it found them. Prompts, settings, and what a file is used for are read out of the request
by the same dialects that read finished pictures, so that there is one reading of a tool.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bozzetto.capture.dialects.comfyui import read_request, uses
from bozzetto.capture.dialects.jsontext import parse_json
from bozzetto.capture.handover.acts import GivenInput, GivenPrompt, Instructed, NamedModel
from bozzetto.capture.picture import Picture
from bozzetto.capture.telling import tell
from bozzetto.record import digest_of
from bozzetto.studio import Instruction

__all__ = ["COMFYUI", "DIALECTS", "complete"]

COMFYUI = "comfyui"  # {"prompt": graph in API form, "extra_data": ...}, as ``POST /prompt`` has it
DIALECTS = (COMFYUI,)

_UNREAD = "request.unread"  # a note: a request came along, and is none of its dialect
_NO_FILE = Picture("application/json", None, None, False, (), (), None)


@dataclass(frozen=True, slots=True)
class _Request:
    """What a request says."""

    told: Instruction
    uses: Mapping[str, list[str]]  # roles of the file that a node names, by the node's id


def complete(act: Instructed, raw: str | None) -> Instructed:
    """Add to an instruction what its request says, and what it does not say itself.

    Args:
        act: As it was handed over.
        raw: The request's text; None where it did not come.
    """
    if act.dialect is None:
        return act
    request = None if raw is None else _read(raw)
    if request is None:
        return replace(act, notes=_each(*act.notes, _UNREAD))
    told = request.told
    named = {model.name for model in act.models}
    more = (model for model in told.models if model.name not in named)
    prompts = (GivenPrompt(each.role, each.text, each.by, each.exact) for each in told.prompts)
    return replace(
        act,
        prompts=act.prompts or tuple(prompts),
        models=(*act.models, *(NamedModel(model.name, model.digest) for model in more)),
        settings={**told.settings, **act.settings},
        inputs=tuple(dict.fromkeys(_used(act.inputs, request.uses))),
        notes=_each(*act.notes, *told.notes),
    )


def _read(raw: str) -> _Request | None:
    found = read_request(parse_json(raw))
    if found is None:
        return None
    graph, reading = found
    # Within the record's limits, as what a finished picture says
    digest = digest_of(raw.encode("utf-8", "replace"))
    told = tell(replace(reading, inputs=()), _NO_FILE, digest, lambda *_: None)
    return _Request(told, uses(graph))


def _used(inputs: tuple[GivenInput, ...], known: Mapping[str, list[str]]) -> Iterator[GivenInput]:
    """Say of each input what it is used for, once for each use."""
    for given in inputs:
        roles = known.get(given.node or "", [given.role])
        yield from (replace(given, role=role, node=None) for role in roles)


def _each(*notes: str) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(notes)))
