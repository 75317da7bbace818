"""InvokeAI: three generations of metadata, each in PNG text.

``invokeai_metadata`` (3.0 and later, with ``invokeai_graph`` and ``invokeai_workflow`` beside it),
``sd-metadata`` (2.x) and ``Dream`` (1.x, and beside sd-metadata), the command line that was typed:

    "a cat" -s 50 -S 42 -W 512 -H 512 -C 7.5 -A k_lms

Up to 2.x a negative prompt stands inside the prompt in [brackets]; the text is given as typed.
"""

import re
from collections.abc import Iterator, Mapping

from bozzetto.capture.dialects.draft import Draft, hex_digest
from bozzetto.capture.dialects.jsontext import Json, elements, members, scalars, string
from bozzetto.capture.dialects.reading import Reading
from bozzetto.capture.dialects.source import Source, find, find_all

__all__ = ["read_invokeai"]

MAX_VALUES = 10_000  # values searched for image names in one list of reference images

_PROMPTS = (
    ("positive_prompt", "positive"),
    ("negative_prompt", "negative"),
    ("positive_style_prompt", "style"),
)
_MODELS = ("model", "vae", "refiner_model")
_ADAPTERS = (
    ("controlnets", "control_model", "control"),
    ("t2iAdapters", "t2i_adapter_model", "control"),
    ("ipAdapters", "ip_adapter_model", "reference"),
    ("loras", "model", ""),
    ("loras", "lora", ""),
)
_TAGGED = re.compile(r"(blake3|blake3_single|sha256|sha512|sha1|md5):[0-9a-f]{32,128}")

_DREAM = re.compile(r'"((?:[^"\\]|\\.)*)"(.*)', re.DOTALL)
_OPTION = re.compile(r"(?:^|\s)-([sSWHCAnIfG])\s*([^\s-]\S*)")
_OPTIONS = {
    "s": "steps",
    "S": "seed",
    "W": "width",
    "H": "height",
    "C": "cfg_scale",
    "A": "sampler",
    "n": "iterations",
    "f": "strength",
    "G": "gfpgan_strength",
}


def read_invokeai(found: tuple[Source, ...]) -> Reading | None:
    """Read a picture made by InvokeAI, the newest generation first."""
    for keyword, read in (("invokeai_metadata", _read_3), ("sd-metadata", _read_2)):
        source = find(found, keyword)
        if source and isinstance(source.value, dict):
            draft = Draft("InvokeAI")
            draft.read_from(source)
            read(draft, source)
            return draft.finish()
    source = find(found, "Dream")
    return (_read_1(source) if source else None) or _read_graph(found)


def _read_3(draft: Draft, source: Source) -> None:
    data = members(source.value)
    draft.version = string(data.get("app_version"))
    for name, role in _PROMPTS:
        draft.prompt(role, data.get(name), exact=source.exact)
    draft.prompt("negative", data.get("negative_style_prompt"), exact=source.exact)
    _read_canvas(draft, data, exact=source.exact)
    draft.set(
        scalars(
            data,
            "app_version",
            "init_image",
            "negative_style_prompt",
            *(name for name, _ in _PROMPTS),
        )
    )
    for name in _MODELS:
        _add_model(draft, data.get(name))
    for name, model, use in _ADAPTERS:
        for adapter in map(members, elements(data.get(name))):
            _add_model(draft, adapter.get(model))
            if use:
                draft.input(use, members(adapter.get("image")).get("image_name"))
    draft.input("init", data.get("init_image"))
    for image in _image_names(data.get("ref_images")):
        draft.input("reference", image)


def _add_model(draft: Draft, value: Json) -> None:
    model = members(value)
    digest = string(model.get("hash")) or ""
    name = model.get("name") or model.get("model_name")
    draft.model(name, digest if _TAGGED.fullmatch(digest) else None)


def _read_canvas(draft: Draft, data: Mapping[str, Json], *, exact: bool) -> None:
    canvas = members(data.get("canvas_v2_metadata"))
    if canvas:
        draft.notes.add("invokeai.canvas")
    for region in map(members, elements(canvas.get("regionalGuidance"))):
        draft.prompt("region", region.get("positivePrompt"), exact=exact)
        draft.prompt("negative", region.get("negativePrompt"), exact=exact)


def _image_names(value: Json) -> Iterator[Json]:
    ahead = [value]
    for _ in range(MAX_VALUES):
        if not ahead:
            return
        here = ahead.pop()
        if isinstance(here, dict) and "image_name" in here:
            yield here["image_name"]
        elif isinstance(here, dict | list):
            ahead.extend(here.values() if isinstance(here, dict) else here)


def _read_2(draft: Draft, source: Source) -> None:
    data = members(source.value)
    image = members(data.get("image"))
    draft.version = string(data.get("app_version"))
    prompts = elements(image.get("prompt")) or [image.get("prompt")]
    for prompt in prompts:
        text = members(prompt).get("prompt") if isinstance(prompt, dict) else prompt
        draft.prompt("positive", text, exact=source.exact)
    draft.set(scalars(image, "prompt"))
    # model_hash is the SHA-256 of the weights file (backend/model_management, _cached_sha256).
    draft.model(data.get("model_weights"), hex_digest("sha256", data.get("model_hash")))
    # orig_hash is the SHA-256 of the picture that was started from (calculate_init_img_hash).
    draft.input("init", image.get("init_image_path"), hex_digest("sha256", image.get("orig_hash")))


def _read_graph(found: tuple[Source, ...]) -> Reading | None:
    """Name the tool where only its graph or workflow is there, as after upscaling alone."""
    draft = Draft("InvokeAI")
    for source in find_all(found, "invokeai_graph", "invokeai_workflow"):
        if "nodes" in members(source.value):
            draft.read_from(source)
    return draft.finish() if draft.carriers else None


def _read_1(source: Source) -> Reading | None:
    command = _DREAM.match(source.text)
    if command is None:
        return None
    draft = Draft("InvokeAI")
    draft.read_from(source)
    prompt, options = command.groups()
    draft.prompt("positive", prompt.replace('\\"', '"'), exact=source.exact)
    for option, value in _OPTION.findall(options):
        if option in _OPTIONS:
            draft.set({_OPTIONS[option]: value})
        else:
            draft.input("init", value)
    return draft.finish() if draft.settings else None
