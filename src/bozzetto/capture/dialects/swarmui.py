"""SwarmUI: a JSON object with ``sui_image_params`` in ``parameters`` or in the UserComment.

Defined in SwarmUI's docs/Image Metadata Format.md. SwarmUI runs ComfyUI and leaves its graph in
the file too, so it is looked for first. ``hash`` of a model is the SHA-256 of its tensors without
the file's header, which is not the SHA-256 of the file.
"""

from bozzetto.capture.dialects.comfyui import add_input_files
from bozzetto.capture.dialects.draft import Draft, hex_digest
from bozzetto.capture.dialects.jsontext import elements, members, same, scalars, string
from bozzetto.capture.dialects.reading import Reading
from bozzetto.capture.dialects.source import COMMENTS, Source, find_all

__all__ = ["read_swarmui"]

_PARAMETERS = "sui_image_params"


def read_swarmui(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture made by SwarmUI."""
    sources = [source for source in find_all(found, *COMMENTS) if _is_swarm(source)]
    if not sources:
        return None
    source, *copies = sources
    draft = _draft(source)
    add_input_files(draft, found)
    for copy in copies:
        if same(copy.value, source.value):
            draft.read_from(copy)
        else:
            draft.notes.add("carriers.disagree")
    return draft.finish()


def _is_swarm(source: Source) -> bool:
    return isinstance(members(source.value).get(_PARAMETERS), dict)


def _draft(source: Source) -> Draft:
    data = members(source.value)
    parameters = members(data.get(_PARAMETERS))
    extra = members(data.get("sui_extra_data"))
    draft = Draft(
        "SwarmUI",
        version=string(parameters.get("swarm_version")),
        claimed_time=string(extra.get("date")),
    )
    draft.read_from(source)
    draft.prompt("positive", parameters.get("prompt"), exact=source.exact)
    draft.prompt("negative", parameters.get("negativeprompt"), exact=source.exact)
    draft.set(scalars(extra, "date"))
    draft.set(scalars(parameters, "prompt", "negativeprompt", "swarm_version"))
    models = [members(model) for model in elements(data.get("sui_models"))]
    for model in models:
        digits = (string(model.get("hash")) or "").removeprefix("0x")
        draft.model(model.get("name"), hex_digest("sha256-tensors", digits))
    if not models:
        draft.model(parameters.get("model"))
    return draft
