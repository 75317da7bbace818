"""Services and smaller programs: what each of them writes, in one function each.

Stability Matrix, TensorArt and Civitai leave a summary of their own beside ComfyUI's graph or
AUTOMATIC1111's text, so they are looked for before those. Midjourney and Draw Things are read as
other open readers describe them; no real file of theirs has been seen.
"""

import re
from collections.abc import Iterator

from bozzetto.capture.dialects.comfyui import add_graph, add_input_files, find_graph
from bozzetto.capture.dialects.draft import Draft, hex_digest
from bozzetto.capture.dialects.infotext import draft_infotext, find_infotext
from bozzetto.capture.dialects.jsontext import (
    Json,
    elements,
    members,
    parse_json,
    scalars,
    string,
)
from bozzetto.capture.dialects.reading import Reading
from bozzetto.capture.dialects.source import COMMENTS, Source, find, find_all

__all__ = [
    "read_civitai",
    "read_diffusers",
    "read_midjourney",
    "read_stability_matrix",
    "read_tensorart",
]

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_JOB = re.compile(rf"Job ID:\s*({_UUID})")
_OPTION = re.compile(r"(?:^|\s)--([A-Za-z]+)(?:[ ]+([^\s-]\S*))?")
_MATRIX_TEXTS = ("PositivePrompt", "NegativePrompt", "ModelHash", "ModelName")
_EXTRA = "extraMetadata"


def read_stability_matrix(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture of Stability Matrix: ``parameters-json``, and its project in ``smproj``."""
    source, project = find(found, "parameters-json"), find(found, "smproj")
    data = members(source.value) if source else {}
    state = members(members(project.value).get("State")) if project else {}
    if source is None or "PositivePrompt" not in data:
        if project is None or not state:
            return None
        source = project
    draft = Draft("Stability Matrix")
    draft.read_from(source, *filter(None, [project]))
    prompt = members(state.get("Prompt"))
    draft.prompt("positive", data.get("PositivePrompt", prompt.get("Prompt")), exact=source.exact)
    negative = data.get("NegativePrompt", prompt.get("NegativePrompt"))
    draft.prompt("negative", negative, exact=source.exact)
    draft.set(scalars(data, *_MATRIX_TEXTS))
    add_input_files(draft, found)
    # ModelHash is the SHA-256 that the program itself checked at download.
    draft.model(data.get("ModelName"), hex_digest("sha256", data.get("ModelHash")))
    return draft.finish()


def read_tensorart(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture of TensorArt: ``generation_data``, with the true seed in the graph."""
    source = find(found, "generation_data")
    data = members(source.value) if source else {}
    if source is None or "prompt" not in data:
        return None
    draft = Draft("TensorArt")
    draft.read_from(source)
    draft.prompt("positive", data.get("prompt"), exact=source.exact)
    draft.prompt("negative", data.get("negativePrompt"), exact=source.exact)
    located = find_graph(found)
    if located:
        graph_draft = Draft("ComfyUI")
        add_graph(graph_draft, located[1])
        draft.read_from(located[0])
        draft.set({f"{name} (graph)": value for name, value in graph_draft.settings.items()})
        draft.inputs += graph_draft.inputs
    draft.set(scalars(data, "prompt", "negativePrompt"))
    for model in (members(data.get("baseModel")), *map(members, elements(data.get("models")))):
        draft.model(model.get("modelFileName"), hex_digest("sha256", model.get("hash")))
    return draft.finish()


def read_civitai(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture made on Civitai: AUTOMATIC1111's text, or a graph with ``extraMetadata``."""
    job = find(found, "Software")
    draft = _civitai_text(found) or _civitai_graph(found)
    if draft is None:
        return None
    if job and re.fullmatch(_UUID, job.text):
        draft.job = job.text
        draft.read_from(job)
    return draft.finish()


def _civitai_text(found: tuple[Source, ...]) -> Draft | None:
    for source, text in find_infotext(found):
        if "Civitai resources" in text.settings:
            draft = draft_infotext(source, text, "Civitai")
            draft.claimed_time = text.settings.get("Created Date")
            for name in _resources(parse_json(text.settings["Civitai resources"])):
                draft.model(name)
            return draft
    return None


def _resources(value: Json) -> Iterator[str]:
    for resource in map(members, elements(value)):
        names = (string(resource.get(name)) for name in ("modelName", "modelVersionName"))
        yield " ".join(name for name in names if name)


def _civitai_graph(found: tuple[Source, ...]) -> Draft | None:
    for source in find_all(found, "prompt", "UserComment", "comment", "parameters"):
        whole = members(source.value)
        extra = members(parse_json(string(whole.get(_EXTRA)) or "")) or members(whole.get(_EXTRA))
        if "prompt" not in extra:
            continue
        draft = Draft("Civitai")
        draft.read_from(source)
        draft.prompt("positive", extra.get("prompt"), exact=source.exact)
        draft.prompt("negative", extra.get("negativePrompt"), exact=source.exact)
        draft.set(scalars(extra, "prompt", "negativePrompt"))
        add_input_files(draft, found)
        for air in elements(members(whole.get("extra")).get("airs")):
            draft.model(air)
        return draft
    return None


def read_midjourney(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture downloaded from Midjourney: a description that ends in ``Job ID``."""
    for source in find_all(found, "Description", "ImageDescription"):
        job = next(iter(_JOB.finditer(source.text)), None)
        if job is None:
            continue
        author = find(found, "Author", "Artist")
        time = find(found, "Creation Time")
        text = source.text[: job.start()].rstrip() + source.text[job.end() :].rstrip()
        draft = Draft("Midjourney", job=job[1])
        draft.account = author.text if author else None
        draft.claimed_time = time.text if time else None
        draft.read_from(source, *filter(None, (author, time)))
        draft.prompt("positive", text, exact=source.exact)
        draft.set({name: value for name, value in _OPTION.findall(text) if value})
        return draft.finish()
    return None


def read_diffusers(found: tuple[Source, ...]) -> Reading | None:
    """Read what demonstrations built on diffusers write: its argument names in JSON.

    Their ``Model hash`` is typed by whoever built the page and names no algorithm, so it stays a
    setting.
    """
    for source in find_all(found, *COMMENTS):
        data = members(source.value)
        if {"prompt", "num_inference_steps"} <= data.keys():
            draft = Draft("diffusers")
            draft.read_from(source)
            draft.prompt("positive", data.get("prompt"), exact=source.exact)
            draft.prompt("negative", data.get("negative_prompt"), exact=source.exact)
            draft.set(scalars(data, "prompt", "negative_prompt"))
            draft.model(data.get("Model", data.get("model")))
            return draft.finish()
    return None
